// Chromium for the tests: Debian's by playwright-core, with WebGL 2 in software (FINDINGS, toolchain).

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const first = (...paths) => paths.find((path) => path && existsSync(path));
const browser = first(process.env.RINGBACK_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
// The same engine without the browser's own windows around it: half the work, but it picks and draws fonts in its own way.
const shell = first(process.env.RINGBACK_CHROMIUM, "/usr/bin/chromium-headless-shell", browser);

// The software GPU is for WebGL alone. It would compose the page at about twice the cost, and mix up its tiles on large screens
// (Chromium 156).
const graphics = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
  "--disable-gpu-compositing"];
export const withoutGraphics = ["--disable-gpu", "--disable-3d-apis", "--disable-webgl", "--disable-webgl2"];

// A page that a test answers itself counts as one of the internet, which may not call this machine. And where a finger is counts,
// not where the browser foresees it: on a busy machine that is elsewhere. The others are playwright's own that take work: a list
// of ours takes the place of its list.
const withoutFeatures = "--disable-features=" + [
  "LocalNetworkAccessChecks", "ResamplingScrollEvents", "FilteringScrollPrediction",
  "AvoidUnnecessaryBeforeUnloadCheckSync", "BoundaryEventDispatchTracksNodeRemoval", "DestroyProfileOnBrowserClose", "MediaRouter",
  "OptimizationHints", "PaintHolding", "RenderDocument", "Translate",
].join(",");

/** `asSeen`: by the browser that people have, for tests of what is drawn. Whoever launches it closes it. */
export function launch({ args = graphics, asSeen = false, ...options } = {}) {
  return chromium.launch({ executablePath: asSeen ? browser : shell, args: ["--no-sandbox", withoutFeatures, ...args], ...options });
}

const shared = new Map();

/**
 * The browser of all test files of this process that launch it in the same way; it ends with the last `release()`.
 * `contextOf(options, drawn)`: a context that all tests share that ask with the same. What the widget keeps ends with its page
 * (sessionStorage), so they don't meet unless one changes the context.
 */
export async function acquire(options = {}) {
  const way = JSON.stringify({ asSeen: false, ...options });
  if (!shared.has(way)) shared.set(way, { users: 0, launched: launch(options), contexts: new Map() });
  const entry = shared.get(way);
  ++entry.users;
  return {
    browser: await entry.launched,
    contextOf(options, drawn) {
      const kind = JSON.stringify([options, drawn]);
      if (!entry.contexts.has(kind)) entry.contexts.set(kind, entry.launched.then((launched) => launched.newContext(options)));
      return entry.contexts.get(kind);
    },
    async release() {
      if (--entry.users > 0) return;
      shared.delete(way);
      await (await entry.launched).close();
    },
  };
}

const readers = new WeakMap();

/** A page of the same context to read pictures in: what a test's page forbids or changes has no say there. */
export function readerOf(page) {
  const context = page.context();
  if (!readers.has(context)) readers.set(context, context.newPage());
  return readers.get(context);
}
