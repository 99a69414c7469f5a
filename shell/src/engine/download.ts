// What a panel needs from the network, fetched side by side: the flow, the visitor's language, the engine.

import type { ErrorCode } from "../shared/page_api";
import type { StartFailure } from "../shared/panel_contract";
import english from "../../../assets/locales/en.json";

export type Phrases = Record<string, string>;
export const englishPhrases: Phrases = english;

export interface Downloads {
  locale: string;
  flow: Promise<string>;
  phrases: Promise<Phrases>;
  wasm: Promise<Response>;
}

export const hasWebAssembly = () => typeof WebAssembly === "object";

/** Missing or forbidden, so that no second try can help. */
export const cannotRunHere = (error: unknown): boolean =>
  !hasWebAssembly() || error instanceof WebAssembly.CompileError || error instanceof EvalError;

export const failure = (code: ErrorCode, message: string): StartFailure => ({ code, message });

export const noWebAssembly = failure("unsupported", "This browser has no WebAssembly.");

/** The tag, then each wider one. As src/base/language_tag.hpp: traditional Chinese before simplified in Taiwan, Hong Kong, Macao. */
export function widerTags(locale: string): string[] {
  const tags = [];
  for (let tag = locale; tag; tag = /^zh-(TW|HK|MO)$/i.test(tag) ? "zh-Hant" : tag.replace(/(^|-)[^-]*$/, "")) tags.push(tag);
  return tags;
}

/** "pt-BR" → pt-BR, else pt, else null: English, which needs no file. */
export function localeFile(locale: string, available: readonly string[]): string | null {
  const found = widerTags(locale)
    .map((tag) => available.find((name) => name.toLowerCase() === tag.toLowerCase()))
    .find(Boolean);
  return !found || found === "en" ? null : found;
}

/** A BCP 47 tag that Intl takes: the tag's attribute, else the page's language, else the visitor's. */
export function chooseLocale(candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    if (!candidate) continue;
    try {
      const [canonical] = Intl.getCanonicalLocales(candidate);
      if (canonical) return canonical;
    } catch {
      // not a language tag
    }
  }
  return "en";
}

async function fetchFlow(url: string): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url, { headers: { accept: "application/json" } });
  } catch {
    throw failure("network", `The flow file ${url} couldn't be loaded: no network, or it doesn't allow this site (CORS).`);
  }
  if (answer.status >= 500) throw failure("network", `The flow file ${url}: HTTP ${answer.status}.`);
  if (!answer.ok) throw failure("config", `The flow file ${url}: HTTP ${answer.status}. Does data-flow name it rightly?`);
  return answer.text();
}

async function fetchPhrases(url: string): Promise<Phrases> {
  try {
    const answer = await fetch(url);
    if (answer.ok) return (await answer.json()) as Phrases;
  } catch {
    // English does as well
  }
  return englishPhrases;
}

const quietly = <Value>(promise: Promise<Value>): Promise<Value> => {
  promise.catch(() => {}); // whoever awaits it hears of it
  return promise;
};

export function startDownloads(base: string, flowUrl: string, locale: string): Downloads {
  const file = localeFile(locale, RINGBACK_LOCALES);
  return {
    locale,
    flow: quietly(fetchFlow(flowUrl)),
    phrases: file ? fetchPhrases(base + "locales/" + file + ".json") : Promise.resolve(englishPhrases),
    wasm: quietly(hasWebAssembly() ? fetch(base + "ringback-engine.wasm") : Promise.reject(noWebAssembly)),
  };
}

/** What a failed start means for the site's owner. */
export function explain(error: unknown): StartFailure {
  const { code, message } = error as Partial<StartFailure>;
  if (typeof code === "string" && message) return { code, message };
  if (cannotRunHere(error)) {
    const { message } = error as Error;
    return /Content.Security|unsafe-eval|CSP/i.test(message)
      ? failure("config", "The page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src.")
      : failure("unsupported", "ringback-engine.wasm can't be compiled: " + message);
  }
  return failure("unsupported", String((error as Error)?.message ?? error));
}
