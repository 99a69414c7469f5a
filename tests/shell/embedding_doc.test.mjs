// docs/embedding.md names what there is: each option, method and event of the page's types, and nothing else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { rowsOf } from "./support/doc_tables.mjs";

const read = (path) => readFileSync(new URL("../../" + path, import.meta.url), "utf8");
const types = read("shell/src/shared/page_api.ts");
const doc = read("docs/embedding.md");

/** The members of an interface, in its order. */
const members = (name) => {
  const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, "s").exec(types)[1];
  return [...new Set([...body.matchAll(/^ {2}(\w+)\??[<(:]/gm)].map(([, member]) => member))];
};
/** The names in the first column of a section's table. */
const documented = (heading, first) => [...new Set(rowsOf(doc, heading, first).map(([code]) => /^[\w-]+/.exec(code)[0]))];
const camelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

for (const [heading, first, name, others] of [
  ["Options", "name", "MountOptions", []],
  ["Methods of `window.ringback`", "", "Ringback", ["once", "off"]], // in the words on `on`
  ["Events", "event", "PageEvents", []],
]) {
  test(`${heading} are those of ${name}`, () => {
    const named = [...documented(heading, first).map(camelCase), ...others].sort();
    assert.ok(named.length > 5);
    assert.deepEqual(named, members(name).sort());
  });
}
