// ringback check: what it prints, and its exit status.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { program, run, shippedFlow, temporaryFolder } from "./support/ringback.mjs";

const shipped = ["verify-phone", "convertalk-guide", "twilio-verify", "generic-webhook"].map(shippedFlow);

/** verify-phone.json, changed by `edit`, in a file of its own. */
function flowFile(t, edit) {
  const file = join(temporaryFolder(t), "flow.json");
  const flow = JSON.parse(readFileSync(shippedFlow("verify-phone"), "utf8"));
  edit(flow);
  writeFileSync(file, JSON.stringify(flow));
  return file;
}

test("good flows are ok, with exit status 0 and their security warnings", async () => {
  const { status, stdout, stderr } = await run("check", ...shipped);
  assert.equal(status, 0);
  assert.equal(stderr, "");
  for (const file of shipped) assert.ok(stdout.includes(`${file}: ok\n`), file);
  assert.ok(stdout.includes(`${shippedFlow("verify-phone")}: warning: /apis/send_otp/headers/authorization: `));
});

test("output that can't be written is exit status 1", () => {
  for (const args of [["check", shippedFlow("verify-phone")], ["keys", "new"]]) {
    const { status, stderr } = spawnSync("sh", ["-c", 'exec "$@" >/dev/full', "sh", program, ...args], { encoding: "utf8" });
    assert.deepEqual([status, stderr], [1, "ringback: the output couldn't be written\n"]);
  }
});

test("every error is a line of file, pointer and message, with exit status 1", async (t) => {
  const file = flowFile(t, (flow) => {
    flow.nodes.ask_code.next = "verfy";
    flow.start = "helo";
    flow.colour = "red";
  });
  const { status, stdout } = await run("check", file);
  assert.equal(status, 1);
  assert.ok(stdout.includes(`${file}: /nodes/ask_code/next: no node "verfy" (did you mean "verify"?)`), stdout);
  assert.ok(stdout.includes(`${file}: /start: `), stdout);
  assert.ok(stdout.includes(`${file}: /colour: `), stdout);
  assert.ok(!stdout.includes(`${file}: ok`));
});

test("a pattern that can't be used is an error", async (t) => {
  const file = flowFile(t, (flow) => {
    flow.attributes.name = { type: "text" };
    flow.nodes.hello.next = "name";
    flow.nodes.name = { type: "input", kind: "text", to: "name", text: "Name?", pattern: "[a-", next: "ask_phone" };
  });
  const { status, stdout } = await run("check", file);
  assert.equal(status, 1);
  assert.match(stdout, /: \/nodes\/name\/pattern: "\[a-" can't be a pattern: found \[ without \]/);
});

test("what isn't JSON is an error with its place", async (t) => {
  const file = join(temporaryFolder(t), "broken.json");
  writeFileSync(file, '{\n  "version": 1,\n}');
  const { status, stdout } = await run("check", file);
  assert.equal(status, 1);
  assert.match(stdout, /broken\.json: .*line 3/);
});

test("one bad file among good ones is exit status 1, and all are checked", async (t) => {
  const missing = join(temporaryFolder(t), "missing.json");
  const { status, stdout } = await run("check", missing, shipped[0]);
  assert.equal(status, 1);
  assert.match(stdout, /missing\.json: can't read it: No such file/);
  assert.ok(stdout.includes(`${shipped[0]}: ok`));
});

test("without a file, with an unknown option or subcommand, it says how it is used", async () => {
  for (const args of [["check"], ["check", "--nope", shipped[0]], ["bark"], []]) {
    const { status, stderr, stdout } = await run(...args);
    assert.notEqual(status, 0, args.join(" "));
    assert.match(stderr + stdout, /required|not expected|--help/);
  }
});

test("--help lists what exists, and --version is one line", async () => {
  const help = await run("--help");
  assert.equal(help.status, 0);
  assert.deepEqual([...help.stdout.matchAll(/^  ([a-z]+)\s{2,}/gm)].map((match) => match[1]), ["serve", "check", "call", "chat", "health", "keys", "token"]);
  assert.match((await run("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
});
