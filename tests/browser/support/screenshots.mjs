// node tests/browser/support/screenshots.mjs [NAME…]: the chat in its states, over pixel ratio, width, theme and
// direction, into build/screenshots. For people to look at; no test compares them.

import { mkdir } from "node:fs/promises";
import { launch, withoutGraphics } from "./browser.mjs";
import { wrongCode } from "./chat_page.mjs";
import { root, startServer } from "./server.mjs";

const folder = root + "build/screenshots/";
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const looks = [
  { name: "desktop-light-1x", viewport: desktop, ratio: 1 },
  { name: "desktop-light-2x", viewport: desktop, ratio: 2 },
  { name: "desktop-dark-2x", viewport: desktop, ratio: 2, theme: "dark" },
  { name: "phone-light-3x", viewport: phone, ratio: 3, touch: true },
  { name: "phone-dark-3x", viewport: phone, ratio: 3, theme: "dark", touch: true },
  { name: "desktop-rtl-2x", viewport: desktop, ratio: 2, locale: "ar" },
  { name: "phone-narrow-2x", viewport: { width: 320, height: 480 }, ratio: 2, touch: true },
  { name: "desktop-plain-1x", viewport: desktop, ratio: 1, plain: true },
  { name: "desktop-forced-1x", viewport: desktop, ratio: 1, forcedColors: "active" },
];

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const server = await startServer();

async function shoot(look) {
  const browser = await launch({ asSeen: true, ...(look.plain && { args: withoutGraphics }) });
  const context = await browser.newContext({
    viewport: look.viewport,
    deviceScaleFactor: look.ratio,
    colorScheme: look.theme ?? "light",
    forcedColors: look.forcedColors ?? "none",
    hasTouch: look.touch ?? false,
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(look.name, error));
  const query = new URLSearchParams({ ...(look.theme && { theme: look.theme }), ...(look.locale && { locale: look.locale }) });
  let step = 0;
  const picture = async (name) => {
    await page.waitForTimeout(400); // what moves has come to rest
    await page.screenshot({ path: `${folder}${look.name}-${++step}-${name}.png` });
  };
  await page.goto(`${server.url}/?${query}`);
  await picture("closed");
  await page.locator("ringback-chat").getByRole("button").first().click();
  const input = page.locator("ringback-chat > input");
  await input.waitFor();
  await picture("phone");
  await page.locator("ringback-chat [data-id=country]").click();
  await picture("countries");
  await page.keyboard.press("Escape");
  await input.fill("+4930");
  await page.locator("ringback-chat [data-id=submit]").click();
  await picture("refused");
  const number = "+1415555" + String(3000 + looks.indexOf(look));
  await input.fill(number);
  await page.locator("ringback-chat [data-id=submit]").click();
  const code = page.locator("ringback-chat > input.ringback-code");
  await code.waitFor();
  const sent = (await server.outbox(number)).at(-1).code;
  await code.pressSequentially(sent.slice(0, 3));
  await picture("code");
  await code.fill(wrongCode(sent));
  await picture("typing");
  await page.locator("ringback-chat > [role=alert]").waitFor();
  await picture("wrong");
  await code.fill(sent);
  await page.locator("ringback-chat [data-message]").nth(9).waitFor();
  await picture("verified");
  await browser.close();
}

try {
  for (const look of looks) {
    if (wanted.length === 0 || wanted.includes(look.name)) await shoot(look);
  }
} finally {
  await server.stop();
}
