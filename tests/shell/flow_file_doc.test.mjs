// docs/flow-file.md against the JSON Schema, which unit_flow holds to the parser: every key of every object stands in its
// section, with what it needs, what it is without it, and its bounds; and no other does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { rowsOf, testTable } from "./support/doc_tables.mjs";

const read = (path) => readFileSync(new URL("../../" + path, import.meta.url), "utf8");
const schema = JSON.parse(read("assets/schema/flow.schema.json"));
const doc = read("docs/flow-file.md");

// What each definition is called there; where a section has several tables, by the words of their first column.
const places = {
  flow: ["The file"], attribute: ["Attributes"], api: ["APIs"], save: ["Save"], success: ["Success"], problem: ["Problems"],
  message: ["message"], input: ["input"], api_call: ["api"], delay: ["delay"], condition: ["condition"], set: ["set"],
  goto: ["goto"], end: ["end"],
  input_phone: ["phone"], input_otp: ["otp"], input_text: ["text"], input_email: ["email"], input_number: ["number"],
  input_choice: ["choice"], resend: ["otp", "of `resend`"], change: ["otp", "of `change`"], choice: ["choice", "of a choice"],
};
const described = Object.entries(schema.$defs).filter(([name, { properties }]) => properties && name !== "node");

test("each object of the schema has its table", () =>
  assert.deepEqual(described.map(([name]) => name).sort(), Object.keys(places).sort()));

for (const [name, definition] of described) {
  // Only a relay's public flow has APIs without a URL.
  const required = [...(definition.required ?? []), ...(name === "api" ? ["url"] : [])];
  testTable(name, rowsOf(doc, ...places[name]), { ...definition, required }, name === "problem" ? doc : "");
}

test("each type of node has its section", () => {
  for (const type of schema.$defs.node.properties.type.enum) assert.match(doc, new RegExp(`^### ${type}$`, "m"));
});
