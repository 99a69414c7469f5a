// Where the focus goes when the panel closes with it: back to what opened the panel, a button of the page's or the launcher.

import { activeBeside } from "./field";

export interface FocusReturn {
  /** The panel opens and takes the focus. */
  opens(): void;
  /** The panel is about to close. Returns what gives the focus back once it has. */
  closes(): () => void;
}

export function createFocusReturn(host: HTMLElement, shadow: ShadowRoot): FocusReturn {
  let opener: Element | null = null;
  return {
    opens() {
      const active = activeBeside(host);
      opener = host.contains(active) || active === document.body ? null : active;
    },
    closes() {
      const inside = host.contains(activeBeside(host));
      return () => {
        if (!inside) return;
        (opener as HTMLElement | null)?.focus({ preventScroll: true });
        // What opened it may be gone by now, or hidden.
        if (opener && activeBeside(host) === opener) return;
        shadow.querySelector<HTMLElement>("[aria-expanded]")?.focus({ preventScroll: true });
      };
    },
  };
}
