// What a page sees of Ringback (SPEC section 3): the methods of window.ringback, its events and its errors.
// The loader implements it; these types are also the npm package's.

export type ErrorCode = "closed" | "failed" | "blocked" | "network" | "config" | "unsupported";

/** What verify() rejects with. */
export class RingbackError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "RingbackError";
    this.code = code;
  }
}

/** `phone` is E.164. `proof` is the relay's JWT, or null in direct mode. */
export interface Verified {
  phone: string;
  proof: string | null;
}

export interface PageEvents {
  ready: Record<string, never>;
  open: Record<string, never>;
  close: Record<string, never>;
  message: { from: "bot" | "visitor"; text: string };
  step: { node: string };
  sent: Record<string, never>;
  verified: Verified;
  /** null where nobody counts. */
  rejected: { attemptsLeft: number | null };
  /**
   * `code`: an ErrorCode, or why a relay refused: expired, locked, country_not_allowed, invalid_number, send_unknown.
   * `retryAfter` in seconds.
   */
  error: { code: string; message: string; retryAfter?: number };
  unread: { count: number };
}

export interface Ringback {
  open(): void;
  close(): void;
  toggle(): void;
  /** The launcher and everything with it. */
  show(): void;
  hide(): void;
  /** Opens and runs the flow. Rejects with a RingbackError. Resolves at once when this page has verified already. */
  verify(options?: { attributes?: Record<string, unknown> }): Promise<Verified>;
  set(name: string, value: unknown): void;
  set(attributes: Record<string, unknown>): void;
  get(name: string): unknown;
  /** Forgets the visitor and starts over. */
  reset(): void;
  /** Removes every trace from the page. Calling it twice is fine. */
  destroy(): void;
  on<Name extends keyof PageEvents>(event: Name, handler: (detail: PageEvents[Name]) => void): () => void;
  once<Name extends keyof PageEvents>(event: Name, handler: (detail: PageEvents[Name]) => void): () => void;
  off<Name extends keyof PageEvents>(event: Name, handler: (detail: PageEvents[Name]) => void): void;
}

/** What the tag's data-… attributes say, for mount(). */
export interface MountOptions {
  flow: string;
  locale?: string;
  position?: "bottom-right" | "bottom-left" | "inline";
  target?: string;
  theme?: "auto" | "light" | "dark";
  accent?: string;
  /** URL of a picture for the header, in the check mark's place. Shown round, at 36 CSS pixels. */
  avatar?: string;
  launcher?: "bubble" | "none";
  /** The launcher's name while the chat is closed. */
  label?: string;
  open?: boolean;
  form?: string;
  phoneField?: string;
  proofField?: string;
  zIndex?: number;
  nonce?: string;
  /** URL of the folder that holds ringback-engine.js, when it isn't beside the module. */
  base?: string;
}
