// The patterns of a flow file in a browser's RegExp, as shell/src/engine/session.ts asks it. The native judge is held to the
// same file by tests/unit/native/pattern_test.cpp.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { taken } = JSON.parse(readFileSync(new URL("../fixtures/patterns.json", import.meta.url), "utf8"));

test("a pattern that the native judge takes means the same to RegExp", () => {
  for (const { pattern, matches, differs } of taken) {
    const judge = new RegExp(`^(?:${pattern})$`, "u");
    for (const text of matches) assert.ok(judge.test(text), `${pattern} matches ${JSON.stringify(text)}`);
    for (const text of differs) assert.ok(!judge.test(text), `${pattern} doesn't match ${JSON.stringify(text)}`);
  }
});
