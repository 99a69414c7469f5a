// The chat as a visitor meets it: found by role and name only (SPEC section 6), so that what passes here works for
// assistive technology too.

export class ChatPage {
  constructor(page) {
    this.page = page;
    const by = (role, name, options) => page.getByRole(role, { name, exact: true, ...options });
    this.launcher = by("button", "Open chat");
    this.closer = by("button", "Close chat");
    this.dialog = page.getByRole("dialog");
    this.log = by("log", "Conversation");
    this.messages = this.log.locator("[data-message]");
    this.phone = by("textbox", "Phone number");
    this.country = page.getByRole("button", { name: /^Country: / });
    this.sendCode = by("button", "Send code");
    this.code = by("textbox", "Verification code");
    this.verify = by("button", "Verify");
    this.resend = page.getByRole("button", { name: /^Resend code/ });
    this.change = by("button", "Change number");
    this.typing = by("status", "Typing");
    this.alert = page.getByRole("alert");
  }

  /** Goes to a page that embeds the chat and opens it. */
  static async open(page, url) {
    const chat = new ChatPage(page);
    await page.goto(url);
    await chat.launcher.click();
    await chat.dialog.waitFor();
    return chat;
  }

  message(text, from) {
    const messages = from ? this.page.locator(`[data-message][data-from=${from}]`) : this.messages;
    return messages.filter({ hasText: text });
  }

  async enterPhone(number) {
    await this.phone.fill(number);
    await this.sendCode.click();
  }

  /** Up to the question for the code; returns what the sandbox sent. */
  async askForCode(number, server) {
    await this.enterPhone(number);
    // An input before, which the visitor left for another number, stays a moment: read-only.
    await this.code.and(this.page.locator(":read-write")).waitFor();
    return (await server.outbox(number)).at(-1)?.code;
  }
}

/** Until what changed before is drawn, in this page or frame. */
export const nextPicture = (frame) =>
  frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));

/** The widths of the lines that a message's text takes, or the `part` of it, which is whole in one text node; CSS pixels. */
export const lineWidths = (message, part = "") => message.evaluate((element, part) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  if (part) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (!texts.nextNode().data.includes(part));
    const start = texts.currentNode.data.indexOf(part);
    range.setStart(texts.currentNode, start);
    range.setEnd(texts.currentNode, start + part.length);
  }
  const widths = new Map(); // by the line's top
  for (const { top, width } of range.getClientRects()) widths.set(top, (widths.get(top) ?? 0) + width);
  return [...widths.values()];
}, part);

/** Requests to `url` wait until the function that it returns is called, and are answered then. */
export async function holdRequests(page, url, answer = (route) => route.continue()) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    await released;
    await answer(route);
  });
  return release;
}

/** So that what shows while the bot is at work is seen: on a slow machine nothing may be left of the 5 s before a check. */
export const holdChecks = (page) => holdRequests(page, "**/verify-user-otp");

/** A wrong code of the same length. */
export const wrongCode = (code) => code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
