// The whole conversation as a screen reader says it: Orca reads Firefox, by keyboard alone, and what it says is text here.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../browser/support/server.mjs";
import { hasFirefox, launchFirefox } from "./support/firefox.mjs";
import { modes } from "./support/modes.mjs";
import { hasOrca, startDesktop } from "./support/orca.mjs";
import { wait, within } from "./support/path.mjs";

const missing = (!hasFirefox && "Firefox isn't installed") || (!hasOrca && "Orca isn't installed");

/** What has the focus, by its name. Runs in the page. */
function focused() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active?.getAttribute("aria-label") ?? active?.textContent?.trim();
}

/** `parts` gathers what ends the processes. */
async function startReading(parts) {
  const server = await startServer();
  parts.push(server.stop);
  const desktop = await startDesktop();
  parts.push(desktop.stop);
  const { environment } = desktop;
  const browser = await launchFirefox({ ...modes[0], still: true, display: environment.DISPLAY, environment });
  parts.push(browser.close);
  const page = await browser.page();
  await page.open(server.url);
  await wait(page, "button", "Open chat");
  await desktop.focusWindow("Ringback");
  // A browser that starts under Orca's eyes changes its name meanwhile, and Orca then forgets in which mode it was.
  desktop.read();
  return { server, page, ...desktop };
}

// On a busy machine Orca drops events that it comes to too late, others at each try. What we do wrong is there at every try.
const tries = 3;

test("Orca says each thing of the whole conversation once, in order", { skip: missing }, async (t) => {
  for (let left = tries - 1; ; --left) {
    const parts = [];
    try {
      return await walk(parts);
    } catch (error) {
      if (left === 0) throw error;
      t.diagnostic("tried again: " + error.message);
    } finally {
      // One after the other, the last first: the browser before the bus that it talks to.
      for (const stop of parts.reverse()) await stop();
    }
  }
});

async function walk(parts) {
  const { server, page, heard, press, type } = await startReading(parts);
  const says = (text, from = 0) => within(`"${text}", said by Orca`, 30_000, () => heard.slice(from).some((words) => words?.includes(text)))
    .catch((error) => assert.fail(`${error.message}:\n${heard.slice(-30).join("\n")}`));
  const has = (name) => within(`the focus on ${name}`, 30_000, async () => (await page.evaluate(focused)) === name);

  await says("Ringback demo");
  const start = heard.length;
  // A reader who has come to the page's end.
  await page.evaluate(() => [...document.querySelectorAll("a[href], button, [tabindex='0']")].filter((each) => each.checkVisibility()).at(-1).focus());
  await press("Tab");
  await says("Open chat");
  const number = "+14155554900";
  const spoken = "+1 415 555 4900";
  await press("Return");
  await says("Phone number");
  await says("What's your mobile number?");

  await type("+4930");
  await press("Return");
  await says("too short");
  await press("ctrl+a");
  await type(number);
  await press("Return");
  await says("Verification code");
  await says("Please enter the 6 digits.");

  await has("Verification code");
  const { code } = (await server.outbox(number)).at(-1);
  const refused = heard.length;
  await type(code === "000000" ? "111111" : "000000");
  await says("attempts left", refused);
  await says("Please re-enter it.", refused);
  await type(code);
  await says(`Thank you, ${spoken} is verified.`);
  const end = heard.length;
  await press("Escape");
  // The focus is the launcher's again, and what is said of it comes after all that was to be said before. Its name, which was
  // "Close chat", is said or not: Orca may go to it by itself, when it hears of the dialog's end before it hears of the focus.
  await says("collapsed", end);
  assert.equal(await page.evaluate(focused), "Open chat");

  const said = heard.slice(start).filter((words) => words !== null && words !== "collapsed");
  const told = (...kinds) => said.filter((words) => kinds.some((kind) => words.includes(kind)));
  const launcher = "Open chat collapsed push button.";
  const controls = told("dialog", " entry", "button");
  if (controls.at(-1) === launcher) controls.pop();
  assert.deepEqual(controls, [launcher, "Verify your phone dialog", "Phone number entry.", "Verification code entry."]);
  assert.deepEqual(told("too short", "attempts left"), ["This number is too short (Germany).", "That code isn't right. You have 4 attempts left."]);

  // Orca puts the log's name before what is new in it, and joins what came together. What the visitor wrote is left out: of two
  // changes of the log that Orca comes to late, it tells the last.
  const news = "Conversation ";
  const log = said.filter((words) => words.startsWith(news)).map((words) => words.slice(news.length)).join(" ")
    .replaceAll("••••••", "").replace(`number? ${spoken}`, "number?").replace(/\s+/g, " ").trim();
  const bot = ["Hi! Let's verify your phone number. It takes less than a minute.", "What's your mobile number?",
    `I've sent a code to ${spoken}.`, "Please enter the 6 digits.", "That code isn't right. Please re-enter it.",
    `Thank you, ${spoken} is verified.`];
  assert.equal(log, bot.join(" "));
  const beside = said.filter((words) => !words.startsWith(news));
  assert.deepEqual(beside.filter((words) => bot.some((message) => words.includes(message))), []);
}
