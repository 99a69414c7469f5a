// docs/security.md names a test for each rule: each is there, under that name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./support/ringback.mjs";

const document = readFileSync(join(root, "docs/security.md"), "utf8");
const named = [...document.matchAll(/`(\w+(?:\.test\.mjs|_test\.cpp)): ([^`]+)`/g)].map(([, file, name]) => ({ file, name }));

const sources = {};
for (const entry of readdirSync(join(root, "tests"), { recursive: true, withFileTypes: true })) {
  if (/\.test\.mjs$|_test\.cpp$/.test(entry.name)) {
    sources[entry.name] = (sources[entry.name] ?? "") + readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8");
  }
}
// Names that are made of parts in the test's source are compared from their first part on.
const exists = ({ file, name }) => {
  const text = (sources[file] ?? "").replaceAll("\\\"", '"');
  const tail = name.replace(/^in \w+: /, "in ${language}: ");
  return [`TEST_CASE("${name}"`, `test("${name}"`, `test(\`${tail}\``].some((start) => text.includes(start));
};

test("each test that the security page names exists", () => {
  assert.ok(named.length > 45, String(named.length));
  assert.deepEqual(named.filter((each) => !exists(each)), []);
  assert.equal(exists({ file: "relay.test.mjs", name: "a test that nobody wrote" }), false);
});

test("each rule names a test, or says whose matter it is", () => {
  const rows = document.split("\n").filter((line) => /^\| \d+\.\d/.test(line));
  assert.ok(rows.length >= 26, String(rows.length));
  for (const row of rows) assert.match(row, /_test\.cpp: |\.test\.mjs: |the (provider's and the )?site's: /, row);
});
