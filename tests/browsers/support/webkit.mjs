// WebKit by plain WebDriver requests to WebKitWebDriver, which starts WebKitGTK's MiniBrowser.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { find } from "./find.mjs";
import { startedAtLast } from "./path.mjs";
import { has } from "./xvfb.mjs";

const elementKey = "element-6066-11e4-a52e-4f735466cecf"; // W3C WebDriver, section 12.1

export const hasWebKit = has("WebKitWebDriver") && has("Xvfb");

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** GTK's settings, from which WebKit takes the visitor's wishes; its style, so that a window may be as narrow as a phone. */
function configure({ still }) {
  const folder = mkdtempSync(join(tmpdir(), "ringback-webkit-"));
  mkdirSync(folder + "/gtk-3.0");
  writeFileSync(folder + "/gtk-3.0/settings.ini", `[Settings]\ngtk-enable-animations=${still ? 0 : 1}\n`);
  writeFileSync(folder + "/gtk-3.0/gtk.css", "*{min-width:0;min-height:0;padding:0;margin:0;border-width:0;font-size:1px}");
  return folder;
}

/** The events of a finger, which WebKitGTK's driver makes a mouse of. Runs in the page. */
function tap(element) {
  for (const type of ["pointerover", "pointerdown", "pointerup", "pointerout"]) {
    element.dispatchEvent(new PointerEvent(type, { pointerType: "touch", isPrimary: true, bubbles: true, composed: true }));
  }
  element.click();
}

/** Resolves once the driver answers. `call` ends with an error after `longest` milliseconds: a driver whose browser has ended never answers. */
async function startDriver(environment) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", ["--port=" + port], { stdio: "ignore", env: { ...process.env, ...environment } });
  const call = async (method, path, body, longest = 60_000) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(longest) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; ++tries) {
    try {
      await call("GET", "/status");
      return { driver, call };
    } catch (error) {
      if (tries === 100) throw error;
      await later(50);
    }
  }
}

/** A driver with its browser; where that ends, both are started anew. */
const startSession = (environment, args) => startedAtLast(async () => {
  const { driver, call } = await startDriver(environment);
  try {
    const { sessionId } = await call("POST", "/session",
      { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { args } } } }, 20_000);
    return { driver, call, sessionId };
  } catch (error) {
    driver.kill();
    throw error;
  }
});

/** `display`: an X display. The rest: a mode of modes.mjs. */
export async function launchWebKit({ display, width, height, ratio, touch, dark, still, plain }) {
  const settings = configure({ still });
  const environment = { DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1", LP_NUM_THREADS: "1",
    WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    LANG: "en_US.UTF-8", LANGUAGE: "en_US", XDG_CONFIG_HOME: settings, GDK_SCALE: String(ratio) };
  // The whole screen is the page's: the controls of MiniBrowser want more than 320 px.
  const args = ["--automation", "--full-screen", ...(dark ? ["--dark-mode"] : []), `--enable-webgl=${!plain}`];
  const { driver, call, sessionId } = await startSession(environment, args);
  const session = "/session/" + sessionId;
  const execute = (script, ...args) => call("POST", session + "/execute/sync", { script, args });

  return {
    async page() {
      await call("POST", session + "/window/rect", { x: 0, y: 0, width, height });
      return {
        complaints: [],
        open: (url) => call("POST", session + "/url", { url }),
        async handleOf(role, name) {
          const found = await execute(`return (${find})(...arguments)`, role, name);
          return found && found[elementKey];
        },
        click: (id) => (touch ? execute(`(${tap})(...arguments)`, { [elementKey]: id }) : call("POST", `${session}/element/${id}/click`, {})),
        type: (id, text) => call("POST", `${session}/element/${id}/value`, { text }),
        /** What the browser itself tells assistive technology. */
        accessible: async (id) => [await call("GET", `${session}/element/${id}/computedrole`),
          await call("GET", `${session}/element/${id}/computedlabel`)],
        evaluate: (script, ...given) => execute(`return (${script})(...arguments)`, ...given),
        screenshot: async () => Buffer.from(await call("GET", session + "/screenshot"), "base64"),
      };
    },
    async close() {
      await call("DELETE", session).catch(() => {});
      driver.kill();
      rmSync(settings, { recursive: true, force: true });
    },
  };
}
