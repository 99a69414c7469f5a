// Tables of a page of docs, and what a JSON Schema says of the keys in them.

import assert from "node:assert/strict";
import { test } from "node:test";

/** Rows of a table as [what is in the first cell's code, the whole row]. `first`: the words above the first column. */
export function rowsOf(doc, heading, first = "key") {
  const section = doc.split(/^#+ /m).find((each) => each.split("\n")[0] === heading);
  assert.ok(section, `no section "${heading}"`);
  const header = ["|", ...(first ? [first] : []), "|"].join(" ");
  const tables = section.split("\n\n").filter((each) => each.startsWith(header));
  assert.equal(tables.length, 1, `"${heading}" has ${tables.length} tables of "${first}"`);
  return tables[0].trim().split("\n").slice(2).flatMap((row) =>
    [...row.split(" | ")[0].matchAll(/`([^`]+)`/g)].map(([, key]) => [key, row]));
}

/** Each key of an object has its row and no other does; it says what is required, the default, the bounds and the words. */
export function testTable(name, table, { properties, required = [] }, doc) {
  test(`the keys of ${name} are those of the schema`, () =>
    assert.deepEqual(table.map(([key]) => key).sort(), Object.keys(properties).sort()));
  for (const [key, row] of table) {
    const property = { ...properties[key] }; // `true`: anything
    test(`${name}.${key} is described as it is`, () => {
      assert.equal(/\| required \|$/.test(row), required.includes(key), "required");
      if (["string", "number", "boolean"].includes(typeof property.default)) {
        assert.match(row, new RegExp(`\\| \`${property.default}\` \\|$`), "its default");
      }
      for (const word of property.enum ?? []) assert.ok((row + doc).includes(`\`${word}\``), `the word ${word}`);
      for (const bound of [property.minimum, property.maximum]) {
        if (bound !== undefined) assert.match(row, new RegExp(`\\b(from|to) ${bound}\\b`), "its bounds");
      }
    });
  }
}
