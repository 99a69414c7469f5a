// Many relays over one Redis, of which any may die at any moment.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { describe, test } from "node:test";

import { FormPage } from "./support/forms.mjs";
import { hostedFlow, secrets, startHostedApi } from "./support/hosted_api.mjs";
import { listening, startWith } from "./support/ringback.mjs";
import { hasRedis, startRedis } from "./support/redis.mjs";
import { problem, Visitor } from "./support/visitor.mjs";

const number = "+14155552671";
const options = { skip: hasRedis ? false : "no redis-server here" };
const environment = { ...secrets, RINGBACK_STORE_KEY: "canary-RINGBACK_STORE_KEY-0123456789" };

function startRelay(t, flow, redis) {
  return listening(t, startWith(environment, "serve", "--flow", flow, "--port", "0", "--allow-origin", "https://shop.example", "--store", redis.url));
}

async function start(t) {
  const redis = await startRedis(t);
  const api = await startHostedApi(t);
  const flow = hostedFlow(t, api);
  const relays = await Promise.all([startRelay(t, flow, redis), startRelay(t, flow, redis)]);
  return { redis, api, flow, relays };
}

/** The same visitor at another relay, as behind a load balancer. */
const at = (visitor, relay) => Object.assign(new Visitor(relay.url), { session: visitor.session });

describe("relays over one Redis", { concurrency: true, ...options }, () => {
  test("a session goes on at another relay, and all count together", async (t) => {
    const { api, relays: [first, second], redis } = await start(t);
    const visitor = new Visitor(first.url);
    await visitor.open();
    assert.equal((await at(visitor, second).send(number, "key")).status, 200);
    // The same request again, elsewhere: the answer that the first one had, and no other SMS.
    assert.deepEqual((await visitor.send(number, "key")).body, { outcome: "success", attributes: {}, resend_after: 30 });
    assert.equal(problem(await visitor.send(number, "other")), "rate-limited");
    assert.equal(api.sends().length, 1);

    const relays = [visitor, at(visitor, second)];
    const guesses = await Promise.all(Array.from({ length: 400 }, (_, i) => relays[i % 2].verify(String(200_000 + i), `guess-${i}`)));
    assert.equal(api.verifies().length, 5, "five attempts in all, over both relays");
    assert.equal(guesses.filter((answer) => problem(answer) === "locked").length, 395);

    const bytes = redis.bytes();
    assert.ok(bytes.includes("ringback:"));
    for (const hidden of [number.slice(1), visitor.session, api.codes[number], "canary", "otp", "attempts"]) {
      assert.ok(!bytes.includes(hidden), `${hidden} can be read in Redis' file`);
    }
  });

  test("SIGTERM lets what is under way be answered", async (t) => {
    const redis = await startRedis(t);
    let answer;
    const asked = new Promise((resolve) => (answer = resolve));
    const api = await startHostedApi(t, (_, response) => {
      answer(() => response.writeHead(200, { "content-type": "application/json" }).end(`{"status":"sent","otp":"123456"}`));
      return true;
    });
    const { url, child, ended } = await startRelay(t, hostedFlow(t, api), redis);
    const visitor = new Visitor(url);
    await visitor.open();
    const sending = visitor.send(number);
    const letGo = await asked;
    child.kill("SIGTERM");
    while ((await fetch(`${url}/healthz`)).status === 200);
    letGo();
    assert.equal((await sending).status, 200);
    assert.equal((await ended).status, 0);
  });

  test("no code is taken twice, also when a relay dies with the proof", async (t) => {
    const { api, relays: [first, second] } = await start(t);
    const visitor = new Visitor(first.url);
    await visitor.open();
    await visitor.send(number);
    const other = at(visitor, second);
    const both = await Promise.all([visitor.verify(api.codes[number], "a"), other.verify(api.codes[number], "b")]);
    assert.equal(both.filter(({ body }) => body.proof).length, 1);
    first.child.kill("SIGKILL");
    await first.ended;
    const again = await other.verify(api.codes[number], "c");
    assert.equal(problem(again), "expired");
    assert.equal(api.verifies().length, 1);
  });

  test("a relay that dies in the middle: no attempt comes back, no SMS goes twice", async (t) => {
    let held = () => {};
    const redis = await startRedis(t);
    const api = await startHostedApi(t, ({ path, body }, response) => {
      if (path.endsWith("send-otp-sms") && body.toNumber !== number) {
        held();
        return true; // sent, and never answered
      }
      if (!path.endsWith("verify-user-otp") || body.userOtp !== "111111") return false;
      held();
      return true;
    });
    const flow = hostedFlow(t, api, ({ apis }) => (apis.send_otp.timeout_ms = apis.verify_otp.timeout_ms = 4000));
    const [first, second] = await Promise.all([startRelay(t, flow, redis), startRelay(t, flow, redis)]);
    const visitor = new Visitor(first.url);
    await visitor.open();
    assert.equal((await visitor.send(number)).status, 200);
    assert.equal((await visitor.verify("000000")).status, 200);

    const checking = new Promise((resolve) => (held = resolve));
    const lost = visitor.verify("111111", "check").catch(() => null);
    await checking;
    const sending = new Promise((resolve) => (held = resolve));
    const lostSend = visitor.send("+14155552672", "sending").catch(() => null);
    await sending;
    first.child.kill("SIGKILL");
    await Promise.all([first.ended, lost, lostSend]);

    const other = at(visitor, second);
    const answer = await other.verify("000001");
    assert.equal(answer.body.attempts_left, 2, "of five: one wrong, one lost with its relay, one wrong");
    const again = await other.send("+14155552672", "sending");
    assert.equal(problem(again), "send-unknown", "the visitor is told, and must ask again");
    assert.equal(api.sends().filter(({ body }) => body.toNumber === "+14155552672").length, 1);
  });

  test("Redis dies and comes back: meanwhile nothing is allowed, afterwards all is as it was", async (t) => {
    const { redis, api, relays: [first] } = await start(t);
    const visitor = new Visitor(first.url);
    await visitor.open();
    await visitor.send(number);
    for (const code of ["000000", "000001"]) await visitor.verify(code);
    const form = await new FormPage(`${first.url}/v1/flows/signup/page`).get();
    await redis.kill();
    const asked = api.requests.length;
    for (const answer of [await visitor.verify(api.codes[number]), await visitor.send("+14155552672"), await new Visitor(first.url).open()]) {
      assert.equal(answer.status, 503);
      assert.equal(problem(answer), "store-unavailable");
      assert.ok(Number(answer.headers.get("retry-after")) > 0);
    }
    assert.equal((await fetch(`${first.url}/healthz`)).status, 503);
    const failures = async () => /^ringback_store_failures_total (\d+)$/m.exec(await (await fetch(`${first.url}/metrics`)).text())[1];
    assert.equal(await failures(), "3");
    await form.enter(number);
    assert.deepEqual([form.answer.status, await failures()], [503, "4"]);
    assert.equal(api.requests.length, asked, "the API isn't asked without a count");
    await redis.start();
    assert.equal((await fetch(`${first.url}/healthz`)).status, 200);
    assert.equal((await visitor.verify("000003")).body.attempts_left, 2);
    const proof = (await visitor.verify(api.codes[number], "right")).body.proof;
    assert.ok(proof);
    await redis.kill();
    await redis.start();
    assert.equal(problem(await visitor.verify(api.codes[number], "again")), "expired");
    assert.ok(!first.said.stderr.includes("canary"));
  });

  test("what Redis needs is said when it is missing", async (t) => {
    const { flow, redis } = await start(t);
    const run = async (more, store) => (await startWith({ ...secrets, ...more }, "serve", "--flow", flow, "--port", "0", "--store", store).ended).stderr;
    assert.match(await run({}, redis.url), /RINGBACK_STORE_KEY isn't set.*openssl rand -hex 32/);
    assert.match(await run({ RINGBACK_STORE_KEY: "short" }, redis.url), /has 5 characters, expected at least 32/);
    const shown = await run(environment, "redis://:hunter2@localhost");
    assert.match(shown, /holds a password/);
    assert.ok(!shown.includes("hunter2"));
    assert.match(await run(environment, "postgres://db"), /isn't a Redis URL/);
  });
});

// Not beside the others: all that goes to Redis goes through this process.
describe("a failover", options, () => {
  /** The last of some tries: a connection that was refused is made anew for the next one. */
  const opened = async ({ url }) => {
    let status;
    for (let i = 0; i < 20 && status !== 201; ++i) ({ status } = await new Visitor(url).open());
    return status;
  };

  /** The port of a name for whatever Redis is `primary()` when somebody connects. */
  async function nameOf(t, primary) {
    const name = createServer((socket) => {
      const redis = connect(primary().port, "127.0.0.1");
      for (const each of [socket, redis]) each.on("error", () => socket.destroy());
      socket.pipe(redis).pipe(socket);
    });
    await new Promise((resolve) => name.listen(0, "127.0.0.1", resolve));
    t.after(() => name.close());
    return name.address().port;
  }

  async function follow(replica, leader) {
    assert.match(await replica.ask(`REPLICAOF 127.0.0.1 ${leader.port}`), /^\+OK/);
    while (!/master_link_status:up/.test(await replica.ask("INFO replication")));
  }

  test("a Redis that became a replica is left for the one that took its place, and isn't healthy meanwhile", async (t) => {
    const [before, after] = [await startRedis(t), await startRedis(t)];
    let primary = before;
    const name = await nameOf(t, () => primary);
    const api = await startHostedApi(t);
    const relay = await startRelay(t, hostedFlow(t, api), { url: `redis://127.0.0.1:${name}` });
    assert.equal(await opened(relay), 201);
    // The connections stay, and reads are answered.
    assert.match(await before.ask(`REPLICAOF 127.0.0.1 ${after.port}`), /^\+OK/);
    assert.equal((await new Visitor(relay.url).open()).status, 503);
    assert.equal((await fetch(`${relay.url}/healthz`)).status, 503);
    assert.match(relay.said.stderr, /"problem":"refuses","detail":"READONLY/);
    primary = after;
    assert.equal(await opened(relay), 201, "each connection finds out once");
    assert.equal((await fetch(`${relay.url}/healthz`)).status, 200);
  });

  test("attempts that were used stay used on the replica that takes over", async (t) => {
    const [before, after] = [await startRedis(t), await startRedis(t)];
    let primary = before;
    const name = await nameOf(t, () => primary);
    await follow(after, before);
    const api = await startHostedApi(t);
    const relay = await startRelay(t, hostedFlow(t, api), { url: `redis://127.0.0.1:${name}?replicas=1` });
    const visitor = new Visitor(relay.url);
    await visitor.open();
    assert.equal((await visitor.send(number)).status, 200);
    const guess = async (i) => (await visitor.verify(String(200_000 + i), `guess-${i}`)).body;
    assert.equal((await guess(1)).attempts_left, 4);
    assert.equal((await guess(2)).attempts_left, 3);
    await before.kill();
    assert.match(await after.ask("REPLICAOF NO ONE"), /^\+OK/);
    primary = after;
    assert.notEqual((await guess(3)).outcome, "failure", "with no replica behind it nothing is sure any more");
    await follow(await startRedis(t), after);
    let told;
    do told = await guess(4);
    while (told.type === "/problems/store-unavailable"); // each connection finds out once
    // What wasn't sure is counted where it arrived.
    assert.ok(told.attempts_left <= 2, `${told.attempts_left} left`);
  });
});
