// Clusters: the visual lines that the engine draws as one glyph each (src/browser/glyphs.hpp). Measured and painted
// here with Canvas 2D; pixels go straight to the texture and are never read back.

import type { LineBreaker } from "./line_breaker";
import { cssFont, lineHeight, textStyleNames } from "./text_styles";

interface Cluster {
  text: string;
  style: number;
  ink: string;
  rightToLeft: boolean;
}

export interface TextLook {
  family: string;
  textScale: number;
}

/** Device pixels, from the top left corner of the line box. */
export interface InkBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

const nothing: InkBox = { left: 0, top: 0, width: 0, height: 0 };

export class Clusters {
  private clusters: Cluster[] = [];
  private scratch = document.createElement("canvas");
  // Kept in main memory: what is painted is uploaded at once, and software text looks the same everywhere.
  private context = this.scratch.getContext("2d", { willReadFrequently: true })!;

  constructor(
    private readonly breaker: LineBreaker,
    private readonly look: () => TextLook,
  ) {}

  /** Calls `found` with each line's cluster number and width; returns the direction. */
  breakLines(text: string, style: number, ink: number, maxWidth: number, found: (cluster: number, width: number) => void): boolean {
    const { family, textScale } = this.look();
    const name = textStyleNames[style]!;
    const broken = this.breaker.breakLines(text, cssFont(name, family, textScale), lineHeight(name, textScale), maxWidth);
    const colour = "#" + ink.toString(16).padStart(6, "0");
    for (const line of broken.lines) {
      this.clusters.push({ text: line.text, style, ink: colour, rightToLeft: broken.rightToLeft });
      found(this.clusters.length - 1, line.width);
    }
    return broken.rightToLeft;
  }

  forget(): void {
    this.clusters = [];
  }

  measure(index: number, density: number): InkBox {
    const cluster = this.clusters[index];
    if (!cluster?.text) return nothing;
    const baseline = this.prepare(cluster, density);
    const ink = this.context.measureText(cluster.text);
    // One pixel around: anti-aliasing reaches past the measured box.
    const left = Math.floor(-ink.actualBoundingBoxLeft) - 1;
    const top = Math.floor(baseline - ink.actualBoundingBoxAscent) - 1;
    const width = Math.ceil(ink.actualBoundingBoxRight) + 1 - left;
    const height = Math.ceil(baseline + ink.actualBoundingBoxDescent) + 1 - top;
    return width > 2 && height > 2 ? { left, top, width, height } : nothing;
  }

  /** Paints the cluster into the top left corner of the returned canvas; its ink box has the size given. */
  paint(index: number, density: number, width: number, height: number): HTMLCanvasElement {
    if (this.scratch.width < width || this.scratch.height < height) {
      this.scratch.width = Math.max(this.scratch.width, width);
      this.scratch.height = Math.max(this.scratch.height, height);
    }
    this.context.clearRect(0, 0, width, height);
    const cluster = this.clusters[index];
    if (cluster?.text) {
      const box = this.measure(index, density);
      const baseline = this.prepare(cluster, density);
      this.context.fillStyle = cluster.ink;
      this.context.fillText(cluster.text, -box.left, baseline - box.top);
    }
    return this.scratch;
  }

  /** Sets the font; returns the baseline in device pixels below the top of the line box. */
  private prepare(cluster: Cluster, density: number): number {
    const { family, textScale } = this.look();
    const name = textStyleNames[cluster.style]!;
    this.context.font = cssFont(name, family, textScale, density);
    this.context.textAlign = "left";
    this.context.textBaseline = "alphabetic";
    this.context.direction = cluster.rightToLeft ? "rtl" : "ltr";
    // Text in the DOM stands on whole device pixels.
    return Math.round(this.breaker.baseline(cssFont(name, family, textScale), lineHeight(name, textScale)) * density);
  }
}
