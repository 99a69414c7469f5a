// The widget in relay mode, against a scripted relay of another origin; and what direct mode refuses (SPEC section 7).

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, startApi } from "./support/api_server.mjs";
import { browserSuite, freshNumber, heard, pageWith } from "./support/suite.mjs";

const suite = browserSuite({ pages: { "/relay.html": pageWith("").replace("/v1/flows/verify-phone", "/flow.json") } });

const say = (text, next) => ({ type: "message", text, next });

const publicFlow = (relay) => ({
  version: 1,
  title: "Relayed",
  relay: relay + "/v1",
  id: "signup",
  attributes: {
    phone: { type: "phone" }, user_otp: { type: "text", transient: true }, system_otp: { type: "text", private: true },
    otp_status: { type: "text" },
  },
  apis: { send_otp: { name: "Send", role: "send" }, verify_otp: { name: "Verify", role: "verify" } },
  start: "ask_phone",
  nodes: {
    ask_phone: { type: "input", kind: "phone", to: "phone", text: "Number?", next: "send" },
    send: { type: "api", api: "send_otp", success: "ask_code", error: "not_sent" },
    not_sent: say("Not sent. {{otp_status}}", "ask_phone"),
    ask_code: { type: "input", kind: "otp", to: "user_otp", text: "Code?", next: "verify" },
    verify: { type: "api", api: "verify_otp", success: "done", failure: "wrong", error: "unchecked" },
    wrong: say("Wrong.", "ask_code"),
    unchecked: say("Unchecked.", "ask_code"),
    done: { type: "end", outcome: "verified" },
  },
});

const token = "a-token-that-only-this-visitor-has";
const problem = (response, status, name, more = {}) =>
  json(response, status, { type: "https://relay.test/problems/" + name, title: name, status, ...more });
const yes = (response, more = {}) => json(response, 200, { outcome: "success", attributes: {}, ...more });

/** A relay that says yes; `answers` by the last part of the path take its place. */
const startRelay = (t, answers = {}) => startApi(t, (request, response) => {
  const call = request.url.split("/").pop();
  if (answers[call]) return answers[call](response, request);
  if (call === "sessions") return json(response, 201, { session: token, expires_in: 3600 });
  return yes(response, call === "verify_otp" ? { proof: "header.claims.signature" } : {});
});
const keysOf = (relay, call) =>
  relay.requests.filter(({ path }) => path.endsWith(call)).map(({ headers }) => headers["idempotency-key"]);

async function open(t, flow) {
  const opened = await suite.newPage(t);
  await opened.page.route(opened.url + "/flow.json", (route) =>
    route.fulfill({ contentType: "application/json", body: JSON.stringify(flow) }));
  await opened.page.goto(opened.url + "/relay.html");
  return opened;
}

const openChat = async (t, flow) => {
  const opened = await open(t, flow);
  await opened.chat.launcher.click();
  await opened.chat.phone.waitFor();
  return opened;
};

const demo = browserSuite({ direct: false });

describe("the demo", () => {
  test("goes through its relay from the bubble to the proof, and says nothing in the console", async (t) => {
    const { page, chat, url, complaints } = await demo.newPage(t);
    await page.goto(url);
    await chat.launcher.click();
    const number = freshNumber();
    await chat.code.fill(await chat.askForCode(number, demo.server));
    await chat.message("is verified", "bot").waitFor();
    const [{ phone, proof }] = await heard(page, "verified");
    assert.equal(phone, number);
    assert.equal(JSON.parse(Buffer.from(proof.split(".")[1], "base64url")).phone_number, number);
    assert.deepEqual(complaints, []);
  });
});

describe("relay mode", () => {
  test("verify() resolves with the relay's proof, and neither page nor console hears of the session", async (t) => {
    const relay = await startRelay(t);
    const { page, chat, complaints } = await open(t, publicFlow(relay.url));
    const result = page.evaluate(() => ringback.verify());
    const number = freshNumber();
    await chat.enterPhone(number);
    await chat.code.fill("123456");
    assert.deepEqual(await result, { phone: number, proof: "header.claims.signature" });
    assert.deepEqual(await heard(page, "verified"), [{ phone: number, proof: "header.claims.signature" }]);
    const [session, send, verify] = relay.requests;
    assert.deepEqual([session.path, send.path, verify.path], ["/v1/sessions", "/v1/apis/send_otp", "/v1/apis/verify_otp"]);
    assert.deepEqual(JSON.parse(session.text), { flow: "signup" });
    assert.deepEqual(JSON.parse(send.text), { attributes: { phone: number } });
    assert.deepEqual(JSON.parse(verify.text), { attributes: { phone: number, user_otp: "123456" } });
    for (const { headers } of [send, verify]) assert.equal(headers["authorization"], "Bearer " + token);
    assert.notEqual(keysOf(relay, "send_otp")[0], keysOf(relay, "verify_otp")[0]);
    assert.ok(!JSON.stringify(await page.evaluate(() => window.heard)).includes(token));
    assert.ok(!(await chat.log.innerText()).includes(token));
    assert.deepEqual(complaints, []);
  });

  test("a reload at the code goes on in the same session, and nothing has expired", async (t) => {
    const relay = await startRelay(t);
    const { page, chat, complaints } = await openChat(t, publicFlow(relay.url));
    await chat.enterPhone(freshNumber());
    await chat.code.waitFor();
    await page.reload();
    await chat.code.waitFor();
    assert.equal(await chat.alert.count(), 0);
    await chat.code.fill("123456");
    await page.waitForFunction(() => window.heard.some(([name]) => name === "verified"));
    assert.deepEqual(relay.requests.map(({ path }) => path), ["/v1/sessions", "/v1/apis/send_otp", "/v1/apis/verify_otp"]);
    assert.deepEqual(complaints, []);
  });

  test("a send that a reload interrupts is asked for again under its key", async (t) => {
    let sends = 0;
    let came;
    const first = new Promise((resolve) => (came = resolve));
    const relay = await startRelay(t, { send_otp: (response) => (++sends === 1 ? came() : yes(response)) });
    const { page, chat } = await openChat(t, publicFlow(relay.url));
    await chat.enterPhone(freshNumber());
    await first;
    await page.reload();
    await chat.code.waitFor();
    const keys = keysOf(relay, "send_otp");
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    assert.equal(relay.requests.filter(({ path }) => path.endsWith("sessions")).length, 1);
  });

  test("a session that the relay forgot is opened anew without a word to the visitor", async (t) => {
    let sends = 0;
    const relay = await startRelay(t, {
      send_otp: (response) => (++sends === 1 ? problem(response, 401, "session-unknown") : yes(response)),
    });
    const { page, chat } = await openChat(t, publicFlow(relay.url));
    await chat.enterPhone(freshNumber());
    await chat.code.waitFor();
    const keys = keysOf(relay, "send_otp");
    assert.equal(keys[0], keys[1]);
    assert.deepEqual(await heard(page, "error"), []);
    assert.equal(await chat.messages.count(), 3);
  });

  test("a country that the relay doesn't serve is refused beside the number, which stays to be edited", async (t) => {
    const relay = await startRelay(t, { send_otp: (response) => problem(response, 403, "country-not-allowed") });
    const { page, chat } = await openChat(t, publicFlow(relay.url));
    const number = freshNumber();
    await chat.enterPhone(number);
    await chat.alert.filter({ hasText: "Numbers from this country aren't accepted here." }).waitFor();
    assert.equal(await chat.phone.getAttribute("aria-invalid"), "true");
    assert.equal((await chat.phone.inputValue()).replace(/[^\d+]/g, ""), number);
    assert.equal((await heard(page, "error"))[0].code, "country_not_allowed");
  });

  test("a pause that the relay asks for in its body is counted down, though CORS hides its header", async (t) => {
    const relay = await startRelay(t, { send_otp: (response) => problem(response, 429, "rate-limited", { retry_after: 70 }) });
    const { page, chat } = await openChat(t, publicFlow(relay.url));
    await chat.enterPhone(freshNumber());
    await chat.alert.filter({ hasText: /Please try again in 1:\d\d\./ }).waitFor();
    assert.equal((await heard(page, "error"))[0].retryAfter, 70);
  });

  test("a message that may have been sent or not is told so, and only another press sends another", async (t) => {
    const relay = await startRelay(t, { send_otp: (response) => problem(response, 502, "send-unknown") });
    const { chat } = await openChat(t, publicFlow(relay.url));
    await chat.enterPhone(freshNumber());
    await chat.alert.filter({ hasText: "It may still arrive; if it does, use its code." }).waitFor();
    assert.equal(keysOf(relay, "send_otp").length, 1);
    await chat.sendCode.click();
    await chat.alert.filter({ hasText: "It may still arrive" }).waitFor();
    const keys = keysOf(relay, "send_otp");
    assert.equal(keys.length, 2);
    assert.notEqual(keys[0], keys[1]);
  });
});

const directFlow = (more = {}) => {
  const flow = publicFlow("https://unused.test");
  delete flow.relay;
  const url = "https://api.test/";
  return {
    ...flow, ...more,
    apis: {
      send_otp: { role: "send", url: url + "send", headers: { authorization: "Bearer abc" }, body: { to: "{{phone}}" },
        save: [{ from: "/otp", to: "system_otp" }] },
      verify_otp: { role: "verify", url: url + "verify", body: { sent: "{{system_otp}}", code: "{{user_otp}}" } },
    },
  };
};

describe("direct mode", () => {
  test("a flow that would publish a secret is refused with every reason, and nothing of it is shown", async (t) => {
    const { page, chat } = await open(t, directFlow());
    const error = await page.evaluate(() => ringback.verify().catch(({ code, message }) => ({ code, message })));
    assert.equal(error.code, "config");
    assert.match(error.message, /\/apis\/send_otp\/headers\/authorization: a credential would be published/);
    assert.match(error.message, /\/apis\/send_otp\/save\/0: the code would be saved in the browser/);
    assert.equal(await chat.phone.count(), 0);
  });

  test("one that says accept_public_secrets runs, and warns in the console", async (t) => {
    const { page, chat } = await suite.newPage(t);
    const warnings = [];
    page.on("console", (message) => warnings.push([message.type(), message.text()]));
    await page.route(suite.server.url + "/flow.json", (route) =>
      route.fulfill({ contentType: "application/json", body: JSON.stringify(directFlow({ accept_public_secrets: true })) }));
    await page.goto(suite.server.url + "/relay.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    for (const pointer of ["/apis/send_otp/headers/authorization", "/apis/send_otp/save/0"]) {
      assert.ok(warnings.some(([type, text]) => type === "warning" && text.startsWith(`Ringback: ${pointer}: `)), pointer);
    }
  });
});
