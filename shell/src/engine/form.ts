// data-form: what was verified goes into the fields of the site's form, which are made when the form lacks them.

import type { Verified } from "../shared/page_api";
import { report } from "./turns";

export interface FormFilling {
  form: string | null; // CSS selector
  phoneField: string | null; // names
  proofField: string | null;
}

/** The widget ends, or the visitor is forgotten too. */
export type Leaving = "kept" | "forgotten";

/** Returns what takes our own fields away again. What the site's fields hold stays, unless the visitor is forgotten. */
export function fillForm(
  { form: selector, phoneField, proofField }: FormFilling, { phone, proof }: Verified,
): (visitor: Leaving) => void {
  if (!selector) return () => {};
  let form: Element | null = null;
  try {
    form = document.querySelector(selector);
  } catch {
    // No selector: said below.
  }
  if (!(form instanceof HTMLFormElement)) {
    console.warn(`Ringback: data-form="${selector}" finds no form.`);
    return () => {};
  }
  const made: HTMLInputElement[] = [];
  const filled: [HTMLInputElement, string][] = [];
  const fill = (name: string, value: string) => {
    // By name alone: namedItem() also finds ids, and of several it gives a list.
    let field = ([...form.elements] as HTMLInputElement[]).find((each) => each.name === name);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
      made.push(field);
    }
    write(field, value);
    filled.push([field, value]);
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  fill(phoneField || "phone", phone);
  if (proof !== null || proofField) fill(proofField || "proof", proof ?? "");
  return (visitor) => {
    made.forEach((field) => field.remove());
    if (visitor === "forgotten") filled.forEach(([field, value]) => field.value === value && write(field, ""));
  };
}

/** Past a framework that has put a setter of its own on the element, and would take what it wrote itself for no change. */
function write(field: HTMLInputElement, value: string): void {
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set;
  if (setter) setter.call(field, value);
  else field.value = value;
}

/** Fills again when another number is verified; leaves no field of ours behind. */
export function createFormFilling(option: (name: string) => string | null) {
  let remove = (_: Leaving) => {};
  return {
    fill(verified: Verified) {
      remove("kept");
      const filling = { form: option("form"), phoneField: option("phone-field"), proofField: option("proof-field") };
      try {
        remove = fillForm(filling, verified);
      } catch (error) {
        report(error); // whatever the form is: the page is told of the number all the same
      }
    },
    remove(visitor: Leaving) {
      remove(visitor);
      remove = () => {};
    },
  };
}
