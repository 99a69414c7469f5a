// A display of its own for browsers with windows.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** Is a program on PATH? */
export const has = (program) => process.env.PATH.split(":").some((folder) => existsSync(`${folder}/${program}`));

export async function startDisplay() {
  const xvfb = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await new Promise((resolve, reject) => {
    let said = "";
    xvfb.stdio[3].on("data", (bytes) => {
      said += bytes;
      if (said.includes("\n")) resolve(said.trim());
    });
    xvfb.once("error", reject);
    xvfb.once("exit", (status) => reject(new Error(`Xvfb ended with ${status}`)));
  });
  return {
    display: ":" + number,
    stop: () => new Promise((resolve) => {
      xvfb.removeAllListeners("exit");
      xvfb.once("exit", resolve);
      xvfb.kill();
    }),
  };
}
