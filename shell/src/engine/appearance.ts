// How the site and the visitor want it: theme, accent, direction, motion, text size.

import { defaultAccent } from "../shared/panel_contract";
import type { Appearance } from "./bridge";

const rightToLeftLanguages = /^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)$/;

export function isRightToLeft(locale: string): boolean {
  try {
    const { script } = new Intl.Locale(locale).maximize();
    if (script) return /^(Arab|Hebr|Thaa|Syrc|Nkoo|Adlm)$/.test(script);
  } catch {
    // not a tag, or a browser without Intl.Locale
  }
  return rightToLeftLanguages.test(locale.toLowerCase().split("-")[0]!);
}

/** "rgb(1, 2, 3)" or "color(srgb 0.1 0.2 0.3)", as getComputedStyle writes colours, or "#abc" → "#rrggbb"; null for any other. */
export function hexColour(colour: string): string | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour.trim());
  if (short) return "#" + short.slice(1).map((digit) => digit + digit).join("").toLowerCase();
  if (/^#[\da-f]{6}$/i.test(colour.trim())) return colour.trim().toLowerCase();
  const [, notation, values] = /^(rgba?\(|color\(srgb )([^)]*)\)/.exec(colour) ?? [];
  const parts = values?.split(/[\s,/]+/).slice(0, 3).map((value) => Number(value) * (notation === "color(srgb " ? 255 : 1));
  if (!parts || parts.length < 3 || parts.some(Number.isNaN)) return null;
  return "#" + parts.map((value) => Math.min(255, Math.max(0, Math.round(value))).toString(16).padStart(2, "0")).join("");
}

/** `medium` follows the visitor's setting; the root's size follows zoomed pages, but many sites make it 10 px. */
export function textScale(mediumPixels: number, rootPixels: number): number {
  return Math.min(2, Math.max(0.75, mediumPixels / 16, rootPixels / 16));
}

/**
 * What the site's option says; else the one scheme that its page is made for (`color-scheme`, CSS Color Adjustment). Null leaves it to
 * the visitor's system.
 */
export function themeOf(option: string | null, pageSchemes: string): "light" | "dark" | null {
  if (option === "light" || option === "dark") return option;
  const [light, dark] = ["light", "dark"].map((scheme) => pageSchemes.split(" ").includes(scheme));
  return light === dark ? null : dark ? "dark" : "light";
}

/** `theme` as themeOf() has it. */
export const isDark = (theme: "light" | "dark" | null, systemIsDark: boolean): boolean => (theme ? theme === "dark" : systemIsDark);

export const pageSchemes = (): string => getComputedStyle(document.documentElement).colorScheme ?? "";

/**
 * What the site's accent is in sRGB, whatever it is written in; null where it is no colour. `probe`, an element that shows
 * nothing, has it from now on, so that a change of the page's colours shows too.
 */
export function accentReader(accent: string | null, probe: HTMLElement): () => string | null {
  probe.style.color = accent ?? "";
  // A browser that can't mix keeps the line above.
  if (accent) probe.style.color = `color-mix(in srgb, ${accent}, ${accent})`;
  // Only once the probe is in the page: before, it has no computed colour.
  return () => (accent && probe.style.color ? hexColour(getComputedStyle(probe).color) : null);
}

export interface AppearanceWatch {
  current(): Appearance;
  forcedColours(): boolean;
  stop(): void;
}

/** `probe` is an empty element in the shadow root, 1rem wide by its style sheet. */
export function watchAppearance(
  options: { theme: string | null; accent: string | null; locale: string },
  host: HTMLElement,
  probe: HTMLElement,
  changed: () => void,
): AppearanceWatch {
  const media = ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)", "(forced-colors: active)"].map((query) =>
    matchMedia(query),
  ) as [MediaQueryList, MediaQueryList, MediaQueryList];
  const [dark, still, forced] = media;
  for (const query of media) query.addEventListener("change", changed);
  const resize = new ResizeObserver(changed);
  resize.observe(probe);

  const accent = accentReader(options.accent, probe);

  return {
    current() {
      const style = getComputedStyle(host);
      const radius = parseFloat(style.getPropertyValue("--ringback-radius"));
      return {
        dark: isDark(themeOf(options.theme, pageSchemes()), dark.matches),
        rightToLeft: isRightToLeft(options.locale),
        reducedMotion: still.matches,
        accent: accent() || defaultAccent,
        radius: Number.isFinite(radius) ? Math.min(24, Math.max(0, radius)) : 18,
        textScale: textScale(
          parseFloat(getComputedStyle(probe).fontSize),
          parseFloat(getComputedStyle(document.documentElement).fontSize),
        ),
      };
    },
    forcedColours: () => forced.matches,
    stop() {
      for (const query of media) query.removeEventListener("change", changed);
      resize.disconnect();
    },
  };
}
