// Runs the CDKTF CLI without telemetry, version checks and, for synth, without asking for Terraform.
// Usage: node scripts/cdktf.mjs synth|diff|deploy|destroy [argument...]
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [command, ...args] = process.argv.slice(2);
const quiet = { CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" };
// The CLI's spinner writes a line a frame where there is no terminal, but for CI.
if (!process.stdout.isTTY) quiet.CI = "true";
// Synth needs no Terraform, yet the CLI looks for its version and complains when there is none.
if (command === "synth" && process.platform !== "win32") quiet.TERRAFORM_BINARY_NAME = "true";

const cli = join(dirname(createRequire(import.meta.url).resolve("cdktf-cli/package.json")), "bundle", "bin", "cdktf");
// scw-containers deploy runs the cdktf in PATH, which npm has set, and prints logs if the deployment fails.
const program = command === "deploy" ? join(import.meta.dirname, "../dist/cli/main.js") : cli;
spawn(process.execPath, [program, command, ...args], { stdio: "inherit", env: { ...quiet, ...process.env } }).on(
  "exit",
  (code, signal) => (process.exitCode = code ?? (signal === null ? 0 : 1)),
);
