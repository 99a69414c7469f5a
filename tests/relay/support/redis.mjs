// A real redis-server on a free port, whose data outlives it.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { temporaryFolder } from "./ringback.mjs";

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** What it says to a command, empty when nothing is there. */
const ask = (port, command) => new Promise((resolve) => {
  const socket = connect(port, "127.0.0.1", () => socket.write(command + "\r\n")).on("error", () => resolve(""));
  socket.on("data", (bytes) => {
    resolve(String(bytes));
    socket.destroy();
  });
});
// Connections are taken while it still reads its file: commands aren't.
const answers = async (port) => (await ask(port, "PING")).startsWith("+PONG");

function bytesIn(folder) {
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? bytesIn(path) : readFileSync(path, "latin1");
  }).join("");
}

export async function startRedis(t) {
  const port = await freePort();
  const folder = temporaryFolder(t);
  let child;
  const redis = {
    url: `redis://127.0.0.1:${port}`,
    port,
    ask: (command) => ask(port, command),
    async start() {
      child = spawn("redis-server", ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "",
        "--appendonly", "yes", "--appendfsync", "always"], { stdio: "ignore" });
      while (!(await answers(port))) await later(10);
    },
    /** As at a power failure. */
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
    /** All that it ever wrote. */
    bytes: () => bytesIn(folder),
  };
  await redis.start();
  t.after(() => redis.kill());
  return redis;
}
