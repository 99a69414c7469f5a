// In which circumstances each browser walks the whole path: few runs, whose modes don't hide each other.
// docs/browsers.md says which run shows what.

import assert from "node:assert/strict";
import { test } from "node:test";
import { walk } from "./path.mjs";

// Zoom is what it comes to: fewer CSS pixels in the window, and more device pixels in each. Motion costs more than all else
// where the CPU draws it, so it is on the desktop only.
export const modes = [
  { name: "on a desktop", still: false },
  { name: "on a phone 320 px wide, by touch, in the dark", width: 320, height: 568, ratio: 2, touch: true, dark: true },
  { name: "at 200 % zoom, from right to left, without motion", width: 640, height: 400, ratio: 2, locale: "ar" },
  { name: "at 400 % zoom, dark because the site says so", width: 320, height: 256, ratio: 4, theme: "dark" },
  { name: "without WebGL, in a narrow window", width: 320, height: 568, plain: true },
].map((mode) => ({ width: 1280, height: 800, ratio: 1, touch: false, dark: false, still: true, plain: false, forcedColours: false, ...mode }));

/** The colours bring the fallback up, though there is WebGL. */
export const inForcedColours = { ...modes[0], name: "in forced colours", forcedColours: true, plain: true };
export const hasWebGL = ({ plain, forcedColours }) => !plain || forcedColours;

const picked = (object, names) => Object.fromEntries(names.map((name) => [name, object[name]]));

/** A test for each mode. `pageIn(t, mode)` gives a page of a browser in it; `firstNumber`: of the server's, unused. */
export function walkModes(pageIn, serverOf, firstNumber, which = modes) {
  which.forEach((mode, i) => test(mode.name, async (t) => {
    const seen = await walk(await pageIn(t, mode), serverOf(), "+1415555" + (firstNumber + i), mode);
    // The browser is in the mode, so that the walk says something about it …
    const settings = ["width", "height", "ratio", "touch", "dark", "still", "forcedColours"];
    assert.deepEqual(picked(seen, settings), picked(mode, settings));
    // … and the chat follows it.
    assert.deepEqual(picked(seen, ["plain", "darkPanel", "moves", "direction"]), {
      plain: mode.plain,
      darkPanel: mode.dark || mode.theme === "dark",
      moves: !mode.still,
      direction: mode.locale === "ar" ? "rtl" : "ltr",
    });
  }));
}
