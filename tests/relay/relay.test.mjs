// The relay over HTTP, as `ringback serve` runs it before a hosted API. What the rules allow is tested on a fake clock
// (tests/unit/relay); here is what only the whole command shows.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { hostedFlow, secretNames, secrets, startHostedApi } from "./support/hosted_api.mjs";
import { listening, run, shippedFlow, startWith, temporaryFolder } from "./support/ringback.mjs";
import { problem, Visitor } from "./support/visitor.mjs";

const origin = "https://shop.example";
const relay = (t, flow, environment = secrets, ...more) =>
  listening(t, startWith(environment, "serve", "--flow", flow, "--port", "0", "--allow-origin", origin, ...more));

test("secrets that are missing are named, all of them, with where they are expected", async () => {
  const { status, stderr } = await run("serve", "--flow", shippedFlow("verify-phone"), "--port", "0");
  assert.equal(status, 1);
  for (const name of secretNames) assert.match(stderr, new RegExp(`${name} isn't set.*environment.*${name}_FILE`));
});

test("secrets come from the environment, from files that it names, and from systemd's credentials", async (t) => {
  const api = await startHostedApi(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "sid"), "canary-TWILIO_ACCOUNT_SID\n");
  mkdirSync(join(folder, "credentials"));
  writeFileSync(join(folder, "credentials", "TWILIO_AUTH_TOKEN"), "canary-TWILIO_AUTH_TOKEN");
  const { CONVERTALK_KEY, TWILIO_FROM_NUMBER } = secrets;
  const { url } = await relay(t, hostedFlow(t, api), {
    CONVERTALK_KEY, TWILIO_FROM_NUMBER, TWILIO_ACCOUNT_SID_FILE: join(folder, "sid"), CREDENTIALS_DIRECTORY: join(folder, "credentials"),
  });
  const visitor = new Visitor(url);
  await visitor.open();
  assert.equal((await visitor.send("+14155552671")).status, 200);
  const [{ headers, body }] = api.sends();
  assert.equal(headers.authorization, secrets.CONVERTALK_KEY);
  assert.deepEqual(body, { accountSID: secrets.TWILIO_ACCOUNT_SID, authToken: secrets.TWILIO_AUTH_TOKEN,
    fromNumber: secrets.TWILIO_FROM_NUMBER, toNumber: "+14155552671" });
});

test("a flow that is edited into nonsense begins with nobody, and goes on with those who have a code", async (t) => {
  const api = await startHostedApi(t);
  const file = hostedFlow(t, api);
  const { url } = await relay(t, file);
  const visitor = new Visitor(url);
  await visitor.open();
  assert.equal((await visitor.send("+14155552671")).status, 200);
  writeFileSync(file, "{");
  assert.equal((await fetch(`${url}/v1/flows/signup`)).status, 500);
  assert.equal((await new Visitor(url).open()).status, 500);
  assert.ok((await visitor.verify(api.codes["+14155552671"])).body.proof);
});

test("a secret's file that can't be read, or is empty, is an error that names it", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "empty"), "\n");
  for (const [file, what] of [["nowhere", /CONVERTALK_KEY: .*nowhere: can.t read it: No such file/], ["empty", /CONVERTALK_KEY: .*empty is empty/]]) {
    const { ended } = startWith({ ...secrets, CONVERTALK_KEY: "", CONVERTALK_KEY_FILE: join(folder, file) },
      "serve", "--flow", shippedFlow("verify-phone"), "--port", "0");
    const { status, stderr } = await ended;
    assert.equal(status, 1);
    assert.match(stderr, what);
  }
});

test("the whole way, and no secret, code or whole number in any byte that leaves", async (t) => {
  const api = await startHostedApi(t, ({ body }, response) => {
    if (body.toNumber !== "+14155552672") return false;
    // A provider's complaint holds what it was sent.
    response.writeHead(401, { "content-type": "application/json", "x-debug": secrets.TWILIO_AUTH_TOKEN })
      .end(JSON.stringify({ error: `bad token ${secrets.TWILIO_AUTH_TOKEN}` }));
    return true;
  });
  const { url, said, child, ended } = await relay(t, hostedFlow(t, api));
  const visitor = new Visitor(url);
  const answers = [await visitor.open()];
  assert.equal(answers[0].status, 201);
  assert.match(visitor.session, /^[0-9a-f]{64}$/);
  answers.push(await visitor.send("+14155552672"), await visitor.send("+14155552671"));
  assert.equal(problem(answers[1]), "upstream-misconfigured");
  const code = api.codes["+14155552671"];
  answers.push(await visitor.call("verify_otp", { user_otp: code, system_otp: code }));
  answers.push(await visitor.verify("000000"), await visitor.verify(code));
  assert.deepEqual(answers.map(({ status }) => status), [201, 502, 200, 400, 200, 200]);
  assert.ok(answers.at(-1).body.proof);
  for (const path of ["/v1/flows/signup", "/metrics", "/healthz", "/.well-known/jwks.json", "/v1/flows/other"]) {
    const answer = await fetch(url + path);
    answers.push({ headers: answer.headers, text: await answer.text() });
  }
  child.kill("SIGTERM");
  await ended;
  const bytes = answers.map(({ headers, text }) => JSON.stringify([...headers]) + text).join("\n") + said.stdout + said.stderr;
  assert.match(bytes, /ringback_calls_total/);
  assert.match(bytes, /"event":"call"/);
  for (const hidden of ["canary", code, "4155552671", "4155552672", api.url, "send-otp-sms"]) {
    assert.ok(!bytes.includes(hidden), `${hidden} left the relay`);
  }
  assert.ok(!said.stderr.includes(visitor.session), "the session is in the log");
});

test("pages of other sites may not verify; the site's own may, and read what it needs", async (t) => {
  const { url } = await relay(t, hostedFlow(t, await startHostedApi(t)));
  const stranger = await new Visitor(url, { origin: "https://other.example" }).open();
  assert.equal(stranger.status, 403);
  assert.equal(problem(stranger), "origin-not-allowed");
  assert.match(stranger.body.detail, /origin/i, "the refusal can be read, and says what is missing");

  const own = await new Visitor(url).open();
  assert.equal(own.status, 201);
  assert.equal(own.headers.get("access-control-allow-origin"), origin);
  assert.match(own.headers.get("vary"), /origin/i);
  const preflight = await fetch(`${url}/v1/apis/send_otp`, {
    method: "OPTIONS", headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization,idempotency-key" },
  });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get("access-control-allow-headers"), /authorization.*idempotency-key/i);
});

test("what isn't a request is refused with what was expected", async (t) => {
  const { url } = await relay(t, hostedFlow(t, await startHostedApi(t)));
  const visitor = new Visitor(url);
  for (const [body, status] of [[null, 400], [[], 400], [{}, 400], [{ flow: 1 }, 400], [{ flow: "other" }, 404]]) {
    assert.equal((await visitor.post("/v1/sessions", body)).status, status, JSON.stringify(body));
  }
  await visitor.open();
  const large = await visitor.call("send_otp", { phone: "+1".padEnd(100_000, "4") });
  assert.equal(large.status, 413);
  assert.equal(problem(large), "too-large");
  const none = await visitor.post("/v1/apis/send_otp", { attributes: { phone: "+14155552671" } });
  assert.equal(none.status, 401);
  assert.equal(none.headers.get("www-authenticate"), "Bearer");
  for (const phone of ["4155552671", "+1415555267", "+0123456789", "+4930123456", ""]) {
    assert.equal(problem(await visitor.send(phone)), "invalid-number", phone);
  }
});

test("the provider's troubles are bounded by the API's own deadline, and each has its problem", async (t) => {
  const troubles = {
    "+14155552671": ["send-unknown", (response) => response.writeHead(200, { "content-type": "application/json" }).write("{")], // never ends
    "+14155552672": ["upstream-too-large", (response) => response.writeHead(200, { "content-type": "application/json" }).end(`"${"x".repeat(1 << 20)}"`)],
    "+14155552673": ["send-unknown", (response) => response.destroy()],
    "+14155552674": ["upstream-not-json", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>")],
    "+14155552675": ["upstream-rate-limited", (response) => response.writeHead(429, { "retry-after": "7" }).end("{}")],
    "+14155552676": ["upstream", (response) => response.writeHead(503).end()],
  };
  const api = await startHostedApi(t, ({ body }, response) => {
    troubles[body.toNumber][1](response);
    return true;
  });
  const { url } = await relay(t, hostedFlow(t, api, (flow) => (flow.apis.send_otp.timeout_ms = 1500)));
  for (const [number, [type]] of Object.entries(troubles)) {
    const visitor = new Visitor(url);
    await visitor.open();
    const answer = await visitor.send(number);
    assert.equal(problem(answer), type, number);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    if (type === "upstream-rate-limited") assert.equal(answer.headers.get("retry-after"), "7");
  }
});

test("SIGTERM lets what is under way be answered, tells the load balancer, and ends with 0", async (t) => {
  let answer;
  const asked = new Promise((resolve) => (answer = resolve));
  const api = await startHostedApi(t, (_, response) => {
    answer(() => response.writeHead(200, { "content-type": "application/json" }).end(`{"status":"sent","otp":"123456"}`));
    return true;
  });
  const { url, child, ended } = await relay(t, hostedFlow(t, api));
  const visitor = new Visitor(url);
  await visitor.open();
  const sending = visitor.send("+14155552671");
  const letGo = await asked;
  child.kill("SIGTERM");
  let health;
  do health = await fetch(`${url}/healthz`);
  while (health.status === 200);
  assert.equal(health.status, 503);
  // A page can read that, and when to ask again.
  const late = await new Visitor(url).open();
  assert.deepEqual([late.status, late.headers.get("access-control-allow-origin"), late.headers.get("retry-after")], [503, origin, "1"]);
  const preflight = await fetch(`${url}/v1/apis/send_otp`, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
  assert.equal(preflight.status, 204);
  letGo();
  assert.equal((await sending).status, 200);
  assert.equal((await ended).status, 0);
});

test("a second signal waits for nobody", async (t) => {
  let wasAsked;
  const asked = new Promise((resolve) => (wasAsked = resolve));
  const api = await startHostedApi(t, () => {
    wasAsked();
    return true; // and never answers
  });
  const { url, child, ended } = await relay(t, hostedFlow(t, api));
  const visitor = new Visitor(url);
  await visitor.open();
  const sending = visitor.send("+14155552671").catch(() => {});
  await asked;
  child.kill("SIGTERM");
  while ((await fetch(`${url}/healthz`)).status === 200);
  child.kill("SIGTERM");
  assert.equal((await ended).status, 0);
  await sending;
});

test("a thousand guesses at once over real connections: the API is asked five times", async (t) => {
  const api = await startHostedApi(t);
  const { url } = await relay(t, hostedFlow(t, api));
  const visitor = new Visitor(url);
  await visitor.open();
  await visitor.send("+14155552671");
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, i) => visitor.verify(String(200_000 + i), `guess-${i}`)));
  assert.equal(api.verifies().length, 5);
  const refused = answers.filter((answer) => answer.status === 423);
  assert.equal(refused.length, 995);
  assert.ok(refused.every((answer) => problem(answer) === "locked"));
});
