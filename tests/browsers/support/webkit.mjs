// WebKit by plain WebDriver requests to WebKitWebDriver, which starts WebKitGTK's MiniBrowser.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as later } from "node:timers/promises";
import { find } from "./find.mjs";
import { has } from "./xvfb.mjs";

const elementKey = "element-6066-11e4-a52e-4f735466cecf"; // W3C WebDriver, section 12.1

export const hasWebKit = has("WebKitWebDriver") && has("Xvfb");

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

export async function launchWebKit({ display }) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", ["--port=" + port], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      LANG: "en_US.UTF-8", LANGUAGE: "en_US" },
  });
  const call = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; ++tries) {
    try {
      await call("GET", "/status");
      break;
    } catch (error) {
      if (tries === 100) throw error;
      await later(50);
    }
  }
  const { sessionId } = await call("POST", "/session", { capabilities: { alwaysMatch: {} } });
  const session = "/session/" + sessionId;
  const execute = (script, ...args) => call("POST", session + "/execute/sync", { script, args });

  return {
    name: "WebKit",
    async page({ width = 1280, height = 800 } = {}) {
      await call("POST", session + "/window/rect", { x: 0, y: 0, width, height });
      return {
        complaints: [],
        async open(url) {
          // One tab for all tests: as if it were a new one. Cleared where there is no chat, which would store its
          // conversation again on the way out.
          await call("POST", session + "/url", { url: new URL("/healthz", url).href });
          await execute("sessionStorage.clear()");
          await call("POST", session + "/url", { url });
        },
        async handleOf(role, name) {
          const found = await execute(`return (${find})(...arguments)`, role, name);
          return found && found[elementKey];
        },
        click: (id) => call("POST", `${session}/element/${id}/click`, {}),
        type: (id, text) => call("POST", `${session}/element/${id}/value`, { text }),
        /** What the browser itself tells assistive technology. */
        accessible: async (id) => [await call("GET", `${session}/element/${id}/computedrole`),
          await call("GET", `${session}/element/${id}/computedlabel`)],
        evaluate: (script, ...given) => execute(`return (${script})(...arguments)`, ...given),
        screenshot: async (path) => writeFileSync(path, Buffer.from(await call("GET", session + "/screenshot"), "base64")),
        async close() {},
      };
    },
    async close() {
      await call("DELETE", session).catch(() => {});
      driver.kill();
    },
  };
}
