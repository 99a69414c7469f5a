// Clusters: the visual lines that the engine draws as one glyph each (src/browser/glyphs.hpp). Measured and painted
// here with Canvas 2D; pixels go straight to the texture and are never read back.

import type { LineBreaker, Piece } from "./line_breaker";
import { cssFont, lineHeight, textStyleNames } from "./text_styles";

interface Cluster {
  pieces: Piece[];
  style: number;
  ink: string;
  rightToLeft: boolean;
}

export interface TextLook {
  family: string;
  textScale: number;
}

/** Device pixels, from where the baseline starts. */
export interface InkBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

const letter = "[\\u0620-\\u065f\\u066e-\\u06d3\\u06d5-\\u06ed\\u06fa-\\u06ff\\u0750-\\u077f]";
const spaceInArabic = new RegExp(`(?:${letter}) (?=${letter})`, "g");

const nothing: InkBox = { left: 0, top: 0, width: 0, height: 0 };

export class Clusters {
  private clusters: Cluster[] = [];
  private scratch = document.createElement("canvas");
  // Kept in main memory: what is painted is uploaded at once, and software text looks the same everywhere.
  private context = this.scratch.getContext("2d", { willReadFrequently: true })!;

  constructor(
    private readonly breaker: LineBreaker,
    locale: string,
    private readonly look: () => TextLook,
  ) {
    this.scratch.lang = locale;
  }

  /** Calls `found` with each line's cluster number and width. The baseline is below the top of each line. */
  breakLines(text: string, style: number, ink: number, maxWidth: number, found: (cluster: number, width: number) => void) {
    const { family, textScale } = this.look();
    const name = textStyleNames[style]!;
    const font = cssFont(name, family, textScale);
    const leading = lineHeight(name, textScale);
    const { rightToLeft, lines } = this.breaker.breakLines(text, font, leading, maxWidth);
    const colour = "#" + ink.toString(16).padStart(6, "0");
    for (const line of lines) {
      const [piece] = line.pieces;
      if (line.pieces.length === 1) piece!.text = this.shapedAsWhole(piece!.text, line.width, font);
      this.clusters.push({ pieces: line.pieces, style, ink: colour, rightToLeft });
      found(this.clusters.length - 1, line.width);
    }
    return { rightToLeft, baseline: this.breaker.baseline(font, leading) };
  }

  /**
   * Chromium shapes a canvas's text word by word, an element's as a whole, where some Arabic fonts give a letter beside a
   * space another form. A space that doesn't break makes no word, and between two letters turns no direction: the ones
   * that bring the text nearer to its width in the element are put in.
   */
  private shapedAsWhole(text: string, width: number, font: string): string {
    this.context.font = font;
    const off = (candidate: string) => Math.abs(this.context.measureText(candidate).width - width);
    for (const { index } of [...text.matchAll(spaceInArabic)]) {
      const candidate = text.slice(0, index + 1) + "\u00a0" + text.slice(index + 2);
      if (off(candidate) < off(text) - 0.03) text = candidate;
    }
    return text;
  }

  forget(): void {
    this.clusters = [];
    this.breaker.forget();
  }

  /** `offset`: device pixels to the right of where the baseline starts. */
  measure(index: number, density: number, offset: number): InkBox {
    const cluster = this.clusters[index];
    if (!cluster?.pieces.length) return nothing;
    this.prepare(cluster, density);
    const inks = cluster.pieces.map(({ text, x }) => ({ x: x * density + offset, ink: this.context.measureText(text) }));
    const most = (value: (piece: (typeof inks)[0]) => number) => Math.ceil(Math.max(...inks.map(value))) + 1;
    // One pixel around: anti-aliasing reaches past the measured box.
    const left = -most(({ x, ink }) => ink.actualBoundingBoxLeft - x);
    const top = -most(({ ink }) => ink.actualBoundingBoxAscent);
    const width = most(({ x, ink }) => ink.actualBoundingBoxRight + x) - left;
    const height = most(({ ink }) => ink.actualBoundingBoxDescent) - top;
    return width > 2 && height > 2 ? { left, top, width, height } : nothing;
  }

  /** Paints the cluster into the top left corner of the returned canvas; its ink box has the size given. */
  paint(index: number, density: number, offset: number, width: number, height: number): HTMLCanvasElement {
    if (this.scratch.width < width || this.scratch.height < height) {
      this.scratch.width = Math.max(this.scratch.width, width);
      this.scratch.height = Math.max(this.scratch.height, height);
    }
    this.context.clearRect(0, 0, width, height);
    const cluster = this.clusters[index];
    if (cluster) {
      const { left, top } = this.measure(index, density, offset); // with the font set
      this.context.fillStyle = cluster.ink;
      for (const { text, x } of cluster.pieces) this.context.fillText(text, x * density + offset - left, -top);
    }
    return this.scratch;
  }

  private prepare({ style, rightToLeft }: Cluster, density: number): void {
    const { family, textScale } = this.look();
    this.context.font = cssFont(textStyleNames[style]!, family, textScale, density);
    this.context.textAlign = "left";
    this.context.textBaseline = "alphabetic";
    this.context.direction = rightToLeft ? "rtl" : "ltr";
  }
}
