import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, withoutGraphics } from "../browser/support/browser.mjs";
import { startServer } from "../browser/support/server.mjs";
import { find } from "./support/find.mjs";
import { walk } from "./support/path.mjs";

let server, browser;
before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

let numbers = 1000;
async function walkIn(t, { query, wrongFirst, args, ...context }) {
  const own = args && (await launch({ args }));
  const opened = await (own ?? browser).newContext({ locale: "en-US", viewport: { width: 1280, height: 800 }, ...context });
  t.after(() => (own ?? opened).close());
  const page = await opened.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  const driven = {
    complaints,
    open: (url) => page.goto(url),
    handleOf: async (role, name) =>
      (await page.evaluateHandle(`(${find})(${JSON.stringify(role)}, ${JSON.stringify(name)})`)).asElement(),
    click: (handle) => (context.hasTouch ? handle.tap() : handle.click()),
    async type(handle, text) {
      await handle.focus();
      await page.keyboard.type(text);
    },
    evaluate: (script, ...given) => page.evaluate(`(${script})(...${JSON.stringify(given)})`),
  };
  return walk(driven, server, "+1415555" + numbers++, { query, wrongFirst });
}

describe("in Chromium the whole path is walked", { concurrency: 3 }, () => {
  for (const [claim, settings, seenAs] of [
    ["on a desktop, with a wrong code first", { wrongFirst: true }, { plain: false, drawn: true }],
    ["on a phone, by touch", { viewport: { width: 390, height: 780 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true },
      { width: 390, ratio: 3 }],
    ["320 px wide", { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true }, { width: 320 }],
    ["at 200 % zoom", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, { width: 640, ratio: 2 }],
    ["at 400 % zoom", { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, { width: 320, ratio: 4 }],
    ["in the dark, without motion", { colorScheme: "dark", reducedMotion: "reduce" }, { dark: true, still: true }],
    ["from right to left", { query: { locale: "ar" } }, { direction: "rtl" }],
    ["in forced colours", { forcedColors: "active" }, { plain: true }],
    ["without WebGL", { args: withoutGraphics }, { plain: true }],
  ]) {
    test(claim, async (t) => {
      const seen = await walkIn(t, settings);
      for (const [what, wanted] of Object.entries(seenAs)) assert.equal(seen[what], wanted, what);
    });
  }
});
