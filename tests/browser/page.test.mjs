// The relay's page in a real browser: without any script, and in the panel's place where there is no WebAssembly.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violationsOfPage } from "./support/axe.mjs";
import { lineWidths, wrongCode } from "./support/chat_page.mjs";
import { browserSuite, freshNumber, heard, pageWith } from "./support/suite.mjs";

const strict = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'";
const suite = browserSuite({
  direct: false,
  pages: {
    "/missing.html": pageWith(""), "/strict.html": pageWith(""), "/dark.html": pageWith('data-theme="dark"'), "/light.html": pageWith('data-theme="light"'),
    "/gold.html": pageWith('data-accent="gold"'),
  },
  headers: { "/strict.html": { "content-security-policy": strict } },
});

/** What a visitor of the page does, in a page or a frame; by role and name only. */
async function walk(at, server, number) {
  const button = (name) => at.getByRole("button", { name, exact: true });
  await at.getByRole("textbox", { name: "Phone number", exact: true }).fill(number);
  await button("Send code").click();
  const input = at.getByRole("textbox", { name: "Verification code", exact: true });
  await input.waitFor();
  const { code } = (await server.outbox(number)).at(-1);
  await input.fill(wrongCode(code));
  await button("Verify").click();
  await at.getByRole("alert").filter({ hasText: "4 attempts left" }).waitFor();
  assert.equal(await input.getAttribute("aria-invalid"), "true");
  await input.fill(code);
  await input.press("Enter");
  await at.getByRole("status").filter({ hasText: "Verified" }).waitFor();
  assert.match(await at.getByRole("log", { name: "Conversation" }).textContent(), /is verified/);
}

const claims = (proof) => JSON.parse(Buffer.from(proof.split(".")[1], "base64url"));

/** Until its style sheets are there: a script from outside may come before them, a visitor sees nothing until then. */
const loaded = async (frame) => (await (await frame.owner().elementHandle()).contentFrame()).waitForLoadState();

describe("the page", () => {
  test("without any script the whole way is walked, by keys and buttons of the browser's own", async (t) => {
    const { page, url, complaints } = await suite.newPage(t, { javaScriptEnabled: false });
    await page.goto(url + "/v1/flows/verify-phone/page");
    assert.equal(await page.title(), "Verify your phone");
    await walk(page, suite.server, freshNumber());
    assert.deepEqual(complaints, []);
  });

  for (const [path, colorScheme, expected] of [
    ["/missing.html", "light", "light"], ["/missing.html", "dark", "dark"], ["/dark.html", "light", "dark"], ["/light.html", "dark", "light"],
  ]) {
    test(`${path}, a visitor who wants it ${colorScheme}: it is ${expected} from form to form`, async (t) => {
      const { page, chat, url } = await suite.newPage(t, { colorScheme });
      await page.addInitScript(() => delete window.WebAssembly);
      await page.goto(url + path);
      await chat.launcher.click();
      const frame = page.frameLocator('iframe[title="Chat"]');
      const surfaces = async () => {
        await loaded(frame);
        return [
          await frame.locator("form").evaluate((form) => getComputedStyle(form).backgroundColor),
          await page.getByRole("dialog").evaluate((panel) => getComputedStyle(panel).backgroundColor),
        ];
      };
      const surface = expected === "dark" ? "rgb(27, 31, 39)" : "rgb(255, 255, 255)";
      assert.deepEqual(await surfaces(), [surface, surface]);
      await frame.getByRole("textbox", { name: "Phone number", exact: true }).fill("123");
      await frame.getByRole("button", { name: "Send code", exact: true }).click();
      await frame.getByRole("alert").waitFor();
      assert.deepEqual(await surfaces(), [surface, surface]);
    });
  }

  test("it has the site's accent from form to form, in any notation of CSS", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    await page.addInitScript(() => delete window.WebAssembly);
    await page.goto(url + "/gold.html");
    await chat.launcher.click();
    const frame = page.frameLocator('iframe[title="Chat"]');
    const main = frame.getByRole("button", { name: "Send code", exact: true });
    const looks = async () => {
      await loaded(frame);
      return main.evaluate((button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).color]);
    };
    assert.deepEqual(await looks(), ["rgb(255, 215, 0)", "rgb(16, 19, 26)"]);
    await frame.getByRole("textbox", { name: "Phone number", exact: true }).fill("123");
    await main.click();
    await frame.getByRole("alert").waitFor();
    assert.deepEqual(await looks(), ["rgb(255, 215, 0)", "rgb(16, 19, 26)"]);
  });

  for (const path of ["/missing.html", "/strict.html"]) {
    test(`${path}: it stands in the panel's place, and what it verified reaches the site with a proof`, async (t) => {
      const { page, url } = await suite.newPage(t);
      if (path === "/missing.html") await page.addInitScript(() => delete window.WebAssembly);
      await page.goto(url + path);
      const number = freshNumber();
      const result = page.evaluate(() => ringback.verify());
      await page.getByRole("dialog", { name: "Verify your phone", exact: true }).waitFor();
      await walk(page.frameLocator('iframe[title="Chat"]'), suite.server, number);
      const { phone, proof } = await result;
      assert.equal(phone, number);
      const { aud, sub } = claims(proof);
      assert.deepEqual([aud, sub], [url, number]);
      assert.deepEqual(await heard(page, "verified"), [{ phone, proof }]);
    });
  }

  test("a phone number stands in one line, in windows of any width", async (t) => {
    const { page, chat, url } = await suite.newPage(t);
    const number = freshNumber();
    await page.goto(url + "/v1/flows/verify-phone/page");
    await page.getByRole("textbox").fill(number);
    await page.keyboard.press("Enter");
    const said = chat.message("sent a code", "bot");
    const written = number.replace(/^(..)(...)(...)/, "$1 $2-$3-");
    for (let width = 320; width <= 480; width += 8) {
      await page.setViewportSize({ width, height: 600 });
      assert.equal((await lineWidths(said, written)).length, 1, `${width} px`);
    }
  });

  test("axe finds nothing in any of its states, and no width from 320 px on scrolls sideways", async (t) => {
    for (const options of [{}, { colorScheme: "dark", locale: "ar" }, { viewport: { width: 320, height: 480 } }]) {
      const { page, url } = await suite.newPage(t, options);
      const check = async (state) => {
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${state} is too wide`);
        if (options.viewport) return;
        assert.deepEqual(await violationsOfPage(page), [], `${state} with ${JSON.stringify(options)}`);
      };
      const number = freshNumber();
      await page.goto(url + "/v1/flows/verify-phone/page");
      await check("number");
      await page.getByRole("textbox").fill("12");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      await check("refused");
      await page.getByRole("textbox").fill(number);
      await page.keyboard.press("Enter");
      await page.locator("input[autocomplete=one-time-code]").waitFor();
      await check("code");
      await page.getByRole("textbox").fill((await suite.server.outbox(number)).at(-1).code);
      await page.keyboard.press("Enter");
      await page.locator(".outcome").waitFor();
      await check("verified");
    }
  });
});
