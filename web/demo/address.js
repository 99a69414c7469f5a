// ?theme=dark&locale=ar&flow=other in this page's address. Runs before the tag that embeds the chat is parsed, so that
// the tag can stay one static line: what it should say otherwise is put on it the moment it appears.
"use strict";

(() => {
  const parameters = new URLSearchParams(location.search);
  const theme = ["light", "dark"].find((known) => known === parameters.get("theme"));
  const locale = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.exec(parameters.get("locale") ?? "")?.[0];
  const flow = /^[\w.-]+$/.exec(parameters.get("flow") ?? "")?.[0];

  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  if (locale && /^(ar|fa|he|ur)\b/.test(locale)) root.dir = "rtl";

  new MutationObserver((_, observer) => {
    const tag = document.querySelector("script[data-flow]");
    if (!tag) return;
    observer.disconnect();
    if (theme) tag.dataset.theme = theme;
    if (locale) tag.dataset.locale = locale;
    if (flow) tag.dataset.flow = `/v1/flows/${flow}`;
  }).observe(root, { childList: true, subtree: true });
})();
