// ringback.js, the classic script of a page's tag. For bundlers there is module.ts.

import { report } from "./events";
import { defineElement, ownElements, place, tagName } from "./element";
import { replay } from "./queue";
import { createWidget } from "./widget";

// currentScript is null in modules, callbacks and tag managers.
const tag = (document.currentScript || document.querySelector("script[data-flow]")) as HTMLScriptElement | null;
const global = window as { ringback?: any };
const earlier = global.ringback;

if (earlier && !earlier.q) console.warn("Ringback: a second script tag is left alone.");
else {
  let host: HTMLElement | null = null;
  const widget = createWidget(new URL(".", tag?.src || location.href).href, () => {
    host = null;
    release();
    // Not now: destroy() twice in a row is fine.
    setTimeout(() => {
      if (global.ringback == widget.api) delete global.ringback;
    });
  });
  global.ringback = widget.api;
  const release = defineElement(ownElements(widget, () => host));
  if (tag?.hasAttribute("data-flow")) {
    host = document.createElement(tagName);
    for (const { name, value } of Array.from(tag.attributes)) {
      if (/^data-/.test(name)) host.setAttribute(name.slice(5), value);
    }
    if (tag.nonce) host.setAttribute("nonce", tag.nonce);
    place(host);
  }
  if (earlier) replay(earlier.q, widget.api, report);
}
