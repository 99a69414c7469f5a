// The widget's life on a page: the element with its launcher, lazy loading of the engine, and window.ringback.

import { RingbackError, type ErrorCode, type Ringback, type Verified } from "../shared/page_api";
import { defaultAccent, openKey, storageKey, type EngineModule, type Panel, type PanelContext } from "../shared/panel_contract";
import { createEmitter } from "./events";
import { createLauncher, element, inkOn, launcherStyles } from "./launcher";

const texts: Record<string, string> = {
  network: "The chat couldn’t be loaded. Please check your connection.",
  unsupported: "This browser can’t show the chat.",
  config: "The chat isn’t set up correctly on this site.",
};
// After these a conversation doesn't go on, so verify() ends with them.
const final = /^(failed|blocked|config|unsupported)$/;

const storage = (use: (store: Storage) => unknown): unknown => {
  try {
    return use(sessionStorage); // throws where storage is blocked
  } catch {
    return null;
  }
};

export interface Widget {
  api: Ringback;
  /** Gives the widget its element. False when it has another one. */
  attach(host: HTMLElement): boolean;
  detach(host: HTMLElement): void;
}

export function createWidget(base: string, onDestroy: () => void): Widget {
  const emitter = createEmitter();
  let host: HTMLElement | null = null;
  let panel = null as Panel | null;
  let loading: Promise<void> | null = null;
  let attempts = 0;
  let opened = false;
  let focus = false;
  let verified: Verified | null = null;
  const attributes: Record<string, unknown> = {};
  let waiting: { resolve(value: Verified): void; reject(error: RingbackError): void }[] = [];
  let whenAttached: (() => void)[] = [];
  let context: PanelContext;
  let importing: Promise<EngineModule> | null = null;
  let notice: HTMLElement | null = null;
  let names = ["Open chat", "Close chat"];
  let parts = createLauncher();

  const option = (name: string) => host!.getAttribute(name);
  const flow = () => option("flow") || "";
  const attached = (action: () => void) => {
    if (host) action();
    else whenAttached.push(action);
  };
  const settle = (use: (one: (typeof waiting)[0]) => void) => waiting.splice(0).forEach(use);
  const refuse = (code: ErrorCode, message: string) => settle((one) => one.reject(new RingbackError(code, message)));

  const emit = (name: string, detail: any = {}) => {
    if (name == "verified") {
      verified = detail as Verified;
      settle((one) => one.resolve(verified!));
    }
    if (name == "close") refuse("closed", "The visitor closed the chat.");
    if (name == "error" && final.test(detail.code)) refuse(detail.code, detail.message);
    emitter.emit(name, detail);
    host?.dispatchEvent(new CustomEvent("ringback:" + name, { detail, bubbles: true, composed: true }));
  };

  const paintLauncher = () => {
    parts.button.setAttribute("aria-expanded", opened + "");
    parts.button.setAttribute("aria-label", names[+opened]);
  };

  const importEngine = () =>
    (importing ??= import(base + "ringback-engine.js" + (attempts ? "?retry=" + attempts : "")).catch(() => {
      // A browser may remember a failed module by its URL: the next try has another one.
      importing = null;
      attempts++;
      throw { code: "network", message: texts.network };
    }));

  const preload = () => {
    if (host && flow()) importEngine().then((engine) => engine.prepare(context)).catch(() => {});
  };

  const showNotice = (error: { code?: string; message?: string }) => {
    const code = (error.code || "unsupported") as ErrorCode;
    const again = element("button", "", "Try again");
    again.onclick = load;
    notice?.remove();
    notice = element("div", "notice", texts[code] || texts.unsupported, again);
    notice.setAttribute("role", "alert");
    host!.shadowRoot!.append(notice);
    const message = error.message || texts[code];
    refuse(code, message);
    emit("error", { code, message });
  };

  const load = () => {
    notice?.remove();
    notice = null;
    if (!flow()) return showNotice({ code: "config", message: "data-flow is missing: the URL of a flow file." });
    if (loading) return;
    const forHost = host;
    const { button } = parts;
    button.setAttribute("aria-busy", "true");
    loading = importEngine()
      .then((engine) => engine.createPanel(context))
      .then(
        (made) => {
          if (host != forHost) return made.destroy();
          panel = made;
          for (const name in attributes) made.set(name, attributes[name]);
          if (opened) made.show(focus);
        },
        (error) => {
          loading = null;
          if (host == forHost) showNotice(error);
        },
      )
      .then(() => button.removeAttribute("aria-busy"));
  };

  const open = (byVisitor?: boolean) =>
    attached(() => {
      if (opened) return;
      opened = true;
      focus = !!byVisitor;
      host!.hidden = false;
      storage((store) => store.setItem(openKey(flow()), "1"));
      paintLauncher();
      emit("open");
      if (panel) panel.show(focus);
      else load();
    });

  const close = () =>
    attached(() => {
      if (!opened) return;
      opened = false;
      storage((store) => store.removeItem(openKey(flow())));
      notice?.remove();
      panel?.hide();
      paintLauncher();
      emit("close");
    });

  const toggle = (byVisitor?: boolean) => (opened ? close() : open(byVisitor));
  // A page that opens the chat for a click of the visitor's gives it the focus; one that does so by itself steals none.
  const active = () => !!navigator.userActivation?.isActive;
  const openByPage = () => open(active());

  const detach = (from: HTMLElement) => {
    if (host != from) return;
    panel?.destroy();
    host = panel = loading = notice = null;
    opened = false;
    from.shadowRoot!.replaceChildren();
    from.shadowRoot!.adoptedStyleSheets = [];
  };

  const attach = (to: HTMLElement) => {
    if (host) return host == to;
    host = to;
    parts = createLauncher();
    const { button, badge } = parts;
    const shadow = to.shadowRoot || to.attachShadow({ mode: "open" });
    context = {
      host,
      shadow,
      base,
      option,
      attributes,
      addStyles(css) {
        try {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
        } catch {
          const style = element("style", "", css);
          style.nonce = option("nonce") || "";
          shadow.prepend(style);
        }
      },
      emit,
      nameLauncher(...given) {
        names = given;
        paintLauncher();
      },
      unread(count) {
        badge.textContent = count ? count + "" : "";
      },
      close,
    };
    context.addStyles(launcherStyles);
    shadow.append(button);
    to.style.setProperty("--accent", option("accent") || defaultAccent);
    if (option("z-index")) to.style.zIndex = option("z-index")!;
    to.style.setProperty("--accent-ink", inkOn(getComputedStyle(button).backgroundColor));
    paintLauncher();
    button.onpointerenter = button.onfocus = preload;
    button.onclick = () => toggle(true);
    for (const action of whenAttached.splice(0)) action();
    const wanted = option("open");
    if (
      (wanted != null && wanted != "false") ||
      storage((store) => store.getItem(openKey(flow()))) ||
      (option("position") == "inline" && wanted == null)
    ) {
      open();
    }
    return true;
  };

  const api = {
    open: openByPage,
    close,
    toggle: () => toggle(active()),
    show: () => attached(() => (host!.hidden = false)),
    hide: () =>
      attached(() => {
        close();
        host!.hidden = true;
      }),
    verify(options?: { attributes?: Record<string, unknown> }) {
      if (options?.attributes) api.set(options.attributes);
      if (verified) return Promise.resolve(verified);
      return new Promise<Verified>((resolve, reject) => {
        waiting.push({ resolve, reject });
        panel?.ensureRunning();
        openByPage();
      });
    },
    set(name: string | Record<string, unknown>, value?: unknown) {
      const given = typeof name == "string" ? { [name]: value } : name;
      for (const key in given) {
        attributes[key] = given[key];
        panel?.set(key, given[key]);
      }
    },
    get: (name: string) => (panel ? panel.get(name) : attributes[name] ?? null),
    reset() {
      verified = null;
      for (const name in attributes) delete attributes[name];
      if (panel) panel.reset();
      else attached(() => storage((store) => store.removeItem(storageKey(flow()))));
    },
    destroy() {
      refuse("closed", "The chat was removed from the page.");
      whenAttached = [];
      emitter.clear();
      if (host) {
        const last = host;
        const keys = [openKey(flow()), storageKey(flow())];
        detach(last);
        last.remove();
        for (const key of keys) storage((store) => store.removeItem(key));
      }
      onDestroy();
    },
    on: emitter.on,
    once: emitter.once,
    off: emitter.off,
  };
  return { api: api as unknown as Ringback, attach, detach };
}
