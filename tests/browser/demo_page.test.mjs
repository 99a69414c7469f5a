// The demo page around the chat: its phone, its address, its layout. The chat's own path has tests of its own, so the
// loader here is a stand-in that leaves its tag's attributes where the test can read them.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { distFolder, provider, startServer } from "../relay/support/ringback.mjs";
import { acquire } from "./support/browser.mjs";

let browser, release;
before(async () => {
  ({ browser, release } = await acquire());
});
after(() => release?.());

async function openDemo(t, address = "", options = {}) {
  const dist = distFolder(t);
  writeFileSync(join(dist, "ringback.js"), "window.tag = { ...document.currentScript.dataset };");
  const { url } = await startServer(t, { dist });
  const page = await browser.newPage(options);
  t.after(() => page.close());
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${url}/${address}`);
  await page.locator("#outbox:not([aria-busy])").waitFor({ state: "attached" }); // what is there already isn't new
  const sent = () => page.evaluate(() => document.dispatchEvent(new CustomEvent("ringback:sent")));
  return { page, complaints, sent, outbox: page.getByRole("log", { name: "SMS outbox" }), ...provider(url) };
}

test("an SMS shows on the phone once the chat has sent one", async (t) => {
  const { page, sent, outbox, send, messages, complaints } = await openDemo(t);
  assert.equal(await outbox.textContent(), "");
  await send("+14155552671");
  await sent();
  await outbox.getByText("Your code is").waitFor();
  const [sms] = await messages();
  assert.match(await outbox.textContent(), new RegExp(sms.code));
  await page.getByRole("button", { name: "Copy code" }).waitFor();
  assert.deepEqual(complaints, []);
});

test("an idle page asks the outbox once and then no more", async (t) => {
  const { page } = await openDemo(t);
  await page.clock.install();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.clock.runFor(10_000);
  assert.deepEqual(asked, []);
});

test("the outbox can be emptied", async (t) => {
  const { page, sent, outbox, send, messages } = await openDemo(t);
  await send("+14155552671");
  await sent();
  await outbox.getByText("Your code is").waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("Texts to your visitors arrive here").waitFor();
  assert.deepEqual(await messages(), []);
});

test("a list that was on its way while the outbox was emptied brings nothing back", async (t) => {
  const { page, sent, outbox, send } = await openDemo(t);
  await send("+14155552671");
  await sent();
  await outbox.getByText("Your code is").waitFor();
  let [held, arrive] = [null, null];
  const asked = new Promise((resolve) => (held = resolve));
  const released = new Promise((resolve) => (arrive = resolve));
  await page.route("**/sandbox/messages", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    held();
    await released;
    return route.fulfill({ response });
  });
  await asked;
  await page.getByRole("button", { name: "Clear" }).click();
  const note = page.getByText("Texts to your visitors arrive here");
  await note.waitFor();
  const next = page.waitForRequest((request) => request.method() === "GET");
  arrive();
  await next; // the page has read the list and asks again
  assert.ok(await note.isVisible());
  assert.equal(await outbox.textContent(), "");
});

test("on a small screen the SMS drops in over everything, and a tap puts it away", async (t) => {
  const { page, sent, send } = await openDemo(t, "", { viewport: { width: 390, height: 800 } });
  await send("+14155552671");
  await sent();
  const banner = page.getByRole("group", { name: "New SMS" });
  await banner.getByText("Your code is").click();
  await banner.waitFor({ state: "hidden" });
});

test("the address changes what the one static tag says", async (t) => {
  const plain = await openDemo(t);
  assert.deepEqual(await plain.page.evaluate(() => window.tag), { flow: "/v1/flows/verify-phone", accent: "#0f5f5c" });
  const { page } = await openDemo(t, "?theme=dark&locale=ar&flow=signup");
  await page.waitForFunction(() => window.tag);
  assert.deepEqual(await page.evaluate(() => window.tag), { flow: "/v1/flows/signup", accent: "#0f5f5c", theme: "dark", locale: "ar" });
  assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
  assert.equal(await page.getByRole("link", { name: "Dark" }).getAttribute("aria-current"), "true");
});

test("nonsense in the address changes nothing", async (t) => {
  const { page, complaints } = await openDemo(t, `?theme=%22&locale=../x&flow=${encodeURIComponent("//evil.example/x")}`);
  await page.waitForFunction(() => window.tag);
  assert.deepEqual(await page.evaluate(() => window.tag), { flow: "/v1/flows/verify-phone", accent: "#0f5f5c" });
  assert.deepEqual(complaints, []);
});

test("choosing a language keeps the theme", async (t) => {
  const { page } = await openDemo(t, "?theme=light");
  await page.getByRole("combobox", { name: "Language of the chat" }).selectOption("de");
  await page.waitForURL(/\?theme=light&locale=de$/);
});

test("no width from 320 to 1600 px scrolls sideways, mirrored or not", async (t) => {
  for (const address of ["", "?locale=ar"]) {
    const { page } = await openDemo(t, address);
    for (const width of [320, 390, 600, 768, 900, 1200, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${width} px wide ${address}: ${over} px too much`);
    }
  }
});

test("a verified number is told to the visitor", async (t) => {
  const { page } = await openDemo(t);
  await page.evaluate(() => document.dispatchEvent(new CustomEvent("ringback:verified", { detail: { phone: "+14155552671" } })));
  await page.getByText("+14155552671 is verified. The door code is on its way.").waitFor();
});
