// Where WebAssembly is missing or forbidden (Lockdown Mode, a strict policy): the relay's page, which is the same
// conversation as plain forms, in the panel's place. Its word that a number was verified is the panel's.

import type { Panel, PanelContext } from "../shared/panel_contract";
import type { Verified } from "../shared/page_api";
import { accentReader, isDark, isRightToLeft, pageSchemes, themeOf } from "./appearance";
import { widerTags } from "./download";
import { createFocusReturn } from "./focus_return";
import { createFormFilling } from "./form";
import framePanelStyles from "./frame_panel.css";
import panelStyles from "./panel.css";

export interface FramedFlow {
  page: URL;
  title: string;
}

/** Null for a flow without a relay: nobody else can hold its conversation. */
export function framedFlow(flowText: string, locale: string): FramedFlow | null {
  try {
    const { relay, id, title } = JSON.parse(flowText) as Record<string, unknown>;
    if (typeof relay !== "string" || typeof id !== "string") return null;
    const page = new URL(relay.replace(/\/+$/, "") + "/flows/" + encodeURIComponent(id) + "/page");
    if (!/^https?:$/.test(page.protocol)) return null;
    page.searchParams.set("locale", locale);
    const texts: Record<string, unknown> = typeof title === "string" ? { en: title } : { ...(title as object) };
    const tag = [...widerTags(locale), "en"].find((each) => each in texts) ?? "";
    const text = texts[tag] ?? Object.values(texts)[0];
    return { page, title: typeof text === "string" && !text.includes("{{") ? text : "Chat" };
  } catch {
    return null; // the engine would have said what is wrong with it
  }
}

/** Only what the relay's page may say, in the form it says it. */
export function verifiedMessage(data: unknown): Verified | null {
  const { type, phone, proof } = (data ?? {}) as Record<string, unknown>;
  if (type !== "ringback:verified" || typeof phone !== "string" || !/^\+[1-9]\d{6,14}$/.test(phone)) return null;
  return typeof proof === "string" || proof === null ? { phone, proof } : null;
}

export function createFramePanel(context: PanelContext, { page, title }: FramedFlow, locale: string, say: (key: string) => string): Panel {
  const { host, shadow, option } = context;
  const ends = new AbortController();
  const { signal } = ends;
  const form = createFormFilling(option);
  const focusReturn = createFocusReturn(host, shadow);
  let attributes = context.takeAttributes();
  let shown = false;
  let verified = false;

  const panel = document.createElement("section");
  panel.className = "panel frame";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", title);
  panel.tabIndex = -1;
  panel.hidden = true;
  panel.dir = isRightToLeft(locale) ? "rtl" : "ltr";

  const theme = themeOf(option("theme"), pageSchemes());
  if (theme) page.searchParams.set("theme", theme);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const applyTheme = () => panel.classList.toggle("dark", isDark(theme, dark.matches));
  dark.addEventListener("change", applyTheme, { signal });
  applyTheme();

  const frame = document.createElement("iframe");
  frame.title = "Chat";
  frame.allow = "otp-credentials";
  frame.referrerPolicy = "origin"; // whose visitor it is: the proof's audience
  frame.setAttribute("sandbox", "allow-forms allow-scripts allow-same-origin");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.setAttribute("aria-label", say("close_chat"));
  close.onclick = () => context.close();
  const probe = document.createElement("i");
  const accent = accentReader(option("accent"), probe);
  panel.append(frame, close, probe);

  /** The launcher closes too, under the same name: readers get the one, and where there is no launcher the other. */
  const chooseCloser = () => {
    const launcher = shadow.querySelector("[aria-expanded]");
    close.hidden = launcher !== null && getComputedStyle(launcher).display !== "none";
  };
  const load = () => {
    verified = false;
    const colour = accent();
    if (colour) page.searchParams.set("accent", colour.slice(1));
    frame.src = page.href;
  };

  window.addEventListener("resize", chooseCloser, { signal });
  window.addEventListener("message", (event) => {
    if (event.origin !== page.origin || event.source !== frame.contentWindow) return;
    const detail = verifiedMessage(event.data);
    if (!detail) return;
    verified = true;
    form.fill(detail);
    context.emit("verified", detail);
  }, { signal });
  document.addEventListener("securitypolicyviolation", (event) => {
    if (!/^(frame|child|default)-src$/.test(event.effectiveDirective) || !event.blockedURI.startsWith(page.origin)) return;
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");
    alert.textContent = say("problem.misconfigured");
    frame.replaceWith(alert);
    const message = "The page's Content-Security-Policy forbids WebAssembly, and the relay's page too: add 'wasm-unsafe-eval' " +
      `to script-src, or ${page.origin} to frame-src.`;
    context.emit("error", { code: "config", message });
  }, { signal });
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") context.close();
  }, { signal });

  context.addStyles(panelStyles);
  context.addStyles(framePanelStyles);
  context.nameLauncher(say("open_chat"), say("close_chat"));
  shadow.append(panel);

  return {
    show(focus) {
      attributes = { ...attributes, ...context.takeAttributes() };
      if (shown) return;
      shown = true;
      panel.hidden = false;
      chooseCloser();
      if (!frame.src) load();
      if (!focus) return;
      focusReturn.opens();
      frame.focus({ preventScroll: true });
    },
    hide() {
      if (!shown) return;
      const giveFocusBack = focusReturn.closes();
      shown = false;
      panel.hidden = true;
      giveFocusBack();
    },
    // The relay's page doesn't know the site's attributes; the site itself goes on to.
    set: (name, value) => void (attributes[name] = value),
    get: (name) => attributes[name] ?? null,
    begin() {
      if (verified) load();
    },
    reset() {
      attributes = {};
      form.remove("forgotten");
      if (frame.src) load();
    },
    destroy() {
      ends.abort();
      form.remove("kept");
      panel.remove();
    },
  };
}
