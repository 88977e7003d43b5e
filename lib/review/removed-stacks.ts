import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../base/files";
import { displayPath } from "../base/secret-text";
import { notInstalled, programsFor, runTerraform } from "./saved-plan";
import { destroyConfiguration } from "./states/destroy-configuration";
import { outdatedPlanIssues } from "./states/freshness";
import { Owners, type PlannedStack } from "./states/owners";
import { stackNameOf, type FoundState } from "./states/search";
import { STACKS, STACK_FILE, type StackDirectory } from "./states/stack-directories";

/** A deployed stack that has no code any more. */
export interface RemovedStack {
  readonly name: string;
  readonly found: FoundState;
  /** The saved plan that destroys the stack, or why there is none. */
  readonly plan: { readonly file: string } | { readonly reason: string };
}

/** The name of the plan that `cdktf diff` and the CI scripts use. */
const PLAN = "plan";
/** Files that would change the configuration, or a plan of another configuration. */
const REPLACED = /\.(?:tf|tofu|tfvars)(?:\.json)?$|^plan(?:\.json)?$/;

/** Plans the destruction of the stacks whose states were found, in directories beside those of the run. */
export async function planRemovedStacks(
  output: string,
  found: readonly FoundState[],
  {
    current,
    others,
    program,
    showProgress,
  }: {
    current: readonly PlannedStack[];
    others: readonly StackDirectory[];
    program?: string;
    showProgress?: ((text: string) => void) | undefined;
  },
): Promise<RemovedStack[]> {
  const owners = new Owners(current);
  const names = new Set(current.map(({ name }) => name));
  const stacks = found.flatMap((each) => {
    const { isComplete, stack: owner } = owners.of(each.state);
    if (isComplete) return [];
    const name = freeName(stackNameOf(each), names);
    names.add(name);
    return [{ name, found: each, reason: unsafeReason(owner, owners.unknown) }];
  });
  // Nobody must apply a plan that the review does not contain.
  const safe = stacks.filter(({ reason }) => reason === undefined).map(({ name }) => name);
  for (const { kind, name, folder } of others) {
    if (kind === "destroy" && !safe.includes(name)) rmSync(folder, { recursive: true });
  }
  const removed: RemovedStack[] = [];
  for (const { name, found: each, reason } of stacks) {
    showProgress?.(`Planning the destruction of ${name}`);
    const folder = join(output, STACKS, name);
    const templates = [folder, ...current.map((stack) => stack.folder)].flatMap(stackFileIn);
    const plan = reason === undefined ? await planDestruction(name, folder, each, templates, program) : { reason };
    removed.push({ name, found: each, plan });
  }
  return removed;
}

/** Why a plan could destroy resources of a stack of the run. */
function unsafeReason(owner: string | undefined, unknown: readonly string[]): string | undefined {
  if (owner !== undefined) return `the stack ${owner} manages some of its resources`;
  return unknown.length === 0 ? undefined : `stacks without a plan may manage its resources: ${unknown.join(", ")}`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 1; ; number++) {
    const numbered = `${name}-removed${number === 1 ? "" : `-${number}`}`;
    if (!taken.has(numbered)) return numbered;
  }
}

function stackFileIn(folder: string): string[] {
  const file = join(folder, STACK_FILE);
  return existsSync(file) ? [readFileSync(file, "utf8")] : [];
}

async function planDestruction(
  name: string,
  folder: string,
  { backend, state }: FoundState,
  templates: readonly string[],
  program: string | undefined,
): Promise<RemovedStack["plan"]> {
  const file = join(folder, PLAN);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    return { reason: `${displayPath(folder)} is a symbolic link` };
  }
  const configuration = destroyConfiguration(name, backend, state, templates);
  const [written] = stackFileIn(folder);
  if (written === configuration && existsSync(file) && outdatedPlanIssues(file).length === 0) return { file };
  mkdirSync(folder, { recursive: true });
  for (const each of readdirSync(folder)) if (REPLACED.test(each)) rmSync(join(folder, each), { recursive: true });
  replaceFile(join(folder, STACK_FILE), configuration, 0o600);
  const [first, ...rest] = program === undefined ? programsFor(file) : [program];
  const reason = await runPlan(folder, [first, ...rest]);
  return reason === undefined ? { file } : { reason };
}

/** Plans with the first program that is installed; returns why it failed. */
async function runPlan(folder: string, programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    for (const args of [
      ["init", "-reconfigure"],
      ["plan", "-lock=false", `-out=${PLAN}`],
    ]) {
      const result = await runTerraform(program, folder, [...args, "-input=false", "-no-color"]);
      if (result === undefined) break;
      if ("reason" in result) return `${displayPath(program)} ${args[0] ?? ""} failed: ${displayPath(result.reason)}`;
      if (args.includes(`-out=${PLAN}`)) return undefined;
    }
  }
  return notInstalled(programs);
}
