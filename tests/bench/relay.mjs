// ./dev bench relay: sends through the relay and through a bare proxy, over the same connections to the same API, one
// after the other and again, so that what the machine does meanwhile hits both. Prints a table in Markdown.

import { spawn, execFileSync } from "node:child_process";
import { connect, createServer } from "node:net";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as later } from "node:timers/promises";

const [binary, script, secondsGiven = "5", roundsGiven = "3"] = process.argv.slice(2);
const seconds = Number(secondsGiven), rounds = Number(roundsGiven);

async function start(...given) {
  const child = spawn(binary, given, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${given.join(" ")} ended with ${code}`)));
  });
  return {
    port: Number(port),
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function load(port, connections) {
  return new Promise((resolve, reject) => {
    const wrk = spawn("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "20s", "-s", script,
      `http://127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    wrk.stdout.on("data", (chunk) => (text += chunk));
    wrk.once("exit", () => {
      const result = /RESULT (\{.*\})/.exec(text);
      if (!result) return reject(new Error("wrk gave no result:\n" + text));
      const { requests, us, p50_us, p99_us, not_2xx, broken } = JSON.parse(result[1]);
      if (not_2xx + broken > 0) return reject(new Error(`${not_2xx} answers weren't 200, ${broken} requests broke:\n` + text));
      resolve({ rate: requests / (us / 1e6), p50: p50_us / 1000, p99: p99_us / 1000 });
    });
  });
}

/** Connections that send nothing, or a request a byte at a time, while others work. */
async function occupy(port, count) {
  const sockets = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  })));
  const head = "POST /v1/apis/send_otp HTTP/1.1\r\nHost: relay\r\nX-Slow: ";
  let sent = 0;
  const dripping = setInterval(() => {
    for (const socket of sockets.slice(0, count / 2)) if (!socket.destroyed) socket.write(head[sent] ?? "x");
    ++sent;
  }, 100);
  return () => {
    clearInterval(dripping);
    for (const socket of sockets) socket.on("error", () => {}).destroy();
  };
}

/** A Redis that keeps nothing: what its disk costs is its own matter. */
async function startRedis() {
  const port = await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
  const child = spawn("redis-server", ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], { stdio: "ignore" });
  for (;;) {
    const open = await new Promise((resolve) => connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false)));
    if (open) return { url: `redis://127.0.0.1:${port}`, stop: () => new Promise((resolve) => {
        child.once("exit", resolve);
        child.kill();
      }) };
    await later(20);
  }
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const kinds = [
  { name: "bare proxy", arguments: ["proxy"] },
  { name: "relay, in memory", arguments: ["relay"] },
  { name: "relay, Redis", arguments: ["relay"], redis: true },
];
// An API that answers at once shows what the rules cost; one that takes as long as one across a network, what a site sees.
const apis = [await start("api", "0", "0"), await start("api", "0", "50")];
const loads = [
  { connections: 1 }, { connections: 64 }, { connections: 1000 },
  { connections: 64, occupied: 1000 },
  { connections: 1, slow: true }, { connections: 64, slow: true }, { connections: 1000, slow: true },
];

const found = new Map();
for (let round = 0; round < rounds; ++round) {
  for (const { connections, occupied, slow } of loads) {
    for (const { name, arguments: given, redis } of kinds) {
      const api = apis[slow ? 1 : 0];
      const store = redis ? await startRedis() : null;
      const server = await start(...given, "0", `http://127.0.0.1:${api.port}`, ...(store ? [store.url] : []));
      const before = server.memory();
      const leave = occupied ? await occupy(server.port, occupied) : null;
      const { rate, p50, p99 } = await load(server.port, connections);
      const memory = server.memory() - before;
      leave?.();
      await server.stop();
      await store?.stop();
      const key = `${connections}${occupied ? ` + ${occupied} idle or dripping` : ""}${slow ? ", API takes 50 ms" : ""}`;
      const entry = found.get(key) ?? new Map();
      found.set(key, entry.set(name, [...(entry.get(name) ?? []), { rate, p50, p99, memory }]));
      process.stderr.write(`${key}, ${name}: ${rate.toFixed(0)}/s, p99 ${p99.toFixed(1)} ms\n`);
      await later(200);
    }
  }
}
await Promise.all(apis.map((api) => api.stop()));

console.log("| connections | server | requests/s | of the bare proxy | p50 ms | p99 ms | MiB more |");
console.log("|---|---|---|---|---|---|---|");
for (const [connections, servers] of found) {
  // Paired: each round's runs stand beside each other.
  const bare = servers.get("bare proxy");
  for (const [name, runs] of servers) {
    const of = (field) => median(runs.map((run) => run[field]));
    const ratio = median(runs.map((run, i) => run.rate / bare[i].rate));
    console.log(`| ${connections} | ${name} | ${of("rate").toFixed(0)} | ${(100 * ratio).toFixed(0)} % | ` +
      `${of("p50").toFixed(2)} | ${of("p99").toFixed(2)} | ${of("memory").toFixed(0)} |`);
  }
}
const model = /model name\s*: (.*)/.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1];
console.log(`\n${rounds} rounds of ${seconds} s, medians. Servers with one thread, wrk with one, ${model}, ` +
  `${execFileSync("nproc").toString().trim()} cores.`);
