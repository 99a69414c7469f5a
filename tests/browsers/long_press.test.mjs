// A finger that stays on a message selects the word under it, as in any text: in Firefox, which selects here as it does on
// Android. What others need for it is held by tests/browser/scrolling.test.mjs.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hasFirefox, pageInFirefox } from "./support/firefox.mjs";
import { modes } from "./support/modes.mjs";
import { patience, wait, within } from "./support/path.mjs";
import { browserSetting } from "./support/setting.mjs";

const setting = browserSetting(hasFirefox);

/** The middle of a word of the first message, in CSS pixels of the window; null before the second is there. Runs in the page. */
function middleOf(word) {
  const [first, second] = document.querySelector("ringback-chat").shadowRoot.querySelectorAll("[data-message]");
  if (!second) return null;
  const text = first.firstChild;
  const at = text.data.indexOf(word);
  const range = new Range();
  range.setStart(text, at);
  range.setEnd(text, at + word.length);
  const { left, top, width, height } = range.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** Where a word is once it stands still: the messages may be on their way in. */
async function placeOf(page, word) {
  let [last, still] = [null, 0];
  return within(`"${word}", standing still`, patience, async () => {
    const place = await page.evaluate(middleOf, word);
    still = place && last && place.x === last.x && place.y === last.y ? still + 1 : 0;
    last = place;
    return still >= 5 && place;
  });
}

/** Runs in the page. */
const state = () => ({
  selected: String(getSelection()),
  focus: document.activeElement.localName,
  scrolled: scrollY,
  open: document.querySelector("ringback-chat").shadowRoot.querySelector("[role=dialog]").getClientRects().length > 0,
});

const phone = modes.find(({ touch }) => touch);

describe("a long press on a phone", { concurrency: 2, skip: !hasFirefox }, () => {
  for (const [name, mode] of [["on the canvas", phone], ["without WebGL", { ...phone, plain: true }]]) {
    test(`selects the word under the finger, and another one then: ${name}`, async (t) => {
      const page = await pageInFirefox(t, setting.display, { ...mode, longPresses: true });
      await page.open(setting.server.url + "/");
      await wait(page, "button", "Open chat");
      await page.evaluate(() => ringback.open()); // a tap on a machine under load would be a long press
      await wait(page, "textbox", "Phone number");
      await wait(page, "button", "Send code");
      assert.equal(await page.evaluate(() => document.querySelector("ringback-chat").shadowRoot.querySelector("[role=dialog]").classList.contains("plain")),
        mode.plain);
      for (const word of ["verify", "phone", "minute"]) {
        const { x, y } = await placeOf(page, word);
        const before = await page.evaluate(state);
        assert.notEqual(before.selected, word);
        await page.press(x, y);
        await within(`the selection of "${word}"`, patience, async () => (await page.evaluate(state)).selected === word);
        await page.release();
        assert.deepEqual(await page.evaluate(state), { ...before, selected: word }, "and nothing else happened");
      }
    });
  }
});
