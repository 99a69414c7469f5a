// data-form: what was verified goes into the fields of the site's form, which are made when the form lacks them; and again
// when the page puts another form in its place.

import type { Verified } from "../shared/page_api";
import { report } from "./turns";

/** The widget ends, or the visitor is forgotten too. */
export type Leaving = "kept" | "forgotten";

interface Filled {
  field: HTMLInputElement;
  value: string;
  made: boolean;
}

/** Past a framework that has put a setter of its own on the element, and would take what it wrote itself for no change. */
function write(field: HTMLInputElement, value: string): void {
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set;
  if (setter) setter.call(field, value);
  else field.value = value;
}

/** Also of a form that has a field named "elements". */
const fieldsOf = (form: HTMLFormElement) =>
  [...(Reflect.get(HTMLFormElement.prototype, "elements", form) as HTMLFormControlsCollection)] as HTMLInputElement[];

function fillField(form: HTMLFormElement, name: string, value: string, again: boolean): Filled {
  // By name alone: namedItem() also finds ids, and of several it gives a list.
  let field = fieldsOf(form).find((each) => each.name === name);
  const made = !field;
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  const known = again && (made || field.value === value);
  write(field, value);
  // A page that asks its server for the form anew at each change would go on for ever if it were told of what it has.
  if (!known) for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  return { field, value, made };
}

/** Fills again when another number is verified; leaves no field of ours behind. */
export function createFormFilling(option: (name: string) => string | null) {
  let verified: Verified | null = null;
  let filled: Filled[] = [];
  let frame = 0;

  const find = () => {
    try {
      const form = document.querySelector(option("form")!);
      return form instanceof HTMLFormElement ? form : null;
    } catch {
      return null; // no selector
    }
  };
  /** What the site's fields hold stays, unless the visitor is forgotten. */
  const empty = (visitor: Leaving) => {
    for (const { field, value, made } of filled.splice(0)) {
      if (made) field.remove();
      else if (visitor === "forgotten" && field.value === value) write(field, "");
    }
  };
  const fillIn = (form: HTMLFormElement) => {
    const again = filled.length > 0;
    const { phone, proof } = verified!;
    const proofField = option("proof-field");
    empty("kept");
    try {
      filled.push(fillField(form, option("phone-field") || "phone", phone, again));
      if (proof !== null || proofField) filled.push(fillField(form, proofField || "proof", proof ?? "", again));
    } catch (error) {
      observer.disconnect();
      report(error); // whatever the form is: the page is told of the number all the same
    }
  };
  const observer = new MutationObserver(() => {
    const form = find();
    if (frame || !form) return;
    const fields = fieldsOf(form);
    if (filled.length > 0 && filled.every(({ field }) => fields.includes(field))) return;
    // Not at once: a page that takes our fields away again would never come to an end.
    frame = requestAnimationFrame(() => {
      frame = 0;
      const form = find();
      if (form) fillIn(form);
    });
  });
  const remove = (visitor: Leaving) => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    frame = 0;
    verified = null;
    empty(visitor);
  };

  return {
    fill(by: Verified) {
      remove("kept");
      if (!option("form")) return;
      verified = by;
      const form = find();
      observer.observe(document, { childList: true, subtree: true });
      if (form) fillIn(form);
      else console.warn(`Ringback: data-form="${option("form")}" finds no form.`);
    },
    remove,
  };
}
