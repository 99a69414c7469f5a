// What is shipped to run a relay: the container's packages and the systemd unit, held to the program.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { hostedFlow, secretNames, startHostedApi } from "./support/hosted_api.mjs";
import { listening, program, root, run, startWith, temporaryFolder } from "./support/ringback.mjs";

const has = (command) => spawnSync(command, ["--version"]).status === 0;
const output = (command, ...given) => spawnSync(command, given, { encoding: "utf8" }).stdout;
const unit = join(root, "docs", "ringback.service");

test("the container installs what the program is linked with", { skip: !has("dpkg") && "no Debian" }, () => {
  const stage = readFileSync(join(root, "Dockerfile"), "utf8").split(/^FROM /m).at(-1);
  const installed = [...stage.matchAll(/\b(lib[\w.+-]+|zlib1g)\b(?=[\s\\])/g)].map(([name]) => name);
  // Of the image itself.
  const needed = new Set(output("ldd", program).split("\n").flatMap((line) => /=> (\/\S+)/.exec(line)?.[1] ?? []).map((path) =>
    output("dpkg", "-S", output("readlink", "-f", path).trim()).split(":")[0]).filter(Boolean));
  const covered = new Set(["libc6", "libgcc-s1", "libstdc++6"]);
  const add = (name) => {
    if (covered.has(name)) return;
    covered.add(name);
    const depends = output("dpkg-query", "-W", "-f", "${Depends},${Pre-Depends}", name) ?? "";
    for (const each of depends.split(/[,|]/)) if (each.trim()) add(each.trim().split(/[ :(]/)[0]);
  };
  installed.forEach(add);
  assert.ok(installed.length > 8, installed.join(" "));
  assert.deepEqual([...needed].filter((name) => !covered.has(name)), []);
});

test("the systemd unit is valid, and as locked up as such units can be", { skip: !has("systemd-analyze") && "no systemd" }, (t) => {
  const copy = join(temporaryFolder(t), "ringback.service");
  writeFileSync(copy, readFileSync(unit, "utf8").replace("/opt/ringback/ringback ", program + " "));
  const verified = spawnSync("systemd-analyze", ["verify", copy], { encoding: "utf8" });
  assert.equal(verified.stderr.split("\n").filter((line) => line.includes("ringback.service")).join("\n"), "");
  // In tenths; systemd itself calls up to 2.0 "OK".
  const judged = spawnSync("systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=15", copy], { encoding: "utf8" });
  assert.equal(judged.status, 0, judged.stdout);
});

test("the unit gives every secret of the shipped flow, and both of the relay's own", () => {
  const text = readFileSync(unit, "utf8");
  for (const name of [...secretNames, "RINGBACK_SIGNING_KEY", "RINGBACK_STORE_KEY"]) {
    assert.match(text, new RegExp(`^LoadCredential=${name}:`, "m"));
  }
});

test("health says whether a relay answers", async (t) => {
  const { url } = await listening(t, startWith(Object.fromEntries(secretNames.map((name) => [name, "x"])), "serve",
    "--flow", hostedFlow(t, await startHostedApi(t)), "--port", "0"));
  assert.equal((await run("health", url)).status, 0);
  const none = await run("health", "http://127.0.0.1:9");
  assert.equal(none.status, 1);
  assert.match(none.stderr, /can't be reached/);
});
