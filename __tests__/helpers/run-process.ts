import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The command as it is published. `npm test` builds it first, when lib/ has changed. */
export const BUILT_CLI = join(__dirname, "../../dist/cli/main.js");

/** Runs the built scw-containers in a folder, as a process. */
export function runProcess(cwd: string, args: readonly string[], input?: string) {
  const env = { ...process.env, FORCE_COLOR: undefined };
  return spawnSync(process.execPath, [BUILT_CLI, ...args], { cwd, encoding: "utf8", env, input });
}
