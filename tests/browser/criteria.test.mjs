// docs/accessibility.md names a test for each criterion: each is there, under that name.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./support/server.mjs";

const document = readFileSync(root + "docs/accessibility.md", "utf8");
const named = [...document.matchAll(/`(\w+(?:\.test\.mjs|_test\.cpp)): ([^`]+)`/g)].map(([, file, name]) => ({ file, name }));
const missing = (tests) => tests.filter(({ file, name }) => {
  const [folders, call] = file.endsWith(".cpp") ? [["tests/unit/ui/"], "TEST_CASE("] : [["tests/browser/", "tests/browsers/"], "test("];
  const path = folders.map((folder) => root + folder + file).find((path) => existsSync(path));
  return !path || !readFileSync(path, "utf8").includes(`${call}"${name}"`);
});

test("each test that the table of criteria names exists", () => {
  assert.ok(named.length > 25);
  assert.deepEqual(missing(named), []);
  assert.equal(missing([{ file: "quiet.test.mjs", name: "a test that nobody wrote" }, { file: "nobody.test.mjs", name: "" }]).length, 2);
});

test("each row of the table names a test, or says why there is none", () => {
  const rows = document.split("\n").filter((line) => /^\| \d\.\d/.test(line));
  assert.ok(rows.length >= 48);
  for (const row of rows) assert.match(row, /\.test\.mjs: |_test\.cpp: |doesn't apply \|/, row);
});

// 1.3.3: shape, place and colour mean nothing to those who don't see them. "Left" is what attempts are.
const sensory = /\b(?:(?<!attempts? )left|right|above|below|beside|red|green|grey|blue|round|square|click|see)\b/i;
test("no sentence for visitors refers to shape, place or colour", () => {
  const texts = ["assets/locales/en.json", "assets/flows/verify-phone.json", "assets/flows/convertalk-guide.json"]
    .flatMap((path) => readFileSync(root + path, "utf8").match(/"(?:\\.|[^"\\])*"/g));
  assert.ok(texts.length > 100);
  const words = texts.filter((text) => / /.test(text) && !/isn't right/.test(text));
  assert.deepEqual(words.filter((text) => sensory.test(text)), []);
  assert.match("Press the green button on the right.", sensory);
});
