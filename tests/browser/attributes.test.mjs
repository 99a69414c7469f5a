// What the script tag's attributes say (SPEC section 3), and the other ways to say it: the element and mount().

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dist } from "./support/server.mjs";
import { nextPicture, wrongCode } from "./support/chat_page.mjs";
import { browserSuite, freshNumber, heard, pageWith } from "./support/suite.mjs";

const suite = browserSuite({
  pages: {
    "/plain.html": pageWith(""),
    "/open.html": pageWith("data-open"),
    "/closed.html": pageWith('data-open="false"'),
    "/left.html": pageWith('data-position="bottom-left"'),
    "/inline.html": pageWith('data-position="inline" data-target="#place"', '<main><div id="place" style="width:500px;height:600px"></div></main>'),
    "/dialog.html": pageWith('data-position="inline" data-target="#place"', '<dialog style="width:420px"><div id="place" style="height:520px"></div></dialog>'),
    "/late-target.html": pageWith('data-position="inline" data-target="#late"', "<main></main>"),
    "/dark.html": pageWith('data-theme="dark" data-open'),
    "/accent.html": pageWith('data-accent="#ffd400" data-open'),
    "/oklch.html": pageWith('data-accent="oklch(0.45 0.1 150)" data-open'),
    "/locale.html": pageWith('data-locale="de" data-open'),
    "/label.html": pageWith('data-label="Nummer bestätigen"').replace('lang="en"', 'lang="de"'),
    "/in-a-form.html": pageWith('data-target="#place"', '<form><div id="place"></div></form>'),
    "/none.html": pageWith('data-launcher="none"'),
    "/z.html": pageWith('data-z-index="77"'),
    "/form.html": pageWith('data-form="#signup" data-phone-field="tel" data-proof-field="jwt"', '<form id="signup"><input type="hidden" name="tel"></form>'),
    "/form-with-ids.html": pageWith('data-form="#signup"', '<form id="signup"><input id="phone" name="contact"><input type="hidden" name="phone"></form>'),
    "/no-form.html": pageWith('data-form="#["'),
    "/element.html": '<!doctype html><html lang="en"><link rel="icon" href="data:,"><script src="/ringback.js"></script><body><ringback-chat flow="/v1/flows/verify-phone"></ringback-chat>',
    "/english.html": pageWith("data-open").replace('lang="en"', 'lang="de"'),
  },
});

const host = (page) => page.locator("ringback-chat");
const cssOf = (locator, property) => locator.evaluate((element, property) => getComputedStyle(element)[property], property);
const go = suite.visit;

describe("attributes", () => {
  test("data-open opens at once and takes no focus", async (t) => {
    const { page, chat } = await go(t, "/open.html");
    await chat.phone.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  });

  test('data-open="false" stays closed', async (t) => {
    const { chat } = await go(t, "/closed.html");
    await chat.launcher.waitFor();
    assert.equal(await chat.dialog.count(), 0);
  });

  test("data-position bottom-left stands at the left, bottom-right is the default", async (t) => {
    const left = await go(t, "/left.html");
    assert.ok((await left.chat.launcher.boundingBox()).x < 100);
    const right = await go(t, "/plain.html");
    assert.ok((await right.chat.launcher.boundingBox()).x > 1100);
  });

  test("data-position inline works in a modal dialog of the page's, outside of which nothing does", async (t) => {
    const { page, chat, url } = await go(t, "/dialog.html");
    await page.evaluate(() => document.querySelector("dialog").showModal());
    await page.evaluate(() => void ringback.verify());
    await chat.phone.waitFor();
    const request = page.waitForRequest(url + "/**/send-otp-sms");
    await chat.enterPhone("+14155552671");
    await request;
  });

  test("data-position inline fills data-target, open and without a bubble", async (t) => {
    const { page, chat } = await go(t, "/inline.html");
    await chat.phone.waitFor();
    const [panel, place] = [await chat.dialog.boundingBox(), await page.locator("#place").boundingBox()];
    assert.deepEqual([panel.x, panel.y, panel.width, panel.height], [place.x, place.y, place.width, place.height]);
    assert.equal(await chat.launcher.count(), 0);
  });

  test("data-label names the launcher of the closed chat, before its language has loaded and after", async (t) => {
    const { page, chat } = await go(t, "/label.html");
    const launcher = page.getByRole("button", { name: "Nummer bestätigen", exact: true });
    await launcher.click();
    await chat.dialog.waitFor();
    assert.equal(await launcher.count(), 0);
    await page.getByRole("button", { name: "Chat schließen", exact: true }).first().click();
    await launcher.waitFor();
  });

  test("in a form of the page's the launcher submits nothing", async (t) => {
    const { page, chat } = await go(t, "/in-a-form.html");
    await page.evaluate(() => {
      window.submits = 0;
      document.querySelector("form").addEventListener("submit", (event) => (event.preventDefault(), ++window.submits));
    });
    await chat.launcher.click();
    await chat.phone.waitFor();
    await page.getByRole("button", { name: "Close chat" }).first().click();
    assert.equal(await page.evaluate(() => window.submits), 0);
  });

  test("data-target may come later", async (t) => {
    const { page, chat } = await go(t, "/late-target.html");
    assert.equal(await host(page).count(), 0);
    await page.evaluate(() => document.querySelector("main").append(Object.assign(document.createElement("div"), { id: "late" })));
    await chat.phone.waitFor();
    assert.equal(await page.locator("#late ringback-chat").count(), 1);
  });

  test("data-theme dark is dark on a light system; auto follows the system", async (t) => {
    const dark = await go(t, "/dark.html");
    await dark.chat.phone.waitFor();
    const luminance = async (chat) => {
      const [red, green, blue] = (await cssOf(chat.dialog, "backgroundColor")).match(/\d+/g).map(Number);
      return red + green + blue;
    };
    assert.ok((await luminance(dark.chat)) < 200);
    const auto = await go(t, "/open.html");
    await auto.chat.phone.waitFor();
    assert.ok((await luminance(auto.chat)) > 600);
    await auto.page.emulateMedia({ colorScheme: "dark" });
    await auto.page.waitForFunction(() => {
      const panel = document.querySelector("ringback-chat").shadowRoot.querySelector("[role=dialog]");
      return /^rgb\((\d|[1-5]\d), /.test(getComputedStyle(panel).backgroundColor);
    });
  });

  test("data-accent may be any colour that CSS knows", async (t) => {
    const { page, chat } = await go(t, "/oklch.html");
    const expected = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = "color-mix(in srgb, oklch(0.45 0.1 150), oklch(0.45 0.1 150))";
      return getComputedStyle(probe).color.match(/[\d.]+/g).map((value) => Math.round(value * 255).toString(16).padStart(2, "0")).join("");
    });
    assert.equal(await chat.dialog.evaluate((panel) => panel.style.getPropertyValue("--accent")), "#" + expected);
  });

  test("data-accent colours the bubble and the panel, with an ink that can be read on it", async (t) => {
    const { page, chat } = await go(t, "/accent.html");
    await chat.phone.waitFor();
    const bubble = page.getByRole("button", { name: "Close chat" }).first();
    assert.equal(await cssOf(bubble, "backgroundColor"), "rgb(255, 212, 0)");
    assert.match(await cssOf(bubble, "color"), /^(rgb\(0, 0, 0\)|color\(xyz-d65 -\d)/);
    // Yellow on white is no outline: the panel's fills have a darker line around them.
    const colours = await chat.dialog.evaluate((panel) => ["--accent", "--accent-line"].map((name) => panel.style.getPropertyValue(name)));
    assert.equal(colours[0], "#ffd400");
    const [red, green, blue] = colours[1].match(/[\da-f]{2}/g).map((hex) => parseInt(hex, 16));
    assert.ok(red > 100 && red < 200 && green > 80 && green < 170 && blue < 30, colours[1]);
  });

  test("data-locale speaks that language, names included; the page's own language is the default", async (t) => {
    for (const path of ["/locale.html", "/english.html"]) {
      const { page } = await go(t, path);
      await page.getByRole("textbox", { name: "Telefonnummer" }).waitFor();
      await page.getByText("Wie lautet deine Handynummer?").waitFor();
    }
  });

  test("data-launcher none shows no bubble, and open() opens", async (t) => {
    const { page, chat } = await go(t, "/none.html");
    assert.equal(await chat.launcher.count(), 0);
    await page.evaluate(() => ringback.open());
    await chat.phone.waitFor();
  });

  test("data-z-index", async (t) => {
    const { page } = await go(t, "/z.html");
    assert.equal(await cssOf(host(page), "zIndex"), "77");
  });

  test("data-form with data-phone-field and data-proof-field fills the form once verified", async (t) => {
    const { page, chat } = await go(t, "/form.html");
    await chat.launcher.click();
    const number = freshNumber();
    const code = await chat.askForCode(number, suite.server);
    assert.equal(await page.locator("[name=tel]:not([type=tel])").inputValue(), "");
    await chat.code.fill(code);
    await chat.message("is verified").waitFor();
    const data = await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("#signup"))));
    assert.deepEqual(data, { tel: number, jwt: "" });
  });

  test("input and alert have the chat's language, which isn't the page's (WCAG 3.1.2)", async (t) => {
    const { page } = await go(t, "/locale.html");
    const phone = page.getByRole("textbox", { name: "Telefonnummer", exact: true });
    await phone.fill("12");
    await phone.press("Enter");
    assert.equal(await page.getByRole("alert").evaluate((element) => element.lang), "de");
    assert.equal(await phone.evaluate((element) => element.lang), "de");
  });

  test("a page in a language that we don't speak has our words as English, and the site's as its own where the flow has them", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    let texts = {};
    await page.route("**/v1/flows/verify-phone", async (route) => {
      const flow = await (await route.fetch()).json();
      await route.fulfill({ json: { ...flow, title: { ...flow.title, ...texts } } });
    });
    await page.route(url + "/persian.html", (route) =>
      route.fulfill({ contentType: "text/html", body: pageWith("data-open").replace('lang="en"', 'lang="fa"') }));
    const languages = async () => {
      await page.goto(url + "/persian.html");
      await chat.phone.waitFor();
      const of = (locator) => locator.evaluate((element) => element.closest("[lang]").lang);
      return { dir: await chat.dialog.getAttribute("dir"), panel: await of(chat.dialog), input: await of(chat.phone),
        message: await of(chat.messages.first()), button: await of(chat.sendCode), country: await of(chat.country) };
    };
    const english = { dir: "ltr", panel: "en", input: "en", message: "en", button: "en", country: "en" };
    assert.deepEqual(await languages(), english);
    texts = { fa: "تأیید شماره" };
    assert.deepEqual(await languages(), { ...english, dir: "rtl", panel: "fa", message: "fa" });
  });

  test("counts are in the plural of the words that they stand with, whatever the page's language has", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.route("**/v1/flows/verify-phone", async (route) => {
      const flow = await (await route.fetch()).json();
      flow.nodes.ask_code.attempts = 2;
      await route.fulfill({ json: flow });
    });
    // Thai has one form for all counts.
    await page.route(url + "/thai.html", (route) =>
      route.fulfill({ contentType: "text/html", body: pageWith("data-open").replace('lang="en"', 'lang="th"') }));
    await page.goto(url + "/thai.html");
    const code = await chat.askForCode(freshNumber(), suite.server);
    await chat.code.fill(wrongCode(code));
    await chat.alert.filter({ hasText: "1 attempt left" }).waitFor();
  });

  test("in somebody's shadow tree the page's language counts too", async (t) => {
    const { page, url } = await suite.newPage(t);
    await page.route(url + "/shadow.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><html lang="de">
      <link rel="icon" href="data:,"><script src="/ringback.js"></script><body><div></div><script>
        document.querySelector("div").attachShadow({ mode: "open" }).innerHTML = '<ringback-chat flow="/v1/flows/verify-phone" open></ringback-chat>';
      </script>` }));
    await page.goto(url + "/shadow.html");
    await page.getByRole("textbox", { name: "Telefonnummer", exact: true }).waitFor();
  });

  test("data-form finds fields by name alone, and forgets them with the visitor", async (t) => {
    const { page, chat } = await go(t, "/form-with-ids.html");
    await chat.launcher.click();
    const number = freshNumber();
    await chat.code.fill(await chat.askForCode(number, suite.server));
    await chat.message("is verified").waitFor();
    const data = () => page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("#signup"))));
    assert.deepEqual(await data(), { contact: "", phone: number });
    await page.evaluate(() => ringback.reset());
    assert.deepEqual(await data(), { contact: "", phone: "" });
  });

  test("data-form that is no selector warns, and the page hears of the number all the same", async (t) => {
    const { page, chat, complaints } = await go(t, "/no-form.html");
    await chat.launcher.click();
    const number = freshNumber();
    await chat.code.fill(await chat.askForCode(number, suite.server));
    await chat.message("is verified").waitFor();
    assert.deepEqual(await heard(page, "verified"), [{ phone: number, proof: null }]);
    assert.deepEqual(complaints, ['Ringback: data-form="#[" finds no form.']);
  });

  test("a page with data-form that comes again asks again: what the form held is gone", async (t) => {
    const { page, chat } = await go(t, "/form.html");
    await chat.launcher.click();
    await chat.code.fill(await chat.askForCode(freshNumber(), suite.server));
    await chat.message("is verified").waitFor();
    await page.reload();
    await chat.launcher.click(); // a chat that came to its end isn't open on the next page
    await chat.phone.waitFor();
    assert.equal(await chat.message("is verified").count(), 0);
  });

  test("what the page sets while the phone input stands is in it, until the visitor begins", async (t) => {
    const { page, chat } = await go(t, "/open.html");
    await chat.phone.waitFor();
    await page.evaluate(() => ringback.set("phone", "+14155552671"));
    await page.waitForFunction(() => /555/.test(document.querySelector("ringback-chat input").value));
    await chat.phone.fill("212 555 0100");
    await page.evaluate(() => ringback.set("phone", "+14155552672"));
    await nextPicture(page);
    assert.match(await chat.phone.inputValue(), /212/);
  });

  test("mount() of the module is the same as the tag, and a second one warns and is the first", async (t) => {
    const { page, chat, url, complaints } = await suite.newPage(t);
    await page.route(url + "/ringback.mjs", (route) => route.fulfill({ path: dist + "/ringback.mjs", contentType: "text/javascript" }));
    await page.route(url + "/module.html", (route) => route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><script type="module">
        import { mount, RingbackError } from "/ringback.mjs";
        window.chat = mount({ flow: "/v1/flows/verify-phone", position: "bottom-left", accent: "#008000", open: true });
        window.told = [];
        for (const event of ["ready", "open"]) window.chat.on(event, () => window.told.push(event));
        window.same = mount({ flow: "/other" }) === window.chat;
        window.ended = window.chat.verify().catch((error) => error instanceof RingbackError && error.code);
      </script><body>`,
    }));
    await page.goto(url + "/module.html");
    await chat.phone.waitFor();
    assert.ok((await chat.dialog.boundingBox()).x < 100);
    assert.equal(await page.evaluate(() => window.same), true);
    assert.deepEqual(await page.evaluate(() => window.told), ["ready", "open"]);
    assert.deepEqual(complaints, ["Ringback: this page already has a chat."]);
    await page.evaluate(() => window.chat.destroy());
    assert.equal(await page.evaluate(() => window.ended), "closed");
    assert.equal(await host(page).count(), 0);
  });

  test("<ringback-chat flow> is the same as the tag", async (t) => {
    const { chat } = await go(t, "/element.html");
    await chat.launcher.click();
    await chat.phone.waitFor();
  });

  test("an element that is taken out and put back has its list of countries as before", async (t) => {
    const { page, chat } = await go(t, "/element.html");
    await chat.launcher.click();
    const look = async () => {
      await chat.country.click();
      const list = page.getByRole("listbox");
      await list.waitFor();
      return list.evaluate((element) => getComputedStyle(element).overflowY);
    };
    const before = await look();
    assert.notEqual(before, "visible");
    await page.evaluate(async () => {
      const element = document.querySelector("ringback-chat");
      element.remove();
      await new Promise((resolve) => setTimeout(() => setTimeout(resolve)));
      document.body.append(element);
    });
    await chat.phone.waitFor();
    assert.equal(await look(), before);
  });
});
