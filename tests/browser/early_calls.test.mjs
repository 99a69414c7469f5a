// What a page asks for before the script has run, before the element is there, or before the chat has loaded.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { holdRequests } from "./support/chat_page.mjs";
import { root } from "./support/server.mjs";
import { browserSuite, freshNumber, pageWith } from "./support/suite.mjs";

const [readmeStub] = /<script>\n  window\.ringback = [^`]*<\/script>/.exec(readFileSync(root + "README.md", "utf8"));

const suite = browserSuite({
  pages: {
    "/plain.html": pageWith(""),
    "/stub.html": `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script>
      window.heardEarly = [];
      window.ringback = window.ringback || { q: [] };
      for (const name of ["open", "on", "set"]) ringback[name] = function () { ringback.q.push([name, arguments]); };
      ringback.on("ready", () => heardEarly.push("ready"));
      ringback.on("open", () => heardEarly.push("open"));
      ringback.q.push(["set", "otp_status", "early"]);
      ringback.open();</script>
      <script async src="/ringback.js" data-flow="/v1/flows/verify-phone"></script><body>`,
    "/readme-stub.html": `<!doctype html><html lang="en"><link rel="icon" href="data:,">${readmeStub}<script>
      window.ended = ringback.verify({ attributes: { otp_status: "given" } }).catch((error) => error.code);</script>
      <script async src="/ringback.js" data-flow="/v1/flows/verify-phone"></script><body>`,
    "/hidden.html": pageWith("", "<script>ringback.hide()</script>"),
    "/forgotten.html": pageWith("", "<script>ringback.reset()</script>"),
    "/destroyed.html": `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script>window.ringback = { q: [["destroy"]] };</script>
      <script src="/ringback.js" data-flow="/v1/flows/verify-phone"></script><body>`,
  },
});

const host = (page) => page.locator("ringback-chat");
const go = suite.visit;

describe("early calls", () => {
  test("a queue of early calls runs, in its order, when the script does", async (t) => {
    const { page, chat } = await go(t, "/stub.html");
    await chat.phone.waitFor();
    assert.deepEqual(await page.evaluate(() => window.heardEarly), ["ready", "open"]);
    assert.equal(await page.evaluate(() => ringback.get("otp_status")), "early");
    assert.equal(await page.evaluate(() => typeof ringback.q), "undefined");
  });

  test("README's stub keeps a verify() and its promise", async (t) => {
    const { page, chat } = await go(t, "/readme-stub.html");
    await chat.phone.waitFor();
    assert.equal(await page.evaluate(() => ringback.get("otp_status")), "given");
    await page.evaluate(() => ringback.close());
    assert.equal(await page.evaluate(() => window.ended), "closed");
  });

  test("hide(), reset() and destroy() count before the element is there", async (t) => {
    const { page, chat, url } = await go(t, "/plain.html");
    await chat.launcher.click();
    await chat.askForCode(freshNumber(), suite.server);
    await page.goto(url + "/forgotten.html");
    await chat.phone.waitFor();
    assert.equal(await chat.message("I've sent a code to").count(), 0);
    await page.goto(url + "/hidden.html");
    await host(page).waitFor({ state: "attached" });
    assert.equal(await host(page).isVisible(), false);
    await page.evaluate(() => ringback.show());
    await host(page).waitFor();
    await page.goto(url + "/destroyed.html");
    await page.waitForFunction(() => document.readyState === "complete" && !window.ringback);
    assert.equal(await host(page).count(), 0);
  });

  test("destroy() while the chat is loading leaves nothing either, and begins no conversation", async (t) => {
    const { page, chat, url, complaints } = await suite.newPage(t);
    const goOn = await holdRequests(page, "**/ringback-engine.wasm");
    await page.goto(url + "/plain.html");
    await Promise.all([page.waitForRequest(/ringback-engine\.wasm/), chat.launcher.click()]);
    const began = await page.evaluate(async () => {
      await import("/ringback-engine.js"); // so that the panel is being made
      await new Promise((resolve) => setTimeout(resolve));
      ringback.destroy();
      return window.heard.length;
    });
    const arrived = page.waitForResponse(/ringback-engine\.wasm/);
    goOn();
    await (await arrived).finished();
    await page.waitForTimeout(500);
    assert.deepEqual(await page.evaluate(() => [Object.keys(sessionStorage), window.heard.length]), [[], began]);
    assert.deepEqual(complaints, []);
  });
});
