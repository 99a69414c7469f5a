// What a file of tests in browsers with windows needs: a sandbox server and a display.

import { after, before } from "node:test";
import { startServer } from "../../browser/support/server.mjs";
import { startDisplay } from "./xvfb.mjs";

/** Each from the first test to the last; neither unless `wanted`. */
export function browserSetting(wanted) {
  const setting = { server: null, display: null };
  before(async () => {
    if (!wanted) return;
    setting.server = await startServer();
    setting.display = await startDisplay();
  });
  after(async () => {
    await setting.display?.stop();
    await setting.server?.stop();
  });
  return setting;
}
