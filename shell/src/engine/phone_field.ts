// The phone input: as-you-type format with a caret that stays, the country's button, E.164 out. What knows numbering
// plans is ringback-phone.js; until it has come, what is typed stays as it is.

import type { PhoneModule } from "../phone/phone_contract";
import type { PhoneRefusal } from "./bridge";
import { countryNames, likelyRegion } from "./country";
import { asciiDigits } from "./digits";
import { activeBeside, caretAfter, createInput, type Field, type FieldReport } from "./field";
import { flag as drawnFlag, loadFlags } from "./flags";
import { setAttribute } from "./projection";

export interface PhoneFieldSetup {
  host: HTMLElement;
  shadow: ShadowRoot;
  panel: HTMLElement;
  label: string;
  initialText: string; // E.164
  countries: string[];
  defaultCountry: string;
  /** Of the list of countries. */
  locale: string;
  /** Of the sentences that a country's name stands in. */
  language: string;
  say(key: string): string;
  load(): Promise<PhoneModule>;
  addStyles(css: string): void;
  report: FieldReport;
  submit(phone: { e164: string; international: string; region: string }): void;
  /** `country`: whose numbering plan it was, by name; "" without one. */
  refuse(reason: PhoneRefusal, country: string): void;
}

export interface PhoneField extends Field {
  /** The country's button is made by the projection. */
  adopt(button: HTMLElement): void;
  openPicker(): void;
}

const counted = /[\d+]/;

export function createPhoneField(setup: PhoneFieldSetup): PhoneField {
  const nameOf = countryNames(setup.language);
  let module: PhoneModule | null = null;
  let button: HTMLElement | null = null;
  let closePicker: (() => void) | null = null;
  let composing = false;
  let rewriting = false;
  let gone = false;
  let previous = "";
  let region = setup.defaultCountry || likelyRegion(navigator.languages, setup.countries);

  const base = createInput({
    ...setup,
    attributes: { type: "tel", autocomplete: "tel", name: "tel", dir: "ltr", enterkeyhint: "send" },
    submit: () => submit(),
  });
  const { input } = base;

  const showCountry = () => {
    if (!button) return;
    const code = module ? module.callingCode(region) : "";
    const flag = document.createElement("span");
    flag.className = "flag";
    flag.append(drawnFlag(region));
    // By CSS: text here would have to be in the button's name (WCAG 2.5.3).
    const dial = document.createElement("span");
    dial.className = "dial-code";
    dial.dataset["code"] = code && "+" + code;
    button.replaceChildren(flag, dial);
    setAttribute(button, "aria-label", setup.say("country").replace("{name}", nameOf(region)));
  };

  /** Rewrites only the part that differs, as typing would, so that undo still works. */
  const rewrite = (text: string, caret: number) => {
    const old = input.value;
    let start = 0;
    while (start < Math.min(old.length, text.length) && old[start] === text[start]) start++;
    let end = 0;
    while (end < Math.min(old.length, text.length) - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
    rewriting = true;
    input.setSelectionRange(start, old.length - end);
    const inserted = text.slice(start, text.length - end);
    const done = activeBeside(input) === input &&
      (inserted ? document.execCommand("insertText", false, inserted) : document.execCommand("delete"));
    if (!done || input.value !== text) input.value = text;
    input.setSelectionRange(caret, caret);
    rewriting = false;
  };

  const tidy = (event?: Event) => {
    if (!module || composing || rewriting) return;
    const kind = (event as InputEvent | undefined)?.inputType ?? "";
    const raw = input.value;
    // Undo and redo restore what was formatted already.
    if (!kind.startsWith("history")) {
      let caret = input.selectionStart ?? raw.length;
      let text = raw;
      // A number that was pasted or filled in behind another's beginning: it brought its own.
      if (!/^insert(Text|CompositionText)|^delete/.test(kind)) text = text.replace(/^.*\d.*(?=\+)/s, "");
      const plain = (value: string) => value.replace(/[^\d+]/g, "");
      // Backspace over a space deletes the digit before it, or nothing would ever happen.
      if (kind === "deleteContentBackward" && plain(text) === plain(previous) && text.length === previous.length - 1) {
        const digit = text.slice(0, caret).search(/\d\D*$/);
        if (digit >= 0) {
          text = text.slice(0, digit) + text.slice(digit + 1);
          caret = digit;
        }
      }
      const before = plain(asciiDigits(text.slice(0, caret))).length;
      const atEnd = caret >= text.length;
      const typed = module.format(text, region);
      if (typed.text !== raw) rewrite(typed.text, atEnd ? typed.text.length : caretAfter(typed.text, before, counted));
      // A country that the flow doesn't take isn't chosen by typing it either.
      const taken = setup.countries.length === 0 || setup.countries.includes(typed.region);
      if (typed.region !== region && taken) {
        region = typed.region;
        showCountry();
      }
    }
    previous = input.value;
    base.report();
  };

  const submit = () => {
    if (input.readOnly) return;
    const withModule = (loaded: Pick<PhoneModule, "parse">) => {
      if (gone || input.readOnly) return;
      const parsed = loaded.parse(input.value, region, setup.countries);
      // Not the chosen country, if the flow doesn't take the one that was typed.
      if ("refused" in parsed) setup.refuse(parsed.refused, module ? nameOf(module.format(input.value, region).region) : "");
      else setup.submit(parsed);
    };
    if (module) withModule(module);
    else load().then(withModule, () => withModule(withoutMetadata));
  };

  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => {
    composing = false;
    tidy();
  });
  input.addEventListener("input", tidy);
  input.value = previous = setup.initialText;

  /** Asked for again at each need, since the network may be back. */
  const load = async () => {
    const loaded = await setup.load();
    if (gone || module) return loaded;
    module = loaded;
    showCountry();
    if (input.value) tidy();
    return loaded;
  };
  load().catch(() => {}); // submit() goes on without

  return {
    input,
    submit,
    adopt(made) {
      if (button === made) return;
      button = made;
      setAttribute(made, "aria-haspopup", "listbox");
      setAttribute(made, "aria-expanded", "false");
      showCountry();
    },
    openPicker() {
      if (closePicker) return closePicker();
      load().then((loaded) => {
        if (gone || closePicker) return;
        button?.setAttribute("aria-expanded", "true");
        closePicker = loaded.openPicker({
          shadow: setup.shadow,
          panel: setup.panel,
          regions: loaded.regions(setup.countries),
          chosen: region,
          locale: setup.locale,
          texts: { search: setup.say("search_countries"), none: setup.say("no_country_found") },
          addStyles: setup.addStyles,
          flag: drawnFlag,
          flags: loadFlags(),
          done(chosen, left) {
            closePicker = null;
            button?.setAttribute("aria-expanded", "false");
            if (chosen === region) showCountry();
            else if (chosen) {
              const text = loaded.moveTo(input.value, region, chosen);
              region = chosen;
              input.value = previous = text;
              showCountry();
              base.report();
            }
            if (!left) (chosen ? input : button)?.focus({ preventScroll: true });
          },
        });
      }, () => {});
    },
    renew() {
      base.report();
    },
    destroy() {
      gone = true;
      closePicker?.();
      base.destroy();
    },
  };
}

/** When ringback-phone.js can't be had, a number in international form is enough to go on. */
const withoutMetadata: Pick<PhoneModule, "parse"> = {
  parse(text: string) {
    const number = asciiDigits(text).replace(/[^\d+]/g, "").replace(/^00/, "+");
    if (!/\d/.test(number)) return { refused: "empty" };
    if (!number.startsWith("+")) return { refused: "no_calling_code" };
    if (!/^\+[1-9]\d{6,14}$/.test(number)) return { refused: "invalid_phone" };
    return { e164: number, international: number, region: "" };
  },
};
