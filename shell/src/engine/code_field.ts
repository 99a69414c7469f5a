// The code input: one transparent <input> over the boxes that the engine draws. (Inputs of one digit each lose digits,
// break paste and can't be filled by the phone.) A full code submits itself once.

import { codeDigits } from "./digits";
import { caretAfter, createInput, type Field, type FieldReport } from "./field";

export interface CodeFieldSetup {
  host: HTMLElement;
  label: string;
  length: number;
  report: FieldReport;
  submit(code: string): void;
}

interface OtpCredential extends Credential {
  code?: string;
}

export function createCodeField(setup: CodeFieldSetup): Field {
  let composing = false;
  let submitted = "";
  let otp = new AbortController();

  const base = createInput({
    ...setup,
    className: "ringback-code",
    // No maxlength: it would cut "123 456" when it is pasted.
    attributes: { type: "text", inputmode: "numeric", autocomplete: "one-time-code", name: "one-time-code", dir: "ltr",
      enterkeyhint: "done" },
    drawn: () => codeDigits(input.value, setup.length),
    submit: () => submit(),
  });
  const { input } = base;

  const submit = () => {
    if (input.readOnly) return;
    submitted = codeDigits(input.value, setup.length);
    setup.submit(submitted);
  };

  const tidy = () => {
    if (composing) return;
    const caret = input.selectionStart ?? input.value.length;
    const before = codeDigits(input.value.slice(0, caret), setup.length).length;
    const code = codeDigits(input.value, setup.length);
    // Only what differs is written: a rewritten value loses its undo history.
    if (input.value !== code) {
      input.value = code;
      const position = caretAfter(code, before, /\d/);
      input.setSelectionRange(position, position);
      base.report();
    }
    if (code.length < setup.length) submitted = "";
    else if (code !== submitted) submit();
  };
  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => {
    composing = false;
    tidy();
  });
  input.addEventListener("input", tidy);
  // A click chooses a box; the transparent text below it has widths of its own.
  input.addEventListener("click", (event) => {
    if (event.detail !== 1 || input.selectionStart !== input.selectionEnd) return;
    const box = input.getBoundingClientRect();
    const chosen = Math.floor(((event.clientX - box.left) / box.width) * setup.length);
    const position = Math.min(Math.max(chosen, 0), input.value.length);
    input.setSelectionRange(position, position);
    base.report();
  });

  /** One message a request, so each code needs another. */
  const askPhone = () => {
    otp.abort();
    if (!("OTPCredential" in window && window.isSecureContext)) return;
    otp = new AbortController();
    const request = { otp: { transport: ["sms"] }, signal: otp.signal } as CredentialRequestOptions;
    navigator.credentials.get(request).then(
      (credential) => {
        const code = (credential as OtpCredential | null)?.code;
        if (!code || input.readOnly) return;
        input.value = code;
        tidy();
        base.report();
      },
      () => {}, // refused, aborted, or not allowed in this frame: the visitor types
    );
  };
  askPhone();

  return {
    input,
    submit,
    renew(kept) {
      // It has been submitted once: again only by the visitor.
      submitted = input.value = kept;
      base.report();
      askPhone();
    },
    refused() {
      // The same code again would be refused again; typing starts afresh.
      submitted = "";
    },
    destroy() {
      otp.abort();
      base.destroy();
    },
  };
}
