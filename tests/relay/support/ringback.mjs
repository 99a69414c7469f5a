// Starts the real command, as its users do: on a free port, ended by its process id.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const program = process.env.RINGBACK ?? join(root, "dist", "ringback");
export const shippedFlow = (name) => join(root, "assets", "flows", `${name}.json`);

/** A folder that goes away when the test `t` ends. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "ringback-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of a shipped flow that keeps nothing from the page: its browser calls the APIs itself. */
export function directFlow(t, name) {
  const path = join(temporaryFolder(t), `${name}.json`);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(shippedFlow(name), "utf8")), accept_public_secrets: true }));
  return path;
}

/** A dist/ with the real demo page and locales, and stand-ins for what a build makes. */
export function distFolder(t) {
  const folder = temporaryFolder(t);
  cpSync(join(root, "web", "demo"), join(folder, "demo"), { recursive: true });
  cpSync(join(root, "assets", "locales"), join(folder, "locales"), { recursive: true });
  writeFileSync(join(folder, "ringback.js"), `/* ${"loader ".repeat(400)}*/`);
  writeFileSync(join(folder, "ringback.mjs"), "/* loader for bundlers */");
  writeFileSync(join(folder, "ringback-engine.js"), "/* engine */");
  writeFileSync(join(folder, "ringback-phone.js"), "/* phone */");
  writeFileSync(join(folder, "ringback-engine.wasm"), Buffer.from("0061736d01000000", "hex"));
  mkdirSync(join(folder, "private"));
  writeFileSync(join(folder, "private", "key.json"), "{}");
  writeFileSync(join(folder, "ringback"), "the program itself");
  return folder;
}

/** Runs `ringback …` to its end: { status, stdout, stderr }. */
export function run(...args) {
  return start(...args).ended;
}

/** A running `ringback …`: its process, what it has said so far, and `ended`. */
export function start(...args) {
  return startWith({}, ...args);
}

/** … with these in its environment too. */
export function startWith(environment, ...args) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...environment } });
  const said = { stdout: "", stderr: "" };
  const listeners = new Set();
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      resolve({ status, signal, ...said });
      for (const listener of listeners) listener();
    });
  });
  /** Resolves with the match once stdout has it. */
  const says = (pattern) =>
    new Promise((resolve, reject) => {
      const giveUp = (why) => {
        listeners.delete(look);
        reject(new Error(`${why} without saying ${pattern}: ${said.stdout}${said.stderr}`));
      };
      const timer = setTimeout(() => giveUp("60 s passed"), 60_000);
      const look = () => {
        const match = pattern.exec(said.stdout);
        if (!match && child.exitCode === null) return;
        clearTimeout(timer);
        listeners.delete(look);
        if (match) resolve(match);
        else giveUp("it ended");
      };
      listeners.add(look);
      look();
    });
  return { child, said, ended, says };
}

/** A server that was started with `startWith`, once it listens; ends with the test `t`. */
export async function listening(t, server) {
  t.after(async () => {
    server.child.kill("SIGTERM");
    await server.ended;
  });
  const [, url] = await server.says(/listening on (https?:\/\/\S+)/);
  return { ...server, url };
}

/** A server on a free port; ends with the test `t`. */
export async function startServer(t, { sandbox = true, flows = [shippedFlow("verify-phone")], dist = distFolder(t) } = {}) {
  const args = ["serve", "--port", "0", "--dist", dist, ...flows.flatMap((flow) => ["--flow", flow])];
  if (sandbox) args.push("--sandbox");
  const server = start(...args);
  t.after(async () => {
    server.child.kill("SIGTERM");
    await server.ended;
  });
  const [, url] = await server.says(/listening on (http:\/\/\S+)/);
  return { ...server, url, dist };
}

/** The provider's two calls, as a flow makes them. */
export function provider(url) {
  const feature = `${url}/sandbox/integrations/custom-feature`;
  const post = (path, body, { headers = {}, ...options } = {}) =>
    fetch(`${feature}/${path}`, {
      method: "POST",
      headers: { authorization: "key", "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      ...options,
    });
  return {
    send: (toNumber, options) =>
      post("send-otp-sms", { accountSID: "AC1", authToken: "token", fromNumber: "+15005550006", toNumber }, options),
    verify: (systemOtp, userOtp, options) => post("verify-user-otp", { systemOtp, userOtp }, options),
    messages: async (to) => (await fetch(`${url}/sandbox/messages${to ? `?to=${encodeURIComponent(to)}` : ""}`)).json(),
  };
}
