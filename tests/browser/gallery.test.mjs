// Every state of web/gallery in its four looks: drawn as it was when somebody last looked at it and found it good
// (tests/browser/pictures), and without a violation that axe can find. After a change that should show:
// RINGBACK_TAKE_PICTURES=1 node --test tests/browser/gallery.test.mjs, and open what it changed.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { looks, states } from "../../web/gallery/states.js";
import { colourViolationsOfChat, violationsOfChat } from "./support/axe.mjs";
import { readerOf } from "./support/browser.mjs";
import { nextPicture } from "./support/chat_page.mjs";
import { root } from "./support/server.mjs";
import { browserSuite } from "./support/suite.mjs";

const suite = browserSuite({ direct: false, drawn: true });
const folder = root + "tests/browser/pictures/";
const take = Boolean(process.env.RINGBACK_TAKE_PICTURES);

// Compressed pictures and another version of the browser differ a little everywhere; what moved differs much somewhere.
const seen = 80; // of 255, in a channel
const threshold = 0.002; // of the pixels

// One for all states, closed with its browser: each begins with a new chat, in frames that have the engine already.
let gallery;
const openGallery = () => suite.newPage({ after() {} }, { viewport: { width: 1300, height: 1560 } });

async function openState(name) {
  const { page, url } = await (gallery ??= openGallery());
  await page.goto(`${url}/gallery#${name}`);
  const frames = await Promise.all(looks.map(async (look) => {
    const frame = await (await page.waitForSelector(`iframe[data-look=${look.name}]`)).contentFrame();
    const found = await frame.waitForFunction((name) => {
      const { state, fault } = document.documentElement.dataset;
      return state === name ? "is there" : fault?.startsWith(name + ": ") && fault;
    }, name);
    assert.equal(await found.jsonValue(), "is there", look.title);
    return frame;
  }));
  // The frames race for the focus: none shall have it.
  await page.getByRole("link").first().focus();
  await nextPicture(page);
  return { page, frameOf: (look) => frames[looks.findIndex(({ name }) => name === look)] };
}

/** Share of the pixels that differ; 1 when the size does. */
async function difference(page, drawn, expected) {
  const reader = await readerOf(page);
  return reader.evaluate(async ([pictures, seen]) => {
    const [a, b] = await Promise.all(pictures.map(async (picture) => {
      const bitmap = await createImageBitmap(await (await fetch("data:image/jpeg;base64," + picture)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
      canvas.drawImage(bitmap, 0, 0);
      return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    if (a.width !== b.width || a.height !== b.height) return 1;
    const apart = (i) => Math.abs(a.data[i] - b.data[i]) > seen;
    let differing = 0;
    for (let i = 0; i < a.data.length; i += 4) {
      if (apart(i) || apart(i + 1) || apart(i + 2)) ++differing;
    }
    return differing / (a.width * a.height);
  }, [[drawn, expected].map((picture) => picture.toString("base64")), seen]);
}

const picture = (page) => page.locator("main").screenshot({ type: "jpeg", quality: 60 });

describe("the gallery", () => {
  for (const state of states) {
    test(`${state.name}: is drawn as it was, in every look, and axe finds nothing`, async () => {
      const { page, frameOf } = await openState(state.name);
      // The looks have the same elements; in dark ones only the colours differ, which axe sees where there is no canvas.
      const contrast = Boolean(state.plain);
      assert.deepEqual(await violationsOfChat(frameOf("light"), { contrast }), []);
      if (contrast) assert.deepEqual(await colourViolationsOfChat(frameOf("dark")), []);
      if (state.moving) return;
      const file = folder + state.name + ".jpg";
      const drawn = await picture(page);
      if (take || !existsSync(file)) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, drawn);
        assert.ok(take, `${file} was missing and has been taken: look at it.`);
        return;
      }
      const share = await difference(page, drawn, readFileSync(file));
      if (share > threshold) {
        mkdirSync(root + "build/pictures", { recursive: true });
        writeFileSync(`${root}build/pictures/${state.name}.jpg`, drawn);
      }
      assert.ok(share <= threshold, `${(100 * share).toFixed(2)} % differ: compare build/pictures/${state.name}.jpg with ${file}`);
    });
  }

  test("a bubble that moves by 4 pixels would be seen", async () => {
    const { page, frameOf } = await openState("verified");
    await frameOf("light").evaluate(() => (document.querySelector("ringback-chat").shadowRoot.querySelector(".panel").style.translate = "4px"));
    const file = readFileSync(folder + "verified.jpg");
    assert.ok((await difference(page, await picture(page), file)) > threshold);
  });
});
