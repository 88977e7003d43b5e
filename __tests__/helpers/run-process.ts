import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");
const tsx = join(root, "node_modules/tsx/dist/loader.mjs");

/** Runs scw-containers as a process of its own in a folder. */
export function runProcess(cwd: string, ...args: string[]) {
  const env = { ...process.env, FORCE_COLOR: undefined };
  return spawnSync(process.execPath, ["--import", tsx, join(root, "lib/cli/main.ts"), ...args], {
    cwd,
    encoding: "utf8",
    env,
  });
}
