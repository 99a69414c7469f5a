// The provider that `ringback serve --sandbox` plays, over the wire. tests/unit/relay/sandbox_test.cpp has the details.
import assert from "node:assert/strict";
import { test } from "node:test";

import { provider, startServer } from "./support/ringback.mjs";

const number = "+14155552671";

test("a code that was sent is verified, another one is not", async (t) => {
  const { url } = await startServer(t);
  const { send, verify, messages } = provider(url);
  const sent = await send(number);
  assert.equal(sent.status, 200);
  const { status, otp } = await sent.json();
  assert.equal(status, "sent");
  assert.match(otp, /^\d{6}$/);
  assert.equal((await messages(number))[0].code, otp);
  assert.deepEqual(await (await verify(otp, otp)).json(), { status: "verified", verified: true });
  const wrong = await verify(otp, otp === "000000" ? "000001" : "000000");
  assert.equal(wrong.status, 200);
  assert.deepEqual(await wrong.json(), { status: "failed", verified: false });
});

test("the outbox shows each SMS and can be emptied", async (t) => {
  const { url } = await startServer(t);
  const { send, messages } = provider(url);
  await send(number, { headers: { origin: "https://shop.example" } });
  await send("+447400123456");
  const all = await messages();
  assert.equal(all.length, 2);
  const [sms] = await messages(number);
  assert.deepEqual(Object.keys(sms).sort(), ["at", "code", "from", "text", "to"]);
  assert.equal(sms.to, number);
  assert.equal(sms.text, `Your code is ${sms.code}.\n\n@shop.example #${sms.code}`);
  assert.ok(Math.abs(Date.parse(sms.at) - Date.now()) < 60_000);
  assert.equal((await fetch(`${url}/sandbox/messages`, { method: "DELETE" })).status, 204);
  assert.deepEqual(await messages(), []);
});

test("the authorization header is required", async (t) => {
  const { url } = await startServer(t);
  const { send, verify } = provider(url);
  for (const call of [send(number, { headers: { authorization: "" } }), verify("1", "1", { headers: { authorization: "" } })]) {
    const answer = await call;
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
  }
});

test("fields of the wrong type are a 400 that names the field", async (t) => {
  const { url } = await startServer(t);
  const { send, verify } = provider(url);
  assert.match((await (await send(14155552671)).json()).detail, /^toNumber is not a string/);
  const answer = await verify("123456", 123456);
  assert.equal(answer.status, 400);
  assert.match((await answer.json()).detail, /^userOtp is not a string/);
});

test("pages of any site may call it, preflight and Retry-After included", async (t) => {
  const { url } = await startServer(t);
  for (const path of ["integrations/custom-feature/send-otp-sms", "integrations/custom-feature/verify-user-otp"]) {
    const preflight = await fetch(`${url}/sandbox/${path}`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,idempotency-key",
      },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
    assert.match(preflight.headers.get("access-control-allow-methods"), /POST/);
    const allowed = preflight.headers.get("access-control-allow-headers").split(/, */);
    for (const name of ["authorization", "content-type", "idempotency-key"]) assert.ok(allowed.includes(name), name);
  }
  const limited = await provider(url).send("+14155550004");
  assert.match(limited.headers.get("access-control-expose-headers"), /Retry-After/);
});

test("the same Idempotency-Key sends one SMS, also when both requests come at once", async (t) => {
  const { url } = await startServer(t);
  const { send, messages } = provider(url);
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => (await send(number, { headers: { "idempotency-key": "k" } })).json()),
  );
  assert.equal(new Set(answers.map((answer) => answer.otp)).size, 1);
  assert.equal((await messages(number)).length, 1);
});

test("…550001 can't receive an SMS", async (t) => {
  const { url } = await startServer(t);
  const answer = await provider(url).send("+14155550001");
  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).status, "failed");
});

test("…550002 never gets an answer", async (t) => {
  const { url } = await startServer(t);
  await assert.rejects(provider(url).send("+14155550002", { signal: AbortSignal.timeout(300) }), { name: "TimeoutError" });
});

test("…550003 meets a server error", async (t) => {
  const { url } = await startServer(t);
  assert.equal((await provider(url).send("+14155550003")).status, 500);
});

test("…550004 is asked to slow down", async (t) => {
  const { url } = await startServer(t);
  const answer = await provider(url).send("+14155550004");
  assert.equal(answer.status, 429);
  assert.match(answer.headers.get("retry-after"), /^\d+$/);
});

test("…550005 gets a web page", async (t) => {
  const { url } = await startServer(t);
  const answer = await provider(url).send("+14155550005");
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/html/);
  assert.match(await answer.text(), /^<!doctype html>/);
});

test("…550006 waits, then works", async (t) => {
  const { url } = await startServer(t);
  const { send, messages } = provider(url);
  const waiting = send("+14155550006");
  const early = await Promise.race([waiting, send(number)]);
  assert.equal((await early.json()).otp, (await messages(number))[0]?.code, "another send was answered first");
  const [sms] = await messages("+14155550006");
  assert.equal((await (await waiting).json()).otp, sms.code);
});

test("…550007 gets the SMS, but the line drops", async (t) => {
  const { url } = await startServer(t);
  const { send, messages } = provider(url);
  await assert.rejects(send("+14155550007"), { name: "TypeError" });
  assert.equal((await messages("+14155550007")).length, 1);
});

test("…550008 gets JSON of other types", async (t) => {
  const { url } = await startServer(t);
  const body = await (await provider(url).send("+14155550008")).json();
  assert.equal(body.status, null);
  assert.equal(typeof body.otp, "object");
});

test("…550009 gets a megabyte", async (t) => {
  const { url } = await startServer(t);
  assert.ok((await (await provider(url).send("+14155550009")).text()).length > 1024 * 1024);
});
