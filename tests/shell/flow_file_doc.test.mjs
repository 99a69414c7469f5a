// docs/flow-file.md against the JSON Schema, which unit_flow holds to the parser: every key of every object stands in its
// section, with what it needs, what it is without it, and its bounds; and no other does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

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

/** Rows of a table as [what is in the first cell's code, the whole row]. */
function rows(heading, first = "key") {
  const section = doc.split(/^#+ /m).find((each) => each.split("\n")[0] === heading);
  assert.ok(section, `no section "${heading}"`);
  const tables = section.split("\n\n").filter((each) => each.startsWith(`| ${first} |`));
  assert.equal(tables.length, 1, `"${heading}" has ${tables.length} tables of "${first}"`);
  return tables[0].trim().split("\n").slice(2).flatMap((row) =>
    [...row.split(" | ")[0].matchAll(/`([^`]+)`/g)].map(([, key]) => [key, row]));
}

const described = Object.entries(schema.$defs).filter(([name, { properties }]) => properties && name !== "node");

test("each object of the schema has its table", () =>
  assert.deepEqual(described.map(([name]) => name).sort(), Object.keys(places).sort()));

for (const [name, { properties, required = [] }] of described) {
  const table = rows(...places[name]);
  test(`the keys of ${name} are those of the schema`, () =>
    assert.deepEqual(table.map(([key]) => key).sort(), Object.keys(properties).sort()));

  for (const [key, row] of table) {
    const property = { ...properties[key] }; // `true`: anything
    test(`${name}.${key} is described as it is`, () => {
      // A relay's public flow has APIs without a URL.
      const needed = required.includes(key) || (name === "api" && key === "url");
      assert.equal(/\| required \|$/.test(row), needed, "required");
      if ("default" in property) assert.match(row, new RegExp(`\\| \`${property.default}\` \\|$`), "its default");
      for (const word of property.enum ?? []) {
        const elsewhere = name === "problem" ? doc : row;
        assert.ok(elsewhere.includes(`\`${word}\``), `the word ${word}`);
      }
      for (const bound of [property.minimum, property.maximum]) {
        if (bound !== undefined) assert.match(row, new RegExp(`\\b(from|to) ${bound}\\b`), "its bounds");
      }
    });
  }
}

test("each type of node has its section", () => {
  for (const type of schema.$defs.node.properties.type.enum) assert.match(doc, new RegExp(`^### ${type}$`, "m"));
});
