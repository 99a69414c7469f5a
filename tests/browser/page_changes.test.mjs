// What the page does to its own elements while the chat is there: morphed into what its server sent, swapped, rendered anew.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserSuite, freshNumber, pageWith } from "./support/suite.mjs";

const suite = browserSuite({
  pages: {
    "/element.html": `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script src="/ringback.js"></script>
      <body><input aria-label="Mail"><ringback-chat flow="/v1/flows/verify-phone" accent="#008000" z-index="7"></ringback-chat>`,
    "/form.html": pageWith('data-form="#signup" data-proof-field="proof"', '<main><form id="signup"><input name="phone"></form></main>'),
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

describe("data-form", () => {
  /** Verifies a number on a page with data-form. */
  const verify = async (t) => {
    const { page, chat } = await go(t, "/form.html");
    await page.evaluate(() => {
      window.changes = [];
      document.addEventListener("change", ({ target }) => window.changes.push(target.name));
    });
    await chat.launcher.click();
    const number = freshNumber();
    await chat.code.fill(await chat.askForCode(number, suite.server));
    await chat.message("is verified").waitFor();
    const data = () => page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return Object.fromEntries(new FormData(document.querySelector("#signup")));
    });
    const swap = (html) => page.evaluate((html) => (document.querySelector("main").innerHTML = html), html);
    return { page, number, data, swap };
  };
  const form = (fields) => `<form id="signup">${fields}</form>`;

  test("fills the form that a page puts in the place of the filled one, until the visitor is forgotten", async (t) => {
    const { page, number, data, swap } = await verify(t);
    await swap(form('<input name="phone"><input name="mail" value="@">'));
    assert.deepEqual(await data(), { phone: number, mail: "@", proof: "" });
    await page.evaluate(() => (document.querySelector("#signup").innerHTML = '<input name="elements" value="1">'));
    assert.deepEqual(await data(), { elements: "1", phone: number, proof: "" });
    await swap("");
    await swap(form(""));
    assert.deepEqual(await data(), { phone: number, proof: "" });
    await page.evaluate(() => ringback.reset());
    await swap(form('<input name="phone">'));
    assert.deepEqual(await data(), { phone: "" });
  });

  test("tells the page of what is new in a form alone, so that one that is swapped at each change comes to an end", async (t) => {
    const { page, number, data, swap } = await verify(t);
    assert.deepEqual(await page.evaluate(() => window.changes.splice(0)), ["phone", "proof"]);
    await swap(form(`<input name="phone" value="${number}">`));
    assert.deepEqual(await data(), { phone: number, proof: "" });
    assert.deepEqual(await page.evaluate(() => window.changes.splice(0)), []);
    await swap(form('<input name="phone">'));
    assert.deepEqual(await data(), { phone: number, proof: "" });
    assert.deepEqual(await page.evaluate(() => window.changes.splice(0)), ["phone"]);
  });
});
