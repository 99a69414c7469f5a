// Firefox by WebDriver BiDi (puppeteer-core). Headless it has no WebGL, so it is the fallback's browser there; with a
// window under Xvfb and a software GPU it has WebGL 2.

import puppeteer from "puppeteer-core";
import { existsSync } from "node:fs";
import { find } from "./find.mjs";
import { has } from "./xvfb.mjs";

const executable = [process.env.RINGBACK_FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => path && existsSync(path));

export const hasFirefox = Boolean(executable) && has("Xvfb");

/** `display`: an X display, or none for headless. `prefs`: about:config. */
export async function launchFirefox({ display, prefs = {} } = {}) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: executable,
    headless: !display,
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: "1", MOZ_WEBRENDER: "1", ...(display ? { DISPLAY: display } : {}) },
    extraPrefsFirefox: { "intl.accept_languages": "en-US", "webgl.force-enabled": true, ...prefs },
  });
  return {
    name: display ? "Firefox" : "Firefox without WebGL",
    async page({ width = 1280, height = 800 } = {}) {
      const page = await browser.newPage();
      await page.setViewport({ width, height });
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      const handleOf = async (role, name) => {
        const handle = await page.evaluateHandle(`(${find})(${JSON.stringify(role)}, ${JSON.stringify(name)})`);
        return handle.asElement();
      };
      return {
        complaints,
        open: (url) => page.goto(url, { waitUntil: "load" }),
        handleOf,
        click: (handle) => handle.evaluate((element) => element.focus?.()).then(() => handle.click()),
        async type(handle, text) {
          await handle.evaluate((element) => element.focus());
          await page.keyboard.type(text);
        },
        evaluate: (script, ...given) => page.evaluate(`(${script})(...${JSON.stringify(given)})`),
        screenshot: (path) => page.screenshot({ path }),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}
