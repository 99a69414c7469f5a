// <ringback-chat flow="…">: the custom element, and where it stays in a page that replaces its own body.

import type { Widget } from "./widget";

export const tagName = "ringback-chat";

interface Owner {
  connected(host: HTMLElement): void;
  disconnected(host: HTMLElement): void;
}
type ElementClass = CustomElementConstructor & { owner: Owner | null };

// A definition can't be taken back, and a script that runs after destroy() finds the old one: so the class asks
// whoever owns it now.
export function defineElement(owner: Owner): () => void {
  let defined = customElements.get(tagName) as ElementClass | undefined;
  if (defined) defined.owner = owner;
  else {
    defined = class extends HTMLElement {
      static owner: Owner | null = owner;
      connectedCallback() {
        (this.constructor as ElementClass).owner?.connected(this);
      }
      disconnectedCallback() {
        (this.constructor as ElementClass).owner?.disconnected(this);
      }
    };
    customElements.define(tagName, defined);
  }
  return () => (defined!.owner = null);
}

/** `ours`: the element that a script tag stands for. It returns when the page throws it away; others are let go. */
export function ownElements(widget: Widget, ours: () => HTMLElement | null): Owner {
  return {
    connected(host) {
      if (!widget.attach(host)) console.warn("Ringback: there is one chat on this page already.");
    },
    disconnected(host) {
      // Moving an element disconnects it too: look again when the page is done.
      setTimeout(() => {
        if (host.isConnected) return;
        if (host == ours()) place(host);
        else widget.detach(host);
      });
    },
  };
}

export function place(host: HTMLElement): void {
  const parent = () =>
    host.getAttribute("position") == "inline" && host.hasAttribute("target")
      ? document.querySelector(host.getAttribute("target")!)
      : document.body;
  const found = parent();
  if (found) {
    found.append(host);
    return;
  }
  // The body or the target isn't there yet.
  const observer = new MutationObserver(() => {
    const late = parent();
    if (!late && !host.isConnected) return;
    observer.disconnect();
    late?.append(host);
  });
  observer.observe(document, { childList: true, subtree: true });
}
