// Bundles the shell into dist/: node shell/build.mjs --engine-dir DIR --out dist
// DIR holds ringback-engine-core.mjs and .wasm. Beside each file comes its .br, and manifest.json lists them all.

import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { minify } from "terser";
import typescript from "typescript";
import { metadataModule } from "./src/phone/metadata.mjs";

const shell = fileURLToPath(new URL(".", import.meta.url));
const assets = resolve(shell, "../assets");
const { values: given } = parseArgs({ options: { "engine-dir": { type: "string" }, out: { type: "string" } } });
if (!given["engine-dir"] || !given.out) {
  console.error("usage: node shell/build.mjs --engine-dir DIR --out DIR");
  process.exit(2);
}
const out = resolve(given.out);
const engineDir = resolve(given["engine-dir"]);

/** A style sheet is imported as its minified text. */
const styleSheets = {
  name: "style sheets",
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "chrome90" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const fullMetadata = join(dirname(createRequire(import.meta.url).resolve("libphonenumber-js/package.json")),
  "metadata.max.json");
const phoneMetadata = {
  name: "phone metadata",
  setup(plugin) {
    plugin.onResolve({ filter: /^ringback-phone-metadata$/ }, ({ path }) => ({ path, namespace: "phone metadata" }));
    plugin.onLoad({ filter: /.*/, namespace: "phone metadata" }, async () => ({
      contents: metadataModule(JSON.parse(await readFile(fullMetadata, "utf8"))),
      loader: "js",
    }));
  },
};

const locales = (await readdir(join(assets, "locales"))).filter((name) => name.endsWith(".json"));
const shared = {
  bundle: true,
  minify: true,
  target: "es2021",
  logLevel: "warning",
  legalComments: "none",
  plugins: [styleSheets, phoneMetadata],
  define: { RINGBACK_LOCALES: JSON.stringify(locales.map((name) => basename(name, ".json"))) },
  absWorkingDir: shell,
};

/** One SVG file with every region's flag as <svg id="DE">: what the country list loads when it opens. */
async function flags() {
  const folder = join(dirname(createRequire(import.meta.url).resolve("country-flag-icons/package.json")), "3x2");
  const { countries } = JSON.parse(await readFile(fullMetadata, "utf8"));
  const each = Object.keys(countries).sort().map(async (region) =>
    (await readFile(join(folder, region + ".svg"), "utf8")).replace('<svg xmlns="http://www.w3.org/2000/svg"', `<svg id="${region}"`));
  return `<svg xmlns="http://www.w3.org/2000/svg">${(await Promise.all(each)).join("")}</svg>`;
}

await mkdir(join(out, "locales"), { recursive: true });
await Promise.all([
  build({ ...shared, entryPoints: ["src/loader/script.ts"], format: "iife", outfile: join(out, "ringback.js") }),
  build({ ...shared, entryPoints: ["src/loader/module.ts"], format: "esm", outfile: join(out, "ringback.mjs") }),
  build({ ...shared, entryPoints: ["src/phone/main.ts"], format: "esm", outfile: join(out, "ringback-phone.js") }),
  build({
    ...shared,
    entryPoints: ["src/engine/main.ts"],
    format: "esm",
    outfile: join(out, "ringback-engine.js"),
    alias: { "ringback-engine-core": join(engineDir, "ringback-engine-core.mjs") },
    // Emscripten's module asks for Node's modules on paths that a browser never takes.
    external: ["module", "fs", "path", "node:*"],
  }),
  flags().then((text) => writeFile(join(out, "ringback-flags.svg"), text)),
  copyFile(join(engineDir, "ringback-engine-core.wasm"), join(out, "ringback-engine.wasm")),
  ...locales.map(async (name) =>
    writeFile(join(out, "locales", name), JSON.stringify(JSON.parse(await readFile(join(assets, "locales", name), "utf8"))))),
]);

// Smaller still than esbuild makes them.
await Promise.all(["ringback.js", "ringback.mjs", "ringback-engine.js", "ringback-phone.js"].map(async (name) => {
  const { code } = await minify(await readFile(join(out, name), "utf8"),
    { ecma: 2021, module: name !== "ringback.js", compress: { ecma: 2021, passes: 3, unsafe_arrows: name === "ringback.js" }, format: { ecma: 2021 } });
  await writeFile(join(out, name), code);
}));

// The npm package: the same files, with an entry and types for bundlers.
const pageApi = await readFile(join(shell, "src/shared/page_api.ts"), "utf8");
const { outputText: types } = typescript.transpileDeclaration(pageApi, {
  fileName: "page_api.ts", compilerOptions: { target: typescript.ScriptTarget.ES2020 },
});
await writeFile(join(out, "ringback.d.ts"), `${types}
/** The chat on this page; a second call warns and returns the first one's. */
export declare function mount(options: MountOptions): Ringback;
declare global {
  interface Window {
    /** There as soon as ringback.js has run. */
    ringback?: Ringback;
  }
}
`);
const version = /project\(ringback VERSION ([\d.]+)/.exec(await readFile(resolve(shell, "../CMakeLists.txt"), "utf8"))[1];
await writeFile(join(out, "package.json"), JSON.stringify({
  name: "ringback",
  version,
  description: "Phone-number verification in a chat bubble",
  type: "module",
  exports: { ".": { types: "./ringback.d.ts", default: "./ringback.mjs" }, "./*": "./*" },
  types: "./ringback.d.ts",
  files: ["*.js", "*.mjs", "*.d.ts", "*.wasm", "*.svg", "*.br", "locales", "manifest.json"],
  sideEffects: ["./ringback.js"],
}, null, 2) + "\n");

const compress = promisify(brotliCompress);
const shipped = ["ringback.js", "ringback.mjs", "ringback-engine.js", "ringback-engine.wasm", "ringback-phone.js",
  "ringback-flags.svg", ...locales.map((name) => "locales/" + name)];
const entries = await Promise.all(shipped.map(async (name) => {
  const path = join(out, name);
  const bytes = await readFile(path);
  const packed = await compress(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  await writeFile(path + ".br", packed);
  const integrity = "sha384-" + createHash("sha384").update(bytes).digest("base64");
  return [name, { bytes: bytes.length, brotli: packed.length, integrity }];
}));
const manifest = { files: Object.fromEntries(entries) };
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

// A locale that is gone from the sources must not live on in dist.
for (const name of await readdir(join(out, "locales"))) {
  if (!locales.includes(name.replace(/\.br$/, ""))) await rm(join(out, "locales", name));
}
const width = Math.max(...shipped.map((name) => name.length));
for (const [name, { bytes, brotli }] of Object.entries(manifest.files)) {
  console.log(`${join(relative(process.cwd(), out), name).padEnd(width + 6)} ${String(bytes).padStart(8)} B ${String(brotli).padStart(7)} B brotli`);
}
