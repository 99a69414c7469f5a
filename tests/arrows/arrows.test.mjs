// src/ keeps to the arrows between the rooms, and the scanner that says so sees each way to break them: fixture/ breaks
// every rule, each at a line marked "// breaks: " and the message.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { scan, sources } from "./arrows.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const write = ({ file, line, message }) => `${file}:${line}: ${message}`;

test("every include in src follows an arrow between rooms", () => {
  assert.deepEqual(scan(join(here, "../../src")).map(write), []);
});

const fixture = join(here, "fixture");
const found = scan(fixture).map(write);
const marked = sources(fixture).flatMap((path) =>
  readFileSync(path, "utf8").split("\n").flatMap((text, index) => {
    const message = text.split("// breaks: ")[1];
    return message ? [{ file: relative(fixture, path), line: index + 1, message }] : [];
  }));

for (const problem of marked) {
  test(`the scanner sees: ${problem.message}`, () => assert.ok(found.includes(write(problem)), found.join("\n")));
}

test("the scanner complains of nothing that keeps to the rules", () => {
  assert.deepEqual(found.filter((line) => !marked.map(write).includes(line)), []);
});
