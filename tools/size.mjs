// node tools/size.mjs DIST: what a visitor downloads, raw and with brotli 11, against the budgets. Exit status 1 above one.
// What each artefact is and why its budget is what it is: README.md.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const KB = 1000;
const budgets = [
  { name: "loader", files: ["ringback.js"], limit: 3 * KB },
  { name: "engine", files: ["ringback-engine.js", "ringback-engine.wasm"], limit: 150 * KB, aim: 92 * KB },
  { name: "phone", files: ["ringback-phone.js"], limit: 45 * KB },
  { name: "flags", files: ["ringback-flags.svg"], limit: 40 * KB },
];

const dist = process.argv[2] ?? "dist";
const compressed = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

for (const file of readdirSync(join(dist, "locales")).filter((file) => file.endsWith(".json"))) {
  budgets.push({ name: `locale ${file.slice(0, -5)}`, files: [join("locales", file)], limit: 2 * KB });
}

const kilobytes = (bytes) => (bytes / KB).toFixed(2).padStart(8);
console.log(`${"KB".padEnd(28)}     raw  brotli  budget`);
let over = 0;
for (const { name, files, limit, aim } of budgets) {
  const sizes = files.map((file) => {
    const bytes = readFileSync(join(dist, file));
    return { file, raw: bytes.length, brotli: compressed(bytes) };
  });
  const raw = sizes.reduce((sum, size) => sum + size.raw, 0);
  const brotli = sizes.reduce((sum, size) => sum + size.brotli, 0);
  const verdict = brotli > limit ? "  OVER" : aim && brotli > aim ? `  (aim ${aim / KB})` : "";
  if (brotli > limit) over += 1;
  console.log(`${name.padEnd(28)}${kilobytes(raw)}${kilobytes(brotli)}${kilobytes(limit)}${verdict}`);
  if (sizes.length > 1) {
    for (const size of sizes) console.log(`  ${size.file.padEnd(26)}${kilobytes(size.raw)}${kilobytes(size.brotli)}`);
  }
}
if (over > 0) console.log(`${over} over budget`);
process.exit(over > 0 ? 1 : 0);
