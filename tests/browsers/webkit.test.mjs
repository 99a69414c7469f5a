import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer } from "../browser/support/server.mjs";
import { wait, walk } from "./support/path.mjs";
import { hasWebKit, launchWebKit } from "./support/webkit.mjs";
import { startDisplay } from "./support/xvfb.mjs";

let server, display, browser;
before(async () => {
  if (!hasWebKit) return;
  server = await startServer();
  display = await startDisplay();
  browser = await launchWebKit(display);
});
after(async () => {
  await browser?.close();
  await display?.stop();
  await server?.stop();
});

// One after the other: a session of WebKitWebDriver has one window.
describe("in WebKit the whole path is walked", { skip: !hasWebKit }, () => {
  test("on a desktop, with a wrong code first", async () => {
    const seen = await walk(await browser.page(), server, "+14155552001", { wrongFirst: true });
    assert.ok(seen.drawn && !seen.plain);
  });
  test("in its narrowest window, from right to left and dark", async () => {
    const page = await browser.page({ width: 320, height: 640 });
    const seen = await walk(page, server, "+14155552002", { query: { locale: "ar", theme: "dark" } });
    assert.ok(seen.width < 500, "MiniBrowser's own controls set its least width");
    assert.equal(seen.direction, "rtl");
  });
  test("and its accessibility tree has the names that Ringback means", async () => {
    const page = await browser.page();
    await page.open(server.url);
    await page.click(await wait(page, "button", "Open chat"));
    for (const [role, name] of [["textbox", "Phone number"], ["button", "Send code"], ["button", "Close chat"], ["log", "Conversation"], ["dialog", "Verify your phone"]]) {
      assert.deepEqual(await page.accessible(await wait(page, role, name)), [role, name]);
    }
  });
});
