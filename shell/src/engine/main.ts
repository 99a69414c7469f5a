// ringback-engine.js: what the loader imports. Starts the engine and joins it to the page.

import type { PhoneModule } from "../phone/phone_contract";
import { storageKey, type Panel, type PanelContext } from "../shared/panel_contract";
import { cannotRunHere, chooseLocale, englishPhrases, explain, failure, hasWebAssembly, noWebAssembly, startDownloads,
  type Downloads } from "./download";
import { languagesOf } from "./languages";
import { optionMistakes } from "./option_check";
import { createFramePanel, framedFlow } from "./frame_panel";
import { createSession } from "./session";
import { loadEngine } from "./wasm";
import { createStore } from "./store";

const downloads = new Map<string, Downloads>();
/** What had a panel made for it, which takes the downloads along. */
const served = new WeakSet<PanelContext>();

function localeOf({ option, host }: PanelContext): string {
  // In somebody's shadow tree the page's own element isn't among those around.
  const around = host.closest("[lang]")?.getAttribute("lang");
  return chooseLocale([option("locale"), around, document.documentElement.lang, navigator.language]);
}

function download(context: PanelContext): Downloads {
  const locale = localeOf(context);
  const key = context.base + "\n" + context.option("flow") + "\n" + locale;
  let found = downloads.get(key);
  if (!found) downloads.set(key, (found = startDownloads(context.base, context.option("flow")!, locale)));
  return found;
}

export function prepare(context: PanelContext): void {
  if (context.option("flow") && !served.has(context)) download(context);
}

export async function createPanel(context: PanelContext): Promise<Panel> {
  const started = download(context);
  // A second panel of this page, and a second try, need the bytes again: a response is used up by the first.
  downloads.clear();
  served.add(context);
  for (const mistake of optionMistakes(context.option, (text) => CSS.supports("color", text))) console.warn("Ringback: " + mistake);
  try {
    return await createEnginePanel(context, started);
  } catch (error) {
    const reason = explain(error);
    const framed = cannotRunHere(error) ? framedFlow(await started.flow, started.locale) : null;
    if (!framed) throw reason;
    console.warn(`Ringback: the relay's page takes the chat's place. ${reason.message}`);
    const phrases = await started.phrases;
    return createFramePanel(context, framed, started.locale, (key) => phrases[key] ?? englishPhrases[key] ?? key);
  }
}

async function createEnginePanel(context: PanelContext, { locale, flow, phrases, wasm }: Downloads): Promise<Panel> {
  if (!hasWebAssembly()) throw noWebAssembly;
  const { base, option, shadow } = context;
  const launcher = shadow.querySelector("[aria-expanded]");
  let attempts = 0;
  let phone: Promise<PhoneModule> | null = null;
  const loadPhone = () => (phone ??= import(base + "ringback-phone.js" + (attempts ? "?" + attempts : "")).catch((error) => {
    // A browser may remember a failed module by its URL: the next try has another one.
    phone = null;
    attempts++;
    throw error;
  }));

  const session = createSession(context, locale, loadPhone);
  try {
    const [flowText, words, loaded] = await Promise.all([flow, phrases, loadEngine(wasm, session.host)]);
    // The launcher goes with the widget: what was destroyed meanwhile begins no conversation, and stores none.
    if (launcher?.parentNode !== shadow) return session.panel;
    // Nears: the flow asks for a number somewhere.
    if (/"kind"\s*:\s*"phone"/.test(flowText)) loadPhone().catch(() => {});
    const store = createStore(() => sessionStorage, storageKey(option("flow")!), () => session.save());
    const refused = session.start(loaded, store, words, languagesOf(locale, words === englishPhrases, flowText), {
      flow: flowText,
      locale,
      english: englishPhrases,
      phrases: words,
      attributes: context.takeAttributes(),
    });
    if (refused) throw failure("config", refused);
    return session.panel;
  } catch (error) {
    session.panel.destroy();
    throw error;
  }
}
