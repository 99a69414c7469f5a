// ringback chat, driven through a pipe: the same flow and engine as in a page, in a terminal.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { provider, root, run, shippedFlow, start, startServer, temporaryFolder } from "./support/ringback.mjs";

const number = "+14155552671";
const assets = join(root, "assets"); // locales are there as they are in dist/

/** A chat whose lines the test writes as it goes; `says` looks at everything said so far. */
function startChat(t, ...args) {
  const chat = start("chat", shippedFlow("verify-phone"), "--dist", assets, "--locale", "en-US", ...args);
  t.after(() => chat.child.kill());
  return { ...chat, enter: (line) => chat.child.stdin.write(`${line}\n`) };
}

// At once: most of their time is the pause before a verify.
describe("ringback chat", { concurrency: true }, () => {
  test("against a sandbox server it goes from number to verified, exit status 0", async (t) => {
    const { url } = await startServer(t);
    const { messages } = provider(url);
    const chat = startChat(t, "--base", `${url}/sandbox`);
    chat.enter("(415) 555-2671");
    await chat.says(/6 digits/);
    const [sms] = await messages(number);
    chat.enter(sms.code);
    const { status, stdout } = await chat.ended;
    assert.equal(status, 0, stdout);
    assert.match(stdout, /> \+1 415-555-2671\n/);
    assert.ok(!stdout.includes(`> ${sms.code}`), "a code isn't shown");
    assert.ok(Date.now() - Date.parse(sms.at) >= 5_000, "it waits 5 s between send and verify");
  });

  test("with the sandbox inside it needs no server, and shows the SMS", async (t) => {
    const chat = startChat(t, "--sandbox");
    chat.enter(number);
    const [, code] = await chat.says(/\[SMS to \+14155552671\] Your code is (\d{6})\./);
    chat.enter(code);
    assert.equal((await chat.ended).status, 0);
  });

  test("a wrong code says so and how many attempts are left; leaving then is exit status 1", async (t) => {
    const chat = startChat(t, "--sandbox");
    chat.enter(number);
    const [, code] = await chat.says(/Your code is (\d{6})/);
    chat.enter(code === "000000" ? "000001" : "000000");
    await chat.says(/! That code isn't right\. You have 4 attempts left\./);
    chat.enter("/quit");
    assert.equal((await chat.ended).status, 1);
  });

  test("resend shows its countdown, change goes back with the number kept, which has its code on the way", async (t) => {
    const chat = startChat(t, "--sandbox");
    chat.enter(number);
    await chat.says(/6 digits/);
    chat.enter("/resend");
    await chat.says(/Resend code in \d+ s/);
    chat.enter("/change");
    await chat.says(/Enter: \+14155552671/);
    chat.enter("");
    await chat.says(/(I've sent a code to[^]*){2}/);
    assert.equal(chat.said.stdout.match(/\[SMS to/g).length, 1);
    chat.enter("/change");
    chat.enter("+14155552672");
    await chat.says(/(Your code is \d{6}[^]*){2}/);
    chat.child.stdin.end();
    assert.equal((await chat.ended).status, 1);
  });

  test("each misbehaving number that answers at once is survived, and the next one works", async (t) => {
    const chat = startChat(t, "--sandbox");
    for (const last of [1, 3, 4, 5, 7, 8, 9]) chat.enter(`+1415555000${last}`);
    chat.enter(number);
    const [, code] = await chat.says(/\[SMS to \+14155552671\] Your code is (\d{6})/);
    chat.enter(code);
    assert.equal((await chat.ended).status, 0);
  });

  test("a number that can't be one is refused before any request", async (t) => {
    const chat = startChat(t, "--sandbox");
    chat.enter("12");
    await chat.says(/! This number is too short|! That is too short/);
    chat.enter("+49 30 901820");
    await chat.says(/! This is a landline/);
    assert.ok(!chat.said.stdout.includes("[SMS"));
  });

  test("a server that isn't there is said so", async (t) => {
    const { url, child, ended } = await startServer(t);
    child.kill();
    await ended;
    const chat = startChat(t, "--base", `${url}/sandbox`);
    chat.enter(number);
    await chat.says(/\[network\]/);
  });

  test("without its secrets a flow isn't played, and their names are said", async () => {
    const { status, stderr } = await run("chat", shippedFlow("verify-phone"));
    assert.equal(status, 1);
    assert.match(stderr, /CONVERTALK_KEY, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM_NUMBER/);
  });

  test("a flow with errors isn't played", async () => {
    const { status, stderr } = await run("chat", "/dev/null", "--sandbox");
    assert.equal(status, 1);
    assert.match(stderr, /\/dev\/null: /);
  });

  test("what check refuses isn't played: patterns that can't be used, keys that occur twice", async (t) => {
    const folder = temporaryFolder(t);
    const text = readFileSync(shippedFlow("verify-phone"), "utf8");
    const [twice, pattern] = [join(folder, "twice.json"), join(folder, "pattern.json")];
    writeFileSync(twice, text.replace('"version": 1', '"version": 1, "start": "nowhere"'));
    const flow = JSON.parse(text);
    flow.nodes.is_it = { type: "condition", attribute: "otp_status", matches: "(", then: flow.start, else: flow.start };
    writeFileSync(pattern, JSON.stringify({ ...flow, start: "is_it" }));
    for (const where of [["--sandbox"], ["--base", "http://127.0.0.1:1/sandbox"], []]) {
      for (const [file, fault] of [[twice, "/start: this key occurs twice"], [pattern, "/nodes/is_it/matches: "]]) {
        const { status, stderr } = await run("chat", file, ...where);
        assert.equal(status, 1);
        assert.ok(stderr.includes(`${file}: ${fault}`), stderr);
      }
    }
  });

  test("the widget's sentences come in the language asked for", async (t) => {
    const chat = start("chat", shippedFlow("verify-phone"), "--dist", assets, "--sandbox", "--locale", "de-DE");
    t.after(() => chat.child.kill());
    chat.child.stdin.write("12\n");
    const [alert] = await chat.says(/^! .*/m);
    assert.ok(!/number|short/i.test(alert), alert);
  });
});
