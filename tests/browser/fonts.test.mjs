// The fonts that text is drawn in: the site's own, also when they come late; what is drawn is never read back; and the memory
// of drawn lines has an end.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { holdRequests } from "./support/chat_page.mjs";
import { browserSuite, pageWith } from "./support/suite.mjs";
import { compareMessages, sayAll, threshold } from "./support/text_comparison.mjs";

const suite = browserSuite({ asSeen: true });
const serif = readFileSync("/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf");
const text = "Hi! Let's verify your phone number. It takes less than a minute.";

const worst = async (opened) =>
  Math.max(...(await compareMessages(opened)).flat().map(({ differing }) => differing));

test("a site's own font that comes late is drawn and laid out as soon as it is there", async (t) => {
  const opened = await suite.newPage(t, { viewport: { width: 384, height: 700 } });
  const { page, chat, url } = opened;
  const arrive = await holdRequests(page, url + "/late.ttf", (route) => route.fulfill({ contentType: "font/ttf", body: serif }));
  await page.route(url + "/late.html", (route) => route.fulfill({ contentType: "text/html", body: pageWith("data-open",
    `<style>@font-face{font-family:Late;src:url(/late.ttf);font-display:swap} body{font-family:Late,"Noto Sans"}</style>`) }));
  await page.goto(url + "/late.html");
  await chat.message(text).waitFor();
  const width = () => chat.message(text).evaluate((element) => element.style.width);
  const before = await width();
  arrive();
  await page.waitForFunction(([text, before]) => [...document.querySelector("ringback-chat").shadowRoot.querySelectorAll("[data-message]")]
    .some((each) => each.textContent === text && each.style.width !== before), [text, before]);
  assert.ok(await worst(opened) <= threshold);
});

test("no pixel is read back: a browser that forbids it or adds noise shows the same", async (t) => {
  const opened = await suite.newPage(t);
  await opened.page.addInitScript(() => {
    const forbid = (prototype, ...names) => names.forEach((name) => (prototype[name] = () => {
      throw new DOMException(name, "SecurityError");
    }));
    forbid(CanvasRenderingContext2D.prototype, "getImageData");
    forbid(OffscreenCanvasRenderingContext2D.prototype, "getImageData");
    forbid(HTMLCanvasElement.prototype, "toDataURL", "toBlob");
    forbid(OffscreenCanvas.prototype, "convertToBlob");
    forbid(WebGL2RenderingContext.prototype, "readPixels");
  });
  await sayAll(opened, [text, "שלחנו קוד אימות.", "👍🏽 ok"]);
  // The comparison reads pictures in a page of its own, which forbids nothing.
  assert.ok(await worst(opened) <= threshold);
  assert.deepEqual(opened.complaints, []);
});

test("drawn lines that nobody sees any more leave the memory, and what is seen stays right", async (t) => {
  const opened = await suite.newPage(t, { viewport: { width: 384, height: 420 } });
  await opened.page.addInitScript(() => {
    // Bytes of all textures there are.
    const sizes = new Map();
    let bound = null;
    const wrap = (name, before) => {
      const original = WebGL2RenderingContext.prototype[name];
      WebGL2RenderingContext.prototype[name] = function (...values) {
        before(...values);
        return original.apply(this, values);
      };
    };
    wrap("bindTexture", (_, texture) => (bound = texture));
    wrap("texImage2D", (...values) => values.length >= 9 && sizes.set(bound, 4 * values[3] * values[4]));
    wrap("texStorage2D", (_, levels, format, width, height) => sizes.set(bound, 4 * width * height));
    wrap("deleteTexture", (texture) => sizes.delete(texture));
    window.textureBytes = () => [...sizes.values()].reduce((sum, each) => sum + each, 0);
  });
  await sayAll(opened, Array.from({ length: 12 }, (_, i) => `${i}: ${text}`));
  // Each time a font comes every line is set anew: 24 lines, 180 times, are more than the engine keeps numbers for.
  const most = await opened.page.evaluate(async () => {
    let most = 0;
    for (let i = 0; i < 180; ++i) {
      document.fonts.dispatchEvent(new Event("loadingdone"));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      most = Math.max(most, window.textureBytes());
    }
    return most;
  });
  assert.ok(most > 0, "the textures were watched");
  assert.ok(most <= 8 * 2 ** 20, `${most} bytes of textures`);
  const last = (await compareMessages(opened)).at(-1);
  assert.ok(last.every(({ ink, differing }) => ink > 20 && differing <= threshold), JSON.stringify(last));
});
