import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { terraformCommand } from "../base/terraform-program";
import { shellWord } from "../base/text";
import type { PlanInput } from "./plan-review";
import { readStackFile } from "./plan/stack-file";
import { programsFor, readSavedPlan } from "./saved-plan";

const STACK_FILE = "cdk.tf.json";
/** The first bytes of a saved plan, which is a ZIP archive. */
const ZIP_SIGNATURE = "PK\u0003\u0004";

/**
 * Reads the plans that `cdktf diff` or `terraform plan -out=plan` left in the directories of stacks, as JSON.
 * @param folder the output directory of CDKTF, such as `cdktf.out`
 * @throws ValidationError if there is no plan, or a stack has several
 * @throws TerraformError if Terraform cannot read a plan
 */
export function plansOf(folder: string): PlanInput[] {
  const stacks = join(folder, "stacks");
  const names = existsSync(stacks)
    ? readdirSync(stacks).filter((name) => statSync(join(stacks, name)).isDirectory())
    : [];
  const files = names.flatMap((name) => planFiles(join(stacks, name)));
  if (files.length === 0) {
    const message = `no stack has a plan. Run cdktf diff, or ${terraformCommand()} plan -out=plan in the directory of a stack.`;
    throw new ValidationError("review", [{ code: "no-plan", file: stacks, path: "", message }]);
  }
  const issues = names.flatMap((name) => severalPlans(join(stacks, name)));
  if (issues.length > 0) throw new ValidationError("review", issues);
  return files.map((file) => {
    const { program, plan } = readSavedPlan(file);
    return { ...surroundings(file), plan, planSha256: sha256(file), apply: applyCommands(file, program) };
  });
}

function severalPlans(folder: string): ValidationIssue[] {
  const names = planFiles(folder).map((file) => basename(file));
  if (names.length < 2) return [];
  const message = `has several plans: ${names.join(", ")}. Keep one.`;
  return [{ code: "several-plans", file: folder, path: "", message }];
}

/**
 * A plan in JSON, with the files beside it.
 * @throws ValidationError if it is a saved plan
 */
export function planInput(file: string, plan: Uint8Array): PlanInput {
  if (Buffer.from(plan.subarray(0, ZIP_SIGNATURE.length)).toString("latin1") === ZIP_SIGNATURE) {
    const command = `${shellWord(programsFor(file)[0])} show -json ${shellWord(basename(file))}`;
    const message = `is a saved plan, not JSON. Run ${command} > plan.json, or use --stacks.`;
    throw new ValidationError("review", [{ code: "saved-plan", file, path: "", message }]);
  }
  const input = surroundings(file);
  const savedPlan = file.replace(/\.json$/, "");
  if (savedPlan !== file && isSavedPlan(savedPlan)) {
    const [program] = programsFor(file, plan);
    return { ...input, plan, planSha256: sha256(savedPlan), apply: applyCommands(savedPlan, program) };
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
    `${shellWord(program)} -chdir=${shellWord(dirname(file))} apply ${shellWord(basename(file))}`,
  ];
}
