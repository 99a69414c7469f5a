// The whole path, as a visitor of any browser walks it, a wrong code first; elements by role and name only.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as later } from "node:timers/promises";
import { decode } from "./png.mjs";

const phrases = (locale) =>
  JSON.parse(readFileSync(new URL(`../../../assets/locales/${locale}.json`, import.meta.url), "utf8"));
const english = phrases("en");

export const within = async (what, milliseconds, look) => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} didn't come within ${milliseconds} ms`);
    await later(100);
  }
};

/** Now and then a browser on a busy machine ends while it starts, or refuses whoever leads it: then another is started. */
export async function startedAtLast(start, tries = 3) {
  for (let left = tries - 1; ; --left) {
    try {
      return await start();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

// Only a failure waits as long as this: three browsers at once on a busy machine are slow.
export const patience = 60_000;

export const wait = (page, role, name) =>
  within(`${role} "${name}"`, patience, () => page.handleOf(role, name));

/** How the panel stands in the window, with what is wrong about it. Runs in the page. */
function look() {
  const host = document.querySelector("ringback-chat");
  const panel = host.shadowRoot.querySelector("[role=dialog]");
  const scroller = panel.querySelector("[role=log]");
  const canvas = panel.querySelector("canvas");
  const input = host.querySelector("input");
  const plain = panel.classList.contains("plain");
  const wrong = [];
  const sides = ({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round).join(" ");
  const inside = (what, inner, outer, { height = true } = {}) => {
    const fits = inner.left >= outer.left - 1 && inner.right <= outer.right + 1 &&
      (!height || (inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1));
    if (!fits) wrong.push(`${what}: ${sides(inner)} isn't inside ${sides(outer)}`);
  };
  const box = panel.getBoundingClientRect();
  const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  inside("the panel", box, view);
  if (input && !input.readOnly) inside("the input", input.getBoundingClientRect(), view);
  for (const [what, element] of [["the page", document.documentElement], ["the panel", panel], ["the conversation", scroller]]) {
    if (element.scrollWidth > element.clientWidth + 1) wrong.push(`${what} overflows: ${element.scrollWidth} of ${element.clientWidth}`);
  }
  // Where it is on its way in, the picture to come won't find it.
  if (panel.getAnimations().some(({ playState }) => playState === "running")) wrong.push("the panel moves");
  const texts = [...panel.querySelectorAll("h2, [data-message], .consent, .outcome"), ...host.querySelectorAll("[role=alert]")]
    .filter((element) => element.textContent && element.getClientRects().length > 0);
  for (const element of texts) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const lines = [...range.getClientRects()];
    for (const line of lines) inside(`"${element.textContent}"`, line, box, { height: false });
    // The lines are those that are drawn: the element is as high as the engine made it.
    const height = parseFloat(getComputedStyle(element).lineHeight);
    const middles = new Set(lines.map(({ top, bottom }) => Math.floor(((top + bottom) / 2 - element.getBoundingClientRect().top) / height)));
    const drawn = Math.round(element.getBoundingClientRect().height / height);
    if (element.matches("[data-message]") && middles.size !== drawn) wrong.push(`"${element.textContent}": ${middles.size} lines, ${drawn} drawn`);
  }
  const messages = [...panel.querySelectorAll("[data-message]")];
  const last = messages.at(-1)?.getBoundingClientRect();
  if (!last) wrong.push("there is no message");
  else if (last.bottom > scroller.getBoundingClientRect().bottom + 1) wrong.push("the last message is below the conversation's end");
  const shows = getComputedStyle(canvas).display !== "none";
  if (shows === plain) wrong.push("there is " + (plain ? "a canvas beside the fallback" : "neither canvas nor fallback"));
  if (shows && Math.abs(canvas.width - panel.clientWidth * devicePixelRatio) > 1) wrong.push(`the canvas has ${canvas.width} pixels for ${panel.clientWidth}`);
  const bot = panel.querySelector("[data-from=bot]")?.getBoundingClientRect();
  const rightToLeft = bot && box.right - bot.right < bot.left - box.left;
  return {
    wrong, plain, width: innerWidth, height: innerHeight, ratio: devicePixelRatio,
    panel: { left: box.left, top: box.top },
    last: last && { left: last.left, top: last.top, right: last.right, bottom: last.bottom },
    direction: panel.dir === (rightToLeft ? "rtl" : "ltr") ? panel.dir : `${panel.dir}, but the bot speaks from the other side`,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    forcedColours: matchMedia("(forced-colors: active)").matches,
    moves: getComputedStyle(panel).animationName !== "none",
    touch: window.pointers.length > 0 && window.pointers.every((type) => type === "touch"),
  };
}

/** What can be seen: is the panel dark, and is there text where the last message is? */
async function picture(page, { panel, last, width }) {
  const { at, width: pixels } = decode(await page.screenshot());
  const brightness = (x, y) => {
    const [red, green, blue] = at(Math.round((x * pixels) / width), Math.round((y * pixels) / width));
    return (red + green + blue) / 3;
  };
  let [least, most] = [255, 0];
  for (let y = last.top; y < last.bottom; y += width / pixels) {
    for (let x = last.left; x < last.right; x += width / pixels) {
      least = Math.min(least, brightness(x, y));
      most = Math.max(most, brightness(x, y));
    }
  }
  return { darkPanel: brightness(panel.left + 40, panel.top + 6) < 100, contrast: most - least };
}

/** Returns what was seen when the number was asked for. */
export async function walk(page, server, number, { locale, theme } = {}) {
  const words = locale ? phrases(locale) : english;
  const say = (text) => words[Object.keys(english).find((key) => english[key] === text)];
  const settled = async () => {
    let seen;
    // It may still be on its way in.
    await within("the panel in its place", patience, async () => {
      seen = await page.evaluate(look);
      return seen.wrong.length === 0;
    }).catch(() => assert.fail(seen.wrong.join("\n")));
    return seen;
  };

  await page.open(`${server.url}/?${new URLSearchParams({ ...(locale && { locale }), ...(theme && { theme }) })}`);
  await page.evaluate(() => {
    window.pointers = [];
    addEventListener("pointerdown", (event) => window.pointers.push(event.pointerType), true);
  });
  if (page.coarse) assert.ok(await page.evaluate(() => matchMedia("(pointer: coarse)").matches), "the pointer is a finger");
  // The loader is too small for languages: its own button speaks English until the engine has come.
  await page.click(await wait(page, "button", `^(Open chat|${say("Open chat")})$`));
  await page.type(await wait(page, "textbox", say("Phone number")), number);
  await wait(page, "button", say("Send code"));
  const seen = await settled();
  let picked;
  await within("text that can be seen", patience, async () => {
    picked = await picture(page, seen);
    return picked.contrast > 100;
  });
  await page.click(await wait(page, "button", say("Send code")));
  const code = await wait(page, "textbox", say("Verification code"));
  const sent = (await server.outbox(number)).at(-1).code;
  await page.type(code, sent === "000000" ? "111111" : "000000");
  await wait(page, "alert", "^.");
  let field;
  await within("the input for another code", patience, async () => {
    field = await page.evaluate(() => {
      const input = document.querySelector("ringback-chat input");
      return input && { readOnly: input.readOnly, value: input.value };
    });
    return field && !field.readOnly && field.value === "";
  }).catch((error) => assert.fail(`${error.message}: ${JSON.stringify(field)}`));
  await settled();
  await page.type(await wait(page, "textbox", say("Verification code")), sent);
  await within("the verified number", patience, () => page.evaluate((outcome) =>
    document.querySelector("ringback-chat").shadowRoot.querySelector("[role=dialog]").textContent.includes(outcome),
  say("Verified")));
  const { touch } = await settled();
  assert.deepEqual(page.complaints, []);
  return { ...seen, touch, darkPanel: picked.darkPanel };
}
