import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startServer } from "../browser/support/server.mjs";
import { hasFirefox, launchFirefox } from "./support/firefox.mjs";
import { walk } from "./support/path.mjs";
import { startDisplay } from "./support/xvfb.mjs";

let server, display;
before(async () => {
  if (!hasFirefox) return;
  server = await startServer();
  display = await startDisplay();
});
after(async () => {
  await display?.stop();
  await server?.stop();
});

let numbers = 3000;
/** A walk in a browser of its own settings. */
async function walkIn(t, { prefs, headless, size, ...options }) {
  const browser = await launchFirefox({ display: headless ? undefined : display.display, prefs });
  t.after(() => browser.close());
  const page = await browser.page(size);
  return walk(page, server, "+1415555" + numbers++, options);
}

describe("in Firefox the whole path is walked", { concurrency: 2, skip: !hasFirefox }, () => {
  test("on a desktop, with a wrong code first", async (t) => {
    const seen = await walkIn(t, { wrongFirst: true });
    assert.ok(seen.drawn && !seen.plain);
  });
  test("320 px wide, dark, without motion, from right to left", async (t) => {
    const seen = await walkIn(t, {
      size: { width: 320, height: 640 },
      prefs: { "ui.systemUsesDarkTheme": 1, "ui.prefersReducedMotion": 1 },
      query: { locale: "ar" },
    });
    assert.deepEqual([seen.width, seen.dark, seen.still, seen.direction, seen.plain], [320, true, true, "rtl", false]);
  });
  test("at 400 % zoom", async (t) => {
    const seen = await walkIn(t, { prefs: { "layout.css.devPixelsPerPx": "4" }, size: { width: 320, height: 256 } });
    assert.equal(seen.ratio, 4);
  });
  test("without WebGL, where the semantic layer shows itself", async (t) => {
    const seen = await walkIn(t, { headless: true, prefs: { "webgl.disabled": true, "webgl.force-enabled": false } });
    assert.ok(seen.plain);
  });
});
