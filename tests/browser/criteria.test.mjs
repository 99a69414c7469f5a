// docs/accessibility.md names a test for each criterion: each is there, under that name.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./support/server.mjs";

const document = readFileSync(root + "docs/accessibility.md", "utf8");
const named = [...document.matchAll(/`(\w+\.test\.mjs): ([^`]+)`/g)].map(([, file, name]) => ({ file, name }));
const missing = (tests) => tests.filter(({ file, name }) =>
  !readFileSync(`${root}tests/browser/${file}`, "utf8").includes(`test("${name}"`));

test("each test that the table of criteria names exists", () => {
  assert.ok(named.length > 25);
  assert.deepEqual(missing(named), []);
  assert.equal(missing([{ file: "quiet.test.mjs", name: "a test that nobody wrote" }]).length, 1);
});

test("each row of the table names a test, or says why there is none", () => {
  const rows = document.split("\n").filter((line) => /^\| \d\.\d/.test(line));
  assert.ok(rows.length >= 48);
  for (const row of rows) assert.match(row, /\.test\.mjs: |doesn't apply \||no test (named )?yet \||unit tests of `src\/ui`/, row);
});
