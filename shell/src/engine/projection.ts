// The semantic tree as DOM: what is drawn is what a reader reads, Ctrl-F finds and a mouse selects. Touches only what
// changed, since every touch is work for layout and for assistive technology.

import type { Box, SemanticButton, SemanticComposer, SemanticMessage, SemanticText, SemanticTree } from "./bridge";
import { cssFont, lineHeight } from "./canvas/text_styles";
import type { PanelElements } from "./panel";
import { keepNumbersWhole } from "./whole_numbers";

/** Sets what differs from the last time. The memory is in the element, so that it goes with it. */
type Written = Element & { ringbackWritten?: Record<string, string> };

function write(target: Element, key: string, value: string, apply: () => void): void {
  const written = ((target as Written).ringbackWritten ??= {});
  if (written[key] === value) return;
  written[key] = value;
  apply();
}

export function setText(target: Element, text: string): void {
  write(target, "text", text, () => (target.textContent = text));
}

export function setAttribute(target: Element, name: string, value: string | null): void {
  write(target, name, value ?? "\0", () => (value === null ? target.removeAttribute(name) : target.setAttribute(name, value)));
}

export function setBox(target: HTMLElement, [x, y, width, height]: Box): void {
  write(target, "box", `${x},${y},${width},${height}`, () => {
    target.style.left = x + "px";
    target.style.top = y + "px";
    target.style.width = width + "px";
    target.style.height = height + "px";
  });
}

export function setProperty(target: HTMLElement, name: string, value: string): void {
  write(target, name, value, () => target.style.setProperty(name, value));
}

export interface ProjectionOptions {
  element(name: string, className: string): HTMLElement;
  look(): TextLook;
}

/** What fonts the text is in: as canvas/clusters.ts has it. */
export interface TextLook {
  family: string;
  textScale: number;
}

/** On each side of a text, for rounding: lines break as they are drawn. */
const slack = 0.5;

/** Lines break as they are drawn only in the same font. */
export function placeText(target: HTMLElement, text: SemanticText, look: TextLook, withText = true): void {
  if (withText) setText(target, text.text);
  const [x, y, width, height] = text.box;
  setBox(target, [x - slack, y, width + 2 * slack, height]);
  const font = cssFont(text.style, look.family, look.textScale);
  const leading = lineHeight(text.style, look.textScale) + "px";
  // The shorthand resets the line height: both are written together.
  write(target, "font", font + leading, () => {
    target.style.setProperty("font", font);
    target.style.setProperty("line-height", leading);
  });
  setAttribute(target, "dir", "auto");
}

/** Of what is placed and in the document: lines are known there alone. */
function breakAsDrawn(target: HTMLElement, { text, box }: SemanticText): void {
  if (!/\+\d/.test(text)) return;
  const width = box[2];
  write(target, "lines", [target.style.font, width, text].join(), () => {
    const words = target.firstChild as Text;
    if (words.data !== text) words.data = text;
    keepNumbersWhole(words, (width * target.getBoundingClientRect().width) / (width + 2 * slack));
  });
}

export function nameButton(target: HTMLElement, button: SemanticButton): void {
  setAttribute(target, "aria-label", button.text === button.name ? null : button.name);
  setAttribute(target, "aria-disabled", button.disabled ? "true" : null);
}

/** Puts `wanted` in order behind `anchor` with the fewest moves. */
function order(parent: Node, anchor: Node | null, wanted: Node[]): void {
  let previous = anchor;
  for (const node of wanted) {
    const next: ChildNode | null = previous ? (previous as ChildNode).nextSibling : parent.firstChild;
    if (next !== node) parent.insertBefore(node, next);
    previous = node;
  }
}

export class Projection {
  private readonly messages = new Map<number, HTMLElement>();
  private readonly buttons = new Map<string, HTMLElement>();
  private newest = 0;

  constructor(
    private readonly parts: PanelElements,
    private readonly options: ProjectionOptions,
  ) {}

  /** True when a message is there that never was before. */
  apply(tree: SemanticTree): boolean {
    const { parts } = this;
    const look = this.options.look();
    for (const [name, colour] of Object.entries(tree.palette)) {
      setProperty(parts.panel, "--" + name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()), colour);
    }
    placeText(parts.title, tree.title, look);
    breakAsDrawn(parts.title, tree.title);
    setBox(parts.close, tree.close.box);
    nameButton(parts.close, tree.close);
    setAttribute(parts.close, "data-id", tree.close.id);
    setBox(parts.scroller, tree.scroller.box);
    setProperty(parts.content, "height", tree.scroller.contentHeight + "px");

    const grown = this.applyMessages(tree.messages, look);
    setAttribute(parts.typing, "aria-label", tree.typing ? tree.typing.name : null);
    setText(parts.typing, tree.typing ? tree.typing.name : "");
    if (tree.typing) setBox(parts.typing, tree.typing.box);

    this.optionalText(parts.consent, tree.composer.consent, look);
    this.optionalText(parts.outcome, tree.composer.outcome, look);
    setAttribute(parts.outcome, "data-verified", tree.composer.verified ? "" : null);
    this.applyCode(tree.composer);
    this.applyButtons(tree.composer.buttons);
    return grown;
  }

  known(messages: SemanticMessage[]): SemanticMessage[] {
    return messages.filter((message) => message.id <= this.newest);
  }

  /** Messages that the visitor has heard already. */
  know(messages: readonly SemanticMessage[]): void {
    this.newest = Math.max(this.newest, ...messages.map((message) => message.id));
  }

  /** What comes next is a conversation from its beginning, whose messages are all new. */
  forget(): void {
    this.keepMessages(new Set());
    this.newest = 0;
  }

  button(id: string): HTMLElement | undefined {
    return this.buttons.get(id);
  }

  private optionalText(target: HTMLElement, text: SemanticText | null, look: TextLook): void {
    setAttribute(target, "hidden", text ? null : "");
    if (text) {
      placeText(target, text, look);
      breakAsDrawn(target, text);
    } else setText(target, "");
  }

  private keepMessages(shown: ReadonlySet<number>): void {
    for (const [id, gone] of this.messages) {
      if (shown.has(id)) continue;
      gone.nextSibling!.remove(); // its line break
      gone.remove();
      this.messages.delete(id);
    }
  }

  private applyMessages(messages: SemanticMessage[], look: TextLook): boolean {
    const { parts } = this;
    this.keepMessages(new Set(messages.map((message) => message.id)));
    const newest = messages.length > 0 ? Math.max(...messages.map((message) => message.id)) : 0;
    const grown = newest > this.newest;
    const comesBack = messages.some((message) => message.id <= this.newest && !this.messages.has(message.id));
    // An older message that comes near the view again is nothing to announce; one that is new is.
    if (grown) setAttribute(parts.scroller, "aria-live", "polite");
    else if (comesBack) setAttribute(parts.scroller, "aria-live", "off");
    this.newest = Math.max(this.newest, newest);

    const elements = messages.flatMap((message) => {
      let target = this.messages.get(message.id);
      // Positioned elements are joined without a break when they are copied.
      const lineBreak = target ? target.nextSibling! : this.options.element("br", "");
      if (!target) {
        target = this.options.element("div", "");
        this.messages.set(message.id, target);
        // The text alone is the log's, and no object around it: Orca tells of both, or of neither when more come at once.
        setAttribute(target, "role", "none");
        setAttribute(target, "data-message", String(message.id));
        setAttribute(target, "data-from", message.from);
      }
      placeText(target, message, look);
      // For the picture without a canvas: how far the bubble stands out around the element, which is wider than its text.
      const [x, y, width, height] = message.box;
      const [left, top, bubbleWidth, bubbleHeight] = message.bubble;
      const inset = [top - y, x + width + slack - left - bubbleWidth, y + height - top - bubbleHeight, left - x + slack];
      setProperty(target, "--bubble", inset.map((side) => side + "px").join(" "));
      return [target, lineBreak];
    });
    // Behind the filler, before the typing status.
    order(parts.content, parts.content.firstChild, elements);
    for (const message of messages) breakAsDrawn(this.messages.get(message.id)!, message);
    return grown;
  }

  private applyCode({ code, invalid }: SemanticComposer): void {
    const { boxes } = this.parts;
    while (boxes.children.length > (code?.boxes.length ?? 0)) boxes.children[boxes.children.length - 1]!.remove();
    code?.boxes.forEach((box, i) => {
      let target = boxes.children[i] as HTMLElement | undefined;
      if (!target) boxes.insertBefore((target = this.options.element("span", "")), null);
      setBox(target, box);
      setProperty(target, "--width", box[2] + "px");
      setText(target, code.digits[i] ?? "");
      setAttribute(target, "class", i === code.active ? "active" : invalid ? "invalid" : null);
    });
  }

  private applyButtons(buttons: SemanticButton[]): void {
    const { parts } = this;
    const shown = new Set(buttons.map((button) => button.id));
    for (const [id, gone] of this.buttons) {
      if (shown.has(id)) continue;
      gone.remove();
      this.buttons.delete(id);
    }
    const elements = buttons.map((button) => {
      let target = this.buttons.get(button.id);
      if (!target) {
        target = this.options.element("button", button.id.replace(/:.*/, ""));
        target.setAttribute("type", "button");
        setAttribute(target, "data-id", button.id);
        if (button.id.startsWith("choice:")) target.lang = parts.panel.lang; // the site's own words
        this.buttons.set(button.id, target);
      }
      setBox(target, button.box);
      // The country is the page's own: phone_field.ts names it.
      if (button.id !== "country") {
        setText(target, button.text);
        nameButton(target, button);
      }
      return target;
    });
    const before = elements.filter((target) => target === this.buttons.get("country"));
    const after = elements.filter((target) => target !== this.buttons.get("country"));
    order(parts.composer, parts.consent, before);
    order(parts.composer, parts.outcome, after);
  }
}
