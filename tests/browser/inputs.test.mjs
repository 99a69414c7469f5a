// The two inputs, and the others: what can be typed, pasted, filled and composed, and what is refused with which words.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { holdChecks, nextPicture, wrongCode } from "./support/chat_page.mjs";
import { browserSuite, freshNumber } from "./support/suite.mjs";

const fixtures = "tests/fixtures/browser_flows/";
const suite = browserSuite({ flows: ["assets/flows/verify-phone.json", fixtures + "all-inputs.json", fixtures + "quick-resend.json"] });
const { openChat } = suite;

const paste = (locator, text) => locator.evaluate((input, text) => {
  input.focus();
  input.select();
  document.execCommand("insertText", false, text);
}, text);
const selection = (locator) => locator.evaluate((input) => [input.selectionStart, input.selectionEnd]);

describe("the phone input", () => {
  test("is a real input in the light DOM that autofill knows", async (t) => {
    const { chat } = await openChat(t);
    await chat.phone.waitFor();
    const found = await chat.phone.evaluate((input) => ({
      parent: input.parentElement.localName, type: input.type, autocomplete: input.autocomplete, form: input.form,
      size: parseFloat(getComputedStyle(input).fontSize),
    }));
    assert.deepEqual({ ...found, size: found.size >= 16 }, { parent: "ringback-chat", type: "tel", autocomplete: "tel", form: null, size: true });
  });

  test("formats as one types, with a caret that stays where one works", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.phone.pressSequentially("4155552671");
    assert.equal(await chat.phone.inputValue(), "(415) 555-2671");
    await chat.phone.evaluate((input) => input.setSelectionRange(7, 7));
    await page.keyboard.press("Backspace");
    assert.equal(await chat.phone.inputValue(), "(415) 552-671");
    const digitsBefore = await chat.phone.evaluate((input) => input.value.slice(0, input.selectionStart).replace(/\D/g, ""));
    assert.equal(digitsBefore, "415");
    await page.keyboard.type("5");
    assert.equal(await chat.phone.inputValue(), "(415) 555-2671");
  });

  test("Backspace over a space takes the digit before it", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.phone.pressSequentially("+49151");
    const before = await chat.phone.inputValue();
    await page.keyboard.type("1");
    await page.keyboard.press("Backspace");
    assert.equal(await chat.phone.inputValue(), before);
    for (let left = 5; left > 0; --left) {
      await page.keyboard.press("Backspace");
      assert.equal((await chat.phone.inputValue()).replace(/[^\d]/g, "").length, left - 1);
    }
  });

  test("undo takes back what was typed", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.phone.pressSequentially("41555");
    const typed = await chat.phone.inputValue();
    for (let i = 0; i < 20 && (await chat.phone.inputValue()) !== ""; ++i) await page.keyboard.press("Control+z");
    assert.equal(await chat.phone.inputValue(), "");
    assert.equal(typed.replace(/\D/g, ""), "41555");
  });

  for (const [pasted, e164] of [
    ["tel:+14155552671", "+14155552671"],
    ["0049 151 12345678", "+4915112345678"],
    ["+49 (0) 151 12345678", "+4915112345678"],
    ["(415) 555-2671", "+14155552671"],
    ["＋４９１５１１２３４５６７８", "+4915112345678"],
    ["٠٠٤٩١٥١١٢٣٤٥٦٧٨", "+4915112345678"],
  ]) {
    test(`takes ${pasted} when it is pasted`, async (t) => {
      const { page, chat } = await openChat(t);
      await chat.phone.waitFor();
      await paste(chat.phone, pasted);
      const request = page.waitForRequest(/send-otp-sms/);
      await chat.sendCode.click();
      assert.equal((await request).postDataJSON().toNumber, e164);
    });
  }

  test("a number that is filled in without a key pressed is taken, also behind a calling code", async (t) => {
    const { page, chat } = await openChat(t);
    await page.getByRole("button", { name: "Country: United States" }).waitFor();
    const fill = (value) => chat.phone.evaluate((input, value) => {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, value);
    await fill("+49 +4915112345678");
    assert.equal(await chat.phone.inputValue(), "+49 1511 2345678");
    await page.getByRole("button", { name: "Country: Germany" }).waitFor();
    await fill("15112345678");
    const request = page.waitForRequest(/send-otp-sms/);
    await chat.sendCode.click();
    assert.equal((await request).postDataJSON().toNumber, "+4915112345678");
  });

  test("takes a number that is spoken, composed or dropped", async (t) => {
    const { page, chat } = await openChat(t);
    await page.getByRole("button", { name: "Country: United States" }).waitFor();
    const session = await page.context().newCDPSession(page);
    await chat.phone.focus();
    await session.send("Input.insertText", { text: "four one five 415 555 2671" });
    assert.equal(await chat.phone.inputValue(), "(415) 555-2671");
    await chat.phone.fill("");
    await session.send("Input.imeSetComposition", { text: "４１５５５", selectionStart: 5, selectionEnd: 5 });
    assert.equal(await chat.phone.inputValue(), "４１５５５", "nothing is rewritten while it composes");
    await session.send("Input.insertText", { text: "４１５５５５２６７１" });
    assert.equal(await chat.phone.inputValue(), "(415) 555-2671");
    await chat.phone.fill("");
    await chat.phone.evaluate((input) => {
      input.focus();
      input.setRangeText("tel:+14155552671");
      input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromDrop" }));
    });
    assert.equal(await chat.phone.inputValue(), "+1 415 555 2671");
  });

  test("stands where it is drawn, to the pixel, and stays there when it is refused", async (t) => {
    const { chat } = await openChat(t);
    await chat.phone.waitFor();
    const boxes = () => chat.phone.evaluate((input) => {
      const [own, place] = [input.getBoundingClientRect(), input.assignedSlot?.parentElement.getBoundingClientRect() ??
        document.querySelector("ringback-chat").shadowRoot.querySelector("slot[name=ringback-field]").parentElement.getBoundingClientRect()];
      return [own, place].map(({ x, y, width, height }) => [x, y, width, height]);
    });
    const [own, place] = await boxes();
    assert.deepEqual(own, place);
    assert.ok(own[2] > 100 && own[3] >= 44, String(own));
    await chat.enterPhone("+4930");
    await chat.alert.filter({ hasText: "too short" }).waitFor();
    const [after, placeAfter] = await boxes();
    assert.deepEqual(after, placeAfter);
    assert.equal(await chat.phone.inputValue(), "+49 30", "what was typed stays");
  });

  test("a phone's keyboard never covers it", async (t) => {
    const { page, chat } = await openChat(t, { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true });
    await chat.phone.waitFor();
    await page.evaluate(() => {
      Object.defineProperties(visualViewport, { height: { value: 430 }, offsetTop: { value: 20 } });
      visualViewport.dispatchEvent(new Event("resize"));
    });
    const bottomOf = (locator) => locator.evaluate((element) => element.getBoundingClientRect().bottom);
    await page.waitForFunction(() =>
      document.querySelector("ringback-chat input").getBoundingClientRect().bottom < 450);
    assert.ok((await bottomOf(chat.sendCode)) <= 450);
    const panel = await chat.dialog.boundingBox();
    assert.deepEqual([panel.y, panel.height], [20, 430]);
  });

  for (const [width, height, left] of [[320, 568, 250], [844, 390, 170]]) {
    test(`on a screen of ${width} × ${height} with a keyboard, what is typed and why it is refused are in sight`, async (t) => {
      const { page, chat } = await openChat(t, { viewport: { width, height }, isMobile: true, hasTouch: true });
      await chat.phone.tap();
      await page.evaluate((left) => {
        Object.defineProperties(visualViewport, { height: { value: left }, offsetTop: { value: 0 } });
        visualViewport.dispatchEvent(new Event("resize"));
      }, left);
      const inSight = async (locator) => page.waitForFunction(([element, left]) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= left;
      }, [await locator.elementHandle(), left]);
      await inSight(chat.phone);
      await chat.phone.fill("+1415");
      await page.keyboard.press("Enter");
      await chat.alert.filter({ hasText: "too short" }).waitFor();
      await inSight(chat.alert);
      await inSight(chat.phone);
    });
  }

  for (const [entered, reason] of [
    ["", "Please enter your phone number."],
    ["+4930", "too short"],
    ["+14155552671555", "too long"],
    ["+49 30 12345678", "landline"],
  ]) {
    test(`refuses ${entered || "nothing"} before any request, and says why: ${reason}`, async (t) => {
      const { page, chat } = await openChat(t);
      let requests = 0;
      page.on("request", (request) => (requests += Number(request.method() === "POST")));
      await chat.enterPhone(entered);
      await chat.alert.filter({ hasText: reason }).waitFor();
      assert.equal(await chat.phone.getAttribute("aria-invalid"), "true");
      assert.equal(requests, 0);
      assert.ok(await chat.phone.evaluate((input) => document.activeElement === input));
    });
  }
});

test("what a page's styles put before every alert isn't put before the chat's", async (t) => {
  const { page, chat } = await openChat(t);
  await page.evaluate(() => {
    const styles = new CSSStyleSheet();
    styles.replaceSync('[role=alert]::before { content: "Mind: " } [role=alert]::after { content: "!" }');
    document.adoptedStyleSheets.push(styles);
  });
  await chat.sendCode.click();
  await chat.alert.waitFor();
  for (const part of ["::before", "::after"]) {
    assert.equal(await chat.alert.evaluate((alert, part) => getComputedStyle(alert, part).content, part), "none");
  }
});

describe("the phone input without its numbering plans", () => {
  /** The open chat of a page to which they don't come, until the function is called. */
  const withoutPlans = async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route("**/ringback-phone.js*", (route) => route.abort());
    await page.goto(url);
    await chat.launcher.click();
    await chat.phone.waitFor();
    return { page, chat, comeBack: () => page.unroute("**/ringback-phone.js*") };
  };

  test("asks for them again when a number is sent", async (t) => {
    const { page, chat, comeBack } = await withoutPlans(t);
    await chat.enterPhone("(415) 555-2671");
    await chat.alert.filter({ hasText: "Begin with + and the country code" }).waitFor();
    await comeBack();
    const request = page.waitForRequest(/send-otp-sms/);
    await chat.sendCode.click();
    assert.equal((await request).postDataJSON().toNumber, "+14155552671");
  });

  test("asks for them again when the list of countries is opened", async (t) => {
    const { page, chat, comeBack } = await withoutPlans(t);
    const failed = page.waitForEvent("requestfailed");
    await chat.country.click();
    await failed;
    await comeBack();
    await chat.country.click();
    await page.getByRole("option", { name: "Germany" }).click();
    await chat.phone.pressSequentially("0151");
    assert.equal(await chat.phone.inputValue(), "0151");
    await page.getByRole("button", { name: "Country: Germany" }).waitFor();
  });
});

describe("the code input", () => {
  test("is one real input in the light DOM that autofill knows", async (t) => {
    const { chat } = await openChat(t);
    await chat.askForCode(freshNumber(), suite.server);
    const found = await chat.code.evaluate((input) => [input.parentElement.localName, input.inputMode, input.autocomplete,
      parseFloat(getComputedStyle(input).fontSize) >= 16, getComputedStyle(input).opacity, input.maxLength]);
    assert.deepEqual(found, ["ringback-chat", "numeric", "one-time-code", true, "1", -1]);
    assert.equal(await chat.code.count(), 1);
  });

  for (const [claim, write] of [
    ["with a space", (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ["with a dash", (code) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["in full-width digits", (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))],
    ["in Arabic digits", (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))],
    ["with its sentence", (code) => `Your code is ${code}.`],
  ]) {
    test(`takes a code that is pasted ${claim}, and submits it`, async (t) => {
      const { page, chat } = await openChat(t);
      const code = await chat.askForCode(freshNumber(), suite.server);
      const request = page.waitForRequest(/verify-user-otp/);
      await paste(chat.code, write(code));
      assert.equal((await request).postDataJSON().userOtp, code);
    });
  }

  test("a code that is composed by an input method submits when the composition ends", async (t) => {
    const { page, chat } = await openChat(t);
    const code = await chat.askForCode(freshNumber(), suite.server);
    let verifies = 0;
    page.on("request", (request) => (verifies += Number(request.url().endsWith("verify-user-otp"))));
    const session = await page.context().newCDPSession(page);
    await chat.code.focus();
    await session.send("Input.imeSetComposition", { text: code, selectionStart: 6, selectionEnd: 6 });
    await nextPicture(page);
    assert.deepEqual([await chat.typing.count(), verifies], [0, 0], "nothing is sent while it composes");
    const goOn = await holdChecks(page);
    await session.send("Input.insertText", { text: code });
    await chat.typing.waitFor();
    goOn();
    await chat.message("is verified").waitFor();
    assert.equal(verifies, 1);
  });

  /** Up to the input for a code, in a browser that reads messages: `asked` has its requests, `deliver(code)` answers the last. */
  const openWithMessages = async (t, path = "/") => {
    const { page, chat } = await suite.newPage(t);
    await page.addInitScript(() => {
      window.OTPCredential = class {};
      window.asked = [];
      navigator.credentials.get = (options) => new Promise((resolve, reject) => {
        window.asked.push(options);
        window.deliver = (code) => resolve({ code });
        options.signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
    });
    await page.goto(suite.server.url + path);
    await chat.launcher.click();
    const number = freshNumber();
    const code = await chat.askForCode(number, suite.server);
    const deliver = (code) => page.evaluate((code) => window.deliver(code), code);
    const ended = () => page.evaluate(() => window.asked.map(({ signal }) => signal.aborted));
    return { page, chat, number, code, deliver, ended };
  };

  test("a code from the phone's own messages is put in and submitted; the request ends with the input", async (t) => {
    const { page, chat, code, deliver, ended } = await openWithMessages(t);
    assert.deepEqual(await page.evaluate(() => window.asked.map(({ otp, signal }) => [otp.transport, signal.aborted])), [[["sms"], false]]);
    const request = page.waitForRequest(/verify-user-otp/);
    await deliver(code);
    assert.equal((await request).postDataJSON().userOtp, code);
    await chat.message("is verified").waitFor();
    assert.deepEqual(await ended(), [true]);
  });

  test("after a code that was wrong, and after another one was sent, the phone is asked for its message again", async (t) => {
    const { page, chat, number, code, deliver, ended } = await openWithMessages(t, "/?flow=quick-resend");
    const askedAnew = async (than) => {
      const all = await ended();
      assert.deepEqual([all.length > than, all.filter((over) => !over).length], [true, 1]);
      return all.length;
    };
    await deliver(wrongCode(code));
    await chat.alert.waitFor();
    const asked = await askedAnew(1);
    await page.getByRole("button", { name: "Resend code", exact: true }).click();
    await chat.message("A new code is on its way").waitFor();
    await chat.code.and(page.locator(":read-write")).waitFor();
    await askedAnew(asked);
    await deliver((await suite.server.outbox(number)).at(-1).code);
    await chat.message("is verified").waitFor();
    assert.ok((await ended()).every((over) => over));
  });

  test("a digit in the middle can be mended, and what is deleted is gone", async (t) => {
    const { page, chat } = await openChat(t);
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.pressSequentially(wrongCode(code.slice(0, 3)) + code.slice(3, 5));
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Backspace");
    assert.equal(await chat.code.inputValue(), code.slice(0, 2) + code.slice(3, 5));
    assert.deepEqual(await selection(chat.code), [2, 2]);
    await page.keyboard.type(code[2]);
    await page.keyboard.press("End");
    await page.keyboard.type(code[5]);
    await chat.message("is verified").waitFor();
  });

  test("a code that is refused before the next picture is drawn is cleared as well", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route("**/v1/flows/verify-phone", async (route) => {
      const response = await route.fetch();
      const flow = await response.json();
      for (const node of Object.values(flow.nodes)) if (node.type === "delay") node.ms = 1;
      await route.fulfill({ response, json: flow });
    });
    // A slow phone's frames: one in some seconds.
    await page.addInitScript(() => {
      const next = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (callback) => next(() => setTimeout(() => callback(performance.now()), window.slow ? 2500 : 0));
    });
    await page.goto(url + "/");
    await chat.launcher.click();
    const code = await chat.askForCode(freshNumber(), suite.server);
    await page.evaluate(() => (window.slow = true));
    for (const left of [4, 3]) {
      await chat.code.fill(wrongCode(code));
      await chat.alert.filter({ hasText: `${left} attempts` }).waitFor();
      assert.equal(await chat.code.inputValue(), "");
    }
    await page.keyboard.type(code);
    await chat.message("is verified").waitFor();
  });

  for (const [where, leave] of [["with the focus", () => {}], ["while the visitor reads above", (chat) => chat.log.focus()]]) {
    test(`a code that couldn't be checked stays, ${where}: it is sent again by a press, not by itself`, async (t) => {
      const { page, chat } = await openChat(t);
      const code = await chat.askForCode(freshNumber(), suite.server);
      let checks = 0;
      await page.route("**/verify-user-otp", (route) => (++checks === 1 ? route.fulfill({ status: 401, json: {} }) : route.continue()));
      await chat.code.fill(code);
      await leave(chat);
      await chat.message("I couldn't check the code").waitFor();
      await nextPicture(page);
      assert.deepEqual([await chat.code.inputValue(), await chat.code.getAttribute("aria-invalid"), checks], [code, null, 1]);
      assert.ok(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes(code), "it isn't stored");
      await chat.verify.click();
      await chat.message("is verified").waitFor();
      assert.equal(checks, 2);
    });
  }

  test("a code that was judged wrong before doesn't come back when another one can't be sent", async (t) => {
    const { page, chat } = await openChat(t, {}, "/?flow=quick-resend");
    await page.route("**/v1/flows/quick-resend", async (route) => {
      const response = await route.fetch();
      const flow = await response.json();
      for (const node of Object.values(flow.nodes)) if (node.type === "api" && node.api.startsWith("send")) node.error = "ask_code";
      await route.fulfill({ response, json: flow });
    });
    await page.reload();
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(wrongCode(code));
    await chat.alert.filter({ hasText: "isn't right" }).waitFor();
    await page.route("**/send-otp-sms", (route) => route.fulfill({ status: 401, json: {} }));
    await page.getByRole("button", { name: "Resend code", exact: true }).click();
    await chat.alert.filter({ hasText: "isn't set up" }).waitFor();
    assert.equal(await chat.code.inputValue(), "");
  });

  test("letters leave no trace, and Verify says when digits are missing", async (t) => {
    const { chat } = await openChat(t);
    await chat.askForCode(freshNumber(), suite.server);
    await chat.code.pressSequentially("1a2b3c");
    assert.equal(await chat.code.inputValue(), "123");
    await chat.verify.click();
    await chat.alert.filter({ hasText: "all 6 digits" }).waitFor();
    assert.equal(await chat.code.inputValue(), "123", "what was typed stays");
  });
});

describe("other inputs", () => {
  test("are named by their prompts, refuse with a reason, and lead on to the end", async (t) => {
    const { page, chat } = await openChat(t, {}, "/?flow=all-inputs");
    const box = (name) => page.getByRole("textbox", { name, exact: true });
    const send = page.getByRole("button", { name: "Send", exact: true });
    await box("What is your name?").fill("A");
    await send.click();
    await chat.alert.filter({ hasText: "too short" }).waitFor();
    await box("What is your name?").fill("Ada");
    await page.keyboard.press("Enter");
    await box("And your email?").fill("nonsense");
    await page.keyboard.press("Enter");
    await chat.alert.filter({ hasText: "email address" }).waitFor();
    await box("And your email?").fill("ada@example.com");
    await page.keyboard.press("Enter");
    await box("How old are you?").fill("7");
    await page.keyboard.press("Enter");
    await chat.alert.filter({ hasText: "18 or more" }).waitFor();
    await box("How old are you?").fill("36");
    await send.click();
    await page.getByRole("button", { name: "Small", exact: true }).waitFor();
    await page.getByRole("button", { name: "Large", exact: true }).click();
    await page.getByRole("button", { name: "Country: Germany" }).click();
    assert.deepEqual((await page.getByRole("listbox").getByRole("option").allTextContents()).map((text) => /[A-Z][a-z]+/.exec(text)[0]), ["Austria", "Germany"]);
    await page.keyboard.press("Escape");
    await chat.phone.fill("+14155552671");
    await page.keyboard.press("Enter");
    await chat.alert.filter({ hasText: "from this country" }).waitFor();
    await chat.phone.fill("0151 12345678");
    await chat.sendCode.click();
    await chat.message("Thanks Ada, size").waitFor();
    assert.match(await chat.messages.last().textContent(), /\+49 1511 2345678/);
  });
});
