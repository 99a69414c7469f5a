// The npm package as a stranger uses it: packed, installed, typed, bundled, and imported on a server.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const dist = process.env.RINGBACK_DIST ?? root + "dist";
const folder = mkdtempSync(join(tmpdir(), "ringback-consumer-"));
after(() => rmSync(folder, { recursive: true }));

const packed = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: dist, encoding: "utf8" }))[0];
const installed = join(folder, "node_modules/ringback");
mkdirSync(installed, { recursive: true });
execFileSync("tar", ["xzf", join(folder, packed.filename), "--strip-components=1", "-C", installed]);
writeFileSync(join(folder, "package.json"), '{"type":"module"}');

test("it holds what a page loads, and neither the command nor the demo", () => {
  const names = packed.files.map(({ path }) => path);
  for (const name of ["ringback.js", "ringback.mjs", "ringback.d.ts", "ringback-engine.js", "ringback-engine.wasm", "ringback-phone.js", "ringback-flags.svg",
    "locales/de.json"]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(names.filter((name) => /^demo\/|^ringback$/.test(name)), []);
});

test("every file of the manifest has the size and the hash that it says", async () => {
  const { createHash } = await import("node:crypto");
  const { files } = JSON.parse(readFileSync(join(installed, "manifest.json")));
  for (const [name, { bytes, integrity }] of Object.entries(files)) {
    const found = readFileSync(join(installed, name));
    assert.equal(found.length, bytes, name);
    assert.equal("sha384-" + createHash("sha384").update(found).digest("base64"), integrity, name);
  }
});

const program = `
  import { mount, RingbackError, type Verified } from "ringback";
  export async function start(): Promise<Verified> {
    const chat = mount({ flow: "/flow.json", position: "bottom-left", open: true, phoneField: "tel", zIndex: 5 });
    const off = chat.on("rejected", ({ attemptsLeft }) => console.log(attemptsLeft?.toFixed()));
    chat.once("error", (error) => console.log(error.code, error.retryAfter));
    off();
    chat.set({ name: "Ada" });
    try {
      return await chat.verify();
    } catch (error) {
      if (error instanceof RingbackError && error.code === "closed") chat.destroy();
      throw error;
    }
  }
  window.ringback?.open();
`;

test("its types take a program that is right, strictly", () => {
  writeFileSync(join(folder, "good.ts"), program);
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const check = (file) => execFileSync("node", [tsc, "--noEmit", "--strict", "--target", "es2022", "--module", "esnext",
    "--moduleResolution", "bundler", "--lib", "es2022,dom", file], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  check("good.ts");
  for (const wrong of ['mount({});', 'mount({ flow: "/f", position: "top" });', 'mount({ flow: "/f" }).on("nonsense", () => {});', 'mount({ flow: "/f" }).verify().then(({ token }) => token);']) {
    writeFileSync(join(folder, "bad.ts"), `import { mount } from "ringback"; ${wrong}`);
    assert.throws(() => check("bad.ts"), wrong);
  }
});

test("a bundler takes it", async () => {
  writeFileSync(join(folder, "app.ts"), program);
  const { outputFiles } = await build({ entryPoints: [join(folder, "app.ts")], bundle: true, format: "esm", write: false, logLevel: "silent" });
  assert.match(outputFiles[0].text, /ringback-engine\.js/);
});

test("importing it on a server touches nothing", async () => {
  const module = await import(join(installed, "ringback.mjs"));
  assert.equal(typeof module.mount, "function");
  const error = new module.RingbackError("closed", "why");
  assert.deepEqual([error.code, error.message, error.name, error instanceof Error], ["closed", "why", "RingbackError", true]);
});
