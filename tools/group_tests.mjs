// node tools/group_tests.mjs COUNT FOLDER [NAME=VALUE…] FILE…: writes COUNT files into FOLDER that import these test files,
// about as much in each, and prints their paths. What a process starts for its tests (playwright, a browser) is then started
// COUNT times instead of once a file. NAME=VALUE is set in the environment before the tests are read.

import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [count, folder, ...rest] = process.argv.slice(2);
const isSetting = (word) => /^[A-Z_]+=/.test(word);
const settings = rest.filter(isSetting).map((word) => word.split(/=(.*)/s));
const files = rest.filter((word) => !isSetting(word)).map((path) => ({ path: resolve(path), size: statSync(path).size }));

const groups = Array.from({ length: Math.min(Number(count), files.length) }, () => ({ size: 0, paths: [] }));
for (const { path, size } of files.sort((a, b) => b.size - a.size)) {
  const least = groups.reduce((a, b) => (b.size < a.size ? b : a));
  least.size += size;
  least.paths.push(path);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const importing = (path) => `import ${JSON.stringify(pathToFileURL(path).href)};\n`;
const environment = join(folder, "environment.mjs");
writeFileSync(environment, settings.map(([name, value]) =>
  `process.env[${JSON.stringify(name)}] = ${JSON.stringify(value)};\n`).join(""));
groups.forEach(({ paths }, i) => {
  const file = join(folder, `${i + 1}.test.mjs`);
  // Imports are evaluated in their order.
  writeFileSync(file, importing(resolve(environment)) + paths.map(importing).join(""));
  console.log(file);
});
