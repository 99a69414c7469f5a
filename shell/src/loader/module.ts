// The npm package's entry: the same widget for a bundler. Importing it touches nothing, so that servers can render.

import type { MountOptions, Ringback } from "../shared/page_api";
import { warnOfSecond } from "./element";
import { createWidget } from "./widget";

export { RingbackError } from "../shared/page_api";
export type { ErrorCode, MountOptions, PageEvents, Ringback, Verified } from "../shared/page_api";

let mounted: Ringback | null = null;

export function mount({ base, ...options }: MountOptions): Ringback {
  if (mounted) {
    warnOfSecond();
    return mounted;
  }
  const folder = new URL(base ? base.replace(/\/?$/, "/") : ".", base ? document.baseURI : import.meta.url).href;
  const { api, start } = createWidget(folder, () => (mounted = null));
  mounted = api;
  // Not now, so that what is returned can be told of "ready" and the first "open".
  queueMicrotask(() => mounted === api && start(options));
  return mounted;
}
