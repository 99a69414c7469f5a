// The npm package's entry: the same widget for a bundler. Importing it touches nothing, so that servers can render.

import type { MountOptions, Ringback } from "../shared/page_api";
import { defineElement, ownElements, place, tagName } from "./element";
import { createWidget } from "./widget";

export { RingbackError } from "../shared/page_api";
export type { ErrorCode, MountOptions, PageEvents, Ringback, Verified } from "../shared/page_api";

let mounted: Ringback | null = null;

export function mount(options: MountOptions): Ringback {
  if (mounted) {
    console.warn("Ringback: there is one chat on this page already.");
    return mounted;
  }
  let host: HTMLElement | null = null;
  const base = new URL(options.base ?? ".", options.base ? document.baseURI : import.meta.url).href;
  const widget = createWidget(base.replace(/\/?$/, "/"), () => {
    host = mounted = null;
    release();
  });
  mounted = widget.api;
  const release = defineElement(ownElements(widget, () => host));
  host = document.createElement(tagName);
  for (const [name, value] of Object.entries(options)) {
    if (name === "base" || value == null) continue;
    host.setAttribute(name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()), String(value));
  }
  place(host);
  return mounted;
}
