// npm install jose
import { webcrypto } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";

globalThis.crypto ??= webcrypto; // Node 18 has it under its module's name only

/** Checks proofs of one relay for one site. Keys are fetched once, and again when a proof names one that is new. */
export function proofChecker({ relay, site, isUsed = async () => false }) {
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", relay));
  /** The verified number in E.164; throws when the proof isn't good. */
  return async function verifiedNumber(proof) {
    const { payload } = await jwtVerify(proof, keys, {
      algorithms: ["ES256"], issuer: relay, audience: site, requiredClaims: ["exp", "jti", "phone_number"],
    });
    if (payload.phone_number_verified !== true) throw new Error("the number isn't verified");
    if (await isUsed(payload.jti)) throw new Error("this proof was used before");
    return payload.phone_number;
  };
}
