// For people who use a keyboard, a screen reader, large text, a small screen: roles and names, focus, live regions.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violationsOfChat } from "./support/axe.mjs";
import { holdChecks, lineWidths, wrongCode } from "./support/chat_page.mjs";
import { browserSuite, freshNumber, inForcedColours, ofTheCanvas, pageWith } from "./support/suite.mjs";
import { compareMessages, sayAll, threshold } from "./support/text_comparison.mjs";

const suite = browserSuite({
  pages: {
    "/tall.html": pageWith("", '<button id="before">Before</button><div style="height:5000px">Tall</div><button id="after">After</button>'),
    "/arabic.html": pageWith('data-locale="ar" data-open'),
    "/big-text.html": pageWith("data-open").replace("<html", '<html style="font-size:200%"'),
    "/page-styles.html": pageWith("data-open", `<style>
      * { position: relative; box-sizing: content-box; letter-spacing: .12em !important; word-spacing: .16em !important;
          line-height: 1.5 !important }
      input, button { background: red !important; opacity: .1 !important; font-size: 4px !important; border: 9px solid !important }
    </style>`),
    "/notch.html": pageWith("data-open").replace("width=device-width", "width=device-width,viewport-fit=cover"),
    "/avatar.html": pageWith('data-open data-avatar="/avatar.svg"'),
    "/no-avatar.html": pageWith('data-open data-avatar="data:image/png,nothing"'),
    "/shortcuts.html": pageWith("", `<script>window.keys = []; addEventListener("keydown", (event) => keys.push(event.key));</script>`),
  },
});
const { openChat, newPage } = suite;

const focused = (page) => page.evaluate(() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? active?.localName;
});

describe("roles and names", () => {
  test("are the public ones, in every state, and axe finds nothing against WCAG 2.2 AA", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.phone.waitFor();
    assert.equal(await page.evaluate(() => document.querySelector("ringback-chat").shadowRoot.mode), "open");
    await page.getByRole("dialog", { name: "Verify your phone", exact: true }).waitFor();
    await chat.log.waitFor();
    assert.equal(await chat.messages.first().getAttribute("data-from"), "bot");
    assert.equal(await chat.messages.first().textContent(), "Hi! Let's verify your phone number. It takes less than a minute.");
    assert.match(await chat.country.getAttribute("aria-label"), /^Country: United States$/);
    assert.deepEqual(await violationsOfChat(page), []);
    await chat.country.click();
    await page.getByRole("listbox").waitFor();
    assert.deepEqual(await violationsOfChat(page), []);
    await page.keyboard.press("Escape");
    const code = await chat.askForCode(freshNumber(), suite.server);
    for (const each of [chat.code, chat.verify, chat.resend, chat.change]) await each.waitFor();
    assert.deepEqual(await violationsOfChat(page), []);
    const goOn = await holdChecks(page);
    await chat.code.fill(wrongCode(code));
    await chat.typing.waitFor();
    goOn();
    await chat.alert.waitFor();
    assert.deepEqual(await violationsOfChat(page), []);
    assert.equal(await page.getByRole("button", { name: "Close chat" }).count(), 1, "one way to close for a reader");
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
    assert.deepEqual(await violationsOfChat(page), []);
  });

  test("the log is there, empty, before the first message comes into it", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.addInitScript(() => {
      window.seen = [];
      const watch = () => {
        const panel = document.querySelector("ringback-chat")?.shadowRoot.querySelector("[role=log]");
        if (!panel) return requestAnimationFrame(watch);
        window.seen.push({ messages: panel.querySelectorAll("[data-message]").length, live: panel.getAttribute("aria-live"), shown: panel.getClientRects().length });
        new MutationObserver((records) => {
          for (const record of records) for (const node of record.addedNodes) if (node.dataset?.message) window.seen.push("message");
        }).observe(panel, { childList: true, subtree: true });
      };
      addEventListener("DOMContentLoaded", watch);
    });
    await page.goto(url + "/");
    await chat.launcher.click();
    await chat.messages.nth(1).waitFor();
    await page.waitForTimeout(300);
    assert.deepEqual(await page.evaluate(() => window.seen), [{ messages: 0, live: "polite", shown: 1 }, "message", "message"]);
  });

  test("a conversation that is resumed is not announced again", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.askForCode(freshNumber(), suite.server);
    await page.reload();
    await chat.code.waitFor();
    assert.equal(await chat.log.getAttribute("aria-live"), "off");
    await chat.change.click();
    await chat.phone.waitFor();
    assert.equal(await chat.log.getAttribute("aria-live"), "polite");
  });
});

describe("the keyboard", () => {
  test("does everything: opens, asks, verifies, closes, and the focus returns to the launcher", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url + "/");
    await chat.launcher.focus();
    await page.keyboard.press("Enter");
    await chat.phone.waitFor();
    assert.equal(await focused(page), "Phone number");
    const number = freshNumber();
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
    await chat.code.waitFor();
    assert.equal(await focused(page), "Verification code");
    await page.keyboard.type((await suite.server.outbox(number))[0].code);
    await chat.message("is verified").waitFor();
    await page.keyboard.press("Escape");
    await chat.dialog.waitFor({ state: "hidden" });
    assert.equal(await focused(page), "Open chat");
  });

  test("Tab goes through the panel in reading order and out of it again", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url + "/tall.html");
    await chat.launcher.focus();
    await page.keyboard.press("Enter");
    await chat.phone.waitFor();
    await page.getByRole("button", { name: "Close chat" }).focus();
    // The input comes a frame before what is said.
    await chat.message("mobile number").waitFor();
    const said = await chat.log.innerText();
    const order = [];
    for (let i = 0; i < 5; ++i) {
      await page.keyboard.press("Tab");
      order.push(await focused(page));
    }
    assert.equal(await chat.log.innerText(), said, "focus alone changes nothing");
    assert.equal(page.url(), url + "/tall.html");
    assert.deepEqual(order.slice(0, 4), ["Conversation", "Country: United States", "Phone number", "Send code"]);
    assert.ok(!["Conversation", "Country: United States", "Phone number", "Send code"].includes(order[4]));
    await page.locator("#after").focus();
    assert.equal(await focused(page), "After");
  });

  test("opening moves the focus in without scrolling the page", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url + "/tall.html");
    await page.evaluate(() => scrollTo(0, 1234));
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.equal(await focused(page), "Phone number");
    assert.equal(await page.evaluate(() => scrollY), 1234);
  });

  test("keys that are typed here are none of the page's", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url + "/shortcuts.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    await page.evaluate(() => window.keys.splice(0));
    await chat.phone.pressSequentially("123");
    await page.keyboard.press("Escape");
    assert.deepEqual(await page.evaluate(() => window.keys), []);
  });

  test("a focused button can be seen", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.phone.waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Send code");
    const outline = await chat.sendCode.evaluate((button) => getComputedStyle(button).outlineStyle + getComputedStyle(button).outlineWidth);
    assert.match(outline, /^solid[2-9]/);
  });
});

describe("what is drawn is what is there", () => {
  test("a message's element has the lines that are drawn: same box, same breaks", ofTheCanvas, async (t) => {
    const { chat } = await openChat(t);
    await chat.phone.waitFor();
    const lines = await chat.messages.first().evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      return { lines: tops.size, height: element.getBoundingClientRect().height, line: parseFloat(getComputedStyle(element).lineHeight),
        overflows: element.scrollHeight > element.clientHeight + 1 };
    });
    assert.equal(lines.lines * lines.line, lines.height);
    assert.equal(lines.overflows, false);
  });

  test("no word is left alone on a line, and a number is broken only where it must be", async (t) => {
    const { chat } = await openChat(t);
    const hello = chat.message("less than a minute");
    await hello.waitFor();
    const widths = await lineWidths(hello);
    assert.equal(widths.length, 2);
    assert.ok(Math.min(...widths) > 0.7 * Math.max(...widths), `lines ${widths.join(" and ")} wide`);
    const number = freshNumber();
    await chat.code.fill(await chat.askForCode(number, suite.server));
    const thanks = chat.message("is verified");
    await thanks.waitFor();
    assert.equal((await lineWidths(thanks)).length, 2, "it doesn't fit one line");
    assert.equal((await lineWidths(thanks, number.replace(/^(..)(...)(...)/, "$1 $2 $3 "))).length, 1);
  });

  test("a number that has room on a line of its own is whole, also where words before and behind it leave it none", ofTheCanvas, async (t) => {
    const opened = await newPage(t, { viewport: { width: 300, height: 700 }, drawn: true });
    const { chat } = opened;
    await sayAll(opened, [
      "I have sent to +49 1511 2345678 9012 it.", "Ask +1 415 555 5000 1234 5678 9012 3456 7890 or +1 415 555 5001 about.",
    ]);
    const linesOf = async (message, part) => (await lineWidths(chat.messages.nth(message), part)).length;
    const joined = (number) => number.replace(/ /g, "\u00a0");
    assert.equal(await linesOf(0, joined("+49 1511 2345678 9012")), 1);
    assert.equal(await linesOf(1, joined("+1 415 555 5001")), 1);
    assert.equal(await linesOf(1, "+1 415 555 5000 1234 5678 9012 3456 7890"), 2, "one that is longer than a line ends where it may");
    for (const lines of await compareMessages(opened)) {
      for (const line of lines) assert.ok(line.ink > 20 && line.differing <= threshold, JSON.stringify(line));
    }
  });

  test("text is selected and copied as it reads", async (t) => {
    // A panel that still rises moves the text away from under the mouse.
    const { page, chat } = await openChat(t, { reducedMotion: "reduce" });
    await chat.phone.waitFor();
    await chat.messages.nth(1).waitFor();
    const box = await chat.messages.first().boundingBox();
    const second = await chat.messages.nth(1).boundingBox();
    await page.mouse.move(box.x + 1, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(second.x + second.width - 1, second.y + second.height - 5, { steps: 8 });
    await page.mouse.up();
    const selected = await page.evaluate(() => String(getSelection()) || String(document.querySelector("ringback-chat").shadowRoot.getSelection?.() ?? ""));
    assert.match(selected, /^Hi! Let's verify your phone number\. It takes less than a minute\.\s+What's your mobile number\?$/);
  });

  test("the scroller is the browser's own, goes to the end with each message, and stays where a reader scrolled it", async (t) => {
    const { page, chat } = await openChat(t, { viewport: { width: 1280, height: 520 } });
    const goOn = await holdChecks(page);
    const code = await chat.askForCode(freshNumber(), suite.server);
    const gap = () => chat.log.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));
    await chat.code.waitFor();
    assert.equal(await gap(), 0);
    assert.ok(await chat.log.evaluate((log) => log.scrollHeight > log.clientHeight), "there is something to scroll");
    await chat.code.fill(wrongCode(code));
    await chat.typing.waitFor();
    assert.equal(await gap(), 0);
    await chat.log.evaluate((log) => (log.scrollTop = 0));
    goOn();
    await chat.alert.waitFor();
    assert.equal(await chat.log.evaluate((log) => log.scrollTop), 0);
    assert.equal(await chat.log.evaluate((log) => getComputedStyle(log).overscrollBehaviorY), "contain");
  });

  test("the page's styles don't reach the inputs or the panel", async (t) => {
    const { chat, page, url } = await newPage(t);
    await page.goto(url + "/page-styles.html");
    await chat.phone.waitFor();
    const style = await chat.phone.evaluate((input) => {
      const { opacity, fontSize, borderTopWidth, backgroundColor, letterSpacing, position } = getComputedStyle(input);
      return { opacity, large: parseFloat(fontSize) >= 16, borderTopWidth, backgroundColor, letterSpacing, position };
    });
    const clear = inForcedColours ? "rgba(255, 255, 255, 0)" : "rgba(0, 0, 0, 0)";
    assert.deepEqual(style, { opacity: "1", large: true, borderTopWidth: "0px", backgroundColor: clear, letterSpacing: "normal", position: "absolute" });
    const box = await chat.dialog.boundingBox();
    assert.ok(box.x > 800 && box.y > 0 && box.y + box.height < 800, "the panel stands in its corner");
  });
});

const inView = (part) => part.evaluate((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
});

describe("screens", () => {
  test("on a phone the panel is the screen, and its own button closes it", async (t) => {
    const { page, chat } = await openChat(t, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" });
    await chat.phone.waitFor();
    const box = await chat.dialog.boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 390, height: 844 });
    assert.notEqual(await focused(page), "Phone number", "no keyboard before it is asked for");
    await page.evaluate(() => {
      window.events = [];
      for (const type of ["pointerdown", "pointerup", "pointercancel", "click", "ringback:close", "ringback:open"]) {
        addEventListener(type, (event) => window.events.push(`${type} on ${event.composedPath()[0].className}`), true);
      }
    });
    await page.getByRole("button", { name: "Close chat" }).tap();
    await chat.dialog.waitFor({ state: "hidden" })
      .catch(async () => assert.fail("the panel is still there after " + (await page.evaluate(() => window.events.join(", ")))));
  });

  test("on a phone on its side the panel has all the height and leaves the page its place", async (t) => {
    const { page, chat } = await openChat(t, { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true });
    await chat.phone.waitFor();
    assert.deepEqual(await chat.dialog.boundingBox(), { x: 460, y: 0, width: 384, height: 390 });
    await chat.message("number?").waitFor();
    for (const part of [chat.message("number?"), chat.phone, chat.sendCode]) assert.ok(await inView(part));
    assert.equal(await page.getByRole("button", { name: "Close chat" }).count(), 1, "the launcher is out of the way");
  });

  for (const [on, viewport, insets] of [
    ["upright", { width: 390, height: 844 }, { top: 47, right: 0, bottom: 34, left: 0 }],
    ["on its side", { width: 844, height: 390 }, { top: 0, right: 47, bottom: 21, left: 47 }],
  ]) {
    test(`nothing lies under a notch or the home bar of a phone ${on}`, async (t) => {
      const { page, chat, url } = await newPage(t, { viewport, hasTouch: true, isMobile: true });
      const session = await page.context().newCDPSession(page);
      await session.send("Emulation.setSafeAreaInsetsOverride", { insets });
      await page.goto(url + "/notch.html");
      await chat.phone.waitFor();
      await chat.message("number?").waitFor();
      for (const part of [page.getByRole("button", { name: "Close chat" }), chat.message("number?"), chat.phone, chat.sendCode]) {
        const box = await part.boundingBox();
        assert.ok(box.y >= insets.top && box.y + box.height <= viewport.height - insets.bottom, JSON.stringify(box));
        assert.ok(box.x >= insets.left && box.x + box.width <= viewport.width - insets.right, JSON.stringify(box));
      }
    });
  }

  test("the site's picture stands in the header, and no broken one", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.route(url + "/avatar.svg", (route) => route.fulfill({
      contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#0a0"/></svg>' }));
    const avatar = chat.dialog.locator("img");
    await page.goto(url + "/avatar.html");
    await avatar.waitFor();
    const [panel, picture] = [await chat.dialog.boundingBox(), await avatar.boundingBox()];
    const edge = inForcedColours ? 1 : 0;
    assert.deepEqual(picture, { x: panel.x + edge + 16, y: panel.y + edge + 14, width: 36, height: 36 });
    assert.equal(await avatar.getAttribute("alt"), "", "the title says whose it is");

    await page.goto(url + "/no-avatar.html");
    await chat.phone.waitFor();
    await avatar.evaluate((image) => image.decode().catch(() => {}));
    assert.equal(await avatar.isVisible(), false);
  });

  test("320 × 256 CSS pixels (1280 at 400 % zoom) still take a number and a code", async (t) => {
    const { chat } = await openChat(t, { viewport: { width: 320, height: 256 } });
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
  });

  test("text of twice the size is drawn and laid out at twice the size", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url + "/big-text.html");
    await chat.phone.waitFor();
    assert.equal(await chat.messages.first().evaluate((each) => getComputedStyle(each).fontSize), "30px");
    await chat.sendCode.waitFor();
    const [panel, button] = [await chat.dialog.boundingBox(), await chat.sendCode.boundingBox()];
    assert.ok(button.y + button.height <= panel.y + panel.height);
  });

  test("a right-to-left locale mirrors the panel", async (t) => {
    const { page, chat, url } = await newPage(t);
    await page.goto(url + "/arabic.html");
    await page.getByRole("dialog").locator("[data-message]").first().waitFor();
    assert.equal(await chat.dialog.getAttribute("dir"), "rtl");
    const panel = await chat.dialog.boundingBox();
    const message = await page.locator("[data-message]").first().boundingBox();
    assert.ok(message.x + message.width > panel.x + panel.width - 60, "the bot speaks from the right");
  });

  test("the panel follows when the window is resized, at any pixel ratio", ofTheCanvas, async (t) => {
    const { page, chat } = await openChat(t, { deviceScaleFactor: 2 });
    await chat.phone.waitFor();
    await page.setViewportSize({ width: 360, height: 640 });
    await page.waitForFunction(() => document.querySelector("ringback-chat").shadowRoot.querySelector("canvas").width === 720);
    const field = await chat.phone.boundingBox();
    assert.ok(field.x >= 0 && field.x + field.width <= 360);
  });
});
