import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkPackages } from "./packages";
import { Runner, type Options, type Result } from "./runner";
import type { Need, RunStep, Step } from "./steps";

/** The directory of the project in the page. */
const PROJECT = "orders";
/** Programs print neither colors nor progress, and contact no server that is not needed. */
const QUIET = { CI: "true", FORCE_COLOR: "0", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" };
/** git commits without a configuration. */
const AUTHOR = {
  GIT_AUTHOR_NAME: "tutorial",
  GIT_AUTHOR_EMAIL: "tutorial@localhost",
  GIT_COMMITTER_NAME: "tutorial",
  GIT_COMMITTER_EMAIL: "tutorial@localhost",
};

type TutorialOptions = Pick<Options, "instead" | "print"> & {
  readonly missing: Readonly<Partial<Record<Need, string>>>;
};

/** Runs the steps of the tutorial in a temporary directory. Without a network, the packages of this clone are linked. */
export async function runTutorial(steps: readonly Step[], options: TutorialOptions): Promise<Result[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tutorial-")));
  // curl prints its progress if it does not write to a terminal.
  writeFileSync(join(folder, ".curlrc"), "silent\n");
  const environment: NodeJS.ProcessEnv = { ...process.env, ...QUIET, ...AUTHOR, CURL_HOME: folder };
  if (options.missing.network !== undefined) linkPackages(".", join(folder, PROJECT));
  const missing = {
    ...options.missing,
    clone: "the script runs in a clone",
    account: "it requires an account at Scaleway",
  };
  const adapted = steps.map((step) => (step.kind === "run" ? withoutProviderLock(step, environment) : step));
  try {
    return await new Runner({ ...options, folder, clone: ".", missing, environment }).run(adapted);
  } finally {
    const cwd = join(folder, PROJECT);
    if (missing.terraform === undefined)
      spawnSync("npx", ["scw-containers", "local", "stop"], { cwd, env: environment });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With a mirror of the provider, there may be no registry, which `terraform providers lock` requires. */
function withoutProviderLock(step: RunStep, { TF_CLI_CONFIG_FILE }: NodeJS.ProcessEnv): RunStep {
  if (TF_CLI_CONFIG_FILE === undefined) return step;
  const commands = step.commands
    .replaceAll(/npm run (?:deploy|diff|destroy)$/gm, "$& --")
    .replaceAll(/npm run (?:deploy|diff|destroy) --.*$/gm, "$& --skip-provider-lock");
  return { ...step, commands };
}
