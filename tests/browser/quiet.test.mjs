// What the chat costs when nothing happens, and what it does where there is no WebGL: nothing, and the same.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutGraphics } from "./support/browser.mjs";
import { ChatPage, wrongCode } from "./support/chat_page.mjs";
import { browserSuite, freshNumber, pageWith } from "./support/suite.mjs";

const suite = browserSuite({ pages: { "/plain.html": pageWith("") }, motion: true });

/** Counts what the page asks the browser for. */
const count = (page) => page.addInitScript(() => {
  window.asked = { frames: 0, timers: 0, fetches: 0, draws: 0 };
  window.painted = [];
  for (const [owner, name, kind] of [[window, "requestAnimationFrame", "frames"], [window, "setTimeout", "timers"], [window, "setInterval", "timers"],
    [window, "fetch", "fetches"], [WebGL2RenderingContext.prototype, "clear", "draws"]]) {
    const original = owner[name];
    owner[name] = function (...values) {
      window.asked[kind]++;
      return original.apply(this, values);
    };
  }
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.painted.push(text);
    fillText.call(this, text, ...place);
  };
});

describe("an idle chat", () => {
  for (const [claim, ready] of [
    ["closed", async (chat) => chat.launcher.waitFor()],
    ["open at the phone input", async (chat) => {
      await chat.launcher.click();
      await chat.phone.waitFor();
    }],
    ["verified", async (chat) => {
      await chat.launcher.click();
      const code = await chat.askForCode(freshNumber(), suite.server);
      await chat.code.fill(code);
      await chat.message("is verified").waitFor();
    }],
  ]) {
    test(`that is ${claim} asks for no frame and no timer in 10 s`, async (t) => {
      const { page, chat, url } = await suite.newPage(t);
      await count(page);
      await page.goto(url + "/plain.html");
      await ready(chat);
      await page.waitForTimeout(1500);
      const before = await page.evaluate(() => ({ ...window.asked }));
      await page.waitForTimeout(10_000);
      assert.deepEqual(await page.evaluate(() => window.asked), before);
    });
  }

  test("what changes no picture draws none: a number that is typed stands in its input alone", async (t) => {
    const { page, chat, url } = await suite.newPage(t, { reducedMotion: "reduce" });
    await count(page);
    const drawn = () => page.evaluate(() => new Promise((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.asked.draws)))));
    await page.goto(url + "/plain.html");
    await chat.launcher.click();
    await chat.message("mobile number").waitFor();
    await chat.phone.focus();
    const before = await drawn();
    await page.keyboard.type("4155550123");
    assert.equal(await chat.phone.inputValue(), "(415) 555-0123");
    assert.equal(await drawn(), before);
    await page.keyboard.press("Enter");
    await chat.code.waitFor();
    assert.ok((await drawn()) > before);
  });

  test("a line of text is painted once, however often the chat is opened", async (t) => {
    const { page, chat, url } = await suite.newPage(t, { reducedMotion: "reduce" });
    await count(page);
    await page.goto(url + "/plain.html");
    await chat.launcher.click();
    await chat.message("mobile number").waitFor();
    await page.waitForTimeout(1000);
    const painted = () => page.evaluate(() => window.painted);
    const once = [...new Set(await painted())];
    assert.ok(once.length >= 4, once.join("\n"));
    await page.evaluate(() => ringback.close());
    await chat.dialog.waitFor({ state: "hidden" });
    await chat.launcher.click();
    await chat.message("mobile number").waitFor();
    await page.waitForTimeout(1000);
    assert.deepEqual(await painted(), once);
  });

  test("a chat that is closed while the bot is at work draws nothing and goes on", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await count(page);
    await page.goto(url + "/plain.html");
    await chat.launcher.click();
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(code);
    await page.getByRole("button", { name: "Close chat" }).click();
    await page.waitForTimeout(300);
    const before = await page.evaluate(() => window.asked.frames);
    await page.waitForTimeout(5500);
    assert.equal(await page.evaluate(() => window.asked.frames), before);
    await chat.launcher.click();
    await chat.message("is verified").waitFor();
  });

  test("the demo page has no error or warning in its console", async (t) => {
    const { page, chat, url, complaints } = await suite.newPage(t);
    await page.goto(url + "/");
    await chat.launcher.click();
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
    await page.getByRole("button", { name: "Close chat" }).click();
    assert.deepEqual(complaints, []);
  });
});

describe("a lost WebGL context", () => {
  test("shows the same conversation without a canvas, and the canvas when it is back", async (t) => {
    const { page, chat } = await suite.openChat(t);
    await chat.phone.waitFor();
    const lose = await page.evaluateHandle(() => {
      const canvas = document.querySelector("ringback-chat").shadowRoot.querySelector("canvas");
      return canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
    });
    const shown = () => page.evaluate(() => {
      const panel = document.querySelector("ringback-chat").shadowRoot.querySelector("[role=dialog]");
      return [getComputedStyle(panel.querySelector("canvas")).display, getComputedStyle(panel.querySelector("[data-message]")).color];
    });
    await lose.evaluate((extension) => extension.loseContext());
    await page.waitForFunction(() => getComputedStyle(document.querySelector("ringback-chat").shadowRoot.querySelector("canvas")).display === "none");
    assert.doesNotMatch((await shown())[1], /rgba\(.*, 0\)/);
    const code = await chat.askForCode(freshNumber(), suite.server);
    await lose.evaluate((extension) => extension.restoreContext());
    await page.waitForFunction(() => getComputedStyle(document.querySelector("ringback-chat").shadowRoot.querySelector("canvas")).display !== "none");
    assert.match((await shown())[1], /rgba\(.*, 0\)/);
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
  });
});

describe("forced colours", () => {
  test("show the text of the semantic layer", async (t) => {
    const { page, chat } = await suite.openChat(t, { forcedColors: "active" });
    await chat.phone.waitFor();
    const colour = await page.evaluate(() =>
      getComputedStyle(document.querySelector("ringback-chat").shadowRoot.querySelector("[data-message]")).color);
    assert.doesNotMatch(colour, /rgba\(.*, 0\)/);
  });
});

describe("without WebGL", () => {
  const plain = browserSuite({ args: withoutGraphics });

  test("the whole conversation works, a wrong code included, and its text can be seen", async (t) => {
    const { page, chat, complaints } = await plain.openChat(t);
    assert.ok(chat instanceof ChatPage);
    const code = await chat.askForCode(freshNumber(), plain.server);
    await chat.code.fill(wrongCode(code));
    await chat.alert.waitFor();
    for (const element of [chat.messages.first(), chat.alert, page.locator("ringback-chat .boxes span").first()]) {
      assert.doesNotMatch(await element.evaluate((each) => getComputedStyle(each).color), /rgba\(.*, 0\)/);
    }
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
    assert.equal(await page.locator("canvas").isVisible(), false);
    assert.deepEqual(complaints, []);
  });
});
