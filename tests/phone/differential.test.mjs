import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, readCorpus, rules, show, typedOut } from "./differential.mjs";

const corpus = readCorpus();
const { explained, unexplained } = compare(corpus);

test("the corpus has an example of every region and every form of it", () => {
  assert.ok(new Set(corpus.map(({ region }) => region)).size >= 240);
  const forms = new Set(corpus.map(({ form }) => form)).size;
  assert.equal(corpus.length % forms, 0);
  assert.ok(corpus.length / forms > 1000, "more than a thousand example numbers");
});

test("browser and native agree on every number: taken or refused, E.164, region; where not, a rule says why", () => {
  assert.deepEqual(unexplained.map(show), []);
});

test("no rule explains what it wasn't made for", () => {
  for (const { name } of rules) assert.ok(explained.get(name).length > 0, `"${name}" explains nothing: take it out`);
  const all = [...explained.values()].flat();
  assert.ok(all.length < corpus.length / 20, `${all.length} of ${corpus.length} differ`);
  const examples = all.filter(({ form, type }) => form === "E.164" && type === "MOBILE").map(({ region }) => region);
  // Benin's numbers had eight digits until 2024.
  assert.ok(examples.every((region) => ["BJ"].includes(region)), `mobile numbers that differ: ${examples}`);
});

test("typing a number digit by digit loses and adds no digit", () => {
  const digits = (text) => text.replace(/[^\d+]/g, "");
  const wrong = [];
  for (const { text, form, region } of corpus) {
    if (form !== "E.164" && form !== "national, digits alone") continue;
    const value = typedOut(text, region);
    if (digits(value) !== text) wrong.push(`${region} ${text}: ${value}`);
  }
  assert.deepEqual(wrong, []);
});

test("the relay's short way to a number's region takes and refuses what the long way does", () => {
  const exact = corpus.filter(({ form, google }) => form === "E.164" && google);
  const differ = exact.filter(({ ours, relay }) => (ours.region ?? null) !== relay);
  assert.ok(exact.length > 1000);
  assert.deepEqual(differ.map(({ text, ours, relay }) => [text, ours, relay]), []);
});
