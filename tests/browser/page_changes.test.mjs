// What the page does to its own elements while the chat is there: morphed into what its server sent, swapped, rendered anew.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserSuite } from "./support/suite.mjs";

const suite = browserSuite({
  pages: {
    "/element.html": `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script src="/ringback.js"></script>
      <body><input aria-label="Mail"><ringback-chat flow="/v1/flows/verify-phone" accent="#008000" z-index="7"></ringback-chat>`,
  },
});
const go = suite.visit;

/** What a morph makes of the element: the server's page has it without children and without a style. */
const morph = (page) => page.evaluate(() => {
  const host = document.querySelector("ringback-chat");
  host.replaceChildren();
  host.removeAttribute("style");
});
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label"));

describe("a page that is morphed into what its server sent", () => {
  test("keeps the input with what is typed in it, its caret and its focus, the alert, and the launcher's look", async (t) => {
    const { page, chat } = await go(t, "/element.html");
    await chat.launcher.click();
    await chat.phone.fill("20255");
    await chat.phone.press("Enter");
    await chat.alert.waitFor();
    await chat.phone.press("ArrowLeft");
    await morph(page);
    await chat.phone.waitFor();
    await page.waitForFunction(() => document.activeElement.matches("ringback-chat > input"));
    await page.keyboard.type("9");
    assert.equal((await chat.phone.inputValue()).replace(/\D/g, ""), "202595");
    assert.equal(await chat.phone.getAttribute("aria-describedby"), await chat.alert.getAttribute("id"));
    assert.deepEqual(await page.locator("ringback-chat").evaluate((host) => [
      getComputedStyle(host.shadowRoot.querySelector("button")).backgroundColor, getComputedStyle(host).zIndex,
    ]), ["rgb(0, 128, 0)", "7"]);
  });

  test("keeps the focus that is elsewhere in it where it is", async (t) => {
    const { page, chat } = await go(t, "/element.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    await page.getByRole("textbox", { name: "Mail" }).focus();
    await morph(page);
    await chat.phone.waitFor();
    assert.equal(await focused(page), "Mail");
  });

  test("and does so again and again goes on running, and gets nothing back after destroy()", async (t) => {
    const { page, chat, complaints } = await go(t, "/element.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
    await page.evaluate(() => {
      window.host = document.querySelector("ringback-chat");
      new MutationObserver(() => window.host.replaceChildren()).observe(window.host, { childList: true });
      window.host.replaceChildren();
    });
    const left = await page.evaluate(async () => {
      const frames = async (count) => {
        while (count-- > 0) await new Promise(requestAnimationFrame);
      };
      await frames(5);
      window.host.replaceChildren();
      ringback.destroy();
      await frames(3);
      return window.host.children.length;
    });
    assert.equal(left, 0);
    assert.deepEqual(complaints, []);
  });
});
