// ringback.js, the classic script of a page's tag. For bundlers there is module.ts.

import { warnOfSecond } from "./element";
import { replay } from "./queue";
import { createWidget } from "./widget";

// currentScript is null in modules, callbacks and tag managers.
const tag = (document.currentScript || document.querySelector("script[data-flow]")) as HTMLScriptElement | null;
const page = window as { ringback?: any };
const earlier = page.ringback;

if (earlier && !earlier.q) warnOfSecond();
else {
  const { api, start } = createWidget(new URL(".", tag?.src || location.href).href, () =>
    // Not now: destroy() twice in a row is fine.
    setTimeout(() => {
      if (page.ringback == api) delete page.ringback;
    }),
  );
  page.ringback = api;
  // Before there is an element, so that what listens for "ready" hears of it.
  if (earlier) replay(earlier.q, api);
  start(tag && { nonce: tag.nonce, ...tag.dataset });
}
