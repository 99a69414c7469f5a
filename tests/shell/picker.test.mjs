import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support/bundle.mjs";

const { listCountries, findCountries } = await load("phone/picker.ts");
const { regions } = await load("phone/numbers.ts");
const { likelyRegion, countryNames, flagOf } = await load("engine/country.ts");

const find = (locale, text) => findCountries(listCountries(regions([]), locale), text).map(({ region }) => region);

test("countries are listed by their names in the visitor's language, in its order", () => {
  const names = listCountries(["DE", "AT", "CI", "OM"], "de").map(({ name }) => name);
  assert.deepEqual(names, ["Côte d’Ivoire", "Deutschland", "Oman", "Österreich"].sort(new Intl.Collator("de").compare));
});

test("search takes name, English name, code and dialling code, without marks and case", () => {
  assert.equal(find("de", "deutsch")[0], "DE");
  assert.equal(find("de", "germany")[0], "DE");
  assert.equal(find("en", "de")[0], "DE");
  assert.equal(find("en", "+49")[0], "DE");
  assert.equal(find("en", "0049")[0], "DE");
  assert.equal(find("en", "cote d'i")[0], "CI");
  assert.ok(find("en", "+1").includes("US"));
  assert.deepEqual(find("en", "zzzz"), []);
});

test("the likely region is the first that a language names or suggests, within the allow-list", () => {
  assert.equal(likelyRegion(["en-AU", "de"], []), "AU");
  assert.equal(likelyRegion(["pt"], []), "BR");
  assert.equal(likelyRegion(["en-US", "de-AT"], ["AT", "DE"]), "AT");
  assert.equal(likelyRegion(["en-US"], ["FR", "DE"]), "FR");
  assert.equal(likelyRegion(["not a tag", "es-419"], []), "US");
});

test("a flag is two regional indicators, and the code where Windows has none", () => {
  assert.equal(flagOf("DE", "X11; Linux"), "🇩🇪");
  assert.equal(flagOf("DE", "Windows NT 10.0; Chrome"), "DE");
  assert.equal(flagOf("DE", "Windows NT 10.0; Firefox/140"), "🇩🇪");
});

test("a region without a name in the locale is its code, never an exception", () => {
  assert.equal(countryNames("de")("DE"), "Deutschland");
  assert.equal(countryNames("de")("nonsense"), "nonsense");
});
