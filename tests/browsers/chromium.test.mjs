import { after, before, describe } from "node:test";
import { acquire, withoutGraphics } from "../browser/support/browser.mjs";
import { startServer } from "../browser/support/server.mjs";
import { find } from "./support/find.mjs";
import { hasWebGL, inForcedColours, modes, walkModes } from "./support/modes.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

async function pageIn(t, mode) {
  const { width, height, ratio, touch, dark, still, forcedColours } = mode;
  // On a desktop as people have it; what the other modes are about, the shell does with less work.
  const { browser, release } = await acquire({ asSeen: mode === modes[0], ...(!hasWebGL(mode) && { args: withoutGraphics }) });
  const opening = browser.newContext({
    locale: "en-US", viewport: { width, height }, deviceScaleFactor: ratio, isMobile: touch, hasTouch: touch,
    colorScheme: dark ? "dark" : "light", reducedMotion: still ? "reduce" : "no-preference",
    forcedColors: forcedColours ? "active" : "none",
  });
  t.after(() => opening.then((context) => context.close()).finally(release));
  const page = await (await opening).newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    complaints,
    coarse: touch,
    open: (url) => page.goto(url),
    handleOf: async (role, name) =>
      (await page.evaluateHandle(`(${find})(${JSON.stringify(role)}, ${JSON.stringify(name)})`)).asElement(),
    click: (handle) => (touch ? handle.tap() : handle.click()),
    async type(handle, text) {
      await handle.focus();
      await page.keyboard.type(text);
    },
    evaluate: (script, ...given) => page.evaluate(`(${script})(...${JSON.stringify(given)})`),
    screenshot: () => page.screenshot(),
  };
}

describe("in Chromium the whole path is walked", { concurrency: 3 }, () => {
  walkModes(pageIn, () => server, 1000, [...modes, inForcedColours]);
});
