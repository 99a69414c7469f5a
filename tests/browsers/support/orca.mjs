// Debian's screen reader, Orca, on a display, a bus and a speech service of its own. Keys come from the X server, as from a
// keyboard: Orca sees each before the browser does.

import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSpeech } from "./speech.mjs";
import { has, startDisplay } from "./xvfb.mjs";

const run = promisify(execFile);
const busLauncher = "/usr/libexec/at-spi-bus-launcher";

export const hasOrca = has("orca") && has("xdotool") && has("dbus-daemon") && has("Xvfb") && existsSync(busLauncher);

const ended = (child) => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) return resolve();
  child.once("exit", resolve);
  child.kill();
});

/** `environment` is for the programs that it shall read; `heard` grows by what it says. */
export async function startOrca() {
  const folder = mkdtempSync(join(tmpdir(), "ringback-orca-"));
  for (const inner of ["home", "run"]) mkdirSync(join(folder, inner), { mode: 0o700 });
  const stops = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const display = await startDisplay();
    stops.push(display.stop);
    const heard = [];
    const speech = await startSpeech(join(folder, "speech"), (text) => heard.push(text));
    stops.push(speech.stop);
    const environment = {
      DISPLAY: display.display, HOME: join(folder, "home"), XDG_RUNTIME_DIR: join(folder, "run"), GSETTINGS_BACKEND: "memory",
      LANG: "C.UTF-8", SPEECHD_ADDRESS: "unix_socket:" + join(folder, "speech"),
    };
    const start = (program, args, stdout = "ignore") => {
      const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ["ignore", stdout, "ignore"] });
      stops.push(() => ended(child));
      return child;
    };
    const bus = start("dbus-daemon", ["--session", "--nofork", "--print-address=1"], "pipe");
    environment.DBUS_SESSION_BUS_ADDRESS = await new Promise((resolve, reject) => {
      bus.stdout.once("data", (bytes) => resolve(String(bytes).trim()));
      bus.once("exit", (status) => reject(new Error(`dbus-daemon ended with ${status}`)));
    });
    start(busLauncher, ["--launch-immediately"]);
    start("orca", []);
    const xdotool = (...args) => run("xdotool", args, { env: { ...process.env, ...environment } });
    return {
      environment, heard, stop,
      press: (...keys) => xdotool("key", ...keys),
      type: (text) => xdotool("type", text),
      /** There is no window manager that would do it. */
      focusWindow: (name) => xdotool("search", "--sync", "--onlyvisible", "--name", name, "windowfocus", "--sync"),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
