// docs/embedding.md names what there is: each option, method and event of the page's types, and nothing else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL("../../" + path, import.meta.url), "utf8");
const types = read("shell/src/shared/page_api.ts");
const doc = read("docs/embedding.md");

/** The members of an interface, in its order. */
const members = (name) => {
  const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, "s").exec(types)[1];
  return [...new Set([...body.matchAll(/^ {2}(\w+)\??[<(:]/gm)].map(([, member]) => member))];
};
/** What stands as code in the first column of a table below a heading. */
const documented = (heading) => {
  const section = doc.split(/^## /m).find((each) => each.startsWith(heading));
  const cells = [...section.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell]) => cell);
  return [...new Set(cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)/g)].map(([, name]) => name)))];
};
const camelCase = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

for (const [heading, name, others] of [
  ["Options", "MountOptions", []],
  ["Methods", "Ringback", ["once", "off"]], // in the words on `on`
  ["Events", "PageEvents", []],
]) {
  test(`${heading} are those of ${name}`, () => {
    const named = [...documented(heading).map(camelCase), ...others].sort();
    assert.ok(named.length > 5);
    assert.deepEqual(named, members(name).sort());
  });
}
