// The script tag as a page embeds it (SPEC section 3): what is loaded when, every method and event by its name, and what is
// left behind. Its attributes: attributes.test.mjs.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { holdRequests, nextPicture } from "./support/chat_page.mjs";
import { browserSuite, freshNumber, heard, pageWith } from "./support/suite.mjs";

const strict = [
  "default-src 'none'", "script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'", "connect-src 'self'", "style-src 'nonce-n0nce'",
  "img-src 'self' data:", "base-uri 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
].join("; ");

const suite = browserSuite({
  pages: {
    "/plain.html": pageWith(""),
    "/open.html": pageWith("data-open"),
    "/no-flow.html": '<!doctype html><link rel="icon" href="data:,"><script src="/ringback.js" data-flow=""></script><body>',
    "/wrong-flow.html": '<!doctype html><link rel="icon" href="data:,"><script src="/ringback.js" data-flow="/v1/flows/nothing"></script><body>',
    "/twice.html": pageWith("", '<script src="/ringback.js" data-flow="/v1/flows/verify-phone"></script>'),
    "/csp.html": `<!doctype html><html lang="en"><title>Strict</title><link rel="icon" href="data:,"><script nonce="n0nce" src="/ringback.js" data-flow="/v1/flows/verify-phone"></script><body>`,
  },
  headers: { "/csp.html": { "content-security-policy": strict } },
});

const host = (page) => page.locator("ringback-chat");
const go = suite.visit;

describe("loading", () => {
  test("nothing but ringback.js is loaded before somebody points at the bubble, and nothing twice after", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    const loaded = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(url + "/plain.html");
    await chat.launcher.waitFor();
    await page.waitForLoadState("networkidle");
    assert.deepEqual(loaded, ["/plain.html", "/ringback.js"]);
    await chat.launcher.hover();
    await page.waitForRequest(/ringback-engine\.wasm/);
    assert.ok(!loaded.includes("/ringback-phone.js"), "numbering plans wait for a phone input");
    await chat.launcher.click();
    await chat.phone.waitFor();
    for (const file of ["/ringback-engine.js", "/ringback-engine.wasm", "/v1/flows/verify-phone", "/ringback-phone.js"]) {
      assert.equal(loaded.filter((path) => path === file).length, 1, file);
    }
    assert.equal(loaded.filter((path) => path.startsWith("/locales/")).length, 0, "English is built in");
    await page.waitForLoadState("networkidle");
    loaded.length = 0;
    await page.keyboard.press("Escape"); // the focus goes back to the launcher
    await chat.launcher.hover();
    await page.waitForTimeout(300);
    assert.deepEqual(loaded, [], "what is there already");
  });

  test("a server that calls the wasm text/plain gets no second download", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    let downloads = 0;
    await page.route("**/ringback-engine.wasm", async (route) => {
      downloads++;
      const answer = await route.fetch();
      await route.fulfill({ response: answer, headers: { "content-type": "text/plain" } });
    });
    await page.goto(url + "/open.html");
    await chat.phone.waitFor();
    assert.equal(downloads, 1);
  });

  test("an engine that can't be loaded is an error event and a message with a way to try again", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route("**/ringback-engine.js*", (route) => route.abort());
    await page.goto(url + "/plain.html");
    await chat.launcher.click();
    await chat.alert.filter({ hasText: "can’t be loaded" }).waitFor();
    assert.equal((await heard(page, "error"))[0].code, "network");
    const again = page.getByRole("button", { name: "Try again" });
    await again.press("Enter");
    await again.waitFor(); // the next notice's
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.getAttribute("aria-label")), "Close chat");
    await page.unroute("**/ringback-engine.js*");
    await again.press("Enter");
    await chat.phone.waitFor();
    await page.waitForFunction(() => document.activeElement.localName === "ringback-chat" || document.activeElement.matches("ringback-chat input"));
    assert.equal(await chat.alert.count(), 0);
  });

  test("a browser without Intl.Segmenter, such as Firefox before 125, has the chat as well", async (t) => {
    const { page, chat, url, complaints } = await suite.newPage(t);
    await page.addInitScript(() => delete Intl.Segmenter);
    await page.goto(url + "/open.html");
    await chat.phone.waitFor();
    assert.deepEqual(complaints, []);
  });

  test("a flow that isn't there is an error of code config", async (t) => {
    const { page, chat } = await go(t, "/wrong-flow.html");
    await chat.launcher.click();
    await chat.alert.waitFor();
    const [error] = await heard(page, "error");
    assert.equal(error.code, "config");
    assert.match(error.message, /\/v1\/flows\/nothing: HTTP 404/);
  });

  test("no flow at all is an error of code config, and verify() rejects with it", async (t) => {
    const { page } = await go(t, "/no-flow.html");
    const code = await page.evaluate(() => ringback.verify().then(() => "resolved", (error) => [error.name, error.code, error instanceof Error]));
    assert.deepEqual(code, ["RingbackError", "config", true]);
  });

  test("it runs under a strict policy with Trusted Types and without a word in the console", async (t) => {
    const { page, chat, complaints } = await go(t, "/csp.html");
    await chat.launcher.click();
    await chat.askForCode(freshNumber(), suite.server);
    await chat.country.count();
    assert.deepEqual(complaints, []);
    assert.ok(await page.evaluate(() => "trustedTypes" in window));
  });

  test("a page that forbids WebAssembly is told which word its policy lacks", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route(url + "/csp.html", (route) => route.fulfill({
      contentType: "text/html", headers: { "content-security-policy": strict.replace(" 'wasm-unsafe-eval'", "") },
      body: '<!doctype html><link rel="icon" href="data:,"><script nonce="n0nce" src="/ringback.js" data-flow="/v1/flows/verify-phone"></script><body>',
    }));
    await page.goto(url + "/csp.html");
    await chat.launcher.click();
    await chat.alert.waitFor();
    const [error] = await heard(page, "error");
    assert.equal(error.code, "config");
    assert.match(error.message, /'wasm-unsafe-eval'/);
  });
});

describe("window.ringback", () => {
  test("open(), close() and toggle()", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => ringback.open());
    await chat.phone.waitFor();
    await page.evaluate(() => ringback.close());
    await chat.dialog.waitFor({ state: "hidden" });
    assert.equal(await chat.launcher.getAttribute("aria-expanded"), "false");
    await page.evaluate(() => ringback.toggle());
    await chat.dialog.waitFor();
    await page.evaluate(() => ringback.toggle());
    await chat.dialog.waitFor({ state: "hidden" });
    assert.deepEqual([(await heard(page, "open")).length, (await heard(page, "close")).length], [2, 2]);
  });

  test("hide() takes the whole launcher away, show() brings it back", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => ringback.hide());
    assert.equal(await chat.launcher.count(), 0);
    await page.evaluate(() => ringback.show());
    await host(page).waitFor();
  });

  test("verify() opens and resolves with phone and proof; a second one resolves at once", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    const number = freshNumber();
    const result = page.evaluate(() => ringback.verify());
    const code = await chat.askForCode(number, suite.server);
    await chat.code.fill(code);
    assert.deepEqual(await result, { phone: number, proof: null });
    assert.deepEqual(await page.evaluate(() => ringback.verify()), { phone: number, proof: null });
  });

  test("verify() rejects with closed when the visitor closes", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => void (window.ended = ringback.verify().catch((error) => error.code)));
    await chat.phone.waitFor();
    await page.keyboard.press("Tab");
    await chat.phone.press("Escape");
    assert.equal(await page.evaluate(() => window.ended), "closed");
  });

  test("verify() rejects with blocked when the codes are used up", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => void (window.ended = ringback.verify().catch((error) => error.code)));
    const code = await chat.askForCode(freshNumber(), suite.server);
    for (let left = 4; left >= 0; --left) {
      await chat.code.fill(code === "000000" ? "111111" : "000000");
      if (left > 0) await chat.alert.filter({ hasText: `${left} attempt` }).waitFor();
    }
    assert.equal(await page.evaluate(() => window.ended), "blocked");
  });

  test("verify() begins anew where it ended just now, with what the page gives", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => {
      ringback.set("otp_status", "of the page");
      void ringback.verify().catch(() => ringback.verify({ attributes: { phone: "+14155552671" } }));
    });
    const code = await chat.askForCode(freshNumber(), suite.server);
    for (let left = 4; left >= 0; --left) {
      await chat.code.fill(code === "000000" ? "111111" : "000000");
      if (left > 0) await chat.alert.filter({ hasText: `${left} attempt` }).waitFor();
    }
    await chat.phone.waitFor();
    await page.waitForFunction(() => /555-?\s?2671/.test(document.querySelector("ringback-chat input").value));
    assert.equal(await page.evaluate(() => ringback.get("otp_status")), "of the page");
  });

  test("set() and get(): attributes of the flow, by name or many, before and after the start; private ones never", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => ringback.set("otp_status", "before"));
    await page.evaluate(() => ringback.open());
    await chat.phone.waitFor();
    assert.equal(await page.evaluate(() => ringback.get("otp_status")), "before");
    await page.evaluate(() => ringback.set({ otp_status: "after", system_otp: "123456" }));
    assert.deepEqual(await page.evaluate(() => [ringback.get("otp_status"), ringback.get("system_otp"), ringback.get("unknown")]), ["after", null, null]);
  });

  test("what set() and verify() can't set is told in the console, once each and without the value", async (t) => {
    const { page, chat, complaints } = await go(t, "/open.html");
    await chat.phone.waitFor();
    await page.evaluate(() => {
      ringback.set({ otp_statsu: "CANARY", phone: "0151 CANARY" });
      void ringback.verify({ attributes: { system_otp: "CANARY" } }).catch(() => {});
    });
    for (let turn = 0; complaints.length < 3 && turn < 100; ++turn) await nextPicture(page);
    assert.deepEqual(complaints, [
      'Ringback: the attribute "otp_statsu" wasn\'t set: the flow has none of this name (did you mean "otp_status"?)',
      'Ringback: the attribute "phone" wasn\'t set: it is of type phone; found a text that is none, expected a phone number as a text such as "+4915123456789" (E.164)',
      'Ringback: the attribute "system_otp" wasn\'t set: it is private, expected one that the page may see',
    ]);
  });

  test("reset() forgets the visitor and starts over", async (t) => {
    const { page, chat } = await go(t, "/open.html");
    const number = freshNumber();
    await chat.askForCode(number, suite.server);
    await page.evaluate(() => ringback.reset());
    await chat.phone.waitFor();
    assert.equal(await chat.phone.inputValue(), "");
    assert.equal(await page.evaluate(() => ringback.get("phone")), null);
    await chat.phone.fill(number.slice(0, 7));
    await page.evaluate(() => ringback.reset());
    await page.waitForFunction(() => document.querySelector("ringback-chat input").value === "");
    const inAll = async () => {
      await chat.messages.nth(1).waitFor(); // they come a frame after the input
      return chat.messages.count();
    };
    assert.equal(await inAll(), 2);
    await page.reload();
    await chat.phone.waitFor();
    assert.equal(await inAll(), 2);
  });

  test("on() hears until its off, once() once, off() by handler; a handler that throws breaks nothing", async (t) => {
    const { page, complaints } = await go(t, "/plain.html");
    const counts = await page.evaluate(async () => {
      const count = { on: 0, once: 0, off: 0, behind: 0 };
      const removed = () => count.off++;
      ringback.on("close", () => { throw new Error("thrown by the page"); });
      const off = ringback.on("close", () => count.on++);
      ringback.once("close", () => count.once++);
      ringback.on("close", removed);
      ringback.on("close", () => count.behind++);
      ringback.off("close", removed);
      ringback.open(); ringback.close();
      ringback.open(); ringback.close();
      off();
      ringback.open(); ringback.close();
      return count;
    });
    assert.deepEqual(counts, { on: 2, once: 1, off: 0, behind: 3 });
    assert.equal(complaints.filter((each) => each.includes("thrown by the page")).length, 3);
  });

  test("a second tag warns and makes no second widget", async (t) => {
    const { page, complaints } = await go(t, "/twice.html");
    await page.waitForLoadState("networkidle");
    assert.equal(await host(page).count(), 1);
    assert.deepEqual(complaints, ["Ringback: this page already has a chat."]);
  });

  // A script in the middle lets others run while the page is still being read.
  const read = "<p>Read</p><script>window.middle = document.querySelectorAll('ringback-chat').length</script><p>Later</p>";
  for (const [where, attributes, before] of [["in the head", "", ""], ["async", "async", ""], ["deferred", "defer", ""], ["first in the body", "", "<body>"]]) {
    test(`the chat comes last in its page, for keys and readers too, with the tag ${where}`, async (t) => {
      const { page, url } = await suite.newPage(t);
      const html = pageWith(attributes, read).replace("<script", before + "<script");
      await page.route("**/order.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
      await page.goto(url + "/order.html");
      await host(page).waitFor();
      assert.equal(await page.evaluate(() => document.body.lastElementChild.localName), "ringback-chat");
      assert.equal(await page.evaluate(() => window.middle), 0);
    });
  }

  test("the chat doesn't wait for deferred scripts of the page's that are slow", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    const deliver = await holdRequests(page, "**/slow.js", (route) => route.fulfill({ contentType: "text/javascript", body: "window.late = true" }));
    await page.route("**/order.html", (route) => route.fulfill({ contentType: "text/html", body: pageWith("", '<script defer src="/slow.js"></script>') }));
    await page.goto(url + "/order.html", { waitUntil: "commit" });
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.equal(await page.evaluate(() => document.readyState), "interactive");
    deliver();
    await page.waitForFunction(() => window.late);
    assert.equal(await chat.phone.count(), 1);
  });

  test("a page that replaces its body keeps the chat and its conversation", async (t) => {
    const { page, chat, complaints } = await go(t, "/plain.html");
    await chat.launcher.click();
    await chat.askForCode(freshNumber(), suite.server);
    await page.evaluate(() => {
      document.body.replaceWith(document.createElement("body"));
      document.body.textContent = "Another view";
    });
    await chat.code.waitFor();
    assert.equal(await host(page).count(), 1);
    assert.equal(await chat.message("I've sent a code to").count(), 1);
    await page.evaluate(() => (document.body.innerHTML = "And another"));
    await chat.code.waitFor();
    assert.deepEqual(complaints, []);
  });

  test("destroy() twice leaves no element, global, storage, listener or timer; a new tag starts afresh", async (t) => {
    const { page, chat, url, complaints } = await suite.newPage(t);
    await page.addInitScript(() => {
      window.listeners = new Map();
      for (const target of [window, document]) {
        for (const [method, step] of [["addEventListener", 1], ["removeEventListener", -1]]) {
          const original = target[method];
          target[method] = function (type, handler, options) {
            const counts = window.listeners;
            counts.set(type, (counts.get(type) ?? 0) + step);
            const gone = () => counts.set(type, counts.get(type) - 1);
            options?.signal?.addEventListener("abort", gone);
            if (options?.once) original.call(this, type, gone, options);
            return original.call(this, type, handler, options);
          };
        }
      }
      window.globals = [...Object.keys(window), "globals"];
    });
    await page.goto(url + "/plain.html");
    await chat.launcher.click();
    await chat.phone.fill("+1415");
    await page.evaluate(() => {
      const { ringback } = window;
      ringback.destroy();
      ringback.destroy();
    });
    await page.waitForTimeout(100);
    const left = await page.evaluate(() => ({
      chats: document.querySelectorAll("ringback-chat").length,
      globals: Object.keys(window).filter((name) => !window.globals.includes(name)),
      storage: Object.keys(sessionStorage),
      styles: document.adoptedStyleSheets.length + document.querySelectorAll("style").length,
      listeners: [...window.listeners].filter(([, count]) => count > 0),
    }));
    assert.deepEqual(left, { chats: 0, globals: [], storage: [], styles: 0, listeners: [] });
    await page.evaluate(() => {
      const tag = document.createElement("script");
      Object.assign(tag, { src: "/ringback.js" }).dataset.flow = "/v1/flows/verify-phone";
      document.head.append(tag);
    });
    await chat.launcher.click();
    await chat.phone.waitFor();
    assert.deepEqual(complaints, []);
  });
});

describe("events", () => {
  test("ready, open, message, step, sent, rejected, verified and close, each as a DOM event from the host", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await page.evaluate(() => document.addEventListener("ringback:open", (event) => {
      window.openEvent = { target: event.target.localName, bubbles: event.bubbles, composed: event.composed };
    }));
    assert.equal((await heard(page, "ready")).length, 1);
    await chat.launcher.click();
    assert.deepEqual(await page.evaluate(() => window.openEvent), { target: "ringback-chat", bubbles: true, composed: true });
    const number = freshNumber();
    const code = await chat.askForCode(number, suite.server);
    await chat.code.fill(code === "000000" ? "111111" : "000000");
    await chat.alert.waitFor();
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
    const messages = await heard(page, "message");
    assert.deepEqual(messages[0], { from: "bot", text: "Hi! Let's verify your phone number. It takes less than a minute." });
    assert.equal(messages.find(({ from }) => from === "visitor").text.replace(/ /g, ""), number);
    assert.ok(messages.every(({ text }) => !text.includes(code)), "no code is told");
    assert.ok((await heard(page, "step")).some(({ node }) => node === "ask_code"));
    assert.equal((await heard(page, "sent")).length, 1);
    assert.deepEqual(await heard(page, "rejected"), [{ attemptsLeft: 4 }]);
    assert.deepEqual(await heard(page, "verified"), [{ phone: number, proof: null }]);
    assert.deepEqual(await heard(page, "unread"), []);
    await page.getByRole("button", { name: "Close chat" }).click();
    assert.equal((await heard(page, "close")).length, 1);
  });

  test("error tells code and message", async (t) => {
    const { page, chat } = await go(t, "/open.html");
    await chat.enterPhone("+14155550003");
    await chat.alert.waitFor();
    const [error] = await heard(page, "error");
    assert.equal(typeof error.code, "string");
    assert.equal(typeof error.message, "string");
  });

  test("unread counts what the bot says while the chat is closed, until it is opened", async (t) => {
    const { page, chat } = await go(t, "/plain.html");
    await chat.launcher.click();
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(code);
    await page.getByRole("button", { name: "Close chat" }).click();
    await page.waitForFunction(() => window.heard.some(([name]) => name === "unread"));
    assert.deepEqual(await heard(page, "unread"), [{ count: 1 }]);
    assert.equal(await page.evaluate(() => document.querySelector("ringback-chat").shadowRoot.querySelector("button").textContent), "1");
    await chat.launcher.click();
    await chat.message("is verified").waitFor();
    assert.equal(await page.evaluate(() => document.querySelector("ringback-chat").shadowRoot.querySelector("button").textContent), "");
  });
});
