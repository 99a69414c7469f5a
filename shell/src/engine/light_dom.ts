// What is ours in the page's own tree. A page that morphs itself into what its server sent (Turbo, Livewire, idiomorph) takes
// away what wasn't in there: the input, the alert, the colour of the launcher. They are put back.

import { activeBeside } from "./field";

/** `children`: what belongs into the host now. Returns what ends it. */
export function keepLightDom(host: HTMLElement, children: () => (HTMLElement | null | undefined)[]): () => void {
  const styles = ["--accent", "z-index"].map((name) => [name, host.style.getPropertyValue(name)] as const);
  const gone = () => children().filter((child) => child && child.parentNode !== host) as HTMLElement[];
  const bare = () => !host.style.getPropertyValue("--accent");
  const ends = new AbortController();
  const { signal } = ends;

  let focused: EventTarget | null = null;
  host.addEventListener("focusin", ({ target }) => (focused = target), { signal });
  // Later: Chromium tells so of what is being removed, before it is.
  host.addEventListener("focusout", () => setTimeout(() => {
    if (activeBeside(host) !== focused) focused = null;
  }), { signal });

  let frame = 0;
  const observer = new MutationObserver(() => {
    if (frame || (gone().length === 0 && !bare())) return;
    const typedInto = focused;
    // Not at once: a page that takes it away again would never come to an end.
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (bare()) for (const [name, value] of styles) host.style.setProperty(name, value);
      for (const child of gone()) {
        host.append(child);
        const active = activeBeside(host);
        if (child === typedInto && (!active || active === document.body)) child.focus({ preventScroll: true });
      }
    });
  });
  observer.observe(host, { childList: true, attributeFilter: ["style"] });
  return () => {
    ends.abort();
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}
