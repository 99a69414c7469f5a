// Flags as drawings, for systems whose fonts have none (Windows). They come when the country list first opens; without
// them the list has what the fonts have.

import { flagOf } from "./country";

let all: Document | null = null;
let coming: Promise<void> | null = null;

/** Resolves when flag() has drawings, or has to do without. */
export const loadFlags = (): Promise<void> => (coming ??= new Promise((resolve) => {
  // As a document: no HTML is parsed (Trusted Types), and no image loaded (img-src).
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.open("GET", new URL("ringback-flags.svg", import.meta.url));
  request.onloadend = () => {
    all = request.responseXML;
    if (!all) coming = null;
    resolve();
  };
  request.send();
}));

/** The drawing, or what the fonts have (Windows' have letters). */
export function flag(region: string): Node {
  const found = all?.getElementById(region);
  if (!found) return document.createTextNode(flagOf(region, navigator.userAgent));
  const copy = document.importNode(found, true);
  copy.removeAttribute("id");
  return copy;
}
