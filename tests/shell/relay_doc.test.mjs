// docs/relay.md against what it describes: the configuration's JSON Schema, which unit_command holds to the parser; the
// metrics and the log's events, by the code that makes them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { rowsOf, testTable } from "./support/doc_tables.mjs";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const schema = JSON.parse(read("assets/schema/config.schema.json"));
const doc = read("docs/relay.md");
const relay = readdirSync(new URL("src/relay/", root)).map((name) => read("src/relay/" + name)).join("\n");
const found = (pattern) => [...new Set([...relay.matchAll(pattern)].map(([, name]) => name))].sort();
const named = (...table) => rowsOf(doc, ...table).map(([name]) => name).sort();

testTable("a configuration", rowsOf(doc, "Configuration"), schema);
for (const part of ["tls", "limits"]) testTable(part, rowsOf(doc, "Configuration", `of \`${part}\``), schema.properties[part]);

test("the metrics are those that there are", () =>
  assert.deepEqual(named("Watching it", "at `/metrics`, for Prometheus"), found(/"(ringback_\w+)"/g)));

test("the log's events are those that there are", () =>
  assert.deepEqual(named("Watching it", "`event`"), found(/\blog(?:_|_to_standard_error)?\("([\w-]+)"/g)));

test("the problems are those that there are, with their statuses", () =>
  assert.deepEqual(rowsOf(doc, "Watching it", "a problem, in answers, metrics and the log")
    .map(([name, row]) => `${name} ${/^\|[^|]*\| (\d+) \|/.exec(row)[1]}`).sort(),
  [...read("src/relay/problem.cpp").matchAll(/Entry\{ProblemType::\w+, (\d+), "([\w-]+)"/g)].map(([, status, name]) => `${name} ${status}`).sort()));
