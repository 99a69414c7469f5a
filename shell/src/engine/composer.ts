// The composer's real controls: which input is asked for, where the focus goes, and what a press means.

import type { SemanticComposer, VisitorEvent } from "./bridge";
import { createCodeField } from "./code_field";
import { activeBeside, type Field, type FieldReport } from "./field";
import type { Languages } from "./languages";
import { keepLightDom } from "./light_dom";
import { slots, type PanelElements } from "./panel";
import { createPhoneField, type PhoneField, type PhoneFieldSetup } from "./phone_field";
import { placeText, setAttribute, setBox, setProperty, setText, type Projection, type TextLook } from "./projection";
import { createTextField } from "./text_field";

export interface ComposerSetup extends Pick<PhoneFieldSetup, "host" | "shadow" | "locale" | "say" | "load" | "addStyles"> {
  parts: PanelElements;
  projection: Projection;
  languages: Languages;
  look(): TextLook;
  event(event: VisitorEvent): void;
  report: FieldReport;
}

let alerts = 0;

/** Out of sight and out of use, but with the focus. */
function setResting(input: HTMLInputElement, resting: boolean): void {
  input.readOnly = resting;
  input.classList.toggle("ringback-resting", resting);
}

export class Composer {
  private field: Field | null = null;
  private key = "";
  private initialText = "";
  /** What was entered last, and where: nothing that was never judged has to be typed again. */
  private sent: { key: string; text: string } | null = null;
  /** Something was typed, pasted or filled in. */
  private touched = false;
  /** The bot is at work: the input is out of sight but keeps the focus, so that a phone's keyboard stays. */
  private resting = false;
  /** The input before this one, which had the focus. */
  private leaving: Field | null = null;
  private dismissal: ReturnType<typeof setTimeout> | undefined;
  private wantsFocus = false;
  private wantsView = false;
  private alert: HTMLElement | null = null;
  private alertEnds: number | null = null;
  /** The alert that was there at the last answer: when the next one is the same, it is said again. */
  private answered: HTMLElement | null = null;
  private readonly stopKeeping: () => void;

  constructor(private readonly setup: ComposerSetup) {
    this.stopKeeping = keepLightDom(setup.host, () => [this.field?.input, this.alert]);
  }

  /** `busy`: an input may well come again soon. */
  update(composer: SemanticComposer, busy: boolean): void {
    const { parts, host } = this.setup;
    const hadFocus = host.contains(activeBeside(host));
    const key = [composer.kind, composer.node, composer.codeLength, composer.label].join("\n");

    if (!composer.field) this.rest(busy);
    else if (this.field && key === this.key) {
      if (this.resting) this.wake(composer);
      // The page has set another number while the visitor hasn't begun.
      else if (composer.initialText !== this.initialText && !this.touched) this.replace(composer);
    } else {
      this.dismiss();
      const old = this.field;
      const inherits = old !== null && activeBeside(host) === old.input;
      this.field = this.newField(composer);
      this.key = key;
      const kept = this.takeKept(composer);
      if (kept) this.field.renew(kept);
      this.resting = false;
      if (inherits) {
        this.focus();
        this.leave(old);
      } else old?.destroy();
    }

    if (composer.outcome) this.sent = null;
    setAttribute(parts.field, "hidden", this.field ? null : "");
    parts.field.classList.toggle("resting", this.resting);
    parts.field.classList.toggle("invalid", composer.invalid);
    if (composer.field) {
      setBox(parts.field, composer.field);
      const button = this.setup.projection.button("country");
      if (button) {
        (this.field as PhoneField).adopt?.(button);
        setProperty(parts.field, "--country-width", button.style.width);
      }
    }
    this.showAlert(composer);
    this.settleFocus(composer, hadFocus);
  }

  /** What was typed belongs to a conversation that is over: the next input is another one, though it asks for the same. */
  renew(): void {
    this.key = "";
    this.sent = null;
  }

  press(id: string): void {
    if (id === "close") return;
    if (id === "country") return (this.field as PhoneField | null)?.openPicker();
    // What comes next gets the focus: the visitor is at work here.
    this.wantsFocus = true;
    if (id === "submit") return this.field?.submit();
    if (id.startsWith("choice:")) return this.setup.event({ type: "choice", index: Number(id.slice(7)) });
    if (id === "resend" || id === "change" || id === "retry" || id === "restart") this.setup.event({ type: id });
  }

  /** After a frame: what differs has been projected. */
  drawn(): void {
    // A refusal that doesn't differ would be silent.
    if (this.answered && this.answered === this.alert) this.setup.host.append(this.answered);
    this.answered = null;
    if (this.wantsView && this.ready() && activeBeside(this.field!.input) === this.field!.input) this.scrollIntoView();
    this.wantsView = false;
  }

  /** The input that is typed into, and what is said about it, shall be seen again: as soon as it is known where they are. */
  keepInView(): void {
    this.wantsView = true;
  }

  /** There is an input to type into. */
  ready(): boolean {
    return this.field !== null && !this.resting;
  }

  /** Now, or as soon as there is an input. */
  focus(): void {
    this.wantsFocus = !this.ready();
    if (!this.ready()) return;
    this.field!.input.focus({ preventScroll: true });
    this.scrollIntoView();
  }

  /** In a window too low for all of it, the composer is at the panel's end; of itself the input comes first. */
  private scrollIntoView(): void {
    const { panel, field } = this.setup.parts;
    panel.scrollTop = Math.min(panel.scrollHeight, Math.max(field.offsetTop - 8, 0));
  }

  /** The visitor went elsewhere: the next input doesn't fetch the focus. */
  forgetFocus(): void {
    this.wantsFocus = false;
  }

  destroy(): void {
    this.stopKeeping();
    this.field?.destroy();
    this.dismiss();
    this.alert?.remove();
    this.field = this.alert = this.sent = null;
  }

  /**
   * Out of use at once, but out of the document only when it is known where the focus went: a screen reader that first hears
   * of the input's end (Orca) goes to the next one by itself, and doesn't say its name. Nothing tells when it has heard.
   */
  private leave(field: Field): void {
    this.leaving = field;
    setResting(field.input, true);
    field.input.tabIndex = -1;
    this.dismissal = setTimeout(() => this.dismiss(), 300);
  }

  private dismiss(): void {
    clearTimeout(this.dismissal);
    this.leaving?.destroy();
    this.leaving = null;
  }

  private rest(busy: boolean): void {
    if (!this.field) return;
    const { input } = this.field;
    if (!busy || activeBeside(input) !== input) {
      this.field.destroy();
      this.field = null;
      return;
    }
    if (this.resting) return;
    this.resting = true;
    setResting(input, true);
    input.value = "";
  }

  private wake(composer: SemanticComposer): void {
    const field = this.field!;
    this.resting = false;
    setResting(field.input, false);
    if (composer.kind === "phone") this.replace(composer);
    else field.renew(this.takeKept(composer));
  }

  /** Of the input that is asked for now; "" where it begins empty. */
  private takeKept(composer: SemanticComposer): string {
    if (!composer.keepsTyped || this.sent?.key !== this.key) this.sent = null;
    return this.sent?.text ?? "";
  }

  /** By one that begins anew, with the focus where it was. */
  private replace(composer: SemanticComposer): void {
    const { input } = this.field!;
    const caret = activeBeside(input) === input;
    this.field!.destroy();
    this.field = this.newField(composer);
    if (caret) this.focus();
  }

  private newField(composer: SemanticComposer): Field {
    const field = this.createField(composer);
    this.initialText = composer.initialText;
    this.touched = false;
    field.input.addEventListener("input", () => (this.touched = true));
    // What is named by its prompt is the site's.
    const { site, ours } = this.setup.languages;
    field.input.lang = composer.kind === "phone" || composer.kind === "code" ? ours : site;
    return field;
  }

  private createField(composer: SemanticComposer): Field {
    const { host, report, parts } = this.setup;
    const event = (event: VisitorEvent) => {
      this.answered = this.alert;
      this.setup.event(event);
    };
    const { label } = composer;
    const submitted = (text: string) => {
      this.wantsFocus = true;
      this.sent = { key: this.key, text };
      event({ type: "text", text });
    };
    switch (composer.kind) {
      case "phone":
        return createPhoneField({
          ...this.setup,
          panel: parts.panel,
          language: this.setup.languages.ours,
          label,
          initialText: composer.initialText,
          countries: composer.countries,
          defaultCountry: composer.defaultCountry,
          submit: (phone) => {
            this.wantsFocus = true;
            event({ type: "phone", ...phone });
          },
          refuse: (reason, country) => event({ type: "phone_refused", reason, country }),
        });
      case "code":
        return createCodeField({ host, label, report, length: composer.codeLength, submit: submitted });
      default:
        return createTextField({
          host, label, report,
          kind: composer.kind === "email" || composer.kind === "number" ? composer.kind : "text",
          initialText: composer.initialText,
          submit: submitted,
        });
    }
  }

  private showAlert(composer: SemanticComposer): void {
    const { host, parts, look } = this.setup;
    if (!composer.alert) {
      this.alert?.remove();
      this.alert = null;
    } else {
      // Ids don't reach across the shadow boundary, so what describes the input is its neighbour in the light DOM.
      if (!this.alert) {
        this.alert = document.createElement("div");
        this.alert.id = "ringback-alert-" + ++alerts;
        this.alert.slot = slots.alert;
        this.alert.className = "ringback-alert";
        this.alert.setAttribute("role", "alert");
        this.alert.lang = this.setup.languages.ours; // the panel's doesn't reach slotted elements (WCAG 3.1.2)
        host.append(this.alert);
      }
      placeText(parts.alert, composer.alert, look(), false);
      // A countdown that goes on is seen, not said each second over all else.
      const ticks = composer.alertEnds !== null && composer.alertEnds === this.alertEnds && !this.answered;
      setAttribute(this.alert, "aria-live", ticks ? "off" : null);
      if (this.alert.textContent !== composer.alert.text) {
        this.answered = null;
        if (!ticks) this.keepInView();
      }
      setText(this.alert, composer.alert.text);
    }
    this.alertEnds = composer.alert && composer.alertEnds;
    if (!this.field) return;
    const { input } = this.field;
    const invalid = composer.invalid && !this.resting;
    if (invalid && input.getAttribute("aria-invalid") !== "true") this.field.refused?.();
    setAttribute(input, "aria-invalid", invalid ? "true" : null);
    setAttribute(input, "aria-describedby", this.alert && !this.resting ? this.alert.id : null);
  }

  private settleFocus(composer: SemanticComposer, hadFocus: boolean): void {
    const { host, parts } = this.setup;
    const lost = hadFocus && !host.contains(activeBeside(host));
    // What had the focus is gone: something of the dialog keeps it, so that Tab goes on from here. The dialog itself only
    // where there is nothing else, or all of it would be read once more.
    if (lost) {
      (composer.outcome ? parts.outcome : this.field?.input ?? parts.panel).focus({ preventScroll: true });
      this.wantsFocus = true;
    }
    if (!this.wantsFocus) return;
    if (this.ready()) this.focus();
    else if (composer.kind === "choice") {
      this.wantsFocus = false;
      this.setup.projection.button("choice:0")?.focus({ preventScroll: true });
    }
  }
}
