// What all inputs share: a real <input> in the host's light DOM, slotted into its place (password managers and autofill
// look into no shadow root), which tells the engine its text, selection and focus.

import { slots } from "./panel";

export interface FieldReport {
  (text: string, selectionStart: number, selectionEnd: number, focused: boolean): void;
}

export interface FieldSetup {
  host: HTMLElement;
  label: string;
  attributes: Record<string, string>;
  className?: string;
  report: FieldReport;
  /** What the engine shall draw instead of the raw value. */
  drawn?(): string;
  submit(): void;
}

export interface Field {
  readonly input: HTMLInputElement;
  submit(): void;
  /** The same input is asked for again after the bot was at work: as new, or with what was `kept`; the focus where it was. */
  renew(kept: string): void;
  /** What the engine's answer may change while the input stays. */
  refused?(): void;
  setCountryName?(): void;
  destroy(): void;
}

export interface BaseField {
  input: HTMLInputElement;
  report(): void;
  destroy(): void;
}

/** What has the focus where `node` lives: the host may itself be in somebody's shadow tree. */
export const activeBeside = (node: Node): Element | null => (node.getRootNode() as Document | ShadowRoot).activeElement;

export function createInput(setup: FieldSetup): BaseField {
  const input = document.createElement("input");
  const ends = new AbortController();
  const { signal } = ends;
  input.slot = slots.field;
  input.className = setup.className ?? "";
  input.setAttribute("aria-label", setup.label);
  // No form of the page's owns it, and none is submitted with it.
  input.setAttribute("form", "");
  input.setAttribute("autocapitalize", "off");
  input.setAttribute("spellcheck", "false");
  for (const [name, value] of Object.entries(setup.attributes)) input.setAttribute(name, value);

  const report = () => {
    const focused = activeBeside(input) === input;
    const text = setup.drawn ? setup.drawn() : input.value;
    // type=email and type=number have no selection.
    setup.report(text, input.selectionStart ?? text.length, input.selectionEnd ?? text.length, focused);
  };
  // Where the selection's own event is missing, keys and pointer tell.
  const follow = () => {
    if (activeBeside(input) === input) report();
  };
  input.addEventListener("focus", () => {
    document.addEventListener("selectionchange", follow, { signal });
    report();
  }, { signal });
  input.addEventListener("blur", () => {
    document.removeEventListener("selectionchange", follow);
    report();
  }, { signal });
  input.addEventListener("input", report, { signal });
  input.addEventListener("keyup", follow, { signal });
  input.addEventListener("keydown", (event) => {
    // Enter that ends a composition chooses a candidate (keyCode 229 is Safari's way of saying so).
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!input.readOnly) setup.submit();
  }, { signal });

  setup.host.append(input);
  return {
    input,
    report,
    destroy() {
      ends.abort();
      document.removeEventListener("selectionchange", follow);
      input.remove();
    },
  };
}

/** Keeps the caret behind the same count of `counted` characters when the value is rewritten. */
export function caretAfter(text: string, count: number, counted: RegExp): number {
  let position = 0;
  for (let seen = 0; position < text.length && seen < count; position++) {
    if (counted.test(text[position]!)) seen++;
  }
  return position;
}
