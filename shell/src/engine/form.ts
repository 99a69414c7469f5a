// data-form: what was verified goes into the fields of the site's form, which are made when the form lacks them.

import type { Verified } from "../shared/page_api";

export interface FormFilling {
  form: string | null; // CSS selector
  phoneField: string | null; // names
  proofField: string | null;
}

/** Returns what takes our own fields away again. What the site's fields hold stays. */
export function fillForm({ form: selector, phoneField, proofField }: FormFilling, { phone, proof }: Verified): () => void {
  if (!selector) return () => {};
  const form = document.querySelector(selector);
  if (!(form instanceof HTMLFormElement)) {
    console.warn(`Ringback: data-form="${selector}" finds no form.`);
    return () => {};
  }
  const made: HTMLInputElement[] = [];
  const fill = (name: string, value: string) => {
    let field = form.elements.namedItem(name) as HTMLInputElement | null;
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
      made.push(field);
    }
    field.value = value;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  fill(phoneField || "phone", phone);
  if (proof !== null || proofField) fill(proofField || "proof", proof ?? "");
  return () => made.forEach((field) => field.remove());
}

/** Fills again when another number is verified; leaves no field of ours behind. */
export function createFormFilling(option: (name: string) => string | null) {
  let remove = () => {};
  return {
    fill(verified: Verified) {
      remove();
      const filling = { form: option("form"), phoneField: option("phone-field"), proofField: option("proof-field") };
      remove = fillForm(filling, verified);
    },
    remove: () => remove(),
  };
}
