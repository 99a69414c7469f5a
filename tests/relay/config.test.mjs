// ringback serve --config, keys and token: what runs a relay for real.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";

import { hostedFlow, secrets, startHostedApi } from "./support/hosted_api.mjs";
import { listening, run, startWith, temporaryFolder } from "./support/ringback.mjs";
import { problem, Visitor } from "./support/visitor.mjs";

function configure(folder, config) {
  const path = join(folder, "ringback.json");
  writeFileSync(path, JSON.stringify(config));
  return path;
}

async function verified(url, api, origin = "https://shop.example") {
  const visitor = new Visitor(url, { origin });
  await visitor.open();
  await visitor.send("+14155552671");
  return (await visitor.verify(api.codes["+14155552671"])).body.proof;
}

test("metrics are for who is inside, or for the networks that are named, as far as trusted proxies say", async (t) => {
  const serve = async (config) => {
    const path = configure(temporaryFolder(t), { flows: [hostedFlow(t, await startHostedApi(t))], port: 0, ...config });
    const { url } = await listening(t, startWith(secrets, "serve", "--config", path));
    return (client) => fetch(url + "/metrics", { headers: client ? { "x-forwarded-for": client } : {} });
  };
  const ask = await serve({});
  assert.match(await (await ask()).text(), /ringback_sessions_total/);
  const refused = await ask("127.0.0.1");
  assert.equal(refused.status, 403, "nobody knows what that proxy is");
  assert.match((await refused.json()).detail, /"metrics_from".*"trusted_proxies"/);

  const named = await serve({ trusted_proxies: ["127.0.0.1"], metrics_from: ["192.0.2.0/24"] });
  assert.deepEqual([await named("192.0.2.9"), await named("203.0.113.5"), await named()].map(({ status }) => status), [200, 403, 403]);
});

test("a relay is configured by one file; a flag counts more", async (t) => {
  const api = await startHostedApi(t);
  const folder = temporaryFolder(t);
  hostedFlow(t, api, undefined, folder);
  const config = configure(folder, { flows: ["signup.json"], port: 1, allow_origins: ["https://shop.example"], limits: { countries: ["DE"] } });
  const { url } = await listening(t, startWith(secrets, "serve", "--config", config, "--port", "0"));
  const visitor = new Visitor(url);
  assert.equal((await visitor.open()).status, 201);
  assert.equal(problem(await visitor.send("+14155552671")), "country-not-allowed");
  assert.equal((await visitor.send("+4915112345678")).status, 200);
});

test("every fault of the file is said at once, with its place", async (t) => {
  const config = configure(temporaryFolder(t), { flow: ["signup.json"], port: "80", limits: { attempts: 50 } });
  const { status, stderr } = await run("serve", "--config", config);
  assert.equal(status, 1);
  assert.match(stderr, /ringback\.json: \/flow: no key "flow" in a configuration \(did you mean "flows"\?\)/);
  assert.match(stderr, /ringback\.json: \/port: found a text, expected a whole number from 0 to 65535/);
  assert.match(stderr, /ringback\.json: \/limits\/attempts: found 50, expected a whole number from 1 to 10/);
});

test("what would be unsafe is warned of", async (t) => {
  const api = await startHostedApi(t);
  const flow = hostedFlow(t, api);
  const { said } = await listening(t, startWith(secrets, "serve", "--flow", flow, "--port", "0", "--listen", "0.0.0.0", "--allow-origin", "*"));
  for (const warning of [/no signing key/, /every site may use this relay/, /beyond this machine without TLS/]) {
    assert.match(said.stderr, warning);
  }
});

test("keys new writes a key for its owner alone, and never over another", async (t) => {
  const path = join(temporaryFolder(t), "key.pem");
  const made = await run("keys", "new", "--out", path);
  assert.equal(made.status, 0);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const pem = readFileSync(path, "utf8");
  assert.match(pem, /^-----BEGIN PRIVATE KEY-----/);
  const again = await run("keys", "new", "--out", path);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /is there already/);
  assert.equal(readFileSync(path, "utf8"), pem);
  assert.match((await run("keys", "new")).stdout, /^-----BEGIN PRIVATE KEY-----/);
});

test("a proof outlives the relay that signed it, and a rotated key; token verify says what is wrong with another", async (t) => {
  const api = await startHostedApi(t);
  const folder = temporaryFolder(t);
  const flow = hostedFlow(t, api, undefined, folder);
  await run("keys", "new", "--out", join(folder, "old.pem"));
  await run("keys", "new", "--out", join(folder, "new.pem"));
  const start = async (keys) => listening(t, startWith(secrets, "serve", "--config",
    configure(folder, { flows: [flow], port: 0, public_url: "https://relay.example", allow_origins: ["https://shop.example"], signing_keys: keys })));
  const before = await start(["old.pem"]);
  assert.match(before.said.stdout, /flow +https:\/\/relay\.example\/v1\/flows\//, "as pages name it");
  const proof = await verified(before.url, api);
  before.child.kill("SIGTERM");
  await before.ended;

  const after = await start(["new.pem", "old.pem"]);
  const jwks = `${after.url}/.well-known/jwks.json`;
  const keys = await (await fetch(jwks)).json();
  assert.equal(keys.keys.length, 2);
  assert.ok(keys.keys.every((key) => !("d" in key)), "a private part is published");
  const good = await run("token", "verify", proof, "--jwks", jwks, "--issuer", "https://relay.example", "--audience", "https://shop.example");
  assert.equal(good.status, 0, good.stderr);
  const claims = JSON.parse(good.stdout);
  assert.equal(claims.phone_number, "+14155552671");
  assert.equal(claims.phone_number_verified, true);

  const file = join(folder, "jwks.json");
  writeFileSync(file, JSON.stringify(keys));
  const fromPipe = startWith({}, "token", "verify", "-", "--jwks", file);
  fromPipe.child.stdin.end(proof + "\n");
  assert.equal((await fromPipe.ended).status, 0);

  const other = await run("token", "verify", proof, "--jwks", jwks, "--audience", "https://other.example");
  assert.equal(other.status, 1);
  assert.match(other.stderr, /its "aud" is "https:\/\/shop\.example", expected "https:\/\/other\.example"/);
  const [head, payload, signature] = proof.split(".");
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, "base64url")), phone_number: "+15005550006" }));
  assert.match((await run("token", "verify", [head, forged.toString("base64url"), signature].join("."), "--jwks", jwks)).stderr, /signature/);
  assert.match((await run("token", "verify", "nonsense", "--jwks", jwks)).stderr, /no JWT/);
  assert.match((await run("token", "verify", proof, "--jwks", `${after.url}/healthz`)).stderr, /"keys"/);
});

test("a key that isn't one is refused without a word of it", async (t) => {
  const api = await startHostedApi(t);
  const { status, stderr } = await startWith({ ...secrets, RINGBACK_SIGNING_KEY: "canary-of-a-key" }, "serve", "--flow", hostedFlow(t, api)).ended;
  assert.equal(status, 1);
  assert.match(stderr, /signing key 1 isn't a P-256 private key/);
  assert.ok(!stderr.includes("canary"));
});

/** A certificate for 127.0.0.1 and its key, as files of `folder`. */
function certificate(folder) {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return [cert, key];
}

test("it speaks TLS with a certificate and its key, and says what is wrong with others", async (t) => {
  const folder = temporaryFolder(t);
  const [cert, key] = certificate(folder);
  const flow = hostedFlow(t, await startHostedApi(t));
  const { url } = await listening(t, startWith(secrets, "serve", "--flow", flow, "--port", "0", "--cert", cert, "--key", key));
  assert.match(url, /^https:/);
  const text = await new Promise((resolve, reject) => {
    request(`${url}/v1/flows/signup`, { ca: readFileSync(cert) }, async (answer) => {
      let body = "";
      for await (const chunk of answer) body += chunk;
      resolve(body);
    }).on("error", reject).end();
  });
  assert.equal(JSON.parse(text).relay, `${url}/v1`);

  await run("keys", "new", "--out", join(folder, "other.pem"));
  for (const [files, what] of [
    [["--cert", cert], /--cert and --key belong together/],
    [["--cert", cert, "--key", join(folder, "other.pem")], /other\.pem isn't the key of .*cert\.pem/],
    [["--cert", flow, "--key", key], /signup\.json holds no certificate/],
    [["--cert", join(folder, "none.pem"), "--key", key], /none\.pem: can.t read it: No such file/],
  ]) {
    const { status, stderr } = await startWith(secrets, "serve", "--flow", flow, "--port", "0", ...files).ended;
    assert.equal(status, 1);
    assert.match(stderr, what);
  }
});

// As `ringback health` does: one of three of them was logged as "FATAL".
test("clients that end TLS and go at once leave nothing in the log", async (t) => {
  const [cert, key] = certificate(temporaryFolder(t));
  const server = await listening(t, startWith(secrets, "serve", "--flow", hostedFlow(t, await startHostedApi(t)), "--port", "0",
    "--cert", cert, "--key", key));
  for (let i = 0; i < 30; ++i) {
    const socket = connect({ host: "127.0.0.1", port: new URL(server.url).port, ca: readFileSync(cert) });
    const closed = once(socket, "close");
    socket.on("error", () => {});
    await once(socket, "secureConnect");
    socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.match(String(await once(socket, "data")), /^HTTP\/1\.1 200 /);
    socket.end(() => socket.destroy());
    await closed;
  }
  server.child.kill("SIGTERM");
  const { status, stderr } = await server.ended;
  assert.equal(status, 0);
  assert.deepEqual(stderr.split("\n").filter((line) => line && !line.startsWith("ringback: warning: no signing key")), []);
});
