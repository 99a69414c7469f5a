import { after, before, describe } from "node:test";
import { startServer } from "../browser/support/server.mjs";
import { hasFirefox, launchFirefox } from "./support/firefox.mjs";
import { hasWebGL, inForcedColours, modes, walkModes } from "./support/modes.mjs";
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

// A browser a mode: its settings are preferences.
async function pageIn(t, mode) {
  const browser = await launchFirefox({ ...mode, display: hasWebGL(mode) ? display.display : undefined });
  t.after(() => browser.close());
  return browser.page();
}

describe("in Firefox the whole path is walked", { concurrency: 2, skip: !hasFirefox }, () => {
  walkModes(pageIn, () => server, 3000, [...modes, inForcedColours]);
});
