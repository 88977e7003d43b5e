import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { linkPackages } from "./packages";
import { Runner, type Options, type Result } from "./runner";
import type { Need, RunStep, Step } from "./steps";

/** The directory of the project in the page. */
const PROJECT = "orders";
/** An instance has 30 seconds to end. */
const STOP_MS = 60_000;
/** Programs print neither colors nor progress, and contact no server that is not needed. */
const QUIET = { CI: "true", FORCE_COLOR: "0", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" };
/** git commits without a configuration. */
const AUTHOR = {
  GIT_AUTHOR_NAME: "tutorial",
  GIT_AUTHOR_EMAIL: "tutorial@localhost",
  GIT_COMMITTER_NAME: "tutorial",
  GIT_COMMITTER_EMAIL: "tutorial@localhost",
};

type TutorialOptions = Pick<Options, "print"> & {
  readonly missing: Readonly<Partial<Record<Need, string>>>;
};

/** Runs the steps of the tutorial in a temporary directory. If the installation is skipped, the packages of this clone are linked. */
export function runTutorial(steps: readonly Step[], options: TutorialOptions): Result[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tutorial-")));
  // curl prints its progress if it does not write to a terminal.
  writeFileSync(join(folder, ".curlrc"), "silent\n");
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...QUIET,
    ...AUTHOR,
    CURL_HOME: folder,
    PATH: `${replaceDocker(folder)}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  if (options.missing.install !== undefined) linkPackages(process.cwd(), join(folder, PROJECT));
  const missing = { ...options.missing, account: "it requires an account at Scaleway" };
  const adapted = steps.map((step) => (step.kind === "run" ? withoutProviderLock(step, environment) : step));
  try {
    return new Runner({ ...options, folder, missing, environment }).run(adapted);
  } finally {
    // Nothing is left if a step has failed.
    const args = [resolve("dist/cli/main.js"), "local", "stop"];
    spawnSync(process.execPath, args, { cwd: join(folder, PROJECT), stdio: "ignore", timeout: STOP_MS });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the command `docker` of the tutorial, and returns its directory. */
function replaceDocker(folder: string): string {
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  const command = `exec "${process.execPath}" --import "${pathToFileURL(require.resolve("tsx")).href}" "${resolve("scripts/tutorial/docker.ts")}" "$@"`;
  writeFileSync(join(bin, "docker"), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  return bin;
}

/** With a mirror of the provider, there may be no registry, which `terraform providers lock` requires. */
function withoutProviderLock(step: RunStep, { TF_CLI_CONFIG_FILE }: NodeJS.ProcessEnv): RunStep {
  if (TF_CLI_CONFIG_FILE === undefined) return step;
  const commands = step.commands
    .replaceAll(/npm run (?:deploy|diff|destroy)$/gm, "$& --")
    .replaceAll(/npm run (?:deploy|diff|destroy) --.*$/gm, "$& --skip-provider-lock");
  return { ...step, commands };
}
