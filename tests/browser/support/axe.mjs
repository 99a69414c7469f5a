// What axe finds against WCAG 2.2 AA and its own good practice.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const run = async (frame, within, options) => {
  if (!(await frame.evaluate(() => window.axe))) await frame.evaluate(axe);
  const { violations } = await frame.evaluate(([within, options]) => window.axe.run(within ?? document, options),
    [within, { resultTypes: ["violations"], ...options }]);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
};

export const violationsOfPage = (page) => run(page, null, { runOnly: standards });

/** `contrast`: whether the text is the elements' own. On a canvas axe can't see it: tests/unit/ui checks that palette. */
export const violationsOfChat = (frame, { contrast = false } = {}) => run(frame, "ringback-chat",
  { runOnly: standards, rules: { "color-contrast": { enabled: contrast }, region: { enabled: false } } });

/** For another theme of the same elements: the rules of `standards` that look at colours. */
export const colourViolationsOfChat = (frame) => run(frame, "ringback-chat", { runOnly: ["color-contrast", "link-in-text-block"] });
