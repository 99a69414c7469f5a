// Between the engine's phone input (shell/src/engine/phone_field.ts) and ringback-phone.js, which comes later.

import type { PhoneRefusal } from "../engine/bridge";

export interface TypedPhone {
  text: string; // as it should stand in the input
  region: string; // ISO 3166-1 alpha-2; what was typed may say another one than was chosen
}

export type ParsedPhone =
  | { e164: string; international: string; region: string }
  | { refused: PhoneRefusal };

export interface PickerSetup {
  shadow: ShadowRoot;
  /** The element that it covers. */
  panel: HTMLElement;
  regions: string[];
  chosen: string;
  locale: string;
  /** What shows for a flag: a drawing, once there are some. */
  flag(region: string): Node;
  /** Resolves when there are drawings, or will be none. */
  flags: Promise<void>;
  texts: { search: string; none: string };
  /** null: closed without a choice. `left`: since the focus went elsewhere, where it stays. */
  done(region: string | null, left: boolean): void;
  addStyles(css: string): void;
}

export interface PhoneModule {
  /** Every region, or those of the allow-list that exist. */
  regions(allowed: string[]): string[];
  /** "49" */
  callingCode(region: string): string;
  /** As-you-type format; takes tel:, 00…, national and international, digits of any script. */
  format(text: string, region: string): TypedPhone;
  parse(text: string, region: string, allowed: string[]): ParsedPhone;
  /** The text for the same subscriber in another country. */
  moveTo(text: string, from: string, to: string): string;
  /** Returns what closes it. */
  openPicker(setup: PickerSetup): () => void;
}
