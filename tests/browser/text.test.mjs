// Text on the canvas is what the DOM would show: every script, emoji and mixed direction, at whole and broken pixel ratios.
// RINGBACK_WRITE_DOCS=1 writes what was measured to docs/text.md.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { nextPicture } from "./support/chat_page.mjs";
import { scripts } from "./support/scripts.mjs";
import { root } from "./support/server.mjs";
import { browserSuite } from "./support/suite.mjs";
import { compareMessages, openAtRatio, sayAll, threshold } from "./support/text_comparison.mjs";

const suite = browserSuite({ asSeen: true });
const groups = [0, 11, 22].map((start) => scripts.slice(start, start + 11));
const ratios = [1, 1.25, 1.5, 2, 3];
const measured = new Map(scripts.map(([locale]) => [locale, []]));

// More than the threshold is known to differ here, and why.
const known = new Map([
  ["km", 0.08], // at broken ratios: the browser rounds each mark to a row by itself, from a baseline that stands between two
  ["ar+en", 0.05], // the same; at 2, digits that fall on the other quarter of a pixel
]);
const limit = (locale) => known.get(locale) ?? threshold;

const percent = (share) => (100 * share).toFixed(2) + " %";
const table = () => [
  "# Text: the canvas against the DOM",
  "",
  "Written by `RINGBACK_WRITE_DOCS=1 node --test tests/browser/text.test.mjs`, which draws each sentence of",
  "`tests/browser/support/scripts.mjs` with the engine and shows the same text as an element, and compares line by line, at",
  `${ratios.join(", ")} device pixels a CSS pixel. Differing: the share of the pixels with ink that are more than a quarter of`,
  `the range apart; the test allows ${percent(threshold)} but for those marked as known, of which it says what is known.`,
  "",
  "| locale | lines | differing, worst line | furthest channel, of 255 | mean, worst line |",
  "|---|---|---|---|---|",
  ...scripts.map(([locale]) => {
    const lines = measured.get(locale);
    const worst = (name) => Math.max(...lines.map((line) => line[name]));
    return `| ${locale}${known.has(locale) ? " (known)" : ""} | ${lines.length} | ${percent(worst("differing"))} | ${worst("worst")} | ${worst("mean").toFixed(2)} |`;
  }),
  "",
].join("\n");

after(() => {
  if (!process.env.RINGBACK_WRITE_DOCS) return;
  mkdirSync(root + "docs", { recursive: true });
  writeFileSync(root + "docs/text.md", table());
});

describe("the canvas shows the text of every script as the DOM does", () => {
  for (const ratio of ratios) {
    test(`at ${ratio} device pixels a CSS pixel`, async (t) => {
      const bad = [];
      const opened = await openAtRatio(suite, t, ratio);
      for (const group of groups) {
        await sayAll(opened, group.map(([, text]) => text));
        const found = await compareMessages(opened);
        assert.equal(found.length, group.length);
        group.forEach(([locale], i) => {
          measured.get(locale).push(...found[i]);
          assert.ok(found[i].every(({ ink }) => ink > 20), `${locale}: something is drawn`);
          found[i].forEach((line, n) => {
            if (line.differing > limit(locale)) bad.push(`${locale}, line ${n + 1}: ${JSON.stringify(line)}`);
          });
        });
      }
      assert.deepEqual(bad, []);
    });
  }

  const few = scripts.filter(([locale]) => /^(en|de|ja|ar|hi)$/.test(locale)).map(([, text]) => text);
  const standsAsWritten = async (opened) => {
    for (const lines of await compareMessages(opened)) {
      for (const line of lines) assert.ok(line.ink > 20 && line.differing <= threshold, JSON.stringify(line));
    }
  };

  test("in a dialog of the page's that has grown since the chat began", async (t) => {
    const opened = await openAtRatio(suite, t, 1);
    await sayAll(opened, few, { css: "ringback-chat{transform:scale(.5)} .grown ringback-chat{transform:none}" });
    await opened.page.evaluate(() => document.documentElement.classList.add("grown"));
    await nextPicture(opened.page);
    await standsAsWritten(opened);
  });

  test("in a page that is enlarged by its own zoom", async (t) => {
    const opened = await openAtRatio(suite, t, 1);
    await sayAll(opened, few, { css: "html{zoom:1.25}ringback-chat{width:300px;height:1100px}" });
    await standsAsWritten(opened);
  });

  test("in Japanese, where no line begins with a prolonged sound mark or a small kana", async (t) => {
    const opened = await openAtRatio(suite, t, 1);
    opened.chat.messages = opened.page.getByRole("log").locator("[data-message]"); // its name is Japanese too
    await sayAll(opened, [
      "ユーザーセンターのメンバーサービスカウンターでコーヒーサーバーをキャンセルしました。",
      "ショートメッセージサービスのセキュリティーコードをスマートフォンでチェックしてください。",
    ], { lang: "ja" });
    const beginnings = await opened.chat.messages.evaluateAll((elements) => elements.flatMap((element) => {
      const range = document.createRange();
      let top = null;
      return [...element.textContent].filter((_, i) => {
        range.setStart(element.firstChild, i);
        range.setEnd(element.firstChild, i + 1);
        const before = top;
        ({ top } = range.getBoundingClientRect());
        return top !== before;
      });
    }));
    assert.ok(beginnings.length > 4, "there are several lines");
    assert.doesNotMatch(beginnings.join(""), /[ーァィゥェォッャュョ]/);
    await standsAsWritten(opened);
  });

  test("and a text that stands one pixel away is told apart in every script", async (t) => {
    const opened = await openAtRatio(suite, t, 1);
    for (const group of groups) {
      await sayAll(opened, group.map(([, text]) => text));
      const found = await compareMessages(opened, { shift: 1 });
      group.forEach(([locale], i) => {
        const worst = Math.max(...found[i].map(({ differing }) => differing));
        assert.ok(worst > Math.max(5 * threshold, limit(locale)), `${locale}: ${worst}`);
      });
    }
  });
});
