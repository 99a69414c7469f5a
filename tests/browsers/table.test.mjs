// docs/browsers.md names the test of each mode: it exists, and each browser runs it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inForcedColours, modes } from "./support/modes.mjs";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const browsers = ["chromium", "firefox", "webkit"];
const rows = read("../../docs/browsers.md").split("\n").filter((line) => /^\| .*`/.test(line))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
  .map(([mode, name, ...cells]) => ({ mode, name: name.slice(1, -1), cells }));

/** Rows that name a test which a browser doesn't have, unless the row says so. */
const missing = (rows) => rows.flatMap(({ mode, name, cells }) => browsers.filter((browser, i) => {
  const file = read(`./${browser}.test.mjs`);
  const runs = (modes.some((each) => each.name === name) && file.includes("walkModes("))
    || (name === inForcedColours.name && file.includes("[...modes, inForcedColours]"));
  return runs === (cells[i] === "not tested");
}).map((browser) => `${browser}, ${mode}: ${name}`));

test("each test that the table of modes names exists, in each browser that the table doesn't except", () => {
  assert.ok(rows.length >= 12);
  assert.deepEqual(missing(rows), []);
  assert.equal(missing([{ mode: "none", name: "a mode that nobody walks", cells: ["", "", "not tested"] }]).length, 2);
});

test("each mode that is walked is in the table", () => {
  for (const { name } of modes) assert.ok(rows.some((row) => row.name === name), name);
});
