// The published JSON Schema against a real validator: it accepts what the parser accepts, and refuses what the parser
// refuses, but for what a schema can't see. The parser's half: tests/unit/flow/flow_file_table_test.cpp.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";

import { load } from "./support/bundle.mjs";
import { changed } from "./support/changed.mjs";

const root = new URL("../../", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
const schema = read("assets/schema/flow.schema.json");
const table = read("tests/fixtures/flows/table.json");

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
const validate = ajv.compile(schema);
const errors = (flow) => (validate(flow) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`));

test("the schema is a valid draft 2020-12 schema", () => {
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.ok(ajv.validateSchema(schema));
});

test("the schema accepts the flow that the table changes", () => assert.deepEqual(errors(table.base), []));

for (const each of table.cases) {
  const accepted = !each.errors || each.schema === "accepts";
  test(`schema: ${each.key} ${each.name}`, () => {
    const found = errors(changed(table.base, each));
    if (accepted) assert.deepEqual(found, []);
    else assert.notDeepEqual(found, [], "the parser refuses this, and the schema could see it");
  });
}

test("only what the parser refuses is marked as unseen by the schema", () => {
  for (const each of table.cases) assert.ok(!each.schema || each.errors, each.name);
});

for (const name of readdirSync(new URL("assets/flows/", root))) {
  test(`the schema accepts the shipped flow ${name}, which names the schema where it lies`, () => {
    const flow = read(`assets/flows/${name}`);
    assert.deepEqual(errors(flow), []);
    assert.deepEqual(read(`assets/flows/${flow.$schema}`), schema);
  });
}

test("the schema accepts the example of the specification", () =>
  assert.deepEqual(errors(read("tests/fixtures/flows/spec_section_4.json")), []));

test("the countries that a flow can name are those that a visitor can choose", async () => {
  const { regions } = await load("phone/numbers.ts");
  assert.deepEqual(schema.$defs.country.enum, regions([]).sort());
});

test("every key that a flow file can have is described, or its type is", () => {
  const undescribed = [];
  for (const [name, definition] of Object.entries(schema.$defs)) {
    for (const [key, property] of Object.entries(definition.properties ?? {})) {
      if (property === true || property.description || property.$ref || property.enum || property.type) continue;
      undescribed.push(`${name}.${key}`);
    }
  }
  assert.deepEqual(undescribed, []);
});
