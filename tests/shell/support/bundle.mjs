// A TypeScript module of the shell as a module of Node's.

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { metadataModule } from "../../../shell/src/phone/metadata.mjs";

export const shell = fileURLToPath(new URL("../../../shell/", import.meta.url));
const fullMetadata = join(dirname(createRequire(import.meta.url).resolve("libphonenumber-js/package.json")), "metadata.max.json");

/** `path` from shell/src. `core`: the source of a stand-in for Emscripten's module. */
export async function load(path, { core = "export default async () => ({})" } = {}) {
  const virtual = {
    name: "virtual modules",
    setup(plugin) {
      plugin.onResolve({ filter: /^ringback-(engine-core|phone-metadata)$/ }, ({ path }) => ({ path, namespace: "virtual" }));
      plugin.onLoad({ filter: /engine-core/, namespace: "virtual" }, () => ({ contents: core, loader: "js" }));
      plugin.onLoad({ filter: /phone-metadata/, namespace: "virtual" }, async () => ({
        contents: metadataModule(JSON.parse(await readFile(fullMetadata, "utf8"))), loader: "js",
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [shell + "src/" + path],
    bundle: true, write: false, format: "esm", target: "es2022", platform: "neutral", mainFields: ["module", "main"],
    loader: { ".css": "text" }, define: { RINGBACK_LOCALES: '["de","en","pt-BR"]' }, plugins: [virtual],
  });
  return import("data:text/javascript;base64," + Buffer.from(outputFiles[0].contents).toString("base64"));
}
