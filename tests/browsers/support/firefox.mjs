// Firefox by WebDriver BiDi (puppeteer-core). Headless it has no WebGL, so it is the fallback's browser there; with a
// window under Xvfb and a software GPU it has WebGL 2.

import puppeteer from "puppeteer-core";
import { existsSync } from "node:fs";
import { find } from "./find.mjs";
import { hasWebGL } from "./modes.mjs";
import { patience, startedAtLast } from "./path.mjs";
import { has } from "./xvfb.mjs";

const executable = [process.env.RINGBACK_FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => path && existsSync(path));

export const hasFirefox = Boolean(executable) && has("Xvfb");

// A phone's touch events, and a finger for the only pointer, which is coarse (1) and doesn't hover.
const finger = { "dom.w3c_touch_events.enabled": 1, "ui.primaryPointerCapabilities": 1, "ui.allPointerCapabilities": 1 };
// On a machine under load a tap takes long, and would be a long press.
const noLongPress = { "apz.max_tap_time": 60_000, "ui.click_hold_context_menus.delay": 60_000 };
// As on Android: a finger that stays selects the word under it.
const longPress = { "layout.accessiblecaret.enabled": true, "layout.accessiblecaret.enabled_on_touch": true,
  "layout.accessiblecaret.use_long_tap_injector": true };

const launched = (options) => startedAtLast(() =>
  puppeteer.launch({ browser: "firefox", executablePath: executable, timeout: patience, ...options }).catch((error) => {
    // What a refused WebSocket throws is no Error, and would be reported as "{}".
    throw new Error(`Firefox couldn't be led: ${error.message}`, { cause: error });
  }));

/**
 * `display`: an X display, or none for headless; `environment`: what it needs beside it; `longPresses`: whether a finger that
 * stays is one. The rest: a mode of modes.mjs.
 */
export async function launchFirefox({ display, environment, width, height, ratio, touch, longPresses, dark, still, plain, forcedColours }) {
  const webGL = hasWebGL({ plain, forcedColours });
  const browser = await launched({
    headless: !display,
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: "1", ...(display ? { DISPLAY: display } : {}), ...environment },
    extraPrefsFirefox: {
      "intl.accept_languages": "en-US",
      // The software GPU is for WebGL alone: the page is composed by what Firefox has for machines without one, in less time.
      "gfx.webrender.software": true,
      "webgl.force-enabled": webGL,
      "webgl.disabled": !webGL,
      // The visitor's own colours, whatever the page says.
      ...(forcedColours && { "browser.display.document_color_use": 2 }),
      "layout.css.devPixelsPerPx": String(ratio),
      "ui.systemUsesDarkTheme": Number(dark),
      "ui.prefersReducedMotion": Number(still),
      ...(touch && { ...finger, ...(longPresses ? longPress : noLongPress) }),
    },
  });
  return {
    async page() {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      await page.setViewport({ width, height });
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      const handleOf = async (role, name) => {
        const handle = await page.evaluateHandle(`(${find})(${JSON.stringify(role)}, ${JSON.stringify(name)})`);
        return handle.asElement();
      };
      return {
        complaints,
        coarse: touch,
        open: (url) => page.goto(url, { waitUntil: "load" }),
        handleOf,
        press: (x, y) => page.touchscreen.touchStart(x, y),
        release: () => page.touchscreen.touchEnd(),
        click: (handle) => (touch ? handle.tap() : handle.evaluate((element) => element.focus?.()).then(() => handle.click())),
        async type(handle, text) {
          await handle.evaluate((element) => element.focus());
          await page.keyboard.type(text);
        },
        evaluate: (script, ...given) => page.evaluate(`(${script})(...${JSON.stringify(given)})`),
        screenshot: () => page.screenshot(),
      };
    },
    close: () => browser.close(),
  };
}

/** Of a browser of its own, since a mode's settings are preferences; closed after the test. `display`: where it has WebGL. */
export async function pageInFirefox(t, { display }, mode) {
  const browser = await launchFirefox({ ...mode, display: hasWebGL(mode) ? display : undefined });
  t.after(() => browser.close());
  return browser.page();
}
