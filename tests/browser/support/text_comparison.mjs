// The canvas against the DOM: the same messages drawn by the engine and, a moment later, by the elements over it. What
// differs is told in numbers, a message at a time.

import { readerOf } from "./browser.mjs";
import { nextPicture } from "./chat_page.mjs";

// A channel that is further away than this is seen; what is below is anti-aliasing that fell on another sub-pixel.
const seen = 64;

/** The difference in share of the pixels that have ink in either picture, 0 to 1. */
export const threshold = 0.02;

const flowOf = (texts) => ({
  version: 1,
  title: "Text",
  attributes: {},
  apis: {},
  start: "say0",
  nodes: Object.fromEntries([
    ...texts.map((text, i) => [`say${i}`, { type: "message", text, next: i + 1 < texts.length ? `say${i + 1}` : "end" }]),
    ["end", { type: "end", outcome: "verified" }],
  ]),
});

/** A page at `ratio` device pixels a CSS pixel, without a context of its own, which takes more work than the chat. */
export async function openAtRatio(suite, t, ratio) {
  const viewport = { width: 384, height: 1500 };
  const opened = await suite.newPage(t, { viewport });
  const session = await opened.page.context().newCDPSession(opened.page);
  await session.send("Emulation.setDeviceMetricsOverride", { ...viewport, deviceScaleFactor: ratio, mobile: false });
  // Another session's picture would be at the context's ratio, and leave the page at it.
  const picture = async () => Buffer.from((await session.send("Page.captureScreenshot", { format: "png" })).data, "base64");
  return { ...opened, picture };
}

/** In a page that was opened, which is filled by the chat: it says all `texts`. `css`: the page's own. */
export async function sayAll({ page, chat, url }, texts, { css = "", lang = "en" } = {}) {
  await page.route(url + "/v1/flows/text", (route) => route.fulfill({ json: flowOf(texts) }));
  await page.route(url + "/text.html", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Text</title><link rel="icon" href="data:,">
      <style>body{margin:0}ringback-chat{display:block;width:100vw;height:100vh}${css}</style>
      <script src="/ringback.js"></script>
      <ringback-chat flow="/v1/flows/text" position="inline"></ringback-chat>`
  }));
  await page.goto(url + "/text.html");
  await chat.messages.nth(texts.length - 1).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await nextPicture(page);
}

/**
 * The elements show themselves over the bubbles' colour, and the canvas hides. They are half a pixel wider than their text
 * on each side (projection.ts), which is taken back. `shift`: CSS pixels to the right.
 */
const showElements = (page, shift) => page.evaluate((shift) => {
  const root = document.querySelector("ringback-chat").shadowRoot;
  window.comparison ??= new CSSStyleSheet();
  window.comparison.replaceSync(`canvas{visibility:hidden}
    [data-message]{color:var(--bot-ink)!important;background:var(--bot-bubble);translate:${shift + 0.5}px}
    [data-message]:dir(rtl){translate:${shift - 0.5}px}`);
  if (!root.adoptedStyleSheets.includes(window.comparison)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, window.comparison];
  }
}, shift);

/**
 * For each message its lines, each as { ink, differing, worst, mean }: pixels with ink; the share of them that is further
 * away than `seen`; the furthest channel and the mean, 0 to 255. `shift`: CSS pixels, to prove the measure.
 */
export async function compareMessages({ page, chat, picture = () => page.screenshot() }, { shift = 0 } = {}) {
  const messages = await chat.messages.evaluateAll((elements) => elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const line = parseFloat(getComputedStyle(element).lineHeight) * (element.currentCSSZoom ?? 1);
    return Array.from({ length: Math.round(height / line) }, (_, i) => ({ x, y: y + i * line, width, height: line }));
  }));
  const ratio = await page.evaluate(() => devicePixelRatio);
  const pictures = [(await picture()).toString("base64")];
  await showElements(page, shift);
  pictures.push((await picture()).toString("base64"));
  const reader = await readerOf(page);
  return reader.evaluate(async ({ pictures, messages, ratio, seen }) => {
    const [drawn, written] = await Promise.all(pictures.map(async (picture) => {
      const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
      context.drawImage(bitmap, 0, 0);
      return context;
    }));
    const compare = (a, b) => {
      let [ink, differing, worst, sum] = [0, 0, 0, 0];
      const apart = (p, i, q, j) => Math.max(Math.abs(p[i] - q[j]), Math.abs(p[i + 1] - q[j + 1]), Math.abs(p[i + 2] - q[j + 2]));
      for (let i = 0; i < a.length; i += 4) {
        const difference = apart(a, i, b, i);
        if (Math.max(apart(a, i, a, 0), apart(b, i, a, 0)) > 32) ++ink; // the first pixel is the bubble's
        if (difference > seen) ++differing;
        worst = Math.max(worst, difference);
        sum += difference;
      }
      return { ink, differing: differing / Math.max(ink, 1), worst, mean: sum / (a.length / 4) };
    };
    return messages.map((lines) => lines.map(({ x, y, width, height }) => {
      // What the shift uncovers stays out.
      const area = [x + 2, y + 1, width - 4, height - 2].map((value) => Math.round(value * ratio));
      const pixels = (context) => context.getImageData(...area).data;
      return compare(pixels(drawn), pixels(written));
    }));
  }, { pictures, messages, ratio, seen });
}
