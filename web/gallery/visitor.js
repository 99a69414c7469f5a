// What a visitor does, by the elements that one meets: the input in the page, the buttons and messages over the canvas.

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

export class Visitor {
  /** `isWanted`: whether to go on. */
  constructor(host, isWanted) {
    this.host = host;
    this.shadow = host.shadowRoot;
    this.isWanted = isWanted;
  }

  async until(look, what) {
    const start = performance.now();
    for (;;) {
      const found = look();
      if (found) return found;
      if (!this.isWanted()) throw new Error(`The ${what} isn't wanted any more.`);
      // Only what doesn't come waits as long: many engines start at once on a busy machine.
      if (performance.now() - start > 45_000) throw new Error(`There was no ${what}.`);
      await frame();
    }
  }

  async opens() {
    this.host.shadowRoot.querySelector("button").click();
    await this.until(() => this.shadow.querySelector("[data-message]"), "message");
  }

  button(id) {
    return this.until(() => this.shadow.querySelector(`button[data-id="${id}"]:not([aria-disabled])`), `button ${id}`);
  }

  async presses(id) {
    (await this.button(id)).click();
  }

  input(kind) {
    return this.until(() => this.host.querySelector(`:scope > input${kind}:not(.ringback-resting)`), `input ${kind}`);
  }

  async types(text, kind = "") {
    const input = await this.input(kind);
    input.focus();
    input.value = text;
    input.setSelectionRange?.(text.length, text.length);
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  }

  async givesNumber(number = "+1 415 555 2671") {
    await this.opens();
    await this.types(number, "[type=tel]");
    await this.presses("submit");
  }

  async getsCode() {
    await this.givesNumber();
    await this.input(".ringback-code");
  }

  alert() {
    return this.until(() => this.host.querySelector("[role=alert]")?.textContent, "alert");
  }

  outcome() {
    return this.until(() => this.shadow.querySelector(".outcome:not([hidden])")?.textContent, "outcome");
  }

  messages(count) {
    return this.until(() => this.shadow.querySelectorAll("[data-message]").length >= count, `message ${count}`);
  }

  losesCanvas() {
    this.shadow.querySelector("canvas").getContext("webgl2")?.getExtension("WEBGL_lose_context").loseContext();
    return this.until(() => this.shadow.querySelector(".plain"), "fallback");
  }

  /** Fonts are there and nothing moves. */
  async rests() {
    await document.fonts.ready;
    for (let quiet = 0; quiet < 20; ++quiet) await frame();
  }
}
