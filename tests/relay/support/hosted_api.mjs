// A hosted API for relays to call: each test says what it answers, and sees what it was asked.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { shippedFlow, temporaryFolder } from "./ringback.mjs";

/**
 * Like the provider of the shipped flows, unless `answer(request, response)` returns true, having answered itself.
 * `requests` has what came: { path, headers, body }; `codes` what was sent, by number.
 */
export async function startHostedApi(t, answer = () => false) {
  const requests = [], codes = {};
  let sent = 100_000;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const record = { path: request.url, headers: request.headers, body: JSON.parse(text || "{}") };
    requests.push(record);
    if (answer(record, response)) return;
    const json = (body) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url.endsWith("send-otp-sms")) {
      const otp = String(++sent);
      codes[record.body.toNumber] = otp;
      return json({ status: "sent", otp });
    }
    const verified = record.body.systemOtp === record.body.userOtp;
    json({ status: verified ? "verified" : "failed", verified });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, requests, codes, sends: () => requests.filter(({ path }) => path.endsWith("send-otp-sms")),
    verifies: () => requests.filter(({ path }) => path.endsWith("verify-user-otp")) };
}

/** The shipped flow with the API's URLs, as signup.json in `folder`; `change(flow)` may do more. */
export function hostedFlow(t, api, change = () => {}, folder = temporaryFolder(t)) {
  const flow = JSON.parse(readFileSync(shippedFlow("verify-phone"), "utf8").replaceAll("https://api.v7.convertalk.com", api.url));
  delete flow.$schema;
  change(flow);
  const path = join(folder, "signup.json");
  writeFileSync(path, JSON.stringify(flow));
  return path;
}

export const secretNames = ["CONVERTALK_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"];
export const secrets = Object.fromEntries(secretNames.map((name) => [name, `canary-${name}`]));
