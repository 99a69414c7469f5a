// ringback serve: what it publishes, to whom, and how it starts and stops.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

import { directFlow, distFolder, run, shippedFlow, start, startServer, temporaryFolder } from "./support/ringback.mjs";

/** A request as raw bytes, for what fetch() would never send. */
function raw(url, text) {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(new URL(url).port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8");
    socket.on("data", (bytes) => (answer += bytes));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

const get = (path, headers = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;

async function problemOf(answer, status, type) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const problem = await answer.json();
  assert.equal(problem.status, status);
  assert.equal(problem.type, `/problems/${type}`);
  assert.ok(problem.title && problem.detail);
  return problem;
}

test("it says where it listens, and answers there at once", async (t) => {
  const { url, said } = await startServer(t);
  assert.match(said.stdout, /demo page +http:\/\/127\.0\.0\.1:\d+\//);
  assert.match(said.stdout, /flow +http:\/\/127\.0\.0\.1:\d+\/v1\/flows\/verify-phone/);
  const answer = await fetch(`${url}/healthz`);
  assert.deepEqual([answer.status, await answer.json()], [200, { status: "ok" }]);
});

test("SIGTERM and SIGINT end it with exit status 0", async (t) => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const { child, ended } = await startServer(t);
    child.kill(signal);
    assert.equal((await ended).status, 0);
  }
});

test("it stops while a client keeps its connection open", async (t) => {
  const { url, child, ended } = await startServer(t);
  const waiting = raw(url, get("/healthz").replace("Connection: close\r\n", "")).catch(() => "");
  child.kill("SIGTERM");
  assert.equal((await ended).status, 0);
  await waiting;
});

test("a port in use is an error that says what to do", async (t) => {
  const { url } = await startServer(t);
  const port = new URL(url).port;
  const second = await run("serve", "--flow", shippedFlow("verify-phone"), "--sandbox", "--port", port);
  assert.equal(second.status, 1);
  assert.match(second.stderr, new RegExp(`port ${port} is in use.*--port`));
});

test("of two that start at once on one port, one listens", async (t) => {
  const { url, child, ended } = await startServer(t);
  const { port } = new URL(url);
  child.kill("SIGTERM");
  await ended;
  const args = ["serve", "--flow", shippedFlow("verify-phone"), "--sandbox", "--port", port, "--dist", distFolder(t)];
  for (let i = 0; i < 5; ++i) {
    const both = [start(...args), start(...args)];
    const first = await Promise.race(both.map(({ ended }) => ended));
    assert.equal(first.status, 1);
    assert.match(first.stderr, /is in use/);
    for (const { child } of both) child.kill("SIGTERM");
    assert.deepEqual((await Promise.all(both.map(({ ended }) => ended))).map(({ status }) => status).sort(), [0, 1]);
  }
});

test("an address that isn't an IP address is an error", async () => {
  const { status, stderr } = await run("serve", "--flow", shippedFlow("verify-phone"), "--sandbox", "--listen", "example.com");
  assert.equal(status, 1);
  assert.match(stderr, /example\.com.*expected an IP address/);
});

test("it listens on the loopback interface only, unless told otherwise", async (t) => {
  const { said } = await startServer(t);
  assert.match(said.stdout, /listening on http:\/\/127\.0\.0\.1:/);
});

test("it serves IPv6", async (t) => {
  const server = start("serve", "--flow", shippedFlow("verify-phone"), "--sandbox", "--port", "0", "--listen", "::1");
  t.after(() => server.child.kill());
  const [, url] = await Promise.race([server.says(/listening on (\S+)/), server.ended.then((end) => [end.stderr, ""])]);
  if (!url) return t.skip("no IPv6 here");
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

// ---- flows

test("the public flow names its relay, under the name by which the client knows it, and nothing that is the relay's", async (t) => {
  const { url } = await startServer(t);
  for (const host of ["127.0.0.1", "localhost"]) {
    const base = url.replace("127.0.0.1", host);
    const flow = await (await fetch(`${base}/v1/flows/verify-phone`)).json();
    assert.equal(flow.relay, `${base}/v1`);
    assert.equal(flow.id, "verify-phone");
    for (const api of Object.values(flow.apis)) assert.deepEqual(Object.keys(api).sort(), ["name", "phone", "role", "timeout_ms"]);
    assert.ok(!/secret|convertalk|authToken|accountSID|sandbox/i.test(JSON.stringify(flow)));
  }
});

test("a flow that accepts public secrets is the browser's own, and calls the sandbox under that name", async (t) => {
  const { url } = await startServer(t, { flows: [directFlow(t, "verify-phone")] });
  for (const host of ["127.0.0.1", "localhost"]) {
    const base = url.replace("127.0.0.1", host);
    const flow = await (await fetch(`${base}/v1/flows/verify-phone`)).json();
    assert.equal(flow.apis.send_otp.url, `${base}/sandbox/integrations/custom-feature/send-otp-sms`);
    assert.equal(flow.apis.verify_otp.url, `${base}/sandbox/integrations/custom-feature/verify-user-otp`);
    assert.equal(flow.apis.send_otp.body.authToken, "sandbox-TWILIO_AUTH_TOKEN");
    assert.equal(flow.accept_public_secrets, true);
    assert.ok(!JSON.stringify(flow).includes("secret."));
  }
});

test("any site may read the flow, and reads it again only when it changed", async (t) => {
  const { url } = await startServer(t);
  const first = await fetch(`${url}/v1/flows/verify-phone`, { headers: { origin: "https://shop.example" } });
  assert.equal(first.headers.get("access-control-allow-origin"), "*");
  assert.equal(first.headers.get("cache-control"), "no-cache");
  const etag = first.headers.get("etag");
  const second = await fetch(`${url}/v1/flows/verify-phone`, { headers: { "if-none-match": etag } });
  assert.equal(second.status, 304);
});

test("an edited flow shows at the next request, and its errors do too", async (t) => {
  const file = join(temporaryFolder(t), "mine.json");
  copyFileSync(shippedFlow("verify-phone"), file);
  const { url } = await startServer(t, { flows: [file] });
  const flow = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...flow, title: "Edited" }));
  assert.equal((await (await fetch(`${url}/v1/flows/mine`)).json()).title, "Edited");
  writeFileSync(file, JSON.stringify({ ...flow, start: "nowhere" }));
  const problem = await problemOf(await fetch(`${url}/v1/flows/mine`), 500, "bad-flow");
  await problemOf(await fetch(`${url}/v1/flows/mine/page`), 500, "bad-flow");
  await problemOf(await fetch(`${url}/v1/sessions`, { method: "POST", body: '{"flow":"mine"}' }), 500, "bad-flow");
  assert.match(problem.detail, /\/start: /);
});

test("a flow that was read while it was written is read again, and what is wrong with it is logged once", async (t) => {
  const file = join(temporaryFolder(t), "mine.json");
  copyFileSync(shippedFlow("verify-phone"), file);
  const { url, said } = await startServer(t, { flows: [file] });
  const whole = readFileSync(file, "utf8");
  const half = whole.slice(0, whole.length / 2).padEnd(whole.length, " ");
  writeFileSync(file, half);
  const { atime, mtime } = statSync(file);
  for (let i = 0; i < 5; ++i) await problemOf(await fetch(`${url}/v1/flows/mine`), 500, "bad-flow");
  writeFileSync(file, whole);
  utimesSync(file, atime, mtime);
  while ((await fetch(`${url}/v1/flows/mine`)).status !== 200);
  assert.equal(said.stderr.split('"event":"bad-flow"').length - 1, 1);
});

test("an unknown flow is a 404 that names those that are there", async (t) => {
  const { url } = await startServer(t, { flows: [shippedFlow("verify-phone"), shippedFlow("generic-webhook")] });
  const problem = await problemOf(await fetch(`${url}/v1/flows/signup`), 404, "not-found");
  assert.match(problem.detail, /generic-webhook, verify-phone/);
});

test("a Host header that isn't a host gets no flow", async (t) => {
  const { url } = await startServer(t);
  const request = get("/v1/flows/verify-phone");
  assert.match(await raw(url, request.replace("Host: localhost", 'Host: a"b')), /^HTTP\/1\.1 400 /);
  assert.match(await raw(url, request.replace("Host: localhost", "Host: user@host")), /^HTTP\/1\.1 400 /);
});

test("without the sandbox a flow's secrets must be there, and each that isn't is named", async () => {
  const { status, stderr } = await run("serve", "--flow", shippedFlow("verify-phone"), "--port", "0");
  assert.equal(status, 1);
  for (const name of ["CONVERTALK_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"]) {
    assert.match(stderr, new RegExp(`verify-phone\\.json: the secret ${name} isn't set`));
  }
  assert.match(stderr, /--sandbox/);
});

test("without the sandbox there is neither demo page nor outbox", async (t) => {
  const { url } = await startServer(t, { sandbox: false, flows: [shippedFlow("generic-webhook")] });
  assert.equal((await fetch(`${url}/v1/flows/generic-webhook`)).status, 200);
  for (const path of ["/", "/demo/demo.js", "/sandbox/messages"]) {
    await problemOf(await fetch(url + path), 404, "not-found");
  }
});

test("two flows of one name, a missing one, and a name that needs escaping are errors", async (t) => {
  const folder = temporaryFolder(t);
  const twin = join(folder, "verify-phone.json");
  const spaced = join(folder, "a b.json");
  for (const file of [twin, spaced]) copyFileSync(shippedFlow("verify-phone"), file);
  const serve = (...flows) => run("serve", "--sandbox", "--port", "0", ...flows.flatMap((flow) => ["--flow", flow]));
  assert.match((await serve(shippedFlow("verify-phone"), twin)).stderr, /another flow is called "verify-phone"/);
  assert.match((await serve(join(folder, "none.json"))).stderr, /none\.json: .*No such file/);
  assert.match((await serve(spaced)).stderr, /a b\.json: its name becomes part of the URL/);
});

test("a flow's file is named as a widget takes its name, and the error says how", async (t) => {
  const folder = temporaryFolder(t);
  for (const name of ["_signup", "-signup", ".signup", "a".repeat(65)]) {
    const file = join(folder, `${name}.json`);
    copyFileSync(shippedFlow("verify-phone"), file);
    const { status, stderr } = await run("serve", "--sandbox", "--port", "0", "--flow", file);
    assert.equal(status, 1, name);
    assert.ok(stderr.includes(`${name}.json: its name becomes part of the URL, expected letters, digits and - _ . behind a letter or a digit, at most 64`), stderr);
  }
});

test("what check refuses isn't served: patterns that can't be used, keys that occur twice", async (t) => {
  const folder = temporaryFolder(t);
  const text = readFileSync(shippedFlow("generic-webhook"), "utf8");
  const flow = JSON.parse(text);
  flow.attributes.note = {};
  flow.nodes.note = { type: "input", kind: "text", to: "note", text: "?", pattern: "[\\p{L} ]+", next: "is_note" };
  flow.nodes.is_note = { type: "condition", attribute: "note", matches: "(", then: flow.start, else: flow.start };
  flow.start = "note";
  const twice = text.replace('"version": 1', '"version": 1, "start": "nowhere"');
  const cases = {
    "pattern.json": [JSON.stringify(flow), ["/nodes/note/pattern: ", "/nodes/is_note/matches: "]],
    "twice.json": [twice, ["/start: this key occurs twice"]],
    "direct.json": [twice.replace('"version": 1', '"version": 1, "accept_public_secrets": true'), ["/start: this key occurs twice"]],
    "direct_pattern.json": [JSON.stringify({ ...flow, accept_public_secrets: true }), ["/nodes/note/pattern: "]],
  };
  for (const [name, [content, faults]] of Object.entries(cases)) {
    const file = join(folder, name);
    writeFileSync(file, content);
    for (const command of [["check", file], ["serve", "--port", "0", "--flow", file], ["serve", "--sandbox", "--port", "0", "--flow", file]]) {
      const { status, stdout, stderr } = await run(...command);
      assert.equal(status, 1, command.join(" "));
      for (const fault of faults) assert.ok((stdout + stderr).includes(`${file}: ${fault}`), command.join(" ") + stdout + stderr);
    }
  }
});

// ---- artefacts and the demo page

test("artefacts come with their types, for any site, to be asked for again", async (t) => {
  const { url } = await startServer(t);
  const types = {
    "/ringback.js": /^text\/javascript/,
    "/ringback.mjs": /^text\/javascript/,
    "/ringback-engine.js": /^text\/javascript/,
    "/ringback-engine.wasm": /^application\/wasm$/,
    "/ringback-phone.js": /^text\/javascript/,
    "/locales/en.json": /^application\/json$/,
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await fetch(url + path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get("content-type"), type);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.equal(answer.headers.get("cross-origin-resource-policy"), "cross-origin");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.equal(answer.headers.get("cache-control"), "no-cache");
    const again = await fetch(url + path, { headers: { "if-none-match": answer.headers.get("etag") } });
    assert.equal(again.status, 304, path);
  }
});

test("text is compressed, and a precompressed file is sent as it is", async (t) => {
  const dist = distFolder(t);
  writeFileSync(join(dist, "ringback-engine.wasm.br"), "not really brotli");
  const { url } = await startServer(t, { dist });
  const text = await raw(url, get("/ringback.js", "Accept-Encoding: gzip\r\n"));
  assert.match(text, /\r\ncontent-encoding: gzip\r\n/i);
  const wasm = await raw(url, get("/ringback-engine.wasm", "Accept-Encoding: br\r\n"));
  assert.match(wasm, /\r\ncontent-encoding: br\r\n/i);
  assert.match(wasm, /not really brotli$/);
});

test("HEAD answers like GET without a body", async (t) => {
  const { url } = await startServer(t);
  const answer = await fetch(`${url}/ringback.js`, { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.ok(Number(answer.headers.get("content-length")) > 0);
});

test("nothing else in the folder can be fetched, nor outside of it", async (t) => {
  const { url } = await startServer(t);
  const paths = [
    "/ringback", "/private/key.json", "/locales/../private/key.json", "/locales/..%2fprivate%2fkey.json",
    "/demo/../private/key.json", "/demo/%2e%2e/private/key.json", "/demo/..%5cprivate", "/demo//etc/passwd", "/etc/passwd",
    "/locales/", "/demo/", "/locales/en", "/uploads/", "/favicon.ico",
  ];
  for (const path of paths) assert.match(await raw(url, get(path)), /^HTTP\/1\.1 404 /, path);
});

test("the demo page lives under a strict policy", async (t) => {
  const { url } = await startServer(t);
  for (const path of ["/", "/demo/index.html"]) {
    const answer = await fetch(url + path);
    assert.equal(answer.status, 200);
    const policy = answer.headers.get("content-security-policy");
    assert.ok(!/unsafe-inline|'unsafe-eval'|\*|https?:/.test(policy), policy);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
    const html = await answer.text();
    assert.match(html, /<script async src="\/ringback\.js" data-flow="\/v1\/flows\/verify-phone" data-accent="#0f5f5c"><\/script>/);
    assert.ok(!/ style=| on[a-z]+=|javascript:/.test(html), "nothing inline");
  }
});

test("the demo page finds each of its files, and the languages that are there", async (t) => {
  const { url } = await startServer(t);
  const html = await (await fetch(`${url}/`)).text();
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]);
  assert.ok(files.length >= 5);
  for (const file of files) assert.equal((await fetch(url + file)).status, 200, file);
  const locales = await (await fetch(`${url}/demo/locales.json`)).json();
  assert.ok(locales.includes("en"));
  for (const tag of locales) assert.equal((await fetch(`${url}/locales/${tag}.json`)).status, 200, tag);
});

test("the demo page shows the flow that is served, when it is another", async (t) => {
  const file = join(temporaryFolder(t), "signup.json");
  copyFileSync(shippedFlow("verify-phone"), file);
  const { url } = await startServer(t, { flows: [file] });
  const answer = await fetch(`${url}/`, { redirect: "manual" });
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get("location"), "/?flow=signup");
  assert.equal((await fetch(`${url}/?flow=signup`)).status, 200);
});

// ---- errors

test("every error is a problem", async (t) => {
  const { url } = await startServer(t);
  await problemOf(await fetch(`${url}/nope`), 404, "not-found");
  const refused = await fetch(`${url}/healthz`, { method: "PUT" });
  assert.equal(refused.headers.get("allow"), "GET");
  await problemOf(refused, 405, "method-not-allowed");
});

test("a body without end is refused", async (t) => {
  const { url } = await startServer(t);
  const answer = await raw(
    url,
    `POST /sandbox/integrations/custom-feature/send-otp-sms HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${256 * 1024 + 1}\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 413 /);
});
