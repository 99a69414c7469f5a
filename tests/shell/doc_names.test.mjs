// What the pages of documentation point at is there: files that links name, headings, sources.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const isOurs = (name) => !name.startsWith(".") && !["build", "dist", "node_modules"].includes(name);
const filesIn = (folder) => readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => isOurs(name))
  .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));

const files = filesIn("");
const pages = files.filter((path) => path.endsWith(".md"));
const read = (path) => readFileSync(join(root, path), "utf8");

/** Headings as the fragments of their links. */
const fragmentsOf = (path) => [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
  heading.toLowerCase().replace(/[^\w\s-]/g, "").replace(/\s/g, "-"));

function brokenLink(page, link) {
  const [path, fragment] = link.split("#");
  const target = path ? join(dirname(page), path) : page;
  if (!existsSync(join(root, target))) return `no file ${target}`;
  if (fragment === undefined) return null;
  if (!statSync(join(root, target)).isFile() || !fragmentsOf(target).includes(fragment)) return `no heading #${fragment} in ${target}`;
  return null;
}

const linksOf = (text) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
const sourcesOf = (text) => [...text.matchAll(/`([\w./-]+\.(?:hpp|cpp|ts|cmake|sh))(?=[`:])/g)].map(([, path]) => path);

/** By its path, or the end of it. */
const isOneOfOurs = (source) => files.some((path) => path === source || path.endsWith("/" + source));

for (const page of pages) {
  test(`${page} links to what is there`, () => {
    assert.deepEqual(linksOf(read(page)).flatMap((link) => brokenLink(page, link) ?? []), []);
  });
  test(`${page} names sources that are there`, () => {
    // After its last heading docs/looks.md says where other messengers' sources are.
    const text = page === "docs/looks.md" ? read(page).split(/^## Sources$/m)[0] : read(page);
    assert.deepEqual(sourcesOf(text).filter((path) => !isOneOfOurs(path)), []);
  });
}

test("a file, a heading and a source that aren't there are found", () => {
  assert.equal(brokenLink("README.md", "docs/nowhere.md"), "no file docs/nowhere.md");
  assert.equal(brokenLink("README.md", "docs/security.md#nothing"), "no heading #nothing in docs/security.md");
  assert.equal(brokenLink("docs/security.md", "#limits"), null);
  assert.ok(isOneOfOurs("base/json.hpp") && !isOneOfOurs("nowhere.hpp"));
});

test("each decision and each page of docs is linked to", () => {
  const linked = new Set(pages.flatMap((page) => linksOf(read(page)).map((link) => join(dirname(page), link.split("#")[0]))));
  assert.deepEqual(pages.filter((page) => page.startsWith("docs/") && !linked.has(page)), []);
});
