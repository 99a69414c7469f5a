// The examples of docs/proofs.md, as a back end runs them, on a real proof and on everything that isn't one.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { proofChecker } from "../../docs/examples/check_proof.mjs";
import { hostedFlow, secrets, startHostedApi } from "./support/hosted_api.mjs";
import { listening, root, run, startWith, temporaryFolder } from "./support/ringback.mjs";
import { Visitor } from "./support/visitor.mjs";

const site = "https://shop.example";
const number = "+14155552671";
const python = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import jwt, cryptography"]).status === 0);

const base64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const parts = (proof) => proof.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));

/** A JWT of ours; without a key unsigned. */
function token(header, claims, key) {
  const text = `${base64(header)}.${base64(claims)}`;
  return `${text}.${key ? sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url") : ""}`;
}

/** Runs the Python example once: the number, or the error's text. */
function checkInPython({ relay, site, proof, used = false }) {
  const program = `
import sys
sys.path.insert(0, ${JSON.stringify(join(root, "docs/examples"))})
from check_proof import ProofChecker
relay, site, proof, used = sys.argv[1:]
print(ProofChecker(relay, site, lambda proof_id: used == "true").verified_number(proof), end="")`;
  return new Promise((resolve, reject) => {
    const child = spawn(python, ["-B", "-c", program, relay, site, proof, String(used)]);
    let said = "", failed = "";
    child.stdout.on("data", (bytes) => (said += bytes));
    child.stderr.on("data", (bytes) => (failed += bytes));
    child.once("exit", (status) => (status === 0 ? resolve(said) : reject(new Error(failed.trim().split("\n").at(-1)))));
  });
}

const checkers = {
  Node: ({ used = false, proof, ...place }) => proofChecker({ ...place, isUsed: async () => used })(proof),
  ...(python ? { Python: checkInPython } : {}),
};

describe("a back end checks a proof", { skip: python ? false : "no python3 with PyJWT here" }, () => {
  let relay, proof, key, stop;
  before(async () => {
    const ends = [];
    const t = { after: (work) => ends.push(work) };
    const folder = temporaryFolder(t);
    const api = await startHostedApi(t);
    await run("keys", "new", "--out", join(folder, "key.pem"));
    key = createPrivateKey(readFileSync(join(folder, "key.pem")));
    const server = await listening(t, startWith({ ...secrets, RINGBACK_SIGNING_KEY_FILE: join(folder, "key.pem") }, "serve",
      "--flow", hostedFlow(t, api), "--port", "0", "--allow-origin", site));
    relay = server.url;
    const visitor = new Visitor(relay, { origin: site });
    await visitor.open();
    await visitor.send(number);
    proof = (await visitor.verify(api.codes[number])).body.proof;
    stop = async () => {
      for (const work of ends.reverse()) await work();
    };
  });
  after(() => stop?.());

  for (const [language, check] of Object.entries(checkers)) {
    test(`in ${language}: the number of a good proof`, async () => assert.equal(await check({ relay, site, proof }), number));

    test(`in ${language}: everything else is refused`, async () => {
      const [header, claims] = parts(proof);
      const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
      const now = Math.floor(Date.now() / 1000);
      const bad = {
        "another site": { site: "https://other.example" },
        "used before": { used: true },
        "tampered with": { proof: proof.replace(/\..*\./, `.${base64({ ...claims, phone_number: "+15005550006" })}.`) },
        "signed by another": { proof: token(header, claims, other) },
        "signed by another under an unknown name": { proof: token({ ...header, kid: "other" }, claims, other) },
        "not signed": { proof: token({ alg: "none", typ: "JWT" }, claims) },
        "not signed, with the key's name": { proof: token({ ...header, alg: "none" }, claims) },
        "over": { proof: token(header, { ...claims, iat: now - 700, exp: now - 100 }, key) },
        "without an end": { proof: token(header, { ...claims, exp: undefined }, key) },
        "of another relay": { proof: token(header, { ...claims, iss: "https://relay.example" }, key) },
        "of a number that isn't verified": { proof: token(header, { ...claims, phone_number_verified: false }, key) },
        "no token": { proof: "nonsense" },
      };
      for (const [what, change] of Object.entries(bad)) await assert.rejects(check({ relay, site, proof, ...change }), undefined, what);
      // The same way of making them, without a fault, is taken: the refusals above are for their faults.
      assert.equal(await check({ relay, site, proof: token(header, claims, key) }), number);
    });
  }
});
