// The whole path, as a visitor of any browser walks it; elements by role and name only.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as later } from "node:timers/promises";

const phrases = (locale) =>
  JSON.parse(readFileSync(new URL(`../../../assets/locales/${locale}.json`, import.meta.url), "utf8"));
const english = phrases("en");

const within = async (what, milliseconds, look) => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} didn't come within ${milliseconds} ms`);
    await later(50);
  }
};

export const wait = (page, role, name, milliseconds = 20_000) =>
  within(`${role} "${name}"`, milliseconds, () => page.handleOf(role, name));

/** How the panel stands in the window, and what is drawn. Runs in the page. */
export function look() {
  const host = document.querySelector("ringback-chat");
  const panel = host.shadowRoot.querySelector("[role=dialog]");
  const box = panel.getBoundingClientRect();
  const canvas = panel.querySelector("canvas");
  const input = host.querySelector("input")?.getBoundingClientRect();
  return {
    box: [box.left, box.top, box.right, box.bottom, innerWidth, innerHeight].map(Math.round),
    inside: box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1,
    inputInside: !input || (input.left >= box.left - 1 && input.right <= box.right + 1 && input.bottom <= box.bottom + 1),
    sideways: document.documentElement.scrollWidth > innerWidth + 1,
    drawn: canvas.getClientRects().length > 0 && canvas.width > 0,
    plain: panel.classList.contains("plain"),
    width: innerWidth, ratio: devicePixelRatio, direction: panel.dir || getComputedStyle(panel).direction,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

/** `wrongFirst`: a wrong code, then the right one. Returns what look() saw. */
export async function walk(page, server, number, { query = {}, wrongFirst = false } = {}) {
  const words = query.locale ? phrases(query.locale) : english;
  const say = (text) => words[Object.keys(english).find((key) => english[key] === text)];
  await page.open(`${server.url}/?${new URLSearchParams(query)}`);
  // The loader is too small for languages: its own button speaks English until the engine has come.
  await page.click(await wait(page, "button", `^(Open chat|${say("Open chat")})$`));
  const phone = await wait(page, "textbox", say("Phone number"));
  await page.type(phone, number);
  await wait(page, "button", say("Send code"));
  // It may still be on its way in.
  let seen;
  await within("the panel in the window", 3_000, async () => {
    seen = await page.evaluate(look);
    return seen.inside && seen.inputInside && !seen.sideways;
  }).catch(() => assert.fail("The panel isn't in the window: " + JSON.stringify(seen)));
  await page.click(await wait(page, "button", say("Send code")));
  const code = await wait(page, "textbox", say("Verification code"));
  const sent = (await server.outbox(number)).at(-1).code;
  if (wrongFirst) {
    await page.type(code, sent === "000000" ? "111111" : "000000");
    await within("the input for another code", 20_000, () => page.evaluate(() => {
      const input = document.querySelector("ringback-chat input");
      return input && !input.readOnly && input.value === "";
    }));
  }
  await page.type(await wait(page, "textbox", say("Verification code")), sent);
  await within("the verified number", 20_000, () => page.evaluate((outcome) =>
    document.querySelector("ringback-chat").shadowRoot.querySelector("[role=dialog]").textContent.includes(outcome),
  say("Verified")));
  assert.deepEqual(page.complaints, []);
  return seen;
}
