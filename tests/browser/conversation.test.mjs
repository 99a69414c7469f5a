// The whole path on the demo page, and its turns on one with nothing but the chat, by role and name only, against the real
// engine, command and sandbox.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { holdChecks, wrongCode } from "./support/chat_page.mjs";
import { browserSuite, freshNumber, heard } from "./support/suite.mjs";

const quickResend = "/?flow=quick-resend";
const suite = browserSuite({ flows: ["assets/flows/verify-phone.json", "tests/fixtures/browser_flows/quick-resend.json"] });
const { openChat, newPage } = suite;

/** When requests left and their answers had arrived, on the page's own clock (Resource Timing), oldest first. */
const wire = (page) => page.evaluate(() => performance.getEntriesByType("resource")
  .filter(({ name }) => /send-otp-sms$|verify-user-otp$/.test(name))
  .map(({ name, startTime, responseEnd }) => ({ verify: name.endsWith("verify-user-otp"), left: startTime, answered: responseEnd })));

describe("a conversation", () => {
  test("goes from the bubble to verified, and says so to the page", async (t) => {
    const { page, chat, url, complaints } = await newPage(t);
    await page.goto(url + "/");
    await chat.launcher.click();
    await page.getByRole("dialog", { name: "Verify your phone", exact: true }).waitFor();
    const number = freshNumber();
    const code = await chat.askForCode(number, suite.server);
    assert.match(code, /^\d{6}$/);
    await chat.message("I've sent a code to", "bot").waitFor();
    const goOn = await holdChecks(page);
    await chat.code.fill(code);
    await chat.typing.waitFor();
    goOn();
    await chat.message("is verified", "bot").waitFor();
    assert.deepEqual(await heard(page, "verified"), [{ phone: number, proof: null }]);
    assert.deepEqual(await heard(page, "sent"), [{}]);
    assert.equal((await suite.server.outbox(number)).length, 1);
    assert.equal(await chat.typing.count(), 0);
    assert.deepEqual(complaints, []);
  });

  test("a verify waits 5 s after the answer to the send, a re-verify 2 s after the answer to the verify", async (t) => {
    const { page, chat } = await openChat(t);
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(wrongCode(code));
    await chat.alert.waitFor();
    await chat.code.fill(code);
    await chat.message("is verified", "bot").waitFor();
    const calls = await wire(page);
    assert.deepEqual(calls.map(({ verify }) => verify), [false, true, true]);
    const [send, first, second] = calls;
    assert.ok(first.left - send.answered >= 5000, `the verify left ${first.left - send.answered} ms after the send's answer`);
    assert.ok(second.left - first.answered >= 2000, `the re-verify left ${second.left - first.answered} ms after`);
  });

  test("a wrong code is refused with the attempts that are left, and typing goes on at once", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url);
    await chat.launcher.click();
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(wrongCode(code));
    await chat.alert.waitFor();
    assert.equal((await chat.alert.textContent()).trim(), "That code isn't right. You have 4 attempts left.");
    assert.equal(await chat.code.getAttribute("aria-invalid"), "true");
    const described = await chat.code.getAttribute("aria-describedby");
    assert.equal(await chat.alert.getAttribute("id"), described);
    assert.deepEqual(await heard(page, "rejected"), [{ attemptsLeft: 4 }]);
    assert.equal(await chat.code.inputValue(), "");
    assert.ok(await chat.code.evaluate((input) => document.activeElement === input), "the code input has the focus");
    await page.keyboard.type(code);
    await chat.message("is verified", "bot").waitFor();
  });

  test("five wrong codes end it as blocked", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url);
    await chat.launcher.click();
    const code = await chat.askForCode(freshNumber(), suite.server);
    for (let left = 4; left >= 0; --left) {
      await chat.code.fill(wrongCode(code));
      if (left > 0) await page.getByRole("alert").filter({ hasText: `${left} attempt` }).waitFor();
    }
    await chat.message("Too many wrong codes", "bot").waitFor();
    await page.getByText("Blocked").waitFor({ state: "attached" });
    assert.equal(await chat.code.count(), 0);
    assert.deepEqual(await heard(page, "verified"), []);
  });

  test("resend, once its pause is over, sends a second SMS", async (t) => {
    const { chat } = await openChat(t, {}, quickResend);
    const number = freshNumber();
    await chat.askForCode(number, suite.server);
    await chat.page.getByRole("button", { name: "Resend code", exact: true }).click();
    await chat.message("A new code is on its way", "bot").waitFor();
    const sent = await suite.server.outbox(number);
    assert.equal(sent.length, 2);
    await chat.code.fill(sent[1].code);
    await chat.message("is verified", "bot").waitFor();
  });

  test("resend can't be pressed before its time", async (t) => {
    const { chat } = await openChat(t);
    const number = freshNumber();
    await chat.askForCode(number, suite.server);
    assert.match(await chat.resend.textContent(), /^Resend code in 0:(30|2\d)$/);
    assert.ok(await chat.resend.isDisabled());
    await chat.resend.click({ force: true });
    assert.equal((await suite.server.outbox(number)).length, 1);
  });

  test("change number goes back with the number kept for editing", async (t) => {
    const { chat } = await openChat(t);
    const [before, after] = [freshNumber(), freshNumber()];
    await chat.askForCode(before, suite.server);
    await chat.change.click();
    await chat.phone.waitFor();
    assert.equal((await chat.phone.inputValue()).replace(/[^\d+]/g, ""), before);
    const code = await chat.askForCode(after, suite.server);
    await chat.code.fill(code);
    await chat.message("is verified", "bot").waitFor();
    assert.equal((await suite.server.outbox(after)).length, 1);
  });

  test("a reload in the middle comes back open where it was, sends nothing, and goes on", async (t) => {
    const { page, chat, complaints } = await openChat(t);
    const number = freshNumber();
    await chat.askForCode(number, suite.server);
    const before = await chat.messages.allTextContents();
    await page.reload();
    await chat.code.waitFor();
    await chat.messages.nth(before.length - 1).waitFor(); // they come a frame after the input
    assert.deepEqual(await chat.messages.allTextContents(), before);
    assert.equal((await suite.server.outbox(number)).length, 1);
    // The code that the provider gave is private and wasn't stored: the visitor asks for another one.
    assert.doesNotMatch(JSON.stringify(await page.evaluate(() => ({ ...sessionStorage }))), new RegExp((await suite.server.outbox(number))[0].code));
    assert.deepEqual(complaints, []);
  });

  test("a double click on Send code sends one SMS", async (t) => {
    const { chat } = await openChat(t);
    const number = freshNumber();
    await chat.phone.fill(number);
    await chat.sendCode.dblclick();
    await chat.code.waitFor();
    assert.equal((await suite.server.outbox(number)).length, 1);
  });

  test("a double click on Change number doesn't press what comes in its place", async (t) => {
    const { chat } = await openChat(t);
    const [number, other] = [freshNumber(), freshNumber()];
    await chat.askForCode(number, suite.server);
    await chat.change.dblclick();
    await chat.askForCode(other, suite.server);
    assert.equal((await suite.server.outbox(number)).length, 1);
    assert.equal((await suite.server.outbox(other)).length, 1);
  });

  test("Enter and a click together send one SMS", async (t) => {
    const { page, chat } = await openChat(t);
    const number = freshNumber();
    await chat.phone.fill(number);
    await Promise.all([page.keyboard.press("Enter"), chat.sendCode.click({ timeout: 500 }).catch(() => {})]);
    await chat.code.waitFor();
    assert.equal((await suite.server.outbox(number)).length, 1);
  });

  test("a full code submits itself once", async (t) => {
    const { page, chat } = await openChat(t);
    let verifies = 0;
    page.on("request", (request) => (verifies += Number(request.url().endsWith("verify-user-otp"))));
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.pressSequentially(code);
    await page.keyboard.press("Enter");
    await chat.message("is verified", "bot").waitFor();
    assert.equal(verifies, 1);
  });
});
