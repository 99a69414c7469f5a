// A page taller than the window with a chat whose conversation is taller than the panel.

import { nextPicture } from "./chat_page.mjs";
import { pageWith } from "./suite.mjs";

const count = 30;
const text = (i) => `Message ${i} of a conversation that is taller than its panel, so that one scrolls.`;
const flow = {
  version: 1,
  title: "Long",
  attributes: { answer: { type: "text" } },
  apis: {},
  start: "say0",
  nodes: {
    ...Object.fromEntries(Array.from({ length: count }, (_, i) =>
      [`say${i}`, { type: "message", text: text(i), next: i + 1 < count ? `say${i + 1}` : "ask" }])),
    ask: { type: "input", kind: "text", to: "answer", text: "And you?", next: "ask" },
  },
};

const html = pageWith("data-open", '<p style="height:5000px;background:linear-gradient(#fff,#89a)">A tall page</p>')
  .replace("verify-phone", "long");

/** Opens it, its page 1000 pixels from the top. `viewport: false` is a site that was never made for phones. */
export async function openLongConversation(suite, t, options = {}) {
  const opened = await suite.newPage(t, { viewport: { width: 1000, height: 700 }, ...options });
  const { page, chat, url } = opened;
  await page.route(url + "/v1/flows/long", (route) => route.fulfill({ json: flow }));
  await page.route(url + "/long.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(url + "/long.html");
  await page.getByRole("textbox").waitFor();
  await page.evaluate(() => scrollTo(0, 1000));
  const log = await chat.log.boundingBox();
  const panel = await chat.dialog.boundingBox();
  /** Where the page and the conversation are once the browser has done what it was asked. */
  const positions = async () => {
    await nextPicture(page);
    return { page: await page.evaluate(() => scrollY), log: await chat.log.evaluate((log) => log.scrollTop) };
  };
  const place = async (top) => {
    await chat.log.evaluate((log, top) => (log.scrollTop = top), top);
    return positions();
  };
  const end = await chat.log.evaluate((log) => log.scrollHeight - log.clientHeight);
  return { ...opened, log, panel, end, positions, place };
}
