// The widget's life on a page: the element with its launcher, lazy loading of the engine, and window.ringback.

import { RingbackError, type ErrorCode, type Ringback, type Verified } from "../shared/page_api";
import { defaultAccent, openKey, storageKey, type EngineModule, type Panel, type PanelContext } from "../shared/panel_contract";
import { defineElement, place, tagName, warnOfSecond } from "./element";
import { createEmitter } from "./events";
import { createButton, createLauncher } from "./launcher";
import launcherStyles from "./launcher.css";

const unavailable = "The chat can’t be loaded.";
// After these a conversation doesn't go on: verify() ends with them, and the next page begins without it.
const final = /failed|blocked|config|unsupported/;

const storage = (use: (store: Storage) => unknown): unknown => {
  try {
    return use(sessionStorage); // throws where storage is blocked
  } catch {}
};

export interface Widget {
  api: Ringback;
  /** Options by their names in a script's dataset. Without a flow, a <ringback-chat> of the page's has them. */
  start(options: Record<string, any> | null): void;
}

export function createWidget(base: string, onDestroy: () => void): Widget {
  const emitter = createEmitter();
  let attributes: Record<string, unknown> = {};
  let host: HTMLElement | null = null;
  let ours: HTMLElement | null | undefined; // what a script tag or mount() stands for: it returns when a page replaces itself
  let setOwner: ReturnType<typeof defineElement>;
  let context: PanelContext;
  let button: HTMLButtonElement;
  let notice: HTMLElement | null = null;
  let names = ["Open chat", "Close chat"];

  let importing: Promise<EngineModule> | null = null;
  let attempts = 0;
  let loading: Promise<void> | null = null;
  let panel: Panel | null = null;

  let opened = false;
  let verified: Verified | null = null;
  let waiting: [resolve: (value: Verified) => void, reject: (error: RingbackError) => void][] = [];
  let wanted: boolean | undefined; // what was asked last, also before there was an element
  const pending: (() => void)[] = []; // what else the page asked for before

  const option = (name: string) => context.host.getAttribute(name);
  const flow = () => option("flow") || "";
  const forget = (key: (flow: string) => string) => storage((store) => store.removeItem(key(flow())));
  const refuse = (code: ErrorCode, message: string = code) =>
    waiting.splice(0).forEach(([, reject]) => reject(new RingbackError(code, message)));

  const emit = (name: string, detail: any = {}) => {
    if (name == "verified") {
      verified = detail;
      waiting.splice(0).forEach(([resolve]) => resolve(detail));
      forget(openKey);
    }
    if (name == "error" && final.test(detail.code)) {
      forget(openKey);
      refuse(detail.code, detail.message);
    }
    emitter.emit(name, detail);
    host?.dispatchEvent(new CustomEvent("ringback:" + name, { detail, bubbles: true, composed: true }));
  };

  const paintLauncher = () => {
    button.setAttribute("aria-expanded", opened as never);
    button.setAttribute("aria-label", opened ? names[1]! : option("label") || names[0]!);
  };

  const importEngine = () =>
    (importing ??= import(base + "ringback-engine.js" + (attempts ? "?" + attempts : "")).catch(() => {
      // A browser may remember a failed module by its URL: the next try has another one.
      importing = null;
      attempts++;
      throw { code: "network", message: unavailable };
    }));

  const preload = () => {
    importEngine().then((engine) => engine.prepare(context), () => {});
  };

  const showNotice = (code: ErrorCode, message: string) => {
    const again = createButton("Try again");
    again.onclick = (event) => {
      button.focus(); // the notice goes with what had it
      load(event);
    };
    notice = document.createElement("div");
    notice.setAttribute("role", "alert");
    notice.lang = "en";
    notice.append(unavailable + (code == "network" ? " Are you online?" : ""), again);
    context.shadow.append(notice);
    refuse(code, message);
    emit("error", { code, message });
  };

  const load = (focus: unknown) => {
    notice?.remove();
    if (!flow()) return showNotice("config", "data-flow is missing.");
    if (loading) return;
    const bubble = button;
    bubble.setAttribute("aria-busy", "true");
    loading = importEngine()
      .then((engine) => engine.createPanel(context))
      .then(
        (made) => {
          // Detached meanwhile, and perhaps attached again.
          if (bubble != button || !host) return made.destroy();
          panel = made;
          if (waiting[0]) made.begin();
          if (opened) made.show(focus);
        },
        (error) => {
          loading = null;
          if (host) showNotice(error.code, error.message);
        },
      )
      .then(() => bubble.removeAttribute("aria-busy"));
  };

  const open = (byVisitor?: unknown) => {
    wanted = true;
    if (!host) return;
    storage((store) => store.setItem(openKey(flow()), "1"));
    if (opened) return load(byVisitor); // after a notice
    opened = true;
    paintLauncher();
    if (panel) panel.show(byVisitor);
    else load(byVisitor);
    emit("open"); // last: the page may close it
  };

  const whenHere = (act: () => void) => (host ? act() : pending.push(act));

  const close = () => {
    wanted = false;
    refuse("closed");
    if (!opened) return;
    opened = false;
    forget(openKey);
    notice?.remove();
    panel?.hide();
    paintLauncher();
    emit("close");
  };

  // A page that opens the chat for a click of the visitor's gives it the focus; one that does so by itself steals none.
  const openByPage = () => {
    api.show();
    open(navigator.userActivation?.isActive);
  };
  const toggle = () => (opened ? close() : openByPage());

  const detach = () => {
    refuse("closed");
    panel?.destroy();
    host = panel = loading = null;
    opened = false;
    context.shadow.replaceChildren();
    context.shadow.adoptedStyleSheets = [];
  };

  const attach = (to: HTMLElement) => {
    host = to;
    button = createLauncher();
    const shadow = to.shadowRoot || to.attachShadow({ mode: "open" });
    context = {
      host,
      shadow,
      base,
      option,
      takeAttributes: () => [attributes, (attributes = {})][0]!,
      addStyles(css) {
        try {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          shadow.adoptedStyleSheets.push(sheet);
        } catch {
          const style = document.createElement("style");
          style.nonce = to.nonce!;
          style.append(css);
          shadow.prepend(style);
        }
      },
      emit,
      nameLauncher(...given) {
        names = given;
        paintLauncher();
      },
      close,
    };
    context.addStyles(launcherStyles);
    shadow.append(button);
    const { style } = to;
    const accent = option("accent")!;
    style.setProperty("--accent", CSS.supports("color", accent) ? accent : defaultAccent);
    style.zIndex = option("z-index")!;
    paintLauncher();
    button.onpointerenter = button.onfocus = preload;
    button.onclick = () => (opened ? close() : open(true));
    pending.splice(0).forEach((act) => act());
    emit("ready");
    const atOnce = (option("open") ?? option("position") == "inline") + "";
    if (wanted ?? (atOnce != "false" || storage((store) => store.getItem(openKey(flow()))))) open();
  };

  const api = {
    open: openByPage,
    close,
    toggle,
    show: () => whenHere(() => (host!.hidden = false)),
    hide() {
      close();
      whenHere(() => (host!.hidden = true));
    },
    verify(options?: { attributes?: Record<string, unknown> }) {
      api.set(options?.attributes || {});
      return new Promise<Verified>((resolve, reject) => {
        if (verified) return resolve(verified);
        waiting.push([resolve, reject]);
        if (ours === null) return refuse("closed");
        panel?.begin();
        openByPage();
      });
    },
    set(name: string | Record<string, unknown>, value?: unknown) {
      const given = typeof name == "string" ? { [name]: value } : name;
      for (const key in given) {
        if (panel) panel.set(key, given[key]);
        else attributes[key] = given[key];
      }
    },
    get: (name: string) => (panel ? panel.get(name) : attributes[name] ?? null),
    reset() {
      verified = null;
      attributes = {};
      if (panel) panel.reset();
      else whenHere(() => forget(storageKey));
    },
    destroy() {
      refuse("closed");
      if (ours === null) return;
      emitter.clear();
      ours = null;
      if (host) {
        host.remove();
        detach();
        forget(openKey);
        forget(storageKey);
      }
      setOwner?.(null);
      onDestroy();
    },
    on: emitter.on,
    once: emitter.once,
    off: emitter.off,
  };
  return {
    api: api as unknown as Ringback,
    start(options) {
      if (ours === null) return; // destroyed by a call that waited for the script
      setOwner = defineElement({
        connected(element) {
          // In a page that replaces its element the new one connects before anybody has looked for the old one.
          if (host && host != ours && !host.isConnected) detach();
          if (!host) attach(element);
          else if (host != element) warnOfSecond();
        },
        disconnected(element) {
          // Moving an element disconnects it too: look again when the page is done.
          setTimeout(() => {
            if (element.isConnected || element != host) return;
            if (element == ours) place(element, () => element == ours);
            else detach();
          });
        },
      });
      if (options?.["flow"] == null) return;
      const made = (ours = document.createElement(tagName));
      for (const name in options) {
        if (options[name] != null) made.setAttribute(name.replace(/[A-Z]/g, "-$&"), options[name]);
      }
      place(made, () => made == ours);
    },
  };
}
