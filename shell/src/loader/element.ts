// <ringback-chat flow="…">: the custom element, and how it comes into a page that isn't all there yet.

export const tagName = "ringback-chat";

/** Who is told of elements that come and go. */
export interface ElementOwner {
  connected(host: HTMLElement): void;
  disconnected(host: HTMLElement): void;
}
type ElementClass = CustomElementConstructor & { owner?: ElementOwner | null };

/** Returns what sets the owner. Elements that are there already connect when one is set for the first time. */
export function defineElement(owner: ElementOwner): (owner: ElementOwner | null) => void {
  // A definition can't be taken back, and a script that runs after destroy() finds the old one: so the class asks
  // whoever owns it now.
  const set = (to: ElementOwner | null) => ((customElements.get(tagName) as ElementClass).owner = to);
  if (customElements.get(tagName)) set(owner);
  else {
    const made: ElementClass = class extends HTMLElement {
      connectedCallback() {
        made.owner?.connected(this);
      }
      disconnectedCallback() {
        made.owner?.disconnected(this);
      }
    };
    made.owner = owner;
    customElements.define(tagName, made);
  }
  return set;
}

/** To the end of its target or the body: once all of the page is there, since people who don't see it come to it in that
 * order, or later, when its target comes. `wanted` says whether the host still is. */
export function place(host: HTMLElement, wanted: () => boolean): void {
  const attempt = (_?: unknown, observer?: MutationObserver) => {
    observer?.disconnect();
    if (!wanted()) return;
    const parent = document.querySelector(host.getAttribute("target") || "body");
    if (parent) parent.append(host);
    else new MutationObserver(attempt).observe(document, { childList: true, subtree: true });
  };
  if (document.readyState == "loading") document.addEventListener("readystatechange", attempt, { once: true });
  else attempt();
}

export const warnOfSecond = () => console.warn("Ringback: this page already has a chat.");
