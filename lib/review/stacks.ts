import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ValidationError, throwIfAny, type ValidationIssue } from "../base/errors";
import { displayPath } from "../base/secret-text";
import { commandIn } from "../base/terraform-program";
import { count, shellWord } from "../base/text";
import { toUtf8, type PlanInput } from "./plan-review";
import type { ReviewScope } from "./analysis/review";
import { readStackFile } from "./plan/stack-file";
import { planRemovedStacks, type RemovedStack } from "./removed-stacks";
import { programsFor, readSavedPlan } from "./saved-plan";
import { otherConfigurationIssues, outdatedJsonIssues, outdatedPlanIssues } from "./states/freshness";
import { searchStates } from "./states/search";
import { MANIFEST, STACKS, STACK_FILE, stackDirectories, type StackDirectory } from "./states/stack-directories";
import { unchangedPlan } from "./states/state-plan";

/** The first bytes of a saved plan, which is a ZIP archive. */
const ZIP_SIGNATURE = "PK\u0003\u0004";

/** The plans of the stacks of a run, and of the removed stacks. */
export interface StackPlans {
  readonly plans: readonly PlanInput[];
  /** Missing if the review looked at everything. */
  readonly scope: ReviewScope | undefined;
}

/**
 * Reads the plans that `cdktf diff` or `terraform plan -out=plan` left in the directories of stacks, as JSON. Plans the
 * destruction of stacks that are deployed and have no code any more.
 * @param output the output directory of CDKTF, such as `cdktf.out`
 * @throws ValidationError if there is no plan, a stack has several, or a plan is not current
 * @throws TerraformError if Terraform cannot read a plan
 */
export async function plansOf(
  output: string,
  ignoreStates: readonly string[],
  showProgress?: (text: string) => void,
): Promise<StackPlans> {
  const directories = stackDirectories(output);
  const current = directories.filter(({ kind }) => kind === "current");
  const planned = current.map((stack) => ({ ...stack, plans: planFiles(stack.folder) }));
  throwIfAny(
    "review",
    planned.flatMap(({ folder, plans }) => [...severalPlans(folder, plans), ...plans.flatMap(outdatedPlanIssues)]),
  );
  const files = planned.flatMap((stack) => stack.plans);
  const plans: Awaited<ReturnType<typeof readPlan>>[] = [];
  for (const file of files) {
    showProgress?.(`Reading ${plans.length} of ${count(files.length, "plan")}`);
    plans.push(await readPlan(file));
  }
  showProgress?.("Looking for removed stacks");
  if (plans.length === 0 && planned.length > 0) throw noPlan(output, planned[0]);
  const search = await searchStates(output, directories, ignoreStates);
  const removed = await planRemovedStacks(output, search.found, {
    current: planned.map((stack) => ({ ...stack, plan: stack.plans[0] })),
    others: directories.filter(({ kind }) => kind !== "current"),
    program: plans[0]?.program,
    showProgress,
  });
  throwIfAny("review", removedPlanIssues(output, directories, removed));
  const inputs = [...plans.map(({ input }) => input), ...(await Promise.all(removed.map(removedInput)))];
  const [first, ...rest] = inputs;
  if (first === undefined) throw noPlan(output);
  const scope = {
    notPlanned: nonEmpty(planned.filter((stack) => stack.plans.length === 0).map(({ name }) => name)),
    ignoredStates: nonEmpty(search.ignored),
    notSearched: nonEmpty(search.notSearched),
  };
  const isComplete = Object.values(scope).every((list) => list === undefined);
  return { plans: [{ ...first, unsearched: search.problems }, ...rest], scope: isComplete ? undefined : scope };
}

async function readPlan(file: string): Promise<{ readonly program: string; readonly input: PlanInput }> {
  const { program, plan } = await readSavedPlan(file);
  return {
    program,
    input: { ...surroundings(file), plan, planSha256: sha256(file), apply: applyCommands(file, program) },
  };
}

/** The plan that destroys a removed stack, or a plan of its state that changes nothing. */
async function removedInput({ name, found: { location, state }, plan }: RemovedStack): Promise<PlanInput> {
  const resources = state.resources.flatMap(({ instances }) => instances).length;
  const removed = { location: displayPath(location), resources };
  if ("file" in plan) return { ...(await readPlan(plan.file)).input, removed };
  return { stack: name, plan: unchangedPlan(state), removed: { ...removed, notPlanned: plan.reason } };
}

/** Reports plans in directories of stacks that the run does not contain, unless they have been planned again. */
function removedPlanIssues(
  output: string,
  directories: readonly StackDirectory[],
  removed: readonly RemovedStack[],
): ValidationIssue[] {
  return directories
    .filter(({ kind, name }) => kind === "removed" && !removed.some((stack) => stack.name === name))
    .flatMap(({ folder }) => planFiles(folder))
    .map((file) => removedPlanIssue(output, file));
}

/** Reports a plan in JSON in the directory of a stack that the run does not contain. */
function removedJsonIssues(file: string): ValidationIssue[] {
  const folder = dirname(resolve(file));
  const output = relative("", dirname(dirname(folder)));
  const stack =
    basename(dirname(folder)) === STACKS && stackDirectories(output).find(({ name }) => name === basename(folder));
  return stack !== false && stack?.kind === "removed" ? [removedPlanIssue(output, file)] : [];
}

function removedPlanIssue(output: string, file: string): ValidationIssue {
  const message = `belongs to a stack that ${join(output, MANIFEST)} does not contain. Restore the code of the stack and run npx cdktf synth, or remove ${dirname(file)}.`;
  return { code: "plan-of-removed-stack", file, path: "", message };
}

function noPlan(output: string, stack?: StackDirectory): ValidationError {
  const message =
    stack === undefined
      ? "contains no stack. Run npx cdktf diff in the directory of the project, or pass the output directory of the stacks."
      : `no stack has a plan. Run npx cdktf diff ${shellWord(stack.name)}, or ${planCommand(stack.folder)}.`;
  return new ValidationError("review", [{ code: "no-plan", file: join(output, STACKS), path: "", message }]);
}

function planCommand(folder: string): string {
  const command = commandIn(folder);
  return `${command} init && ${command} plan -out=plan`;
}

function severalPlans(folder: string, plans: readonly string[]): ValidationIssue[] {
  const names = plans.map((file) => basename(file));
  if (names.length < 2) return [];
  const message = `has several plans: ${names.join(", ")}. Keep one.`;
  return [{ code: "several-plans", file: folder, path: "", message }];
}

function nonEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

/**
 * A plan in JSON, with the files beside it.
 * @throws ValidationError if it is a saved plan, is not current, or belongs to a removed stack
 */
export function planInput(file: string, plan: Uint8Array): PlanInput {
  if (Buffer.from(plan.subarray(0, ZIP_SIGNATURE.length)).toString("latin1") === ZIP_SIGNATURE) {
    const command = `${commandIn(dirname(file), programsFor(file)[0])} show -json ${shellWord(basename(file))}`;
    const message = `is a saved plan, not JSON. Run ${command} > ${shellWord(`${file}.json`)}, or use --stacks.`;
    throw new ValidationError("review", [{ code: "saved-plan", file, path: "", message }]);
  }
  throwIfAny("review", removedJsonIssues(file));
  const input = surroundings(file);
  const savedPlan = file.replace(/\.json$/, "");
  if (savedPlan !== file && isSavedPlan(savedPlan)) {
    throwIfAny("review", [...outdatedPlanIssues(savedPlan), ...outdatedJsonIssues(file, savedPlan)]);
    const [program] = programsFor(file, plan);
    return { ...input, plan, planSha256: sha256(savedPlan), apply: applyCommands(savedPlan, program) };
  }
  if (input.stackJson !== undefined) {
    throwIfAny("review", otherConfigurationIssues(file, toUtf8(plan), input.stackJson));
  }
  const command =
    input.stackJson === undefined
      ? `${shellWord(programsFor(file, plan)[0])} apply`
      : `npx cdktf deploy ${shellWord(input.stack)}`;
  return { ...input, plan, apply: [`${command} # plans again and asks for approval`] };
}

/** The stack and its cdk.tf.json. Without that file, the stack has the name of the directory or the plan. */
function surroundings(file: string): Pick<PlanInput, "file" | "stack" | "stackJson"> {
  const name = basename(file).replace(/(\.tfplan)?(\.json)?$/, "");
  const parent = basename(dirname(file));
  const hasGenericName = ["plan", "tfplan"].includes(name) && !["", ".", ".."].includes(parent);
  const fallback = hasGenericName ? parent : name || "plan";
  const stackFile = join(dirname(file), STACK_FILE);
  if (!existsSync(stackFile)) return { file, stack: fallback };
  const stackJson = readFileSync(stackFile, "utf8");
  return { file, stack: readStackFile(stackJson).name ?? fallback, stackJson };
}

function planFiles(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isSavedPlan);
}

function isSavedPlan(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const start = Buffer.alloc(ZIP_SIGNATURE.length);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  return start.toString("latin1") === ZIP_SIGNATURE;
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function applyCommands(file: string, program: string): string[] {
  return [
    `echo ${shellWord(`${sha256(file)}  ${file}`)} | sha256sum --check`,
    `${commandIn(dirname(file), program)} apply ${shellWord(basename(file))}`,
  ];
}
