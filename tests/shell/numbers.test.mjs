import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./support/bundle.mjs";

const { plainNumber, format, parse, moveTo, regions, callingCode } = await load("phone/numbers.ts");

test("a number is understood in every common way of writing it", () => {
  for (const [written, plain] of [
    ["tel:+1-415-555-2671;ext=5", "+14155552671"], ["00 49 151 123", "+49151123"], ["+49 (0)151 123", "+49151123"],
    ["0151/123", "0151123"], ["＋４９ １５１", "+49151"], ["+٤٩١٥١", "+49151"], ["1+2", "12"], ["  ", ""], ["abc", ""],
  ]) assert.equal(plainNumber(written), plain, written);
});

test("as-you-type format is national without a plus and international with one", () => {
  assert.equal(format("4155552671", "US").text, "(415) 555-2671");
  assert.equal(format("+14155552671", "DE").text, "+1 415 555 2671");
  assert.equal(format("01511234", "DE").text, "01511 234");
});

test("a typed plus names its country; a shared calling code leaves the chosen one alone", () => {
  assert.equal(format("+49", "US").region, "DE");
  assert.equal(format("+1", "CA").region, "CA");
  assert.equal(format("+12042345678", "US").region, "CA");
  assert.equal(format("+7", "KZ").region, "KZ");
  assert.equal(format("0151", "DE").region, "DE");
});

test("a good number is E.164 out, with its international form and region", () => {
  assert.deepEqual(parse("0151 12345678", "DE", []), { e164: "+4915112345678", international: "+49 1511 2345678", region: "DE" });
  assert.deepEqual(parse("+1 415 555 2671", "DE", []), { e164: "+14155552671", international: "+1 415 555 2671", region: "US" });
});

test("numbers of many countries' mobiles are taken", () => {
  for (const number of ["+447911123456", "+33612345678", "+34612345678", "+393123456789", "+919876543210", "+8613812345678",
    "+819012345678", "+821012345678", "+5511961234567", "+61412345678", "+27711234567", "+971501234567", "+79161234567",
    "+905012345678", "+48512345678", "+46701234567", "+6591234567", "+66812345678", "+84912345678", "+2348021234567",
    "+15555550001", "+14155550001"]) {
    assert.equal(parse(number, "US", []).e164, number, number);
  }
});

test("00 and each country's own prefix dial abroad", () => {
  for (const [number, region] of [["0049 1511 2345678", "DE"], ["0049 1511 2345678", "AU"], ["0011 49 1511 2345678", "AU"],
    ["011 49 1511 2345678", "US"], ["010 49 1511 2345678", "JP"], ["001 49 1511 2345678", "KR"], ["0049 1511 2345678", "KR"],
    ["8~10 49 1511 2345678", "RU"]]) {
    assert.equal(parse(number, region, []).e164, "+4915112345678", `${number} in ${region}`);
  }
});

test("a zero in brackets is for those who dial from within, but in Italy it belongs to the number", () => {
  assert.equal(parse("+49 (0) 1511 2345678", "US", []).e164, "+4915112345678");
  assert.equal(plainNumber("+39 (0) 6 1234567"), "+39061234567");
});

test("a calling code that stands there twice counts once", () => {
  assert.equal(parse("+49 49 1511 2345678", "DE", []).e164, "+4915112345678");
  assert.equal(parse("4915112345678", "DE", []).e164, "+4915112345678");
});

test("personal and internet numbers take an SMS; a wrong digit under a shared calling code doesn't", () => {
  assert.equal(parse("+447012345678", "GB", []).e164, "+447012345678");
  assert.equal(parse("+445612345678", "GB", []).e164, "+445612345678");
  assert.equal(parse("+447700900123", "GB", []).refused, "invalid_phone");
  assert.equal(parse("+611900123456", "AU", []).refused, "invalid_phone");
});

test("a Mexican telephone has one number, whether its old mobile prefix is written or not", () => {
  for (const typed of ["+52 1 55 1234 5678", "+5215512345678", "00521 5512345678"]) {
    assert.equal(parse(typed, "US", []).e164, "+525512345678", typed);
  }
  assert.equal(parse("55 1234 5678", "MX", []).e164, "+525512345678");
});

test("a refused number says why", () => {
  for (const [number, region, allowed, reason] of [
    ["", "US", [], "empty"], ["abc", "US", [], "empty"], ["1", "US", [], "too_short"], ["+4930", "US", [], "too_short"],
    ["415555", "US", [], "too_short"], ["41555526711234", "US", [], "too_long"], ["+49 30 12345678", "US", [], "landline"],
    ["+44 20 7946 0958", "GB", [], "landline"], ["+81 3 1234 5678", "JP", [], "landline"], ["+1 800 555 1234", "US", [], "invalid_phone"],
    ["+14155552671", "DE", ["DE", "AT"], "country_not_allowed"], ["+4915112345678", "DE", ["DE"], undefined],
    ["4155552671", "", [], "no_calling_code"], ["+9994155552671", "", [], "invalid_phone"],
    ["+12042345678", "US", ["US"], "country_not_allowed"], ["+15555550001", "US", ["US"], undefined],
  ]) assert.equal(parse(number, region, allowed).refused, reason, number || "(nothing)");
});

test("another country keeps the subscriber's number", () => {
  assert.equal(moveTo("+49 1511 2345678", "DE", "AT").replace(/\D/g, ""), "4315112345678");
  assert.equal(moveTo("0151", "DE", "AT").replace(/\D/g, ""), "0151");
  assert.equal(moveTo("", "DE", "AT"), "");
});

test("the allow-list limits the regions, and each has a calling code", () => {
  assert.deepEqual(regions(["DE", "AT", "XX"]).sort(), ["AT", "DE"]);
  assert.ok(regions([]).length > 230);
  assert.ok(regions([]).every((region) => /^\d{1,3}$/.test(callingCode(region))));
  assert.equal(callingCode("XX"), "");
});

test("every region's example of a mobile number is taken, as the same region's", () => {
  const examples = JSON.parse(readFileSync(new URL("../../node_modules/libphonenumber-js/examples.mobile.json", import.meta.url)));
  const refused = [];
  for (const [region, national] of Object.entries(examples)) {
    const parsed = parse("+" + callingCode(region) + national, "US", [region]);
    if (!parsed.e164) refused.push(`${region} ${national}: ${parsed.refused}`);
  }
  assert.deepEqual(refused, []);
});
