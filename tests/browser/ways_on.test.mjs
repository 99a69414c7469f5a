// What the visitor can do when something failed and the flow has no way of its own, on the canvas and without one.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, startApi } from "./support/api_server.mjs";
import { browserSuite, freshNumber, heard, pageWith } from "./support/suite.mjs";

const suite = browserSuite({ pages: { "/ways.html": pageWith("").replace("/v1/flows/verify-phone", "/flow.json") } });

const flow = (url) => ({
  version: 1,
  title: "Ways",
  attributes: { phone: { type: "phone" }, code: { type: "text", transient: true } },
  apis: {
    send: { role: "send", url: url + "/send", body: { to: "{{phone}}" } },
    verify: { role: "verify", url: url + "/verify", body: { code: "{{code}}" }, success: { pointer: "/verified", equals: true } },
  },
  start: "ask_phone",
  nodes: {
    ask_phone: { type: "input", kind: "phone", to: "phone", text: "Number?", next: "send" },
    send: { type: "api", api: "send", success: "ask_code" },
    ask_code: { type: "input", kind: "otp", to: "code", text: "Code?", attempts: 3, exhausted: "stop", next: "verify" },
    verify: { type: "api", api: "verify", success: "done", failure: "give_up" },
    give_up: { type: "message", text: "That was it.", next: "failed" },
    failed: { type: "end", outcome: "failed" },
    stop: { type: "message", text: "No more attempts.", next: "blocked" },
    blocked: { type: "end", outcome: "blocked" },
    done: { type: "end", outcome: "verified" },
  },
});

async function open(t, answer, options) {
  const api = await startApi(t, answer);
  const opened = await suite.newPage(t, options);
  const { page, chat, url } = opened;
  await page.route(url + "/flow.json", (route) =>
    route.fulfill({ contentType: "application/json", body: JSON.stringify(flow(api.url)) }));
  await page.goto(url + "/ways.html");
  await chat.launcher.click();
  await chat.phone.waitFor();
  const button = (name) => page.getByRole("button", { name, exact: true });
  return { ...opened, api, tryAgain: button("Try again"), startOver: button("Start over") };
}

describe("ways on", () => {
  for (const forcedColors of ["none", "active"]) {
    const where = forcedColors === "active" ? "in forced colours, without a canvas" : "on the canvas";
    test(`${where}: a send that failed can be tried again, or with another number`, async (t) => {
      const { page, chat, api, tryAgain } = await open(t, (request, response, count) =>
        json(response, count < 3 ? 500 : 200, {}), { forcedColors });
      const number = freshNumber();
      await chat.enterPhone(number);
      await chat.message("The verification service has a problem.", "bot").waitFor();
      await tryAgain.click();
      await page.waitForFunction(() => window.heard.filter(([name]) => name === "error").length === 2);
      await chat.change.click();
      await chat.phone.waitFor();
      assert.equal((await chat.phone.inputValue()).replace(/[^\d+]/g, ""), number);
      assert.ok(await chat.phone.evaluate((input) => document.activeElement === input), "the number has the focus");
      await chat.enterPhone(freshNumber());
      await chat.code.waitFor();
      assert.equal(api.requests.length, 3);
    });
  }

  test("starting over keeps what was said and the count of wrong codes", async (t) => {
    const { page, chat, startOver } = await open(t, (request, response) => json(response, 200, { verified: false }));
    const number = freshNumber();
    for (const left of [2, 1]) {
      if (left === 2) await chat.enterPhone(number);
      else await chat.sendCode.click();
      await chat.code.fill("000000");
      await startOver.click();
      await chat.phone.waitFor();
      assert.deepEqual((await heard(page, "rejected")).at(-1), { attemptsLeft: left });
      assert.equal((await chat.phone.inputValue()).replace(/[^\d+]/g, ""), number, "the number stays for editing");
    }
    await chat.sendCode.click();
    await chat.code.fill("000000");
    await chat.message("No more attempts.", "bot").waitFor();
    assert.equal(await chat.message("That was it.", "bot").count(), 2);
    assert.equal(await startOver.count(), 0);
  });

  test("a number of the wrong length says for which country, also one that was typed with another code", async (t) => {
    const { chat } = await open(t, (request, response) => json(response, 200, {}));
    for (const [typed, said] of [["+49 30", "too short (Germany)."], ["+81 3", "too short (Japan)."],
      ["+44 20 7946 0958 12345", "too long (United Kingdom)."]]) {
      await chat.phone.fill(typed);
      await chat.sendCode.click();
      await chat.alert.filter({ hasText: said }).waitFor();
    }
  });
});
