// The configuration's JSON Schema accepts what the parser accepts, and refuses what it refuses, but for what a schema
// can't see. The parser's half: tests/unit/command/config_test.cpp.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";

import { changed } from "./support/changed.mjs";

const read = (path) => JSON.parse(readFileSync(new URL("../../" + path, import.meta.url), "utf8"));
const schema = read("assets/schema/config.schema.json");
const table = read("tests/fixtures/config_table.json");
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const errors = (config) => (validate(config) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`));

test("the schema accepts the configuration that the table changes", () => assert.deepEqual(errors(table.base), []));

for (const each of table.cases) {
  test(`configuration schema: ${each.name}`, () => {
    const found = errors(changed(table.base, each));
    if (!each.errors || each.schema === "accepts") assert.deepEqual(found, []);
    else assert.notDeepEqual(found, [], "the parser refuses this, and the schema could see it");
  });
}

test("every key is described", () => {
  for (const properties of [schema.properties, schema.properties.limits.properties, schema.properties.tls.properties]) {
    for (const [key, property] of Object.entries(properties)) assert.ok(property.description, key);
  }
});
