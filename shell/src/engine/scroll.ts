// The conversation's scroller is the browser's own; the canvas is drawn at its position.

export interface Scroll {
  top(): number;
  atEnd(): boolean;
  toEnd(): void;
  /** A hidden element forgets where it was. */
  remember(): void;
  restore(): void;
}

// Within this of the end one is at the end: zoomed pages have fractions, and a thumb isn't exact.
const nearEnd = 24;

export function createScroll(scroller: HTMLElement, scrolled: () => void): Scroll {
  let kept: number | null = null;
  // By what was there when the visitor last scrolled: content that grows doesn't move a reader away from the end.
  let end = true;
  scroller.addEventListener("scroll", () => {
    end = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
    scrolled();
  }, { passive: true });
  return {
    top: () => scroller.scrollTop,
    atEnd: () => end,
    toEnd() {
      end = true;
      scroller.scrollTop = scroller.scrollHeight;
    },
    remember: () => (kept = end ? null : scroller.scrollTop),
    restore() {
      if (kept === null) this.toEnd();
      else scroller.scrollTop = kept;
    },
  };
}
