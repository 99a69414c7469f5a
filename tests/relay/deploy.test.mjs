// What is shipped to run a relay: the container's packages and the systemd unit, held to the program.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { hostedFlow, secretNames, startHostedApi } from "./support/hosted_api.mjs";
import { listening, program, root, run, startWith, temporaryFolder } from "./support/ringback.mjs";

const has = (command) => spawnSync(command, ["--version"]).status === 0;
const output = (command, ...given) => spawnSync(command, given, { encoding: "utf8" }).stdout;
const unit = join(root, "docs", "ringback.service");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
const [header, buildStage, runtimeStage] = dockerfile.split(/^FROM /m);

/** What an instruction says: of ["a", "b"] the words, of anything else the text. */
function instruction(stage, name) {
  const said = stage.split("\n").findLast((line) => line.startsWith(`${name} `)).slice(name.length + 1);
  const list = said.indexOf("[");
  return list < 0 ? said : JSON.parse(said.slice(list));
}
const valueOf = (words, flag) => words[words.indexOf(flag) + 1];
const graceSeconds = Number(/ grace\{([\d']+)\}/.exec(readFileSync(join(root, "src/relay/server.hpp"), "utf8"))[1].replace("'", "")) / 1000;

test("the container installs what the program is linked with", { skip: !has("dpkg") && "no Debian" }, () => {
  const installed = [...runtimeStage.matchAll(/\b(lib[\w.+-]+|zlib1g)\b(?=[\s\\])/g)].map(([name]) => name);
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

test("the container's user can read all that is built, packed files too, also from a clone made under umask 077",
  { skip: !has("strip") && "no binutils" }, (t) => {
    const folder = temporaryFolder(t);
    const files = ["ringback", "ringback.js", "ringback.js.br", "locales/en.json", "locales/en.json.br", "demo/index.html"];
    writeFileSync(join(folder, "dev"), `#!/bin/sh -e
      umask 077
      mkdir -p dist/locales dist/demo
      for file in ${files.join(" ")}; do echo built >dist/$file; done
      install -m 700 "$PROGRAM" dist/ringback\n`);
    chmodSync(join(folder, "dev"), 0o755);
    const built = spawnSync("sh", ["-c", instruction(buildStage, "RUN")], { cwd: folder, encoding: "utf8", env: { ...process.env, PROGRAM: program } });
    assert.equal(built.status, 0, built.stderr);
    const modes = Object.fromEntries(["", ...readdirSync(join(folder, "dist"), { recursive: true })].map((name) =>
      [name, statSync(join(folder, "dist", name)).mode & 0o007]));
    const expected = { "": 5, locales: 5, demo: 5, ...Object.fromEntries(files.map((name) => [name, 4])), ringback: 5 };
    assert.deepEqual(modes, expected);
  });

test("the container's health is asked where its relay listens, whatever the configuration says", () => {
  const [entry] = instruction(runtimeStage, "ENTRYPOINT");
  const command = instruction(runtimeStage, "CMD");
  const port = instruction(runtimeStage, "EXPOSE");
  assert.equal(valueOf(command, "--port"), port);
  assert.deepEqual(instruction(runtimeStage, "HEALTHCHECK"), [entry, "health", `http://127.0.0.1:${port}`]);
  // With TLS.
  const [, program, host, tlsPort] = /^#.* --health-cmd "(\S+) health https:\/\/([\w.]+):(\d+)"/m.exec(runtimeStage);
  assert.deepEqual([program, tlsPort], [entry, port]);
  assert.ok(runtimeStage.includes(`--add-host ${host}:127.0.0.1 `));
  assert.match(header, new RegExp(` -p \\d+:${port} `));
});

test("the container's docker run says whose the secrets must be, and leaves the relay its time to stop", () => {
  const [user] = instruction(runtimeStage, "USER").split(":");
  assert.ok(header.includes(`It runs as user ${user}`));
  const [, owner, folders] = /chown -R (\d+) ([\w ]+)$/m.exec(header);
  assert.equal(owner, user);
  // Those that it mounts.
  assert.deepEqual(folders.split(" "), [...header.matchAll(/ -v \.\/(\w+):\/[\w/]+:ro/g)].map(([, folder]) => folder));
  assert.ok(Number(/^#   .* --stop-timeout (\d+) /m.exec(header)[1]) > graceSeconds);
  assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(readFileSync(unit, "utf8"))[1]) > graceSeconds);
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
