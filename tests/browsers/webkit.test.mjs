import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { modes, walkModes } from "./support/modes.mjs";
import { wait } from "./support/path.mjs";
import { browserSetting } from "./support/setting.mjs";
import { hasWebKit, launchWebKit } from "./support/webkit.mjs";

const setting = browserSetting(hasWebKit);

// A browser a mode: its settings are GTK's, and a session of WebKitWebDriver has one window.
async function pageIn(t, mode) {
  const browser = await launchWebKit({ ...mode, ...setting.display });
  t.after(() => browser.close());
  return browser.page();
}

describe("in WebKit the whole path is walked", { concurrency: 2, skip: !hasWebKit }, () => {
  walkModes(pageIn, () => setting.server, 2000);

  test("and its accessibility tree has the names that Ringback means", async (t) => {
    const page = await pageIn(t, modes[0]);
    await page.open(setting.server.url);
    await page.click(await wait(page, "button", "Open chat"));
    for (const [role, name] of [["textbox", "Phone number"], ["button", "Send code"], ["button", "Close chat"], ["log", "Conversation"], ["dialog", "Verify your phone"]]) {
      assert.deepEqual(await page.accessible(await wait(page, role, name)), [role, name]);
    }
  });
});
