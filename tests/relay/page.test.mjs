// The conversation as plain forms (SPEC section 7): the same rules as for the widget, without a script.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { FormPage } from "./support/forms.mjs";
import { hostedFlow, secrets, startHostedApi } from "./support/hosted_api.mjs";
import { directFlow, distFolder, listening, startWith, temporaryFolder } from "./support/ringback.mjs";

const site = "https://shop.example";
const number = "+14155552671";

async function start(t, { answer, change = () => {}, more = [] } = {}) {
  const api = await startHostedApi(t, answer);
  const flow = hostedFlow(t, api, (made) => {
    made.apis.send_otp.timeout_ms = made.apis.verify_otp.timeout_ms = 4000;
    change(made);
  });
  const relay = await listening(t, startWith(secrets, "serve", "--flow", flow, "--port", "0", "--allow-origin", site, "--dist", distFolder(t), ...more));
  return { api, relay, url: `${relay.url}/v1/flows/signup/page`, page: (headers) => new FormPage(`${relay.url}/v1/flows/signup/page`, headers) };
}

const claims = (proof) => JSON.parse(Buffer.from(proof.split(".")[1], "base64url"));

describe("the page", { concurrency: true }, () => {
  test("the whole way in a frame of the site's: wrong code, right code, a proof for that site", async (t) => {
    const { api, page, relay } = await start(t);
    const visitor = await page({ "accept-language": "en-US" }).get("?locale=en", { referer: site + "/" });
    assert.equal(visitor.answer.status, 200);
    assert.match(visitor.answer.headers.get("content-security-policy"), /frame-ancestors https:\/\/shop\.example$/);
    assert.equal(visitor.answer.headers.get("cache-control"), "no-store");
    // A national number, of the country that the browser's language names.
    await visitor.enter("(415) 555-2671");
    assert.deepEqual(visitor.messages.slice(-2), ["I've sent a code to +1 415-555-2671.", "Please enter the 6 digits."]);
    assert.deepEqual(visitor.buttons, ["Verify", "Resend code", "Change number"]);
    assert.match(visitor.html, /value="resend" class="quiet">/, "not yet");
    const code = api.codes[number];
    assert.ok(!visitor.html.includes(code), "the code is in the page");
    await visitor.enter("000000");
    assert.match(visitor.alert, /4 attempts left/);
    await visitor.enter(code.replace(/^(...)/, "$1 "));
    assert.equal(visitor.verified.phone, number);
    assert.equal(visitor.verified.origin, site);
    const { aud, sub, iss } = claims(visitor.verified.proof);
    assert.deepEqual([aud, sub, iss], [site, number, relay.url]);
    assert.match(visitor.messages.at(-1), /is verified/);
    assert.equal(api.verifies().length, 2);
    assert.deepEqual(visitor.buttons, []);
  });

  test("it has the site's accent to its end, by a style sheet that any browser may keep", async (t) => {
    const { page, relay } = await start(t);
    const visitor = await page().get("?accent=ffd400&theme=dark");
    await visitor.enter("(415) 555-2671");
    const [, sheet] = /href=(\/ringback-page-accent\.css\?dark=\w+)>/.exec(visitor.html);
    const answer = await fetch(relay.url + sheet);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "text/css; charset=utf-8"]);
    assert.match(await answer.text(), /^:root\{--accent:#ffd400;--accent-ink:#10131a;/);
    for (const colour of ["", "?dark=red", "?light=3a5bf0}body{display:none"]) {
      assert.equal((await fetch(relay.url + "/ringback-page-accent.css" + colour)).status, 400);
    }
    assert.ok(!(await page().get("?accent=red}")).html.includes("accent"));
  });

  test("a form that comes twice is carried out once, and answered twice the same", async (t) => {
    const { api, page } = await start(t);
    const visitor = await page().get();
    const [first, second] = [Object.assign(page(), { html: visitor.html }), Object.assign(page(), { html: visitor.html })];
    await Promise.all([first.enter(number), second.enter(number)]);
    assert.equal(api.sends().length, 1);
    assert.equal(first.html, second.html);
    assert.deepEqual(first.buttons, ["Verify", "Resend code", "Change number"]);
    // The first form again, by the browser's way back.
    const again = Object.assign(page(), { html: visitor.html });
    await again.enter(number);
    assert.equal(again.html, first.html);
    assert.equal(api.sends().length, 1);
    // And the right code at once twice: one proof, shown to both.
    const code = api.codes[number];
    await Promise.all([first.enter(code), second.enter(code)]);
    assert.equal(api.verifies().length, 1);
    assert.match(first.html, /Verified<\/p>/);
    assert.equal(first.html, second.html);
  });

  test("what is refused is kept for mending; the number can be changed; a resend says when it may be", async (t) => {
    const { api, page } = await start(t);
    const visitor = await page().get();
    await visitor.enter("12 <b>");
    assert.ok(visitor.alert);
    assert.match(visitor.html, /value="12 &lt;b&gt;" aria-invalid=true/);
    await visitor.enter("+4930123456");
    assert.match(visitor.alert, /landline/);
    assert.equal(api.requests.length, 0);
    await visitor.enter(number);
    assert.match(visitor.html, /Resend code in \d+ s/);
    await visitor.press("resend");
    assert.equal(api.sends().length, 1, "too early");
    await visitor.press("change");
    assert.match(visitor.html, /value="\+14155552671"/);
    await visitor.enter("+14155552672");
    assert.equal(api.sends().at(-1).body.toNumber, "+14155552672");
  });

  test("five wrong codes are the end, for the page as for anyone", async (t) => {
    const { api, page } = await start(t);
    const visitor = await page().get();
    await visitor.enter(number);
    for (let i = 0; i < 5; ++i) await visitor.enter(`00000${i}`);
    assert.equal(api.verifies().length, 5);
    await visitor.enter(api.codes[number]);
    assert.equal(api.verifies().length, 5);
    assert.equal(visitor.verified, null);
  });

  test("an API that fails has its words and a way on", async (t) => {
    let broken = true;
    const { page } = await start(t, { answer: (_, response) => broken && (response.writeHead(500).end("{}"), true) });
    const visitor = await page().get();
    await visitor.enter(number);
    assert.match(visitor.messages.join(" ") + visitor.alert, /couldn't send a code|service has a problem/);
    broken = false;
    if (visitor.buttons.includes("Try again")) await visitor.press("retry");
    else await visitor.enter(number);
    assert.ok(visitor.buttons.includes("Verify"), visitor.html);
  });

  test("without a script the proof goes to the site's own address, if that is a site of the relay's", async (t) => {
    const { api, page } = await start(t);
    const visitor = await page().get("?return=" + encodeURIComponent(site + "/verified?cart=1"));
    assert.match(visitor.answer.headers.get("content-security-policy"), /form-action 'self' https:\/\/shop\.example;.*frame-ancestors 'none'$/);
    await visitor.enter(number);
    await visitor.enter(api.codes[number]);
    assert.match(visitor.html, /<form method=post action="https:\/\/shop\.example\/verified\?cart=1">/);
    const { phone, proof } = visitor.fields();
    assert.equal(phone, number);
    assert.equal(claims(proof).aud, site);
    for (const elsewhere of ["https://evil.example/x", "javascript:alert(1)", "https://shop.example@evil.example/"]) {
      assert.equal((await page().get("?return=" + encodeURIComponent(elsewhere))).answer.status, 403, elsewhere);
    }
  });

  test("a frame of a site that isn't the relay's is never told, and can't show it", async (t) => {
    const { page } = await start(t);
    const visitor = await page().get("", { referer: "https://evil.example/" });
    assert.match(visitor.answer.headers.get("content-security-policy"), /frame-ancestors 'none'$/);
    await visitor.post({ action: "enter", value: number, origin: "https://evil.example" });
    assert.match(visitor.answer.headers.get("content-security-policy"), /frame-ancestors 'none'$/);
    assert.equal(visitor.fields().origin, undefined);
  });

  test("lies in a form get nothing", async (t) => {
    const { api, page } = await start(t);
    const visitor = await page().get();
    for (const origin of ["https://evil.example", "null"]) {
      await visitor.get();
      assert.equal((await visitor.post({ page: "5".repeat(64), step: "0", action: "enter", value: number }, { origin })).answer.status, 403);
    }
    await visitor.get();
    for (const fields of [{ page: "0".repeat(64), step: "7" }, { page: "nonsense" }, { action: "choice-99999999999" }, { action: "launch" }, { step: "-1" }]) {
      await visitor.post({ action: "enter", value: "000000", ...fields });
      assert.ok(visitor.answer.status < 500, JSON.stringify(fields));
      await visitor.get();
    }
    assert.equal(api.requests.length, 0);
    // A code before any was sent, a step that isn't shown.
    await visitor.enter(number);
    const asked = api.requests.length;
    await visitor.post({ step: "0", action: "enter", value: "000000" });
    assert.equal(api.requests.length, asked);
    assert.deepEqual(visitor.buttons, ["Verify", "Resend code", "Change number"], "it is shown where it stands");
  });

  test("a flow that calls an API before it asks anything", async (t) => {
    const { api, page } = await start(t, {
      change(flow) {
        flow.apis.hello = { name: "Hello", url: flow.apis.send_otp.url.replace("send-otp-sms", "hello"), method: "POST", body: {} };
        flow.nodes.call = { type: "api", api: "hello", success: "pause", failure: "pause", error: "pause" };
        flow.nodes.pause = { type: "delay", ms: 50, next: flow.start };
        flow.start = "call";
      },
    });
    const visitor = await page().get();
    assert.deepEqual(visitor.buttons, ["Send code"]);
    await visitor.enter(number);
    assert.equal(api.requests.filter(({ path }) => path.endsWith("hello")).length, 1);
    assert.ok(visitor.buttons.includes("Verify"));
  });

  test("one that waits before it asks counts as a session when it is looked at, since that costs a record", async (t) => {
    const config = join(temporaryFolder(t), "relay.json");
    writeFileSync(config, JSON.stringify({ limits: { sessions_per_prefix_per_hour: 2 } }));
    const { page } = await start(t, {
      more: ["--config", config],
      change(flow) {
        flow.nodes.pause = { type: "delay", ms: 1, next: flow.start };
        flow.start = "pause";
      },
    });
    const statuses = [];
    for (let i = 0; i < 3; ++i) statuses.push((await page().get()).answer.status);
    assert.deepEqual(statuses, [200, 200, 429]);
  });

  test("languages, directions and flows that have no page", async (t) => {
    const { page, relay } = await start(t);
    const arabic = await page({ "accept-language": "ar" }).get();
    assert.match(arabic.html, /<html lang="ar" dir=rtl>/);
    assert.deepEqual(arabic.buttons, ["إرسال الرمز"]);
    const none = await new FormPage(`${relay.url}/v1/flows/other/page`).get();
    assert.equal(none.answer.status, 404);
    const direct = await listening(t, startWith({}, "serve", "--flow", directFlow(t, "verify-phone"), "--port", "0"));
    assert.equal((await new FormPage(`${direct.url}/v1/flows/verify-phone/page`).get()).answer.status, 404);
  });

  test("no secret, session or code in any page", async (t) => {
    const { api, page, relay } = await start(t);
    const visitor = await page().get();
    const pages = [visitor.html];
    for (const value of [number, "000000", () => api.codes[number]]) {
      await visitor.enter(typeof value === "string" ? value : value());
      pages.push(visitor.html);
    }
    relay.child.kill("SIGTERM");
    await relay.ended;
    const text = pages.join("") + relay.said.stderr;
    for (const hidden of ["canary", api.codes[number], "session", "relay.invalid"]) assert.ok(!text.includes(hidden), hidden);
  });
});
