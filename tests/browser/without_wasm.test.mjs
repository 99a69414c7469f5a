// Without WebAssembly, missing or forbidden, the relay's page stands in the panel's place, and `verified` reaches the
// site as ever (SPEC section 7, issue of the relay). The page itself is the relay's: here it is a scripted one.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserSuite, heard, pageWith } from "./support/suite.mjs";

const relay = "https://relay.test";
const policy = "script-src 'nonce-n0nce' 'strict-dynamic'; base-uri 'none'";
const flowPage = (attributes = "", body = "") =>
  pageWith(attributes, body).replace("/v1/flows/verify-phone", "/flow.json").replaceAll("<script", '<script nonce="n0nce"');

const suite = browserSuite({
  pages: {
    "/missing.html": flowPage('data-form="#signup"', '<form id="signup"></form>'),
    "/forbidden.html": flowPage(),
    "/all-forbidden.html": flowPage(),
    "/none.html": flowPage('data-launcher="none"'),
  },
  headers: {
    "/forbidden.html": { "content-security-policy": policy },
    "/all-forbidden.html": { "content-security-policy": policy + "; frame-src 'self'" },
  },
});

const flow = {
  version: 1, title: { en: "Verify your phone", de: "Nummer bestätigen" }, relay: relay + "/v1", id: "signup", start: "done",
  nodes: { done: { type: "end", outcome: "verified" } },
};
const good = { type: "ringback:verified", phone: "+4915123456789", proof: "header.claims.signature" };

/** `message`: what the relay's page tells its parent when its button is pressed. */
async function open(t, path, { message = good, withFlow = flow } = {}) {
  const opened = await suite.newPage(t);
  const { page, url } = opened;
  if (path !== "/forbidden.html" && path !== "/all-forbidden.html") {
    await page.addInitScript(() => delete window.WebAssembly);
  }
  await page.route(url + "/flow.json", (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(withFlow) }));
  const framed = [];
  await page.route(relay + "/**", (route) => {
    framed.push({ url: route.request().url(), referrer: route.request().headers()["referer"] });
    return route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Verify</title><h1>Number?</h1>
      <button onclick='parent.postMessage(${JSON.stringify(message)}, "*")'>Done</button>` });
  });
  await page.goto(url + path);
  return { ...opened, framed, frame: page.frameLocator('iframe[title="Chat"]') };
}

describe("without WebAssembly", () => {
  for (const path of ["/missing.html", "/forbidden.html"]) {
    test(`${path}: the relay's page opens in the panel's place, and verify() resolves with what it says`, async (t) => {
      const { page, chat, frame, framed, url } = await open(t, path);
      await chat.launcher.waitFor();
      assert.deepEqual(framed, [], "nothing is loaded before somebody asks");
      const result = page.evaluate(() => ringback.verify());
      await page.getByRole("dialog", { name: "Verify your phone", exact: true }).waitFor();
      await frame.getByRole("button", { name: "Done" }).click();
      assert.deepEqual(await result, { phone: good.phone, proof: good.proof });
      assert.deepEqual(await heard(page, "verified"), [{ phone: good.phone, proof: good.proof }]);
      assert.deepEqual(framed, [{ url: relay + "/v1/flows/signup/page?locale=en", referrer: url + "/" }]);
      assert.deepEqual(await heard(page, "error"), []);
    });
  }

  test("what was verified fills the site's form", async (t) => {
    const { page, chat, frame } = await open(t, "/missing.html");
    await chat.launcher.click();
    await frame.getByRole("button", { name: "Done" }).click();
    await page.waitForFunction(() => document.querySelector("#signup").elements.namedItem("proof"));
    assert.deepEqual(await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("#signup")))),
      { phone: good.phone, proof: good.proof });
  });

  test("only the relay's page is believed, and only in its own form", async (t) => {
    const { page, chat, frame } = await open(t, "/missing.html", { message: { ...good, phone: "0151 23456789" } });
    await chat.launcher.click();
    await frame.getByRole("button", { name: "Done" }).click(); // not E.164
    // Another frame, of the site's own origin or of the relay's, and the site itself.
    await page.evaluate(async ({ good, relay }) => {
      const loaded = (frame) => new Promise((resolve) => (frame.onload = resolve));
      for (const src of ["/plain", relay + "/other"]) {
        const frame = document.createElement("iframe");
        frame.src = src;
        document.body.append(frame);
        await loaded(frame);
      }
      window.postMessage(good, "*");
      window.dispatchEvent(new MessageEvent("message", { data: good, origin: relay, source: window }));
    }, { good, relay });
    const other = page.frames().find((each) => each.url() === relay + "/other");
    await other.evaluate((good) => parent.postMessage(good, "*"), good);
    const told = page.evaluate(() => new Promise((resolve) => addEventListener("message", (event) => event.data === "last" && resolve())));
    await other.evaluate(() => parent.postMessage("last", "*"));
    await told;
    assert.deepEqual(await heard(page, "verified"), []);
  });

  test("it closes by the launcher and by Escape, gives the focus back, and stays where it was", async (t) => {
    const { page, chat, frame, framed } = await open(t, "/missing.html");
    await chat.launcher.click();
    await frame.getByRole("heading", { name: "Number?" }).waitFor();
    assert.equal(await chat.closer.count(), 1, "one way to close for readers");
    await chat.closer.click();
    assert.equal(await chat.dialog.count(), 0);
    await chat.launcher.click();
    await chat.dialog.focus();
    await page.keyboard.press("Escape");
    assert.equal(await chat.dialog.count(), 0);
    assert.ok(await page.evaluate(() => document.querySelector("ringback-chat").shadowRoot.activeElement?.ariaLabel === "Open chat"));
    assert.equal(framed.length, 1);
  });

  test("where there is no launcher it has a button of its own to close", async (t) => {
    const { page, chat } = await open(t, "/none.html");
    await page.evaluate(() => ringback.open());
    await chat.dialog.waitFor();
    await chat.closer.click();
    assert.equal(await chat.dialog.count(), 0);
  });

  test("reset() begins anew, destroy() leaves nothing", async (t) => {
    const { page, chat, frame, framed } = await open(t, "/missing.html");
    await chat.launcher.click();
    await frame.getByRole("button", { name: "Done" }).click();
    await page.waitForFunction(() => window.heard.some(([name]) => name === "verified"));
    await page.evaluate(() => ringback.reset());
    await page.waitForResponse(relay + "/**").catch(() => {});
    assert.equal(framed.length, 2);
    await page.evaluate(() => ringback.destroy());
    assert.equal(await page.locator("iframe").count(), 0);
  });

  test("a policy that forbids the page too is told what would allow either", async (t) => {
    const { page } = await open(t, "/all-forbidden.html");
    const error = await page.evaluate(() => ringback.verify().catch(({ code, message }) => ({ code, message })));
    assert.equal(error.code, "config");
    assert.match(error.message, /'wasm-unsafe-eval' to script-src, or https:\/\/relay\.test to frame-src/);
    await page.getByRole("alert").filter({ hasText: "Verification isn't set up correctly" }).waitFor();
  });

  test("a flow without a relay has no page: it is unsupported", async (t) => {
    const { relay: none, ...direct } = flow;
    const { page } = await open(t, "/missing.html", { withFlow: direct });
    const error = await page.evaluate(() => ringback.verify().catch(({ code, message }) => ({ code, message })));
    assert.deepEqual(error, { code: "unsupported", message: "This browser has no WebAssembly." });
    assert.equal(await page.locator("iframe").count(), 0);
  });
});
