// ringback call: one API of a flow, really asked.
import assert from "node:assert/strict";
import { test } from "node:test";

import { hostedFlow, secrets, startHostedApi } from "./support/hosted_api.mjs";
import { run, startWith } from "./support/ringback.mjs";

const call = (...given) => startWith(secrets, "call", ...given).ended;

test("it makes the request as the relay would, and says what the answer means", async (t) => {
  const api = await startHostedApi(t);
  const { status, stdout, stderr } = await call(hostedFlow(t, api), "send_otp", "--set", "phone=+14155552671");
  assert.equal(status, 0, stderr);
  const [{ headers, body }] = api.requests;
  assert.deepEqual(body, { accountSID: secrets.TWILIO_ACCOUNT_SID, authToken: secrets.TWILIO_AUTH_TOKEN,
    fromNumber: secrets.TWILIO_FROM_NUMBER, toNumber: "+14155552671" });
  assert.equal(headers.authorization, secrets.CONVERTALK_KEY);
  assert.ok(stdout.includes("Idempotency-Key: " + headers["idempotency-key"]));
  assert.match(stdout, /^POST http:\/\/127\.0\.0\.1:\d+\/\S+\/send-otp-sms\n {2}authorization: secret\.CONVERTALK_KEY\n/);
  assert.match(stdout, /\nHTTP 200, \d+ bytes\nsuccess\n(.*\n)* {2}system_otp = \(private\) a text of 6 bytes\n/);
  assert.ok(!stdout.includes(api.codes["+14155552671"]));
  for (const secret of Object.values(secrets)) assert.ok(!(stdout + stderr).includes(secret), secret);
});

test("a no is exit status 1; the answer's body shows when it is asked for", async (t) => {
  const api = await startHostedApi(t);
  const { status, stdout } = await call(hostedFlow(t, api), "verify_otp", "--set", "system_otp=123456", "--set", "user_otp=000000", "--answer");
  assert.equal(status, 1);
  assert.match(stdout, /\nfailure: the API says no\n(.*\n)*\{"status":"failed","verified":false\}\n$/);
});

test("a dry run sends nothing, and needs no secret", async (t) => {
  const api = await startHostedApi(t);
  const { status, stdout, stderr } = await run("call", hostedFlow(t, api), "send_otp", "--dry-run");
  assert.equal(status, 0);
  assert.ok(stdout.includes('"authToken":"secret.TWILIO_AUTH_TOKEN"'));
  assert.match(stderr, /without a value: phone \(give one with --set NAME=VALUE\)/);
  assert.deepEqual(api.requests, []);
});

test("an address that is a secret isn't shown, and is called all the same", async (t) => {
  const api = await startHostedApi(t);
  const flow = hostedFlow(t, api, (made) => (made.apis.send_otp.url = "{{secret.ADDRESS}}/send-otp-sms"));
  const given = ["call", flow, "send_otp", "--set", "phone=+14155552671"];
  const { status, stdout } = await startWith({ ...secrets, ADDRESS: api.url }, ...given).ended;
  assert.equal(status, 0);
  assert.match(stdout, /^HTTP 200, \d+ bytes\nsuccess\n/);
  assert.match((await run(...given, "--dry-run")).stderr, /can't show the request without its secrets: API send_otp: /);
});

test("what is missing or misspelled is said before anything is sent", async (t) => {
  const api = await startHostedApi(t);
  const flow = hostedFlow(t, api);
  for (const [given, expected] of [
    [["sendotp"], /no API "sendotp" \(did you mean "send_otp"\?\)/],
    [["hello"], /no API "hello", expected one of send_otp, verify_otp/],
    [["send_otp", "--set", "phon=1"], /--set no attribute "phon" in this flow \(did you mean "phone"\?\)/],
    [["send_otp", "--set", "phone=+14155552671"], /the secret \w+ isn't set/],
  ]) {
    const { status, stderr } = await run("call", flow, ...given);
    assert.equal(status, 1);
    assert.match(stderr, expected);
  }
  assert.deepEqual(api.requests, []);
});
