// Breaks a text into visual lines by asking the browser where it breaks them itself: Thai, CJK rules, hyphenation
// points and the direction of the paragraph come with it. The element is invisible and outside the accessibility tree.

import { keepNumbersWhole } from "../whole_numbers";
import { createGraphemes } from "./graphemes";

/** What is painted at one go; `x` in CSS pixels from the start of its line. */
export interface Piece {
  text: string;
  x: number;
}

export interface Line {
  pieces: Piece[];
  width: number; // CSS pixels
}

// Chromium shapes an element's text as a whole and a canvas's word by word. Kana, each a word there, lose their kerning: they
// are painted where they stand in the element.
const kana = /[\p{sc=Hiragana}\p{sc=Katakana}]/u;

/** A CSS pixel has so many for the browsers' layout, at least; what is finer comes of a transform. */
const layoutUnits = 64;

const softHyphen = "\u00ad";
// What one becomes at the end of a line; panel.css names the same, or a font decides between two.
const hyphen = "-";

const internationalNumber = /\+\d[\d \u00a0().-]{4,}\d/g;

export interface BrokenText {
  rightToLeft: boolean;
  lines: Line[];
}

export interface LineBreaker {
  /** `lineHeight` in CSS pixels; one line at least. */
  breakLines(text: string, font: string, lineHeight: number, maxWidth: number): BrokenText;
  /** Distance from the top of a line box to the baseline, CSS pixels. */
  baseline(font: string, lineHeight: number): number;
  /** After a change of fonts. */
  forget(): void;
  remove(): void;
}

export function createLineBreaker(parent: ParentNode & Node): LineBreaker {
  const box = document.createElement("div");
  box.setAttribute("aria-hidden", "true");
  box.dir = "auto";
  Object.assign(box.style, {
    position: "absolute", top: "0", left: "0", visibility: "hidden", pointerEvents: "none", margin: "0", padding: "0",
    border: "0", whiteSpace: "pre-wrap", overflowWrap: "anywhere", letterSpacing: "normal", textIndent: "0",
    textTransform: "none", wordSpacing: "normal", fontStyle: "normal", hyphenateCharacter: `"${hyphen}"`, zIndex: "-1",
  });
  parent.appendChild(box);
  const text = box.appendChild(document.createTextNode(""));
  const range = document.createRange();
  const graphemes = createGraphemes();
  const baselines = new Map<string, number>();

  let leading = 0; // the height of a line, CSS pixels
  const setFont = (font: string, lineHeight: number) => {
    leading = lineHeight;
    box.style.font = font;
    box.style.lineHeight = `${lineHeight}px`;
  };

  // Rectangles are of the screen: a site that opens its dialog with a growing transform scales them, and so does `zoom`.
  let scale = 1;
  /** Of a box that lies on the screen as `width` says. */
  const scaleOf = (width: number) => box.getBoundingClientRect().width / width || 1;
  /** Of the tops of two characters, on the screen. */
  const isOnLaterLine = (top: number, than: number) => top > than + (leading * scale) / 2;

  /** Of characters of one line. */
  const rectangle = (start: number, end: number) => {
    range.setStart(text, start);
    range.setEnd(text, end);
    // At the end of the line before, WebKit gives what begins a line an empty rectangle, and Chromium that of a soft hyphen.
    const visible = [...range.getClientRects()].filter(({ width }) => width > 0);
    if (visible.length === 0) return range.getBoundingClientRect();
    const last = Math.max(...visible.map(({ top }) => top));
    const parts = visible.filter(({ top }) => !isOnLaterLine(last, top));
    const left = Math.min(...parts.map((part) => part.left));
    const right = Math.max(...parts.map((part) => part.right));
    return { left, width: right - left, top: Math.min(...parts.map(({ top }) => top)) };
  };

  /** `goesOn`: the text does so in the next line. */
  const lineOf = (content: string, start: number, end: number, goesOn = false): Line => {
    const written = content.slice(start, end).replace(/\s+$/u, "");
    if (!written) return { pieces: [], width: 0 };
    const { left, width } = rectangle(start, start + written.length);
    const ending = goesOn && written.endsWith(softHyphen) ? hyphen : "";
    if (!kana.test(written)) return { pieces: [{ text: written + ending, x: 0 }], width: width / scale };
    const pieces: Piece[] = [];
    for (const { segment, index } of graphemes(written)) {
      const previous = pieces[pieces.length - 1];
      if (previous && !kana.test(segment) && !kana.test(previous.text)) previous.text += segment;
      else pieces.push({ text: segment, x: (rectangle(start + index, start + index + segment.length).left - left) / scale });
    }
    pieces[pieces.length - 1]!.text += ending;
    return { pieces, width: width / scale };
  };

  /**
   * The least width, in whole CSS pixels, that takes no more lines than `maxWidth` and breaks no word: no line is left with
   * a word alone. (`text-wrap: balance` finds it too, but browsers differ in how an element of that width breaks.)
   */
  const balancedWidth = (maxWidth: number): number => {
    const lines = box.offsetHeight;
    box.style.overflowWrap = "normal";
    const takes = (width: number) => {
      box.style.width = `${width}px`;
      return box.offsetHeight <= lines && box.scrollWidth <= Math.ceil(width);
    };
    let found = maxWidth;
    for (let below = 0; found - below > 1; ) {
      const middle = Math.floor((below + found) / 2);
      if (takes(middle)) found = middle;
      else below = middle;
    }
    box.style.overflowWrap = "anywhere";
    return found;
  };

  /** Whether a phone number of the text is broken, where a little more width might keep it whole. */
  const numberSplitter = (content: string) => {
    const numbers = [...content.matchAll(internationalNumber)];
    const topAt = (index: number) => rectangle(index, index + 1).top;
    return () => numbers.some(({ 0: number, index }) => isOnLaterLine(topAt(index + number.length - 1), topAt(index)));
  };

  const linesOf = (content: string): Line[] => {
    const lines: Line[] = [];
    let start = 0;
    let top: number | null = null;
    for (const { segment, index } of graphemes(content)) {
      if (segment === "\n" || segment === "\r\n") {
        lines.push(lineOf(content, start, index));
        start = index + segment.length;
        top = null;
        continue;
      }
      const rect = rectangle(index, index + segment.length);
      if (top !== null && isOnLaterLine(rect.top, top)) {
        lines.push(lineOf(content, start, index, true));
        start = index;
        top = rect.top;
      }
      top ??= rect.top;
    }
    lines.push(lineOf(content, start, content.length));
    return lines;
  };

  /** None where each of them breaks a phone number. */
  const balancedLines = (content: string, maxWidth: number): Line[] | null => {
    const splitsNumber = numberSplitter(content);
    // The element over the lines is a pixel wider than the longest: they must be the same in it.
    for (let boxWidth = balancedWidth(maxWidth) + 1; boxWidth < maxWidth; boxWidth += 2) {
      box.style.width = `${boxWidth}px`;
      if (splitsNumber()) continue;
      const lines = linesOf(content);
      if (Math.max(...lines.map((line) => line.width)) <= boxWidth - 1) return lines;
    }
    return null;
  };

  const measureLines: LineBreaker["breakLines"] = (content, font, lineHeight, maxWidth) => {
    setFont(font, lineHeight);
    box.style.width = `${maxWidth}px`;
    text.data = content;
    const rightToLeft = getComputedStyle(box).direction === "rtl";
    scale = scaleOf(maxWidth);
    if (box.getBoundingClientRect().height < 1.5 * lineHeight * scale) {
      return { rightToLeft, lines: [lineOf(content, 0, content.length)] };
    }
    let lines = balancedLines(content, maxWidth);
    box.style.width = `${maxWidth}px`;
    if (!lines && keepNumbersWhole(text, maxWidth * scale)) {
      lines = balancedLines(content, maxWidth);
      box.style.width = `${maxWidth}px`;
    }
    return { rightToLeft, lines: lines ?? linesOf(content) };
  };

  return {
    breakLines(...values) {
      const broken = measureLines(...values);
      text.data = ""; // or whoever looks for a message by its text finds it twice
      return broken;
    },

    baseline(font, lineHeight) {
      const key = `${lineHeight} ${font}`;
      let found = baselines.get(key);
      if (found === undefined) {
        setFont(font, lineHeight);
        const width = 100; // any
        box.style.width = `${width}px`;
        text.data = "x";
        const mark = box.appendChild(document.createElement("span"));
        Object.assign(mark.style, { display: "inline-block", width: "0", height: "0", verticalAlign: "baseline" });
        const below = mark.getBoundingClientRect().bottom - box.getBoundingClientRect().top;
        found = Math.round((layoutUnits * below) / scaleOf(width)) / layoutUnits;
        mark.remove();
        text.data = "";
        baselines.set(key, found);
      }
      return found;
    },

    forget: () => baselines.clear(),
    remove: () => box.remove(),
  };
}
