// What no browser sends: requests that a parser could trip over, and clients that take what they asked for never.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { distFolder, startServer } from "./support/ringback.mjs";

const head = (...headers) => ["POST /v1/sessions HTTP/1.1", "Host: relay.example", ...headers, "", ""].join("\r\n");

/** What the server says to these bytes until it closes, or until it has said `enough`. */
function say(url, bytes, enough = /^HTTP\/1\.1 [^]*\r\n\r\n/) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(new URL(url).port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      answer += text;
      if (enough.test(answer)) socket.destroy();
    });
    socket.on("error", () => {}); // it may close while it is still spoken to
    socket.on("close", () => resolve(answer));
  });
}

const statusOf = (answer) => Number(answer.slice(9, 12));
const memoryOf = (server) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.child.pid}/status`, "utf8"))[1]) / 1024;

const roomOrEnd = (socket) => new Promise((resolve) => socket.once("drain", resolve).once("close", resolve));
const endOf = (socket) => new Promise((resolve) => (socket.closed ? resolve() : socket.once("close", resolve)));

test("a chunk of a length that is none is refused, and the server goes on", async (t) => {
  const server = await startServer(t);
  const chunked = (...lines) => head("Transfer-Encoding: chunked") + lines.join("\r\n") + "\r\n";
  for (const lines of [["2", "ab", "-2", "x".repeat(16)], ["-1", "x"], ["", "x"], ["0x2", "ab"], ["+2", "ab"]]) {
    assert.equal(statusOf(await say(server.url, chunked(...lines))), 400, lines.join("|"));
  }
  for (const lines of [["2", "ab", "ffffffffffffffff", "x"], ["fffffffffffffffffffff", "x"]]) {
    assert.equal(statusOf(await say(server.url, chunked(...lines))), 413, lines.join("|"));
  }
  assert.equal(statusOf(await say(server.url, chunked("2;extension=yes", "{}", "0", ""))), 400, "a body in chunks is read: it names no flow");
  assert.equal((await fetch(server.url + "/healthz")).status, 200);
});

test("a request with two lengths, or one that isn't plain, is refused", async (t) => {
  const server = await startServer(t);
  for (const headers of [
    ["Content-Length: 2", "Transfer-Encoding: chunked"], ["Content-Length: +2"], ["Content-Length: -2"], ["Content-Length: 2, 2"], ["Content-Length: 2x"],
  ]) {
    assert.equal(statusOf(await say(server.url, head(...headers) + "{}")), 400, headers.join("|"));
  }
});

test("headers without end are refused before they fill the memory", async (t) => {
  const server = await startServer(t);
  const before = memoryOf(server);
  const socket = connect(new URL(server.url).port, "127.0.0.1");
  socket.on("error", () => {});
  let answer = "";
  socket.on("data", (bytes) => (answer += bytes));
  socket.write("GET / HTTP/1.1\r\nHost: relay.example\r\n");
  for (let i = 0; i < 2000 && !socket.closed && !answer; ++i) {
    if (!socket.write(`x${i}: ${"v".repeat(30_000)}\r\n`)) await roomOrEnd(socket);
  }
  await endOf(socket);
  assert.match(answer, /^HTTP\/1\.1 431 /);
  assert.ok(memoryOf(server) < before + 20, `${memoryOf(server)} MiB after ${before}`);
});

test("who asks for much at once and takes none of it is left", async (t) => {
  const dist = distFolder(t);
  writeFileSync(join(dist, "ringback-flags.svg"), "<svg/>".padEnd(150_000));
  const server = await startServer(t, { dist });
  const before = memoryOf(server);
  const socket = connect(new URL(server.url).port, "127.0.0.1").pause();
  socket.on("error", () => {});
  const request = "GET /ringback-flags.svg HTTP/1.1\r\nHost: relay.example\r\n\r\n";
  let most = before;
  for (let i = 0; i < 100 && !socket.closed; ++i) {
    if (!socket.write(request.repeat(10))) await roomOrEnd(socket);
    await fetch(server.url + "/healthz"); // what it has read by now is answered
    most = Math.max(most, memoryOf(server));
  }
  socket.resume();
  await endOf(socket);
  assert.ok(most < before + 40, `${most} MiB after ${before}`);
});

test("what a client sends makes no line of the log its own", async (t) => {
  const server = await startServer(t);
  const line = '{"at":"2026-01-01T00:00:00.000Z","event":"call","outcome":"success"}';
  await say(server.url, head(`Expect: x\n${line}\nx`));
  await fetch(server.url + "/healthz");
  assert.ok(!server.said.stderr.includes('"outcome":"success"'), server.said.stderr);
});
