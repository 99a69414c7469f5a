// Between the loader (ringback.js) and what it loads later (ringback-engine.js): two files, one contract.

import type { ErrorCode } from "./page_api";

export interface PanelContext {
  host: HTMLElement;
  shadow: ShadowRoot;
  /** URL of the folder with our files, ending in "/". */
  base: string;
  /** An attribute of the tag without its "data-", or null. */
  option(name: string): string | null;
  /** What set() was given so far; from then on Panel.set() gets it. Panel.show() takes what came in between. */
  takeAttributes(): Record<string, unknown>;
  /** Adds a style sheet to the shadow root in a way that a strict policy allows. */
  addStyles(css: string): void;
  emit(name: string, detail: unknown): void;
  /** Names of the launcher in the visitor's language. */
  nameLauncher(open: string, close: string): void;
  /** The visitor closes the panel. */
  close(): void;
}

export interface Panel {
  /** `focus` (truthy): the visitor opened it by an act of theirs, so the focus may go in. */
  show(focus: unknown): void;
  hide(): void;
  set(name: string, value: unknown): void;
  get(name: string): unknown;
  /** For verify(): starts over when the conversation has come to its end. */
  begin(): void;
  reset(): void;
  destroy(): void;
}

export interface EngineModule {
  /** Starts every download that show() will need. */
  prepare(context: PanelContext): void;
  /** Rejects with a StartFailure. */
  createPanel(context: PanelContext): Promise<Panel>;
}

export interface StartFailure {
  code: ErrorCode;
  message: string;
}

export const storageKey = (flow: string): string => "ringback:" + flow;
export const openKey = (flow: string): string => "ringback:open:" + flow;
export const defaultAccent = "#3a5bf0";
