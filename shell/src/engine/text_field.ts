// Inputs for text, email and numbers: what was typed goes to the engine as it is, which knows the limits.

import { createInput, type Field, type FieldReport } from "./field";

export interface TextFieldSetup {
  host: HTMLElement;
  label: string;
  kind: "text" | "email" | "number";
  initialText: string;
  report: FieldReport;
  submit(text: string): void;
}

const attributes: Record<TextFieldSetup["kind"], Record<string, string>> = {
  text: { type: "text", dir: "auto", spellcheck: "true" },
  email: { type: "text", inputmode: "email", autocomplete: "email", name: "email" },
  // type=number would be a spin button that changes on a turn of the wheel.
  number: { type: "text", inputmode: "decimal" },
};

export function createTextField(setup: TextFieldSetup): Field {
  const submit = () => setup.submit(input.value);
  const base = createInput({
    ...setup,
    attributes: { ...attributes[setup.kind], enterkeyhint: "send" },
    submit,
  });
  const { input } = base;
  input.value = setup.initialText;
  return {
    input,
    submit,
    renew(kept) {
      input.value = kept;
      base.report();
    },
    destroy: base.destroy,
  };
}
