// The fonts of canvas and DOM, in one place: what is drawn and what lies over it must break and measure alike.
// Line heights are those of src/ui/text.cpp.

import type { TextStyleName } from "../bridge";

interface TextStyle {
  size: number; // CSS pixels at text scale 1
  lineHeight: number;
  weight: number;
}

/** In the order of ui::TextStyle: the engine passes the index. */
export const textStyleNames: readonly TextStyleName[] = ["message", "title", "button", "small", "code"];

const styles: Record<TextStyleName, TextStyle> = {
  message: { size: 15, lineHeight: 21, weight: 400 },
  title: { size: 16, lineHeight: 22, weight: 600 },
  button: { size: 15, lineHeight: 20, weight: 600 },
  small: { size: 13, lineHeight: 18, weight: 400 },
  code: { size: 24, lineHeight: 28, weight: 600 },
};

const systemFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';

/** The site's own family; a page that never chose one gets the system's rather than Times. */
export function fontFamily(host: Element): string {
  const chosen = getComputedStyle(host).fontFamily;
  return /^("?Times|serif\b|$)/i.test(chosen) ? systemFamily : chosen;
}

/** A `font` shorthand without its line height; `density` is 1 for CSS, the pixel ratio for a canvas. */
export function cssFont(style: TextStyleName, family: string, textScale: number, density = 1): string {
  const { size, weight } = styles[style];
  return `${weight} ${size * textScale * density}px ${family}`;
}

/** CSS pixels, whole: the engine rounds in the same way. */
export function lineHeight(style: TextStyleName, textScale: number): number {
  return Math.round(styles[style].lineHeight * textScale);
}
