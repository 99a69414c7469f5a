// `ringback serve --sandbox` for a test file: its own process on a free port, stopped when the file is done.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const dist = process.env.RINGBACK_DIST ?? root + "dist";

/**
 * `flows`: paths in the repo. With `direct`, their pages call the sandbox themselves; otherwise through the relay.
 * The answer's `url` has no slash at the end.
 */
export async function startServer({ flows = ["assets/flows/verify-phone.json"], direct = false } = {}) {
  const folder = direct ? mkdtempSync(join(tmpdir(), "ringback-flows-")) : undefined;
  const paths = flows.map((flow) => (direct ? directCopy(resolve(root, flow), folder) : resolve(root, flow)));
  const args = ["serve", "--sandbox", "--port", "0", ...paths.flatMap((flow) => ["--flow", flow])];
  const process_ = spawn(dist + "/ringback", args, { stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((resolve, reject) => {
    let said = "";
    const read = (bytes) => {
      said += bytes;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    };
    process_.stdout.on("data", read);
    process_.stderr.on("data", read);
    process_.once("error", reject);
    process_.once("exit", (status) => reject(new Error(`ringback serve ended with ${status}:\n${said}`)));
  });
  return {
    url,
    /** What was sent to a number, oldest first. */
    async outbox(to) {
      const answer = await fetch(`${url}/sandbox/messages?to=${encodeURIComponent(to)}`);
      return answer.json();
    },
    stop() {
      return new Promise((resolve) => {
        process_.removeAllListeners("exit");
        process_.once("exit", () => {
          if (folder) rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        process_.kill("SIGTERM");
      });
    },
  };
}

/** The flow under its name in `folder`, as one that keeps nothing from the page. */
function directCopy(path, folder) {
  const flow = JSON.parse(readFileSync(path, "utf8"));
  const copy = join(folder, basename(path));
  writeFileSync(copy, JSON.stringify({ ...flow, accept_public_secrets: true }));
  return copy;
}
