// ringback-engine.js: what the loader imports. Starts the engine and joins it to the page.

import type { PhoneModule } from "../phone/phone_contract";
import { storageKey, type Panel, type PanelContext } from "../shared/panel_contract";
import { failure, chooseLocale, englishPhrases, explain, startDownloads, type Downloads } from "./download";
import { createSession } from "./session";
import { loadEngine } from "./wasm";
import { createStore } from "./store";

const downloads = new Map<string, Downloads>();

function localeOf({ option, host }: PanelContext): string {
  return chooseLocale([option("locale"), host.closest("[lang]")?.getAttribute("lang"), navigator.language]);
}

function download(context: PanelContext): Downloads {
  const locale = localeOf(context);
  const key = context.base + "\n" + context.option("flow") + "\n" + locale;
  let found = downloads.get(key);
  if (!found) downloads.set(key, (found = startDownloads(context.base, context.option("flow")!, locale)));
  return found;
}

export function prepare(context: PanelContext): void {
  if (context.option("flow")) download(context);
}

const hexSeed = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function createPanel(context: PanelContext): Promise<Panel> {
  const { base, option } = context;
  try {
    if (typeof WebAssembly !== "object") throw failure("unsupported", "This browser has no WebAssembly.");
    const { locale, flow, phrases, wasm } = download(context);
    // A second panel of this page needs the bytes again: the response is used up by the first.
    downloads.clear();
    const phoneUrl = base + "ringback-phone.js";
    let phone: Promise<PhoneModule> | null = null;
    const loadPhone = () => (phone ??= import(phoneUrl).catch((error) => {
      phone = null;
      throw error;
    }));

    const session = createSession(context, locale, loadPhone);
    try {
      const [flowText, words, loaded] = await Promise.all([flow, phrases, loadEngine(wasm, session.host)]);
      // Nears: the flow asks for a number somewhere.
      if (/"kind"\s*:\s*"phone"/.test(flowText)) loadPhone().catch(() => {});
      const store = createStore(() => sessionStorage, storageKey(option("flow")!), () => session.save());
      const refused = session.start(loaded, store, words, {
        flow: flowText,
        locale,
        english: englishPhrases,
        phrases: words,
        seed: hexSeed(),
        saved: store.load(),
        attributes: context.takeAttributes(),
      });
      if (refused) throw failure("config", refused);
      return session.panel;
    } catch (error) {
      session.panel.destroy();
      throw error;
    }
  } catch (error) {
    downloads.clear();
    throw explain(error);
  }
}
