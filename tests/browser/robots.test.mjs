// docs/robots.md as it stands there: its patch on the shipped flow, its lines in a page, and a stand-in for Turnstile whose
// tokens are good for one check.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { json, startApi } from "./support/api_server.mjs";
import { root } from "./support/server.mjs";
import { browserSuite, freshNumber, pageWith } from "./support/suite.mjs";

const doc = readFileSync(root + "docs/robots.md", "utf8");
const block = (language) => new RegExp("```" + language + "\\n([^`]*)```").exec(doc)[1];
const challenges = "https://challenges.cloudflare.com/turnstile/v0/";

/** RFC 7396, without removals. */
const merged = (into, patch) => (patch?.constructor === Object
  ? Object.entries(patch).reduce((made, [key, value]) => ({ ...made, [key]: merged(made[key], value) }), into ?? {}) : patch);

const tokens = new Set(); // those that are good
const turnstile = await startApi({ after }, (request, response) => {
  const asked = new URLSearchParams(request.text);
  json(response, 200, { success: asked.get("secret") === "sandbox-TURNSTILE_SECRET" && tokens.delete(asked.get("response")) });
});
const checks = () => turnstile.requests.length;

const folder = mkdtempSync(join(tmpdir(), "ringback-robots-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const flow = merged(JSON.parse(readFileSync(root + "assets/flows/verify-phone.json", "utf8")), JSON.parse(block("json")));
delete flow.$schema;
flow.apis.check_visitor.url = flow.apis.check_visitor.url.replace(challenges, turnstile.url + "/");
writeFileSync(join(folder, "verify-phone.json"), JSON.stringify(flow));

const suite = browserSuite({
  flows: [join(folder, "verify-phone.json")],
  direct: false,
  pages: { "/shop.html": pageWith("", block("html")) },
});

/** What Turnstile's script does, for a visitor or for a robot. */
const standIn = (isVisitor) => `
  let count = 0, callback;
  const solve = () => ${isVisitor} && setTimeout(() => made("token-" + crypto.randomUUID()).then(callback));
  window.turnstile = {
    render(place, options) {
      document.querySelector(place).textContent = options.sitekey;
      callback = options.callback;
      solve();
      return "widget-1";
    },
    reset(widget) {
      if (widget !== "widget-1") throw Error(widget);
      solve();
    },
  };
  startChallenge();`;

async function shop(t, { isVisitor = true } = {}) {
  const opened = await suite.newPage(t, { alone: true });
  await opened.page.exposeFunction("made", (token) => (tokens.add(token), token));
  await opened.page.route(challenges + "api.js*", (route) =>
    route.fulfill({ contentType: "text/javascript", body: standIn(isVisitor) }));
  await opened.page.goto(opened.url + "/shop.html");
  await opened.page.getByText("YOUR-SITE-KEY").waitFor();
  await opened.chat.launcher.click();
  await opened.chat.phone.waitFor();
  return opened;
}

describe("a challenge before the first message", () => {
  test("is passed by a visitor without a word, again after the number was changed", async (t) => {
    const { page, chat, complaints } = await shop(t);
    const before = checks();
    await chat.askForCode(freshNumber(), suite.server);
    assert.equal(checks(), before + 1);
    await chat.change.click();
    const number = freshNumber();
    const code = await chat.askForCode(number, suite.server);
    assert.equal(checks(), before + 2);
    await chat.code.fill(code);
    await chat.message("is verified", "bot").waitFor();
    assert.equal(await page.evaluate(() => ringback.get("phone")), number);
    assert.deepEqual(complaints, []);
  });

  test("keeps a robot from sending, in the chat and past it", async (t) => {
    const { chat, url } = await shop(t, { isVisitor: false });
    const number = freshNumber();
    await chat.enterPhone(number);
    await chat.message("I can't tell yet that you aren't a robot.", "bot").waitFor();
    const post = async (path, body, headers) => (await fetch(url + "/v1" + path, { method: "POST", body: JSON.stringify(body),
      headers: { "content-type": "application/json", origin: url, ...headers } })).json();
    const { session } = await post("/sessions", { flow: "verify-phone" });
    const refused = await post("/apis/send_otp", { attributes: { phone: number } }, { authorization: `Bearer ${session}` });
    assert.match(refused.type, /\/call-missing$/);
    assert.deepEqual(await suite.server.outbox(number), []);
  });
});
