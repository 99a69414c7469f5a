// What a browser test file needs: a sandbox server, a browser, and for each test a page of its own that complains.

import { after, before } from "node:test";
import { acquire, withoutGraphics } from "./browser.mjs";
import { ChatPage } from "./chat_page.mjs";
import { giveBack, takePage } from "./kept_pages.mjs";
import { startServer } from "./server.mjs";

let numbers = 0;

// The same tests are run on the fallback too, brought up by one of these: "webgl-missing", "forced-colours".
const fallback = process.env.RINGBACK_FALLBACK;
export const inForcedColours = fallback === "forced-colours";
/** Options of a test that is about the canvas. */
export const ofTheCanvas = { skip: Boolean(fallback) && "there is no canvas" };

/** Valid North American numbers that no other test of this server uses. */
export const freshNumber = () => "+1415555" + String(4000 + numbers++);

// A flow in direct mode with worthless credentials says so, as every such flow does (SPEC 7).
const ofDirectMode = /^Ringback: \/apis\/\w+\/\S+: (a credential would be published|the code would be saved)/;

// The tests' Chromium reads each canvas back to show it (browser.mjs), and says so.
const ofTheBrowser = /^\[\.WebGL-\w+\]GL Driver Message \(.*\): GPU stall due to ReadPixels/;

// Of what failed to load the browser's text says nothing but that it did.
const saying = (message) =>
  message.text() + (message.text().startsWith("Failed to load resource") ? ` (${message.location().url})` : "");

/**
 * `direct`: whether pages call the sandbox themselves, where a test can watch; else through the relay. `pages`: HTML by path,
 * served from the sandbox's origin. `motion`: for tests that it matters to; drawn by the CPU it costs more than all else.
 * `asSeen`: as in browser.mjs. `scrollbars`: to be grabbed. `drawn`: for tests that look at pictures, see `withoutPixels`.
 */
export function browserSuite({ flows, direct = true, args = fallback === "webgl-missing" ? withoutGraphics : undefined, pages = {}, headers = {}, motion = false, asSeen = false, scrollbars = false, drawn: allDrawn = asSeen } = {}) {
  const suite = { server: null, browser: null };
  let contextOf, release;
  before(async () => {
    // One after the other: a browser whose server failed would never be closed.
    suite.server = await startServer({ flows, direct });
    ({ browser: suite.browser, contextOf, release } = await acquire({ args, asSeen, ...(scrollbars && { ignoreDefaultArgs: ["--hide-scrollbars"] }) }));
  });
  after(async () => {
    await release?.();
    await suite.server?.stop();
  });

  /**
   * `complaints` gathers console errors, warnings and uncaught errors. `alone`: in a context of its own, to change it. `drawn`:
   * as of the suite.
   */
  suite.newPage = async (t, { viewport = { width: 1280, height: 800 }, alone = false, drawn = allDrawn, ...options } = {}) => {
    const usual = {
      locale: "en-US", reducedMotion: motion ? "no-preference" : "reduce", forcedColors: inForcedColours ? "active" : "none",
    };
    const context = await (alone ? suite.browser.newContext({ ...usual, ...options }) : contextOf({ ...usual, ...options }, drawn));
    const page = await takePage(context, async (page) => {
      await hear(page);
      if (!drawn) await withoutPixels(page);
    });
    t.after(() => (alone ? context.close() : giveBack(page, suite.server.url)));
    await page.setViewportSize(viewport);
    page.setDefaultTimeout(60_000); // only a failure waits as long: a busy machine is slow
    const complaints = [];
    page.on("console", (message) => {
      const expected = ofTheBrowser.test(message.text()) || (direct && ofDirectMode.test(message.text()));
      if (/error|warning/.test(message.type()) && !expected) complaints.push(saying(message));
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    for (const [path, body] of Object.entries(pages)) {
      await page.route(suite.server.url + path, (route) =>
        route.fulfill({ contentType: "text/html", headers: headers[path] ?? {}, body }));
    }
    return { page, complaints, chat: new ChatPage(page), url: suite.server.url };
  };

  /** One of `pages`, where the widget is if it has one. */
  suite.visit = async (t, path, options) => {
    const opened = await suite.newPage(t, options);
    await opened.page.goto(opened.url + path);
    await opened.page.waitForFunction(() => document.querySelector("ringback-chat")?.shadowRoot?.firstElementChild || true);
    return opened;
  };

  /** A page with nothing but the chat, open. */
  suite.openChat = async (t, options = {}, path = "/demo/embed.html") => {
    const opened = await suite.newPage(t, options);
    await ChatPage.open(opened.page, opened.url + path);
    return opened;
  };
  return suite;
}

/** A page with the script tag. */
export const pageWith = (attributes, body = "") =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test</title>
   <link rel="icon" href="data:,"><script src="/ringback.js" data-flow="/v1/flows/verify-phone" ${attributes}></script>
   <body>${body}`;

// Page events, as [name, detail] pairs in `window.heard`.
const hear = (page) => page.addInitScript(() => {
  window.heard = [];
  for (const name of ["ready", "open", "close", "message", "step", "sent", "verified", "rejected", "error", "unread"]) {
    document.addEventListener("ringback:" + name, (event) => window.heard.push([name, event.detail]));
  }
});
export const heard = (page, name) =>
  page.evaluate((name) => window.heard.filter(([each]) => each === name).map(([, detail]) => detail), name);

// The software GPU's work for what is drawn would be a third of all that a conversation takes. Where nobody looks, it is told
// everything but to fill the triangles.
async function withoutPixels(page) {
  await page.addInitScript(() => { WebGL2RenderingContext.prototype.drawElements = () => {}; });
  page.screenshot = () => { throw new Error("The canvas of this page is black: a test that looks at it asks for one that is `drawn`."); };
}
