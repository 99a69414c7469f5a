// What people read who don't see the canvas: the accessibility tree, what is announced, what is found, selected and copied,
// and what the keyboard reaches.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessibilityTree } from "./support/accessibility_tree.mjs";
import { readerOf } from "./support/browser.mjs";
import { holdChecks, wrongCode } from "./support/chat_page.mjs";
import { openLongConversation } from "./support/long_conversation.mjs";
import { heardBy, listen } from "./support/screen_reader.mjs";
import { browserSuite, freshNumber, pageWith } from "./support/suite.mjs";

const site = `<header><nav aria-label="Shop"><a href="#">Home</a></nav></header>
  <main><h1>Checkout</h1><h2>Your order</h2><p>Two books.</p><button onclick="ringback.open()">Talk to us</button></main><footer>Imprint</footer>`;
const siteWithChat = pageWith("", site);
const suite = browserSuite({
  flows: ["assets/flows/verify-phone.json", "tests/fixtures/browser_flows/quick-resend.json"],
  pages: { "/site.html": siteWithChat, "/quick.html": siteWithChat.replace("verify-phone", "quick-resend") },
});

async function openSite(t, { path = "/site.html", open = true, prepare = async () => {}, ...options } = {}) {
  const opened = await suite.newPage(t, options);
  await prepare(opened.page);
  await opened.page.goto(opened.url + path);
  if (open) {
    await opened.chat.launcher.click();
    await opened.chat.messages.nth(1).waitFor();
  }
  return opened;
}
/** As a reader is told numbers: like "+1 415 555 4000". */
const international = (number) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
const focused = (page) => page.evaluate(() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active?.getAttribute("aria-label") ?? active?.textContent?.trim();
});

describe("the accessibility tree", () => {
  test("has roles, names, order and states through the whole conversation, and no canvas", async (t) => {
    const { page, chat } = await openSite(t);
    /** The chat's part of it, between the site's and its footer. */
    const tree = async () => {
      // The input before this one stays for a moment.
      await page.waitForFunction(() => document.querySelectorAll("ringback-chat input").length <= 1);
      const lines = await accessibilityTree(page);
      assert.doesNotMatch(lines.join("\n"), /canvas/i);
      return lines.slice(lines.findIndex((line) => line.startsWith("contentinfo")) + 2).map((line) => line.replace(/ in 0:\d\d"/, ' in 0:…"'));
    };
    const number = freshNumber();
    const spoken = international(number);
    const dialog = (log, composer) => [
      'button "Close chat" [expanded]',
      'dialog "Verify your phone"',
      '  heading "Verify your phone" [level 2]',
      '  log "Conversation" [live=polite]',
      ...log.map((line) => (line.startsWith("status") ? "    " + line : `    text "${line}"`)),
      ...composer.map((line) => "  " + line),
    ];
    const first = ["Hi! Let's verify your phone number. It takes less than a minute.", "What's your mobile number?"];
    const consent = ["paragraph", '  text "I\'ll send one SMS with a code to this number. Your carrier\'s rates may apply."'];
    const nothing = "status [live=polite]";
    await chat.phone.waitFor();
    assert.deepEqual(await tree(), dialog([...first, nothing], [...consent, 'button "Country: United States" [collapsed]',
      'textbox "Phone number" [focused]', 'button "Send code"']), "phone");

    await chat.enterPhone("+4930");
    await chat.alert.waitFor();
    assert.deepEqual(await tree(), dialog([...first, nothing], [...consent, 'button "Country: Germany" [collapsed]',
      'textbox "Phone number" = +49 30 [invalid, focused, described: This number is too short (Germany).]',
      "alert [live=assertive]", '  text "This number is too short (Germany)."', 'button "Send code"']), "refused");

    const code = await chat.askForCode(number, suite.server);
    const asked = [...first, spoken, `I've sent a code to ${spoken}.`, "Please enter the 6 digits."];
    const buttons = ['button "Verify"', 'button "Resend code in 0:…" [disabled]', 'button "Change number"'];
    assert.deepEqual(await tree(), dialog([...asked, nothing], ['textbox "Verification code" [focused]', ...buttons]), "code");

    const goOn = await holdChecks(page);
    await chat.code.fill(wrongCode(code));
    await chat.typing.waitFor();
    assert.deepEqual(await tree(), dialog([...asked, "••••••", 'status "Typing" [live=polite]'],
      ['textbox "Verification code" [focused, read-only]']), "at work");

    goOn();
    await chat.alert.waitFor();
    const wrong = "That code isn't right. You have 4 attempts left.";
    const refused = [...asked, "••••••", "That code isn't right. Please re-enter it."];
    assert.deepEqual(await tree(), dialog([...refused, nothing], [
      `textbox "Verification code" [invalid, focused, described: ${wrong}]`, "alert [live=assertive]", `  text "${wrong}"`, ...buttons]), "wrong");

    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
    assert.deepEqual(await tree(), dialog([...refused, "••••••", `Thank you, ${spoken} is verified.`, nothing],
      ['paragraph "Verified" [focused]']), "verified");
  });

  test("adds no landmark and no heading to the site's but the dialog with its own", async (t) => {
    const { page, chat } = await openSite(t, { open: false });
    const structure = async () => (await accessibilityTree(page)).filter((line) =>
      /^ *(heading|banner|navigation|main|contentinfo|complementary|region|form|search|dialog|alertdialog|application)\b/.test(line));
    const own = ["banner", '  navigation "Shop"', "main", '  heading "Checkout" [level 1]', '  heading "Your order" [level 2]', "contentinfo"];
    assert.deepEqual(await structure(), own);
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.deepEqual(await structure(), [...own, 'dialog "Verify your phone"', '  heading "Verify your phone" [level 2]']);
    await page.keyboard.press("Escape");
    await chat.dialog.waitFor({ state: "hidden" });
    assert.deepEqual(await structure(), own);
  });
});

describe("what is announced", () => {
  test("is each thing once: refusals, codes, a new code, what came while it was closed, and nothing of a reload", async (t) => {
    const { page, chat } = await openSite(t, { path: "/quick.html", prepare: listen });
    const says = async (expected, when) => assert.deepEqual(await heardBy(page), expected, when);
    await says(["Hi! Let's verify your phone number. It takes less than a minute.", "What's your mobile number?"], "opened");
    const tooShort = "! This number is too short (Germany).";
    await chat.enterPhone("+4930");
    await chat.alert.waitFor();
    await says([tooShort], "refused");
    await page.keyboard.press("Enter");
    await says([tooShort], "refused again, for the same");
    const number = freshNumber();
    const spoken = international(number);
    const code = await chat.askForCode(number, suite.server);
    await says([spoken, "Typing", `I've sent a code to ${spoken}.`, "Please enter the 6 digits."], "asked for the code");
    await chat.code.fill(wrongCode(code));
    await chat.alert.waitFor();
    await says(["••••••", "Typing", "That code isn't right. Please re-enter it.",
      "! That code isn't right. You have 4 attempts left."], "wrong");
    const closer = page.getByRole("button", { name: "Close chat" });
    await closer.click();
    await chat.dialog.waitFor({ state: "hidden" });
    await chat.launcher.click();
    await chat.code.waitFor();
    await says([], "closed and opened");
    await page.reload();
    await chat.code.waitFor();
    // The code that the provider gave isn't kept in the page: that is news, and nothing else is.
    await says(["! This code has expired. Ask for a new one."], "reloaded");
    await page.getByRole("button", { name: "Resend code", exact: true }).click();
    await chat.message("A new code").waitFor();
    await says(["Typing", `A new code is on its way to ${spoken}.`], "a new code");
    const verified = page.evaluate(() => new Promise((resolve) => document.addEventListener("ringback:verified", () => resolve(), { once: true })));
    const goOn = await holdChecks(page);
    await chat.code.fill((await suite.server.outbox(number)).at(-1).code);
    await chat.typing.waitFor();
    await says(["••••••", "Typing"], "sent");
    await closer.click();
    goOn();
    await verified;
    await says([], "while it is closed");
    await chat.launcher.click();
    await chat.message("is verified").waitFor();
    await says([`Thank you, ${spoken} is verified.`], "opened again");
  });

  test("is the first messages again after reset(), open or closed, and after destroy() and a new tag", async (t) => {
    const { page, chat } = await openSite(t, { prepare: listen });
    const greeting = ["Hi! Let's verify your phone number. It takes less than a minute.", "What's your mobile number?"];
    const says = async (expected, when) => assert.deepEqual(await heardBy(page), expected, when);
    const firstAgain = async () => {
      await page.waitForFunction(() => document.querySelector("ringback-chat")?.shadowRoot.querySelectorAll("[data-message]").length === 2);
      await chat.phone.waitFor();
    };
    await says(greeting, "opened");
    await chat.askForCode(freshNumber(), suite.server);
    assert.equal((await heardBy(page)).at(-1), "Please enter the 6 digits.");
    await page.evaluate(() => ringback.reset());
    await firstAgain();
    await says(greeting, "begun anew");
    await chat.askForCode(freshNumber(), suite.server);
    await heardBy(page);
    await page.keyboard.press("Escape");
    await chat.dialog.waitFor({ state: "hidden" });
    await page.evaluate(() => ringback.reset());
    await says([], "begun anew while closed");
    await chat.launcher.click();
    await firstAgain();
    await says(greeting, "opened again");
    await page.evaluate(() => ringback.destroy());
    await says([], "destroyed");
    await page.evaluate(() => {
      const old = document.querySelector("script[data-flow]");
      const tag = document.createElement("script");
      for (const { name, value } of old.attributes) tag.setAttribute(name, value);
      old.replaceWith(tag);
    });
    await chat.launcher.click();
    await firstAgain();
    await says(greeting, "a new tag");
  });

  test("is each of many messages that come at once, in order", async (t) => {
    const { page } = await openLongConversation({ newPage: async (...values) => {
      const opened = await suite.newPage(...values);
      await listen(opened.page);
      return opened;
    } }, t);
    const heard = await heardBy(page);
    assert.deepEqual(heard.map((words) => words.replace(/^(Message \d+) .*/, "$1")),
      [...Array.from({ length: 30 }, (_, i) => `Message ${i}`), "And you?"]);
    await page.getByRole("textbox").fill("Fine");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("Fine").waitFor();
    assert.deepEqual(await heardBy(page), ["Fine", "And you?"]);
  });
});

/** Finds as Ctrl-F does; where the match is, in CSS pixels, and what it is in. */
const find = (page, text) => page.evaluate((text) => {
  getSelection().removeAllRanges();
  if (!window.find(text, true, false, true)) return null;
  const root = document.querySelector("ringback-chat").shadowRoot;
  const [found] = getSelection().getComposedRanges({ shadowRoots: [root] });
  const range = document.createRange();
  range.setStart(found.startContainer, found.startOffset);
  range.setEnd(found.endContainer, found.endOffset);
  const { x, y, width, height } = range.getBoundingClientRect();
  const element = range.startContainer.parentElement;
  getSelection().removeAllRanges();
  return { text: String(range), box: { x, y, width, height }, in: element.dataset.from ?? element.getAttribute("role") };
}, text);

/** How far the ink on the picture begins and ends from the box's sides, looking a little beyond them. */
async function inkAround(page, { x, y, width, height }) {
  const margin = 3; // less than a space
  const clip = { x: Math.floor(x) - margin, y: Math.round(y), width: Math.ceil(width) + 2 * margin, height: Math.round(height) };
  const picture = (await page.screenshot({ clip })).toString("base64");
  const reader = await readerOf(page);
  const [first, last] = await reader.evaluate(async (picture) => {
    const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const inked = [];
    for (let i = 0; i < data.length; i += 4) {
      if ([0, 1, 2].some((c) => Math.abs(data[i + c] - data[c]) > 60)) inked.push((i / 4) % bitmap.width);
    }
    return [Math.min(...inked), Math.max(...inked) + 1];
  }, picture);
  return { before: clip.x + first - x, after: x + width - (clip.x + last) };
}

describe("text", () => {
  test("is found in the page, and each match is at its place on the canvas", async (t) => {
    const { page, chat } = await openSite(t, { drawn: true });
    const number = freshNumber();
    await chat.askForCode(number, suite.server);
    await chat.change.click();
    await chat.phone.waitFor();
    await chat.enterPhone("+4930");
    await chat.alert.waitFor();
    await page.mouse.move(5, 5);
    for (const [text, where] of [["verify", "bot"], ["mobile", "bot"], ["415 555", "visitor"], ["short", "alert"]]) {
      const found = await find(page, text);
      assert.deepEqual([found?.text, found?.in], [text, where]);
      const { before, after } = await inkAround(page, found.box);
      assert.ok(Math.abs(before) <= 2.5 && Math.abs(after) <= 2.5, `"${text}": the ink begins ${before} and ends ${after} pixels inside`);
    }
    assert.equal(await find(page, "a text that nobody wrote"), null);
  });

  test("is selected by mouse and by keyboard, and copied with its lines apart and in order", async (t) => {
    const { page, chat, url } = await openSite(t);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
    const copied = async () => {
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await page.keyboard.press("Control+c");
      return (await page.evaluate(() => navigator.clipboard.readText())).replace(/\r/g, "");
    };
    await chat.askForCode(freshNumber(), suite.server);
    const [first, second, third] = await chat.messages.allTextContents();
    const [top, bottom] = [await chat.messages.first().boundingBox(), await chat.messages.nth(2).boundingBox()];
    await page.mouse.move(top.x + 1, top.y + 5);
    await page.mouse.down();
    await page.mouse.move(bottom.x + bottom.width - 1, bottom.y + bottom.height - 5, { steps: 8 });
    await page.mouse.up();
    assert.equal((await copied()).trim(), [first, second, third].join("\n"));

    // From a word on, by Shift and arrows: to the end of its message, and on into the next one.
    await page.mouse.dblclick(top.x + 5, top.y + 5);
    assert.equal((await copied()).trim(), "Hi");
    for (let i = 0; i < 2; ++i) await page.keyboard.press("Shift+ArrowDown");
    assert.equal((await copied()).trim(), first);
    const wanted = first + "\nWhat's your";
    for (let i = 0; i < 5 && (await copied()).trim() !== wanted; ++i) await page.keyboard.press("Control+Shift+ArrowRight");
    assert.equal((await copied()).trim(), wanted);
  });
});

describe("the keyboard alone", () => {
  test("closes with Escape, and the focus goes back to the page's button that opened the chat", async (t) => {
    const { page, chat } = await openSite(t, { open: false });
    const opener = page.locator("main button");
    await opener.focus();
    for (let i = 0; i < 2; ++i) {
      await page.keyboard.press("Enter");
      await chat.phone.waitFor();
      assert.equal(await focused(page), "Phone number");
      await page.keyboard.press("Escape");
      await chat.dialog.waitFor({ state: "hidden" });
      assert.equal(await focused(page), "Talk to us");
    }
    // One that is gone by then leaves it to the launcher, and the launcher has its own.
    await page.keyboard.press("Enter");
    await chat.phone.waitFor();
    await opener.evaluate((button) => (button.hidden = true));
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "Open chat");
    await opener.evaluate((button) => (button.hidden = false));
    await page.keyboard.press("Enter");
    await chat.phone.waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "Open chat");
  });

  test("asks for another code, and goes to its input at once: the dialog itself, which would be read as a whole, never has the focus", async (t) => {
    const { page, chat } = await openSite(t, { path: "/quick.html" });
    await chat.askForCode(freshNumber(), suite.server);
    const resend = page.getByRole("button", { name: "Resend code", exact: true });
    await resend.focus();
    await page.evaluate(() => {
      window.went = [];
      document.querySelector("ringback-chat").shadowRoot.addEventListener("focusin", ({ target }) =>
        went.push(target.getAttribute("role") ?? target.labels?.[0]?.textContent ?? target.localName));
    });
    await page.keyboard.press("Enter");
    await chat.message("A new code").waitFor();
    await chat.verify.waitFor();
    assert.equal(await focused(page), "Verification code");
    assert.deepEqual(await page.evaluate(() => window.went.filter((each) => each === "dialog")), []);
  });

  test("chooses a country, mends a refused number, changes it, and verifies", async (t) => {
    const { page, chat } = await openSite(t, { open: false });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    for (let i = 0; i < 6 && (await focused(page)) !== "Open chat"; ++i) await press("Tab");
    await press("Enter");
    await chat.phone.waitFor();
    await press("Shift+Tab");
    assert.equal(await focused(page), "Country: United States");
    const search = page.getByRole("combobox", { name: "Search countries" });
    const active = () => search.evaluate((input) => input.getRootNode().getElementById(input.getAttribute("aria-activedescendant"))
      .querySelector(".country-name").textContent);
    // Type-ahead and arrows; Escape closes the list alone.
    await press("Enter");
    await search.waitFor();
    assert.equal(await focused(page), "Search countries");
    assert.equal(await active(), "United States");
    await page.keyboard.type("germ");
    assert.equal(await active(), "Germany");
    await press("Escape");
    await search.waitFor({ state: "detached" });
    assert.equal(await focused(page), "Country: United States");
    await press("Space");
    await search.waitFor();
    await page.keyboard.type("united");
    const first = await active();
    await press("ArrowDown");
    const second = await active();
    assert.notEqual(second, first);
    await press("ArrowUp");
    assert.equal(await active(), first);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("germany");
    await press("Enter");
    assert.equal(await focused(page), "Phone number");
    await page.getByRole("button", { name: "Country: Germany" }).waitFor();

    await page.keyboard.type("30");
    await press("Tab", "Enter");
    await chat.alert.waitFor();
    assert.equal(await focused(page), "Phone number");
    const [before, after] = [freshNumber(), freshNumber()];
    await press("Control+a");
    await page.keyboard.type(before);
    await press("Enter");
    await chat.code.waitFor();
    assert.equal(await focused(page), "Verification code");
    const order = [];
    for (let i = 0; i < 3; ++i) {
      await press("Tab");
      order.push((await focused(page)).replace(/ in .*/, ""));
    }
    assert.deepEqual(order, ["Verify", "Resend code", "Change number"]);
    await press("Enter");
    await chat.phone.waitFor();
    assert.equal(await focused(page), "Phone number");
    await press("Control+a");
    await page.keyboard.type(after);
    await press("Enter");
    await chat.code.waitFor();
    await page.keyboard.type((await suite.server.outbox(after))[0].code);
    await chat.message("is verified").waitFor();
    await press("Escape");
    await chat.dialog.waitFor({ state: "hidden" });
    assert.equal(await focused(page), "Open chat");
  });
});
