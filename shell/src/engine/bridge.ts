// The bridge, JS side: what the engine (C++ → wasm) offers, what it asks of the page, and what passes between them.
// Its mirror is src/browser/bridge.hpp: the two change together. Times are performance.now() milliseconds; lengths are
// CSS pixels from the panel's top left corner, unless they say device pixels.

/** Exports of the wasm module, wrapped so that strings are strings. */
export interface Engine {
  /** An empty string, or the sentence that says why the widget can't start (a flow that is wrong, for instance). */
  start(config: StartConfig, now: number): string;
  event(event: VisitorEvent, now: number): void;
  /** The panel's size and its scroller's position; `pixelRatio` in device pixels a CSS pixel. */
  viewport(width: number, height: number, pixelRatio: number, scrollTop: number): void;
  appearance(appearance: Appearance): void;
  /** Element ids of SemanticButton, or "": what is under the pointer, pressed, and focused by keyboard. */
  pointer(hovered: string, pressed: string, focused: string): void;
  /** The composer's real input: its text, its selection (UTF-16 offsets), and whether it has the focus. */
  field(text: string, selectionStart: number, selectionEnd: number, focused: boolean): void;
  /** A timer that hostWakeAt asked for. */
  tick(now: number): void;
  /** Draws, and calls project() when the semantic tree differs. */
  frame(now: number): void;
  /** The state to resume from, as JSON text without private or transient values. */
  save(now: number): string;
  /** JSON text of an attribute the page may read, or "null". */
  attribute(name: string): string;
  /** The WebGL context is gone (false) or back with nothing in it (true). */
  canvas(usable: boolean): void;
}

export interface StartConfig {
  flow: string; // the flow file's text
  locale: string; // BCP 47
  english: Record<string, string>; // assets/locales/en.json
  phrases: Record<string, string>; // the locale in use
  seed: string; // 128 random bits, hex
  saved: string | null; // what save() gave before a reload
  attributes: Record<string, unknown>; // ringback.set() before the start
}

export interface Appearance {
  dark: boolean;
  rightToLeft: boolean;
  reducedMotion: boolean;
  accent: string; // "#rrggbb"
  radius: number; // of bubbles, CSS pixels
  textScale: number; // 1 = 16 px root font
}

export type VisitorEvent =
  | { type: "phone"; e164: string; international: string; region: string }
  | { type: "phone_refused"; reason: PhoneRefusal; country: string } // its name, "" where it isn't known
  | { type: "text"; text: string } // code, text, email, number, as typed
  | { type: "choice"; index: number }
  | { type: "resend" }
  | { type: "change" }
  | { type: "retry" }
  | { type: "restart" } // "Start over"
  | { type: "reset" } // forget the visitor
  | { type: "set"; name: string; value: unknown };

export type PhoneRefusal =
  | "empty"
  | "too_short"
  | "too_long"
  | "invalid_phone"
  | "country_not_allowed"
  | "landline"
  | "no_calling_code"; // a national number, and of which country isn't known

/** What the engine asks of the page. Every function returns at once. */
export interface Host {
  /** One frame soon. Asked again before it came: still one. */
  requestFrame(): void;
  /** Not before then (performance.now() time). */
  requestFrameAt(time: number): void;
  /** One timer: call tick() at this time; a later call replaces it; a negative time cancels it. */
  wakeAt(time: number): void;
  project(tree: SemanticTree): void;
  emit(name: PageEventName, detail: Record<string, unknown>): void;
  /** The conversation changed: store save() soon. */
  changed(): void;
  matches(pattern: string, text: string): boolean;
  pluralCategory(count: number): "zero" | "one" | "two" | "few" | "many" | "other";
  warn(message: string): void;
}

export type PageEventName = "message" | "step" | "sent" | "verified" | "rejected" | "error";

/** x, y, width, height. In `messages` and `typing`, y counts from the top of the scroller's content. */
export type Box = [number, number, number, number];

/** What is drawn is what is read: made by ui/ from the same layout as the picture. */
export interface SemanticTree {
  title: SemanticText; // the dialog's name
  close: SemanticButton;
  scroller: { box: Box; contentHeight: number };
  messages: SemanticMessage[]; // near the view, in order
  typing: { box: Box; name: string } | null; // role=status
  composer: SemanticComposer;
  palette: Palette; // what the DOM parts (inputs, picker, fallback) must match
}

export interface SemanticText {
  text: string;
  box: Box; // of the text itself: its lines fill it
  style: TextStyleName;
}

export interface SemanticMessage extends SemanticText {
  id: number;
  from: "bot" | "visitor";
  bubble: Box;
}

export interface SemanticButton {
  /** submit, resend, change, country, retry, restart, close, choice:0, choice:1 … */
  id: string;
  name: string; // accessible name
  text: string; // as drawn; "" for an icon
  box: Box;
  disabled: boolean;
}

export interface SemanticComposer {
  box: Box;
  kind: "none" | "phone" | "code" | "text" | "email" | "number" | "choice" | "retry" | "restart";
  node: string; // a new node is a new field
  field: Box | null; // where the real input lies
  label: string; // its accessible name
  initialText: string; // a kept number in E.164, to edit
  codeLength: number;
  code: SemanticCode | null; // as drawn; `kind` is "code"
  countries: string[]; // allow-list, empty: all
  defaultCountry: string;
  consent: SemanticText | null;
  buttons: SemanticButton[];
  alert: SemanticText | null; // role=alert
  alertEnds: number | null; // when the countdown in it is over, on the clock of frame(); the same one ticks on
  outcome: SemanticText | null; // "Verified", when the conversation is over
  verified: boolean; // the outcome is that, with its pill and badge
  invalid: boolean;
  keepsTyped: boolean; // what was entered was never judged: it stays in its input, to be sent again
}

/** For the eye alone: the real input lies over the boxes. */
export interface SemanticCode {
  boxes: Box[];
  digits: string;
  active: number; // the box with the caret; -1: none
}

/** CSS colours. */
export interface Palette {
  surface: string;
  ground: string;
  shade: string;
  ink: string;
  quiet: string;
  botBubble: string;
  botInk: string;
  visitorBubble: string;
  visitorInk: string;
  accent: string;
  accentInk: string;
  accentLine: string;
  accentText: string;
  success: string;
  successInk: string;
  successTint: string;
  hairline: string;
  field: string;
  fieldLine: string;
  danger: string;
}

/** Fonts of both the canvas and the DOM: shell/src/engine/canvas/text_styles.ts turns a name into a CSS font. */
export type TextStyleName = "message" | "title" | "button" | "small" | "code";
