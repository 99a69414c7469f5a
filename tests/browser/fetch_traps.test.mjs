// The known traps of emscripten_fetch (its callbacks, its memory, its database), each with the real engine and real
// connections to another origin.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cors, json, startApi } from "./support/api_server.mjs";
import { browserSuite, freshNumber, heard, pageWith } from "./support/suite.mjs";

const suite = browserSuite({ pages: { "/traps.html": pageWith("data-open").replace("/v1/flows/verify-phone", "/traps.json") } });

const say = (text, next) => ({ type: "message", text, next });

/** Number, send, code, verify. `send` changes that API. */
const flow = (url, send = {}) => ({
  version: 1,
  title: "Traps",
  attributes: {
    phone: { type: "phone" }, code: { type: "text", transient: true }, reason: { type: "text" }, status: { type: "number" },
    ...(/answered/.test(JSON.stringify(send)) ? { answered: { type: "json" } } : {}),
    ...(/\bbig\b/.test(JSON.stringify(send)) ? { big: { type: "text" } } : {}),
  },
  apis: {
    send: { role: "send", method: "POST", url: url + "/send", body: { to: "{{phone}}" }, ...send },
    verify: { role: "verify", method: "POST", url: url + "/verify", body: { code: "{{code}}" },
      success: { pointer: "/verified", equals: true } },
  },
  start: "ask_phone",
  nodes: {
    ask_phone: { type: "input", kind: "phone", to: "phone", text: "Number?", next: "send" },
    send: { type: "api", api: "send", success: "ask_code", failure: "refused", error: "not_sent" },
    refused: say("Refused: {{reason}}, {{status}}.", "ask_phone"),
    not_sent: say("Not sent.", "ask_phone"),
    ask_code: { type: "input", kind: "otp", to: "code", text: "Code?", next: "verify" },
    verify: { type: "api", api: "verify", success: "done", failure: "ask_code", error: "ask_code" },
    done: { type: "end", outcome: "verified" },
  },
});

async function open(t, url, send, { prepare = async () => {}, ...options } = {}) {
  const opened = await suite.newPage(t, options);
  const { page } = opened;
  await page.route(opened.url + "/traps.json", (route) =>
    route.fulfill({ contentType: "application/json", body: JSON.stringify(flow(url, send)) }));
  await prepare(page);
  await page.goto(opened.url + "/traps.html");
  await opened.chat.phone.waitFor();
  return opened;
}

const verified = (page) => page.waitForFunction(() => window.heard.some(([name]) => name === "verified"));
const good = (request, response) => json(response, 200, request.url === "/send" ? { sent: true } : { verified: true });

describe("emscripten_fetch", () => {
  const databases = {
    absent: () => Object.defineProperty(window, "indexedDB", { value: undefined }),
    throwing: () => Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } }),
    "never answering": () => Object.defineProperty(window, "indexedDB", { value: { open: () => ({}), deleteDatabase: () => ({}) } }),
  };
  for (const [kind, script] of Object.entries(databases)) {
    test(`indexedDB ${kind} is nothing to it`, async (t) => {
      const api = await startApi(t, good);
      const { page, chat, complaints } = await open(t, api.url, {}, { prepare: (page) => page.addInitScript(script) });
      await chat.enterPhone(freshNumber());
      await chat.code.fill("123456");
      await verified(page);
      assert.deepEqual(api.requests.map(({ path }) => path), ["/send", "/verify"]);
      assert.deepEqual(complaints, []);
    });
  }

  test("an answer after its deadline does nothing, its request is never taken back, and the same chat goes on", async (t) => {
    let answerLate;
    const api = await startApi(t, (request, response, count) => {
      if (count > 1) return good(request, response);
      answerLate = () => json(response, 200, { sent: true });
    });
    const { page, chat, complaints } = await open(t, api.url, { timeout_ms: 1000 });
    const number = freshNumber();
    await chat.enterPhone(number);
    await chat.alert.filter({ hasText: "taking too long" }).waitFor();
    await api.arrived(1);
    assert.deepEqual([api.requests.length, api.requests[0].aborted], [1, false]);
    answerLate();
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/send")));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await chat.code.count(), 0);
    assert.deepEqual(await heard(page, "sent"), []);
    await chat.sendCode.click();
    await chat.code.fill("123456");
    await verified(page);
    assert.deepEqual(api.requests.map(({ path, answered, aborted }) => [path, answered, aborted]),
      [["/send", true, false], ["/send", true, false], ["/verify", true, false]]);
    assert.equal((await heard(page, "sent")).length, 1);
    assert.deepEqual(complaints, []);
  });

  test("a chat that starts over takes no running request back, and its answer does nothing to the next one", async (t) => {
    let answerLate;
    const api = await startApi(t, (request, response) => (answerLate = () => json(response, 200, { sent: true })));
    const { page, chat, complaints } = await open(t, api.url);
    await chat.enterPhone(freshNumber());
    await api.arrived(1);
    await page.evaluate(() => ringback.reset());
    // Another input than before, which stays a moment: read-only.
    const input = chat.phone.and(page.locator(":read-write"));
    await input.waitFor();
    assert.equal(api.requests[0].aborted, false);
    answerLate();
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/send")));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(api.requests[0].answered, true);
    assert.equal(await input.inputValue(), "");
    assert.deepEqual(await heard(page, "sent"), []);
    assert.deepEqual(complaints, []);
  });

  test("an answer that isn't 2xx comes with its status and its body", async (t) => {
    const api = await startApi(t, (request, response) => json(response, 422, { reason: "a landline" }));
    const { chat } = await open(t, api.url, { save: [{ from: "/reason", to: "reason" }, { from: "status", to: "status" }] });
    await chat.enterPhone(freshNumber());
    await chat.message("Refused: a landline, 422.", "bot").waitFor();
  });

  test("headers keep their blanks, those that are sent and those that come", async (t) => {
    const api = await startApi(t, (request, response) =>
      json(response, 200, {}, { ...cors("x-note", "x-empty"), "x-note": "two  words, and more", "x-empty": "" }));
    const { page, chat } = await open(t, api.url, {
      headers: { "x-plan": "gold  for {{phone}}" }, save: [{ from: "headers", to: "answered" }],
    });
    const number = freshNumber();
    await chat.enterPhone(number);
    await chat.code.waitFor();
    const headers = await page.evaluate(() => ringback.get("answered"));
    assert.equal(headers["x-note"], "two  words, and more");
    assert.equal(headers["x-empty"], "");
    assert.equal(api.requests[0].headers["x-plan"], "gold  for " + number);
  });

  test("a large body arrives whole, and a large answer too, while the memory grows", async (t) => {
    let came;
    const answer = new Promise((resolve) => (came = resolve));
    const api = await startApi(t, (request, response) =>
      came(() => json(response, 200, { filler: "é".repeat(100_000), reason: "here" })));
    const big = "größer ".repeat(900);
    const { page, chat } = await open(t, api.url, {
      body: { to: "{{phone}}", parts: Array(6).fill("{{big}}") }, save: [{ from: "/reason", to: "reason" }],
      timeout_ms: 120_000, // what is carried meanwhile takes a busy machine long
    });
    await page.evaluate((big) => ringback.set("big", big), big);
    const number = freshNumber();
    await chat.enterPhone(number);
    await chat.typing.waitFor();
    // Refused as too long, but it has to be carried into the engine to be so.
    await page.evaluate(() => ringback.set("big", "x".repeat(12_000_000)));
    (await answer)();
    await chat.code.waitFor();
    assert.deepEqual(JSON.parse(api.requests[0].text), { to: number, parts: Array(6).fill(big) });
    assert.equal(await page.evaluate(() => ringback.get("reason")), "here");
  });

  test("a refusal by CORS is no answer: the service can't be reached", async (t) => {
    const api = await startApi(t, (request, response) => json(response, 200, {}, {}));
    const { page, chat } = await open(t, api.url);
    await chat.enterPhone(freshNumber());
    await chat.alert.filter({ hasText: "can't reach the verification service" }).waitFor();
    assert.equal(api.requests.length, 1);
    assert.equal((await heard(page, "error"))[0].code, "network");
  });

  test("a connection that is refused, and one that drops, can't be reached either", async (t) => {
    const { chat } = await open(t, "http://127.0.0.1:9"); // discard: nobody listens
    await chat.enterPhone(freshNumber());
    await chat.alert.filter({ hasText: "can't reach the verification service" }).waitFor();
    const api = await startApi(t, (request, response) => response.destroy());
    const other = await open(t, api.url);
    await other.chat.enterPhone(freshNumber());
    await other.chat.alert.filter({ hasText: "can't reach the verification service" }).waitFor();
    assert.equal(api.requests.length, 1, "a send isn't repeated");
  });

  test("without a network it says so", async (t) => {
    const api = await startApi(t, good);
    const { page, chat } = await open(t, api.url, {}, { alone: true });
    await page.context().setOffline(true);
    await chat.enterPhone(freshNumber());
    await chat.alert.filter({ hasText: "You seem to be offline" }).waitFor();
    assert.equal(api.requests.length, 0);
    await page.context().setOffline(false);
    await chat.sendCode.click();
    await chat.code.waitFor();
  });

  test("204 and an empty body are answers, where nothing in them is needed", async (t) => {
    const api = await startApi(t, (request, response) => response.writeHead(204, cors()).end());
    const { chat } = await open(t, api.url);
    await chat.enterPhone(freshNumber());
    await chat.code.waitFor();
    const needed = await open(t, api.url, { save: [{ from: "/reason", to: "reason" }] });
    await needed.chat.enterPhone(freshNumber());
    await needed.chat.alert.filter({ hasText: "an answer I couldn't read" }).waitFor();
  });

  for (const exposed of [true, false]) {
    test(`Retry-After that ${exposed ? "the page may read is counted down" : "is hidden by CORS leaves a plain sentence"}`, async (t) => {
      const api = await startApi(t, (request, response) =>
        json(response, 429, {}, { ...cors(...(exposed ? ["Retry-After"] : [])), "retry-after": "70" }));
      const { page, chat } = await open(t, api.url);
      await chat.enterPhone(freshNumber());
      await chat.alert.filter({ hasText: exposed ? /Please try again in 1:\d\d\./ : "Please wait a little and try again." }).waitFor();
      assert.equal((await heard(page, "error"))[0].retryAfter, exposed ? 70 : undefined);
      if (!exposed) return;
      // A countdown that goes on isn't said each second; what comes in its place is.
      await page.waitForFunction(() => document.querySelector("ringback-chat [role=alert]").ariaLive === "off");
      await chat.enterPhone("12");
      await chat.alert.filter({ hasText: "too short" }).waitFor();
      assert.equal(await chat.alert.getAttribute("aria-live"), null);
    });
  }
});
