// The visitor goes on to another page of the site and back: the browser shows the first one as it was left, out of its cache.
// In WebKit: Firefox gives such a page the sessionStorage of before (as of 153), and the tests' Chromium can't be led through it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { modes } from "./support/modes.mjs";
import { patience, wait, within } from "./support/path.mjs";
import { browserSetting } from "./support/setting.mjs";
import { hasWebKit, launchWebKit } from "./support/webkit.mjs";

const setting = browserSetting(hasWebKit);
const [pageOne, pageTwo, withoutChat] = ["/demo/embed.html?one", "/demo/embed.html?two", "/demo/icon.svg"];
const numbers = ["+14155554920", "+14155554921", "+14155554922"];

/** Runs in the page. */
const state = () => ({
  place: location.pathname + location.search,
  kept: window.kept,
  messages: [...document.querySelector("ringback-chat").shadowRoot.querySelectorAll("[data-message]")].map((each) => each.textContent),
  typed: document.querySelector("ringback-chat input:not([readonly])")?.value ?? null,
  outcome: document.querySelector("ringback-chat").shadowRoot.querySelector(".outcome").textContent,
});

/** Page one, open, with `word` to know it by. */
async function start(t) {
  const browser = await launchWebKit({ ...modes[0], still: true, plain: true, ...setting.display });
  t.after(() => browser.close());
  const page = await browser.page();
  await page.open(setting.server.url + pageOne);
  await page.evaluate(() => {
    addEventListener("pageshow", (event) => (window.kept = event.persisted));
    ringback.open();
  });
  await wait(page, "textbox", "Phone number");
  return page;
}

/** As by a link. */
async function follow(page, place) {
  await page.evaluate((place) => void (location.href = place), place);
  await within(place, patience, () => page.evaluate((place) => location.href.endsWith(place) && document.readyState === "complete", place)
    .catch(() => false)); // on the way
}

/** Back on a page with the chat, as soon as what it shows is `right`. */
async function travel(page, steps, place, right) {
  await page.evaluate((steps) => void history.go(steps), steps);
  let seen;
  await within("the page with its conversation", patience, async () => {
    seen = await page.evaluate(state).catch(() => null); // on the way
    return seen?.place === place && right(seen);
  }).catch((error) => assert.fail(`${error.message}: ${JSON.stringify(seen)}`));
  return seen;
}

async function askForCode(page, number) {
  await page.type(await wait(page, "textbox", "Phone number"), number);
  await page.click(await wait(page, "button", "Send code"));
  await wait(page, "textbox", "Verification code");
  return (await setting.server.outbox(number)).at(-1).code;
}

describe("a page that the browser kept", { concurrency: 2, skip: !hasWebKit }, () => {
  test("goes on where the conversation has come to on another page, and loses nothing of it", async (t) => {
    const page = await start(t);
    await page.type(await wait(page, "textbox", "Phone number"), numbers[0].slice(0, 7));
    await follow(page, pageTwo);
    const code = await askForCode(page, numbers[0]);
    const there = await page.evaluate(state);
    const here = await travel(page, -1, pageOne, ({ messages }) => messages.length === there.messages.length);
    assert.deepEqual(here, { ...there, place: pageOne, kept: true, typed: "" });
    assert.equal((await setting.server.outbox(numbers[0])).length, 1);
    await page.type(await wait(page, "textbox", "Verification code"), code);
    await within("the outcome", patience, async () => (await page.evaluate(state)).outcome === "Verified");
    await travel(page, 1, pageTwo, ({ outcome }) => outcome === "Verified");
    assert.deepEqual(page.complaints, []);
  });

  test("keeps what is being typed where no other page had the chat", async (t) => {
    const page = await start(t);
    await page.type(await wait(page, "textbox", "Phone number"), numbers[1].slice(0, 7));
    const { typed } = await page.evaluate(state);
    assert.notEqual(typed, "");
    await follow(page, withoutChat);
    assert.equal((await travel(page, -1, pageOne, ({ kept }) => kept)).typed, typed);
    await page.evaluate(() => document.querySelector("ringback-chat input").select());
    await askForCode(page, numbers[1]);
    assert.deepEqual(page.complaints, []);
  });

  test("shows nothing of a visitor who was forgotten on another page", async (t) => {
    const page = await start(t);
    await askForCode(page, numbers[2]);
    await follow(page, pageTwo);
    await wait(page, "textbox", "Verification code");
    await page.evaluate(() => ringback.reset());
    await wait(page, "textbox", "Phone number");
    const { messages } = await travel(page, -1, pageOne, ({ kept, typed, messages }) => kept && typed === "" && messages.length === 2);
    assert.ok(!messages.join().includes(numbers[2].slice(-4)));
    assert.equal(await page.evaluate(() => ringback.get("phone")), null);
    assert.deepEqual(page.complaints, []);
  });
});
