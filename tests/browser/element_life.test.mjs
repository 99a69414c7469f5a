// An element that comes, goes and comes again, and calls that cross its way: what sites with routers, frameworks and old
// style sheets do to it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { holdRequests } from "./support/chat_page.mjs";
import { dist } from "./support/server.mjs";
import { browserSuite, freshNumber, pageWith } from "./support/suite.mjs";

const own = '<ringback-chat flow="/v1/flows/verify-phone"></ringback-chat>';
const suite = browserSuite({
  pages: {
    "/plain.html": pageWith(""),
    "/open.html": pageWith("data-open"),
    "/no-colour.html": pageWith('data-accent="3a5bf0"'),
    "/rtl.html": pageWith("").replace("<html", '<html dir="rtl"'),
    "/own.html": `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script src="/ringback.js"></script><body><main>${own}</main>`,
    "/styles.html": pageWith("", "<style>body > * { position: relative; z-index: 1; display: block } ringback-chat { display: block }</style><p style=height:3000px>"),
    "/early-close.html": pageWith("", "<script>window.ended = ringback.verify().catch((error) => error.code); ringback.close()</script>"),
    "/closed.html": pageWith("", "<script>ringback.close()</script>"),
  },
});
const go = suite.visit;
const headers = { "content-security-policy": "default-src 'self' 'wasm-unsafe-eval'; script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'nonce-n0nce'" };
const dialogs = (page) => page.locator("ringback-chat [role=dialog]");
const failure = (page, promise) => page.evaluate(`(${promise}).then(() => "resolved", (error) => error.code)`);

describe("the element", () => {
  test("stands in its corner, and hides, whatever the page says of all that is in its body", async (t) => {
    const { page, chat } = await go(t, "/styles.html");
    const { x, y } = await chat.launcher.boundingBox();
    assert.ok(x > 1180 && y > 700 && y < 800, `the launcher is at ${x}, ${y}`);
    await chat.launcher.click();
    await chat.phone.waitFor();
    const box = await chat.dialog.boundingBox();
    assert.ok(box.x > 800 && box.y > 0 && box.y + box.height < 800, JSON.stringify(box));
    await page.evaluate(() => ringback.hide());
    assert.ok(await page.locator("ringback-chat").isHidden());
  });

  test("has its styles by the tag's nonce where the browser takes no style sheets of a script", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.addInitScript(() => Object.defineProperty(ShadowRoot.prototype, "adoptedStyleSheets", { get: () => Object.freeze([]), set() {} }));
    await page.route(url + "/plain.html", (route) => route.fulfill({ contentType: "text/html", headers,
      body: '<!doctype html><html lang="en"><link rel="icon" href="data:,"><script nonce="n0nce" src="/ringback.js" data-flow="/v1/flows/verify-phone"></script><body>' }));
    await page.goto(url + "/plain.html");
    const { x, y } = await chat.launcher.boundingBox();
    assert.ok(x > 1180 && y > 700, `the launcher is at ${x}, ${y}`);
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.ok((await chat.dialog.boundingBox()).x > 800);
  });

  test("that takes the place of another is the chat", async (t) => {
    const { page, chat, complaints } = await go(t, "/own.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    await page.evaluate((own) => (document.querySelector("main").innerHTML = own), own);
    await chat.phone.waitFor(); // it was open
    assert.equal(await dialogs(page).count(), 1);
    await page.evaluate(() => ringback.close());
    await chat.launcher.waitFor();
    assert.deepEqual(complaints, []);
  });

  test("that was taken out and put back while it was loading has one panel", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    const goOn = await holdRequests(page, url + "/ringback-engine.wasm");
    const asked = page.waitForRequest(/ringback-engine\.wasm/);
    await page.goto(url + "/own.html");
    await chat.launcher.click();
    await asked;
    await page.evaluate(async () => {
      const element = document.querySelector("ringback-chat");
      element.remove();
      await new Promise((resolve) => setTimeout(resolve, 20));
      document.querySelector("main").append(element);
    });
    goOn();
    await chat.phone.waitFor();
    assert.equal(await dialogs(page).count(), 1);
    await page.evaluate(() => ringback.close());
    await chat.dialog.waitFor({ state: "hidden" });
  });

  test("isn't printed", async (t) => {
    const { page } = await go(t, "/plain.html");
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("ringback-chat").isHidden());
    await page.emulateMedia({ media: "screen" });
    assert.ok(await page.locator("ringback-chat").isVisible());
  });

  test("whose accent is no colour has the usual one, and says so in the console once it is open", async (t) => {
    const { chat, complaints } = await go(t, "/no-colour.html");
    assert.equal(await chat.launcher.evaluate((button) => getComputedStyle(button).backgroundColor), "rgb(58, 91, 240)");
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.deepEqual(complaints, ['Ringback: accent="3a5bf0" is ignored; expected a CSS colour.']);
  });

  test("stays in its corner when a page that reads from the right is told that it can't be loaded", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route(url + "/ringback-engine.js*", (route) => route.abort());
    await page.goto(url + "/rtl.html");
    const before = await chat.launcher.boundingBox();
    await chat.launcher.click();
    await chat.alert.waitFor();
    assert.ok(Math.abs((await chat.closer.boundingBox()).x - before.x) < 5); // the pointer on it makes it grow
  });

  test("keeps its panel in the window where the site moves the bubble up", async (t) => {
    const { page, chat } = await go(t, "/plain.html", { viewport: { width: 1280, height: 720 } });
    await page.addStyleTag({ content: "ringback-chat { bottom: 90px }" });
    const bubble = await chat.launcher.boundingBox();
    await chat.launcher.click();
    await chat.phone.waitFor();
    const panel = await chat.dialog.boundingBox();
    assert.ok(Math.abs(bubble.y + bubble.height - 630) < 5, `the bubble is at ${bubble.y}`);
    assert.ok(panel.y >= 10 && panel.y + panel.height <= bubble.y, JSON.stringify(panel));
  });

  test("that the page takes out ends its verify()", async (t) => {
    const { page, chat } = await go(t, "/own.html");
    await page.evaluate(() => void (window.ended = ringback.verify().catch((error) => error.code)));
    await chat.phone.waitFor();
    await page.evaluate(() => document.querySelector("ringback-chat").remove());
    assert.equal(await page.evaluate(() => window.ended), "closed");
  });
});

describe("calls that cross", () => {
  test("close() in a handler of open leaves it closed", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    await chat.closer.first().click();
    await page.evaluate(() => {
      ringback.once("open", () => ringback.close());
      ringback.open();
    });
    assert.ok(await chat.dialog.isHidden());
    await chat.launcher.click();
    await chat.phone.waitFor();
  });

  test("verify() tries again what couldn't be loaded", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route(url + "/ringback-engine.js*", (route) => route.abort());
    await page.goto(url + "/plain.html");
    await chat.launcher.waitFor();
    assert.equal(await failure(page, "ringback.verify()"), "network");
    assert.equal(await failure(page, "ringback.verify()"), "network");
    await page.unroute(url + "/ringback-engine.js*");
    await page.evaluate(() => void ringback.verify().catch(() => {}));
    await chat.phone.waitFor();
  });

  test("a chat that came to its end isn't open on the next page", async (t) => {
    const { page, chat, url } = await go(t, "/plain.html");
    await chat.launcher.click();
    await chat.code.fill(await chat.askForCode(freshNumber(), suite.server));
    await chat.message("is verified").waitFor();
    await page.goto(url + "/plain.html");
    await page.waitForLoadState("networkidle");
    assert.equal(await dialogs(page).count(), 0);
    assert.ok(await chat.launcher.isVisible());
  });

  test("verify() ends with close() before the element is there, and with destroy()", async (t) => {
    const { page } = await go(t, "/early-close.html");
    assert.equal(await page.evaluate(() => window.ended), "closed");
    assert.equal(await page.evaluate(() => {
      const held = ringback;
      held.destroy();
      return held.verify().catch((error) => error.code);
    }), "closed");
  });

  test("close() before the element is there counts more than that the chat was open on the page before", async (t) => {
    const { page, chat, url } = await go(t, "/plain.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    await page.goto(url + "/closed.html");
    await page.waitForLoadState("networkidle");
    assert.equal(await dialogs(page).count(), 0);
    assert.ok(await chat.launcher.isVisible());
  });

  test("destroy() of a chat that is gone does nothing to the next one", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route(url + "/ringback.mjs", (route) => route.fulfill({ path: dist + "/ringback.mjs", contentType: "text/javascript" }));
    await page.route(url + "/module.html", (route) => route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><body><script type="module">
        import { mount } from "/ringback.mjs";
        const options = { flow: "/v1/flows/verify-phone" };
        const first = mount(options);
        first.destroy();
        window.second = mount(options);
        first.destroy();
        window.same = mount(options) === window.second;
      </script>`,
    }));
    await page.goto(url + "/module.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.equal(await page.evaluate(() => window.same), true);
  });

  test("a handler that was taken off isn't kept", async (t) => {
    const { page } = await go(t, "/plain.html");
    const session = await page.context().newCDPSession(page);
    await page.evaluate(() => {
      window.gone = Array.from({ length: 20 }, () => {
        const handler = () => {};
        ringback.on("close", handler)();
        return new WeakRef(handler);
      });
    });
    await session.send("HeapProfiler.collectGarbage");
    assert.equal(await page.evaluate(() => window.gone.filter((each) => each.deref()).length), 0);
  });
});
