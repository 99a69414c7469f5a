// One chat on a page: the engine's host on one side, the visitor's clicks, scrolls and keys on the other.

import type { Verified } from "../shared/page_api";
import type { Panel, PanelContext } from "../shared/panel_contract";
import type { PhoneModule } from "../phone/phone_contract";
import { watchAppearance } from "./appearance";
import type { Engine, Host, SemanticTree, StartConfig, VisitorEvent } from "./bridge";
import { createPanelCanvas, type PanelCanvas } from "./canvas/canvas";
import { fontFamily } from "./canvas/text_styles";
import { Composer } from "./composer";
import { englishPhrases, type Phrases } from "./download";
import { createFocusReturn } from "./focus_return";
import { createFormFilling } from "./form";
import { createFrames, pageScheduler } from "./frames";
import type { Languages } from "./languages";
import { createAvatar, createPanelElements } from "./panel";
import panelStyles from "./panel.css";
import plainStyles from "./plain.css";
import { followPointer } from "./pointer";
import { Projection, setAttribute, setProperty, setText, type TextLook } from "./projection";
import { createScroll } from "./scroll";
import type { Store } from "./store";
import { createTurns } from "./turns";
import { watchViewport } from "./viewport";
import type { Instantiated } from "./wasm";

/** Beside a composer that fills a small window, the conversation keeps three lines (WCAG 1.4.10). */
const leastConversation = 80;
/** Of a visible page for the frames that render the live region, in milliseconds: a slow page gives them later, a stuck one never. */
const longestWait = 1000;

/** Of keys that must never be another conversation's, nor this one's before it went on elsewhere. */
const hexSeed = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export interface Session {
  host: Host;
  panel: Panel;
  /** The engine's answer: why it can't start, or "". */
  start(loaded: Instantiated, store: Store, words: Phrases, languages: Languages, config: Omit<StartConfig, "saved" | "seed">): string;
  save(): string;
}

export function createSession(context: PanelContext, locale: string, loadPhone: () => Promise<PhoneModule>): Session {
  const { host: element, shadow, option } = context;
  const turns = createTurns();
  const ends = new AbortController();
  const { signal } = ends;
  let engine: Engine | null = null;
  let store: Store | null = null;
  let canvas: PanelCanvas | null = null;
  let composer: Composer | null = null;
  let phrases: Phrases = englishPhrases;
  let shown = false;
  let everShown = false;
  let unread = 0;
  let beginAnew = false;
  const form = createFormFilling(option);
  const focusReturn = createFocusReturn(element, shadow);
  let look: TextLook = { family: "", textScale: 1 };
  const stops: (() => void)[] = [];

  const now = () => performance.now();
  const say = (key: string) => phrases[key] ?? englishPhrases[key] ?? key;
  /** Everything that reaches the engine goes through here. */
  const ask = (action: (engine: Engine) => void) => turns.run(() => engine && action(engine));

  const parts = createPanelElements(englishPhrases["conversation"]!);
  const projection = new Projection(parts, { element: (name, className) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    return made;
  }, look: () => look });
  const scroll = createScroll(parts.scroller, () => {
    if (scroll.atEnd()) setUnread(0);
    frames.request();
  });

  /** On the launcher. Its name stays "Open chat": how many there are is for the page to say. */
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.setAttribute("aria-hidden", "true");
  const setUnread = (count: number) => {
    if (unread === count) return;
    unread = count;
    setText(badge, count > 0 && !shown ? String(count) : "");
    if (count > 0) context.emit("unread", { count });
  };

  /** What is drawn is as high as the panel, or as high as it needs where that is little: then the panel scrolls. */
  const stageHeight = () => {
    const { scroller, composer } = latest ?? { scroller: { box: [0, 0] }, composer: { box: [0, 0, 0, 0] } };
    const needed = composer.box[3]! > 0 ? scroller.box[1]! + leastConversation + composer.box[3]! : 0;
    return Math.max(parts.panel.clientHeight, needed);
  };

  const draw = () => ask((engine) => {
    // A message that arrived moves the view, and the picture must be of where it is now: drawn again at once.
    for (let pass = 0; pass < 3; ++pass) {
      const { clientWidth } = parts.panel;
      const height = stageHeight();
      const top = scroll.top();
      setProperty(parts.canvas, "height", height + "px");
      // The site's CSS zoom enlarges the picture as the screen does.
      const { currentCSSZoom = 1 } = parts.panel as { currentCSSZoom?: number };
      engine.viewport(clientWidth, height, devicePixelRatio * currentCSSZoom, top);
      engine.frame(now());
      if (scroll.top() === top && stageHeight() === height) break;
    }
    composer?.drawn();
  });
  const frames = createFrames(pageScheduler(), draw, () => ask((engine) => engine.tick(now())));

  // The live region has to be there, rendered, before a message that is new comes into it: the first ones, and what
  // came while the panel was closed. All else is there at once, so that the dialog has its name when the focus goes in.
  let messagesWait = true;
  let latest: SemanticTree | null = null;
  /** What was there before a reload is nothing to announce. */
  let resumed = false;
  /** What the page gave since the visitor came: another conversation of his begins with it too. */
  let given: Record<string, unknown> = {};
  /** The page was told how it ended; the picture may be of before. */
  let over = false;
  const startAnew = () => {
    over = false;
    event({ type: "reset" });
    for (const [name, value] of Object.entries(given)) event({ type: "set", name, value });
    turns.run(() => {
      projection.forget();
      composer?.renew();
      store?.forget();
    });
  };
  const restartAtEnd = (tree: SemanticTree) => {
    beginAnew = false;
    if (tree.composer.outcome) startAnew();
  };
  const project = (tree: SemanticTree) => {
    latest = tree;
    if (resumed && tree.messages.length > 0) {
      projection.know(tree.messages);
      resumed = false;
      // The form that was filled went with the page before, and its proof isn't kept.
      beginAnew ||= tree.composer.verified && option("form") !== null;
    }
    const end = scroll.atEnd();
    const grown = projection.apply(messagesWait ? { ...tree, messages: projection.known(tree.messages) } : tree);
    if (beginAnew) restartAtEnd(tree);
    composer?.update(tree.composer, tree.typing !== null);
    if (end || (grown && tree.messages[tree.messages.length - 1]?.from === "visitor")) scroll.toEnd();
  };

  const host: Host = {
    requestFrame: () => frames.request(),
    requestFrameAt: (time) => frames.requestAt(time),
    wakeAt: (time) => frames.wakeAt(time),
    project,
    emit(name, detail) {
      if (name === "message") resumed = false;
      // After the engine is done: a page's handler may call back into it.
      turns.run(() => {
        if (name === "message" && (detail as { from?: string }).from === "bot" && (shown ? !scroll.atEnd() : everShown)) {
          setUnread(unread + 1);
        }
        over ||= name === "verified" || (name === "error" && /^(failed|blocked)$/.test(String(detail["code"])));
        if (name === "verified") form.fill(detail as unknown as Verified);
        context.emit(name, detail);
      });
    },
    changed: () => store?.soon(),
    matches(pattern, text) {
      for (const flags of ["u", ""]) {
        try {
          return new RegExp(`^(?:${pattern})$`, flags).test(text);
        } catch {
          // Not a pattern with Unicode rules; perhaps one without.
        }
      }
      return false;
    },
    pluralCategory: (count) => plurals.select(count),
    warn: (message) => console.warn("Ringback: " + message),
  };
  let plurals: Intl.PluralRules;

  const event = (event: VisitorEvent) => ask((engine) => engine.event(event, now()));

  /** What the visitor did shows at once: an answer that came before the next frame would find the input as it was left. */
  const act = (action: VisitorEvent) => {
    over = false; // "Start over"
    event(action);
    if (shown) draw();
  };

  /** The launcher closes too, under the same name: readers get the one, and where there is no launcher the other. */
  const chooseCloser = () => {
    const launcher = shadow.querySelector("[aria-expanded]");
    const alone = !launcher || getComputedStyle(launcher).display === "none";
    setAttribute(parts.close, "aria-hidden", alone ? null : "true");
    setAttribute(parts.close, "tabindex", alone ? null : "-1");
  };

  let told = ""; // of the look, to the engine
  const applyLook = () => {
    chooseCloser();
    const appearance = appearanceWatch.current();
    look = { family: fontFamily(element), textScale: appearance.textScale };
    parts.panel.dir = appearance.rightToLeft ? "rtl" : "ltr";
    parts.panel.classList.toggle("plain", !canvas?.usable || appearanceWatch.forcedColours());
    parts.panel.style.fontFamily = look.family;
    parts.panel.style.fontSize = 16 * Math.max(1, appearance.textScale) + "px"; // at 16 px and more, iOS doesn't zoom in on an input
    setProperty(parts.panel, "--radius", appearance.radius + "px");
    // What the site moved the bubble up by, clear of a bar of its own, the panel over it is lower by.
    const { bottom } = getComputedStyle(element);
    if (bottom.endsWith("px")) setProperty(parts.panel, "--below", bottom);
    parts.panel.style.colorScheme = appearance.dark ? "dark" : "light";
    // Watchers also call when they begin to watch, and whatever the engine is told makes it break and draw all text again.
    const tell = JSON.stringify([appearance, look.family]);
    ask((engine) => {
      if (tell === told) return;
      told = tell;
      engine.appearance(appearance);
    });
  };
  const wanted = { theme: option("theme"), accent: option("accent"), locale };
  const appearanceWatch = watchAppearance(wanted, element, parts.probe, () => shown && applyLook());
  stops.push(appearanceWatch.stop);

  const updateVisibility = () => frames.setVisible(shown && document.visibilityState !== "hidden");

  /** The conversation as the store has it: when the page is there, and when it is shown again after another one. */
  let begin = () => {};
  let firstPressed = "";
  const listen = () => {
    document.addEventListener("visibilitychange", updateVisibility, { signal });
    window.addEventListener("pagehide", () => store?.leave(), { signal });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (!persisted || !store) return;
      if (store.comeBack()) begin();
      else store.soon();
    }, { signal });
    document.fonts?.addEventListener("loadingdone", () => {
      told = "";
      if (shown) applyLook();
    }, { signal });
    stops.push(watchViewport(parts.panel, () => {
      if (!shown) return;
      chooseCloser();
      composer?.keepInView();
      frames.request();
    }).stop);
    stops.push(followPointer(parts.panel, (hovered, pressed, focused) => ask((engine) => engine.pointer(hovered, pressed, focused))));
    parts.panel.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("button[data-id]");
      // The second of a double click is meant for what the first one pressed, which may have made room for another button.
      const pressed = [button?.dataset["id"], latest?.composer.kind, latest?.composer.node].join("\n");
      if (event.detail < 2) firstPressed = pressed;
      if (!button || pressed !== firstPressed || button.getAttribute("aria-disabled") === "true") return;
      if (button === parts.close) context.close();
      else composer?.press(button.dataset["id"]!);
    }, { signal });
    // A press on a button leaves the focus in the input, so that a phone's keyboard doesn't come and go.
    parts.composer.addEventListener("mousedown", (event) => {
      if ((event.target as Element).closest("button") && element.querySelector("input:focus")) event.preventDefault();
    }, { signal });
    parts.panel.addEventListener("focusin", (event) => {
      if (event.target === parts.scroller || event.target === parts.close) composer?.forgetFocus();
    }, { signal });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !shown) return;
      event.preventDefault();
      context.close();
    }, { signal });
    // The page's shortcuts are not for what is typed here.
    for (const type of ["keydown", "keyup", "keypress"]) {
      element.addEventListener(type, (event) => event.stopPropagation(), { signal });
    }
  };

  const panel: Panel = {
    show(focus) {
      for (const [name, value] of Object.entries(context.takeAttributes())) panel.set(name, value);
      if (shown) return;
      shown = true;
      parts.panel.hidden = false;
      everShown = messagesWait = true;
      setUnread(0);
      applyLook();
      scroll.restore();
      updateVisibility();
      draw();
      // The first frame renders the region; what is in it by then is no news. A busy browser may give no frame for seconds.
      const messagesCome = () => ask(() => {
        if (!shown || !messagesWait) return;
        messagesWait = false;
        if (latest) project(latest);
        frames.request();
      });
      requestAnimationFrame(() => requestAnimationFrame(messagesCome));
      setTimeout(() => document.visibilityState === "visible" && messagesCome(), longestWait);
      if (!focus) return;
      focusReturn.opens();
      const touch = matchMedia("(pointer: coarse)").matches;
      if (touch || !composer?.ready()) parts.panel.focus({ preventScroll: true });
      // A finger that opens the chat hasn't asked for a keyboard yet.
      if (touch) return;
      composer?.focus();
    },
    hide() {
      if (!shown) return;
      scroll.remember();
      const giveFocusBack = focusReturn.closes();
      shown = false;
      composer?.forgetFocus();
      updateVisibility();
      parts.panel.hidden = true;
      giveFocusBack();
    },
    set(name, value) {
      given[name] = value;
      event({ type: "set", name, value });
    },
    get: (name) => (engine ? JSON.parse(engine.attribute(name)) : null),
    begin() {
      if (over) return startAnew();
      beginAnew = true;
      if (latest) restartAtEnd(latest);
    },
    reset() {
      given = {};
      form.remove("forgotten");
      startAnew();
    },
    destroy() {
      ends.abort();
      store?.leave();
      turns.end();
      engine = null;
      frames.destroy();
      for (const stop of stops.splice(0)) stop();
      composer?.destroy();
      canvas?.remove();
      form.remove("kept");
      parts.panel.remove();
      badge.remove();
    },
  };

  return {
    host,
    panel,
    save: () => engine!.save(now()),
    start(loaded, itsStore, words, languages, config) {
      phrases = words;
      plurals = new Intl.PluralRules(languages.ours);
      wanted.locale = parts.panel.lang = parts.consent.lang = languages.site;
      parts.close.lang = parts.typing.lang = parts.composer.lang = languages.ours;
      context.addStyles(panelStyles);
      context.addStyles(plainStyles);
      context.nameLauncher(say("open_chat"), say("close_chat"));
      parts.scroller.setAttribute("aria-label", say("conversation"));
      const avatar = option("avatar");
      if (avatar) parts.title.before(createAvatar(avatar));
      shadow.querySelector("[aria-expanded]")?.append(badge);
      shadow.append(parts.panel);
      look = { family: fontFamily(element), textScale: appearanceWatch.current().textScale };
      canvas = createPanelCanvas({
        canvas: parts.canvas,
        parent: parts.panel,
        memory: loaded.memory,
        locale: languages.site,
        look: () => look,
        onContext: (usable) => {
          canvas!.usable = usable;
          applyLook();
          ask((engine) => engine.canvas(usable));
          frames.request();
        },
      });
      loaded.setCanvas(canvas.functions);
      composer = new Composer({
        host: element, shadow, parts, projection, locale, languages, say,
        load: loadPhone,
        addStyles: context.addStyles,
        look: () => look,
        event: act,
        report: (text, start, end, focused) => ask((engine) => engine.field(text, start, end, focused)),
      });
      given = { ...config.attributes };
      let refused = "";
      begin = () => {
        over = beginAnew = false;
        projection.forget();
        composer!.renew();
        const saved = itsStore.load();
        resumed = saved !== null;
        // In a turn, so that the page hears of the first messages when the engine can answer again.
        turns.run(() => {
          refused = loaded.engine.start({ ...config, seed: hexSeed(), saved, attributes: given }, now());
          if (refused) return;
          engine = loaded.engine;
          store = itsStore;
          store.soon();
          if (!canvas!.usable) engine.canvas(false);
        });
      };
      begin();
      if (refused) return refused;
      listen();
      return "";
    },
  };
}
