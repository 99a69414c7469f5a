// The phone input's country: which one it is, and the list to choose it from.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserSuite, inForcedColours, pageWith } from "./support/suite.mjs";

const suite = browserSuite({
  pages: {
    "/field.html": pageWith("", '<input aria-label="Mail">'),
    "/dark.html": pageWith('data-theme="dark"'),
    "/light.html": pageWith('data-theme="light"'),
    "/swedish.html": pageWith('data-locale="sv"'),
    "/big-text.html": pageWith("").replace("<html", '<html style="font-size:200%"'),
  },
});
const { openChat } = suite;

describe("the country", () => {
  test("a typed + changes the country, and the country's button says so", async (t) => {
    const { page, chat } = await openChat(t);
    await page.getByRole("button", { name: "Country: United States" }).waitFor();
    await chat.phone.pressSequentially("+44791");
    await page.getByRole("button", { name: "Country: United Kingdom" }).waitFor();
  });

  test("the locale's region is the default country", async (t) => {
    const { page } = await openChat(t, { locale: "en-AU" });
    await page.getByRole("button", { name: "Country: Australia" }).waitFor();
  });

  test("the list of countries is searched by name, code or dialling code, and worked by keys alone", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.country.click();
    const search = page.getByRole("combobox", { name: "Search countries" });
    const options = page.getByRole("listbox").getByRole("option");
    assert.match(await page.getByRole("listbox").getByRole("option", { selected: true }).textContent(), /United States/);
    for (const text of ["germ", "DE", "+49", "49"]) {
      await search.fill(text);
      assert.match(await options.first().textContent(), /Germany/, text);
    }
    await search.fill("zzz");
    await page.getByText("No country found").waitFor();
    await search.fill("austr");
    await page.keyboard.press("ArrowDown");
    const active = await search.getAttribute("aria-activedescendant");
    assert.equal(await page.locator(`#${active}`).textContent().then((text) => /Austria/.test(text)), true);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Country: Austria" }).waitFor();
    assert.equal(await options.count(), 0);
    assert.ok(await chat.phone.evaluate((input) => document.activeElement === input));
    await page.keyboard.type("06641234567");
    const request = page.waitForRequest(/send-otp-sms/);
    await page.keyboard.press("Enter");
    assert.equal((await request).postDataJSON().toNumber, "+436641234567");
  });

  test("in a sentence of ours its name is in the sentence's language, in the list in the visitor's", async (t) => {
    const { page, chat } = await openChat(t, {}, "/swedish.html");
    await chat.enterPhone("+49 30");
    await chat.alert.filter({ hasText: "This number is too short (Germany)." }).waitFor();
    await page.getByRole("button", { name: "Country: Germany", exact: true }).click();
    await page.getByRole("option", { name: "Tyskland" }).waitFor();
  });

  test("text of twice the size is so in the button and the list too, and a code for the country fits", async (t) => {
    const { page, chat } = await openChat(t, { viewport: { width: 320, height: 568 } }, "/big-text.html");
    await chat.phone.fill("+998");
    const button = page.getByRole("button", { name: "Country: Uzbekistan" });
    await button.waitFor();
    const sizeOf = (locator) => locator.evaluate((element) => getComputedStyle(element).fontSize);
    assert.equal(await sizeOf(button), "30px");
    assert.ok(await button.evaluate((element) => element.scrollWidth <= element.clientWidth));
    assert.ok((await chat.phone.boundingBox()).width >= 140, "the number keeps half of the row");
    await button.click();
    assert.equal(await sizeOf(page.getByRole("option", { name: "Uzbekistan" })), "30px");
    assert.match(await sizeOf(page.getByRole("combobox")), /^32/);
  });

  test("in forced colours the search has an edge and shows the focus, and the button is one with its field", async (t) => {
    const { page, chat } = await openChat(t, { forcedColors: "active" });
    const edgeOf = (locator) => locator.evaluate((element) => {
      const { borderTopStyle, borderTopWidth, outlineStyle, outlineWidth } = getComputedStyle(element);
      return [borderTopWidth === "0px" ? "none" : borderTopStyle, outlineStyle === "none" ? "0px" : outlineWidth];
    });
    assert.deepEqual(await edgeOf(chat.country), ["none", "0px"]);
    await chat.country.click();
    assert.deepEqual(await edgeOf(page.getByRole("combobox")), ["solid", "2px"]);
    assert.deepEqual(await edgeOf(page.getByRole("option", { selected: true })), ["none", "2px"]);
  });

  test("flags come when the list opens, not before, and from the site's own server", async (t) => {
    const { page, chat, complaints, url } = await openChat(t);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByRole("button", { name: "Country: United States" }).waitFor();
    assert.deepEqual(asked.filter((each) => /flags/.test(each)), []);
    await chat.country.click();
    const option = page.getByRole("option", { name: "Germany" });
    await option.locator("svg").waitFor();
    assert.deepEqual(asked.filter((each) => /flag/.test(each) || !each.startsWith(url)), [url + "/ringback-flags.svg"]);
    assert.match(await option.textContent(), /^Germany \+49$/, "a drawing has no text to be read");
    await option.click();
    await page.getByRole("button", { name: "Country: Germany" }).locator("svg").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("a flag has its own colours, in the list and on the button, open or not", async (t) => {
    const { page, chat } = await openChat(t);
    const looks = (place) => place.locator("svg").evaluate((flag) => [...flag.querySelectorAll("path")].map((path) => {
      const { fill, stroke, opacity, transform } = getComputedStyle(path);
      return [path.getAttribute("fill") !== null || fill === "rgb(0, 0, 0)", stroke, opacity, transform].join(" ");
    }));
    await chat.country.click();
    const option = page.getByRole("option", { name: "Germany" });
    await option.locator("svg").waitFor();
    const whole = (paths) => paths.length > 1 && paths.every((each) => each === "true none 1 none");
    assert.ok(whole(await looks(option)), "in the list");
    await option.click();
    const button = page.getByRole("button", { name: "Country: Germany" });
    await button.locator("svg").waitFor();
    assert.ok(whole(await looks(button)), "on the button");
  });

  test("without its flags the list works as well", async (t) => {
    const { page, chat } = await suite.newPage(t);
    await page.route("**/ringback-flags.svg", (route) => route.abort());
    await page.goto(suite.server.url);
    await chat.launcher.click();
    await chat.country.click();
    await page.getByRole("option", { name: "Germany" }).click();
    await page.getByRole("button", { name: "Country: Germany" }).waitFor();
  });

  test("the list is a combobox as the authoring practices have it", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.country.click();
    const search = page.getByRole("combobox", { name: "Search countries" });
    await search.waitFor();
    const state = () => search.evaluate((input) => {
      const active = input.getRootNode().getElementById(input.getAttribute("aria-activedescendant"));
      const list = input.getRootNode().getElementById(input.getAttribute("aria-controls"));
      return { expanded: input.getAttribute("aria-expanded"), list: list?.getAttribute("role"),
        active: active?.getAttribute("aria-selected"), selected: list.querySelectorAll("[aria-selected=true]").length,
        focused: input.getRootNode().activeElement === input };
    });
    const open = { expanded: "true", list: "listbox", active: "true", selected: 1, focused: true };
    assert.deepEqual(await state(), open);
    for (const key of ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "ArrowUp"]) {
      await page.keyboard.press(key);
      assert.deepEqual(await state(), open, key);
    }
    // What is typed is searched; Home and End move the caret in it.
    await page.keyboard.type("ger");
    assert.deepEqual(await state(), open);
    await page.keyboard.press("Home");
    assert.equal(await search.evaluate((input) => input.selectionStart), 0);
    await page.keyboard.type("zz");
    assert.deepEqual(await state(), { ...open, expanded: "false", active: undefined, selected: 0 });
  });

  test("Escape closes the list only, and the focus returns to its button", async (t) => {
    const { page, chat } = await openChat(t);
    await chat.country.click();
    await page.getByRole("listbox").waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("listbox").count(), 0);
    assert.ok(await chat.dialog.isVisible());
    await page.keyboard.press("Enter");
    await page.getByRole("listbox").waitFor();
  });

  test("Tab in the list's search closes it and goes on from its button, forwards and backwards", async (t) => {
    const { page, chat } = await openChat(t);
    const focused = () => page.evaluate(() => {
      const { activeElement } = document;
      return (activeElement.shadowRoot?.activeElement ?? activeElement).getAttribute("aria-label");
    });
    for (const [keys, expected] of [["Tab", "Phone number"], ["Shift+Tab", "Conversation"]]) {
      await chat.country.click();
      await page.getByRole("listbox").waitFor();
      await page.keyboard.press(keys);
      assert.equal(await focused(), expected);
      assert.equal(await page.getByRole("listbox").count(), 0);
    }
  });

  test("a press on the page's own field closes the list, and what is typed then goes there", async (t) => {
    const { page, chat } = await openChat(t, {}, "/field.html");
    await chat.country.click();
    await page.getByRole("listbox").waitFor();
    const mail = page.getByRole("textbox", { name: "Mail" });
    await mail.click();
    assert.equal(await page.getByRole("listbox").count(), 0);
    await page.keyboard.type("a@b");
    assert.equal(await mail.inputValue(), "a@b");
  });

  for (const [width, height] of [[320, 256], [667, 160]]) {
    test(`in a window of ${width} × ${height} CSS pixels the list stands in the panel, also while it is searched`, async (t) => {
      const { page, chat } = await openChat(t, { viewport: { width, height } });
      await chat.phone.click(); // at the panel's end
      await chat.phone.focus();
      await chat.country.evaluate((button) => button.click());
      const search = page.getByRole("combobox");
      await search.waitFor();
      const option = page.getByRole("option", { selected: true });
      for (const text of ["", "austria"]) {
        await page.keyboard.type(text);
        await option.waitFor();
        const [panel, field, chosen] = [await chat.dialog.boundingBox(), await search.boundingBox(), await option.boundingBox()];
        assert.ok(field.y >= panel.y + 12, `"${text}": search at ${field.y}`);
        assert.ok(chosen.y + chosen.height <= panel.y + panel.height - 12, `"${text}": option to ${chosen.y + chosen.height}`);
      }
    });
  }

  test("the search's placeholder can be read, light and dark", { skip: inForcedColours && "the colours are the visitor's" }, async (t) => {
    for (const theme of ["light", "dark"]) {
      const { page, chat } = await openChat(t, {}, `/${theme}.html`);
      await chat.country.click();
      const colours = await page.getByRole("combobox").evaluate((input) => {
        const placeholder = getComputedStyle(input, "::placeholder");
        return [placeholder.color, getComputedStyle(input).backgroundColor, placeholder.opacity];
      });
      const [ink, ground] = colours.map((colour) => {
        const [r, g, b] = /(\d+), (\d+), (\d+)/.exec(colour)?.slice(1).map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        }) ?? [0, 0, 0];
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
      });
      const contrast = Math.max(ink, ground) / Math.min(ink, ground);
      assert.ok(contrast >= 4.5 && colours[2] === "1", `${theme}: ${contrast.toFixed(2)}, opacity ${colours[2]}`);
    }
  });
});
