// A small model of a screen reader: what the browser tells one about live regions, in light and shadow DOM.
//
// A region speaks when it was rendered before something came into it; an alert also when it comes itself. A status and an
// alert are read whole, a log by what is new. What is moved counts as new, as it does for browsers.

/** From the next navigation on. `heardBy` gives what was said. */
export const listen = (page) => page.addInitScript(() => {
  window.said = [];
  const implied = { log: "polite", status: "polite", alert: "assertive" };
  const regions = "[aria-live],[role=log],[role=status],[role=alert]";
  const roots = new Set([document]);
  // The regions that can be seen, and in which frame each came: two frames later it has been rendered, however slow the page is.
  const came = new Map();
  let frame = 0;
  const parentOf = (node) => node.assignedSlot ?? node.parentNode ?? node.host;
  const regionOf = (node) => {
    for (let at = node; at; at = parentOf(at)) if (at.matches?.(regions)) return at;
    return null;
  };
  const visible = (element) => element.isConnected && element.checkVisibility();
  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true" || !visible(node)) return "";
    return node.getAttribute("aria-label") && node.matches(regions) ? node.getAttribute("aria-label") : node.textContent;
  };
  const say = (region, politeness, text) => {
    const words = text.replace(/\s+/g, " ").trim();
    if (words) window.said.push(politeness === "assertive" ? "! " + words : words);
  };
  const hear = (records) => {
    const whole = new Set();
    const seen = new Set();
    for (const { type, target, addedNodes } of records) {
      const changed = type === "characterData" ? [target] : [...addedNodes];
      for (const node of changed) {
        if (seen.has(node) || !node.isConnected) continue;
        seen.add(node);
        const region = regionOf(node);
        if (!region || !visible(region)) continue;
        const role = region.getAttribute("role");
        const politeness = region.getAttribute("aria-live") ?? implied[role];
        const known = frame - came.get(region) >= 2 || role === "alert";
        if (politeness === "off" || !known) continue;
        if (role !== "log") {
          if (!whole.has(region)) say(region, politeness, textOf(region));
          whole.add(region);
        } else say(region, politeness, textOf(node));
      }
    }
    const seenNow = new Set([...roots].flatMap((root) => [...root.querySelectorAll(regions)]).filter(visible));
    for (const region of came.keys()) if (!seenNow.has(region)) came.delete(region);
    for (const region of seenNow) if (!came.has(region)) came.set(region, frame);
  };
  const observer = new MutationObserver(hear);
  const observe = (root) => {
    roots.add(root);
    observer.observe(root, { childList: true, characterData: true, attributeFilter: ["hidden", "class", "style"], subtree: true });
  };
  observe(document);
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    observe(root);
    return root;
  };
  // The first to ask for each frame, since it was the first on the page: it counts before anybody acts.
  const count = () => {
    requestAnimationFrame(count);
    hear(observer.takeRecords());
    ++frame;
  };
  requestAnimationFrame(count);
});

/** What was said since the last time, once the page has been quiet for a few frames. */
export const heardBy = (page) => page.evaluate(async () => {
  for (let [count, still] = [-1, 0]; still < 12; still = count === window.said.length ? still + 1 : 0) {
    count = window.said.length;
    await new Promise(requestAnimationFrame);
  }
  return window.said.splice(0);
});
