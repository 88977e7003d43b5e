import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkPackages } from "./packages";
import { Runner, type Options, type Result } from "./runner";
import type { Need, Step } from "./steps";

/** The directory of the project in the page. */
const PROJECT = "orders";
/** Programs print neither colors nor progress, and contact no server that is not needed. */
const QUIET = { CI: "true", FORCE_COLOR: "0", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" };
const IDENTITY = { NAME: "tutorial", EMAIL: "tutorial@localhost" };

type TutorialOptions = Pick<Options, "instead" | "print"> & {
  readonly missing: Readonly<Partial<Record<Need, string>>>;
};

/** Runs the steps of the tutorial in a temporary directory. Without a network, the packages of this clone are linked. */
export async function runTutorial(steps: readonly Step[], options: TutorialOptions): Promise<Result[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tutorial-")));
  // curl prints its progress if it does not write to a terminal.
  writeFileSync(join(folder, ".curlrc"), "silent\n");
  const identity = Object.entries(IDENTITY).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const environment = { ...process.env, ...QUIET, ...Object.fromEntries(identity), CURL_HOME: folder };
  if (options.missing.network !== undefined) linkPackages(".", join(folder, PROJECT));
  const missing = {
    ...options.missing,
    clone: "the script runs in a clone",
    account: "it requires an account at Scaleway",
  };
  try {
    return await new Runner({ ...options, folder, clone: ".", missing, environment }).run(steps);
  } finally {
    const cwd = join(folder, PROJECT);
    if (missing.terraform === undefined) spawnSync("npx", ["scw-containers", "local", "stop"], { cwd, env: environment });
    rmSync(folder, { recursive: true, force: true });
  }
}
