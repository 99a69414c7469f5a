// Debian's screen reader, Orca, on a display, a bus and a speech service of its own. Keys come from the X server, as from a
// keyboard: Orca gets each before the browser does.

import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSpeech } from "./speech.mjs";
import { has, startDisplay } from "./xvfb.mjs";

const run = promisify(execFile);
const busLauncher = "/usr/libexec/at-spi-bus-launcher";

export const hasOrca = ["orca", "xdotool", "dbus-daemon", "Xvfb"].every(has) && existsSync(busLauncher);

// All as Orca has it but two things that would drown the rest: reading a whole page once it is loaded, and repeating each key.
const settings = {
  general: { startingProfile: ["Default", "default"] },
  pronunciations: {},
  keybindings: {},
  profiles: { default: { profile: ["Default", "default"], sayAllOnLoad: false, enableKeyEcho: false } },
};

/** A desktop for a browser, which takes `environment`, and then for Orca, which reads it from `read` on. */
export async function startDesktop() {
  const folder = mkdtempSync(join(tmpdir(), "ringback-orca-"));
  const inside = (name) => join(folder, name);
  const stops = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    for (const name of ["home", "run", "orca"]) mkdirSync(inside(name), { mode: 0o700 });
    writeFileSync(inside("orca/user-settings.conf"), JSON.stringify(settings));
    const { display, stop: stopDisplay } = await startDisplay();
    stops.push(stopDisplay);
    // What Orca says, in order; null where it falls silent, as it does on every key.
    const heard = [];
    const speech = await startSpeech(inside("speech"), (text) => heard.push(text));
    stops.push(speech.stop);
    const environment = {
      DISPLAY: display, HOME: inside("home"), XDG_RUNTIME_DIR: inside("run"), GSETTINGS_BACKEND: "memory", LANG: "C.UTF-8",
      GNOME_ACCESSIBILITY: "1", SPEECHD_ADDRESS: "unix_socket:" + inside("speech"),
    };
    const inDesktop = () => ({ env: { ...process.env, ...environment } });
    const start = (program, args, output = "ignore") => {
      const child = spawn(program, args, { ...inDesktop(), stdio: ["ignore", output, "ignore"] });
      const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
      stops.push(() => {
        child.kill();
        return ended;
      });
      return { child, ended };
    };
    const bus = start("dbus-daemon", ["--session", "--nofork", "--print-address=1"], "pipe");
    environment.DBUS_SESSION_BUS_ADDRESS = await Promise.race([
      new Promise((resolve) => bus.child.stdout.once("data", (bytes) => resolve(String(bytes).trim()))),
      bus.ended.then(() => Promise.reject(new Error("dbus-daemon ended"))),
    ]);
    start(busLauncher, ["--launch-immediately"]);
    const xdotool = (...args) => run("xdotool", args, inDesktop());
    return {
      environment, heard, stop,
      read: () => start("orca", ["--user-prefs=" + inside("orca")]),
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
