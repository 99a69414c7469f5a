// The sandbox's nine numbers that misbehave: each gets its own plain words, a way on, and never a second SMS.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserSuite, heard } from "./support/suite.mjs";

const suite = browserSuite();

const cases = [
  { end: 1, claim: "a number that can't receive an SMS is said to be so", message: "I can't send a code to" },
  { end: 2, claim: "no answer is given up after the flow's 10 s", alert: "This is taking too long" },
  { end: 3, claim: "a server error is named as the service's problem", alert: "has a problem" },
  { end: 4, claim: "429 says how long to wait", alert: "Too many requests", retryAfter: 5 },
  { end: 5, claim: "a page instead of JSON is an answer that can't be read", alert: "couldn't read" },
  { end: 7, claim: "a line that drops after the SMS left is no second SMS", alert: "can't reach", sent: 1 },
  { end: 8, claim: "wrong types are an unexpected answer", alert: "unexpected answer" },
  { end: 9, claim: "a megabyte is too much", alert: "too much data" },
];

async function start(t, end) {
  const { page, chat, url, complaints } = await suite.newPage(t);
  await page.goto(url + "/");
  await chat.launcher.click();
  const exact = "+1415555000" + end;
  await chat.enterPhone(exact);
  return { page, chat, number: exact, complaints };
}

describe("the sandbox's misbehaviour", () => {
  for (const { end, claim, message, alert, sent = 0, retryAfter } of cases) {
    test(`…${550000 + end}: ${claim}`, async (t) => {
      const { page, chat, number } = await start(t, end);
      if (message) await chat.message(message, "bot").waitFor();
      if (alert) await chat.alert.filter({ hasText: alert }).waitFor();
      // The way on: the number is there to be edited.
      await chat.phone.waitFor();
      assert.equal((await chat.phone.inputValue()).replace(/[^\d+]/g, ""), number);
      assert.ok(await chat.sendCode.isEnabled());
      assert.equal((await suite.server.outbox(number)).length, sent);
      if (retryAfter) assert.equal((await heard(page, "error")).at(-1).retryAfter, retryAfter);
    });
  }

  test("…550006: a slow answer shows that the bot is at work, then goes on", async (t) => {
    const { chat, complaints } = await start(t, 6);
    await chat.typing.waitFor();
    await chat.code.waitFor();
    assert.deepEqual(complaints, []);
  });
});
