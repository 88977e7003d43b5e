import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { temporaryFolder } from "./apps.mjs";

const CLI = "dist/cli/main.js";

/** Milliseconds of each command as a process of its own, the fastest of many in turn: what else the machine does only adds. */
export function measureCli(root, rounds) {
  const { path, remove } = temporaryFolder();
  const commands = {
    'import "cdktf"': ["-e", 'require("cdktf")'],
    "scw-containers --version": [CLI, "--version"],
    "scw-containers synth order-api.yaml": [CLI, "synth", "examples/manifests/order-api.yaml", "--output", path],
  };
  const fastest = Object.fromEntries(Object.keys(commands).map((name) => [name, Infinity]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, args] of Object.entries(commands)) {
        const start = performance.now();
        execFileSync(process.execPath, args, { cwd: root, stdio: "ignore" });
        fastest[name] = Math.min(fastest[name], performance.now() - start);
      }
    }
    return fastest;
  } finally {
    remove();
  }
}
