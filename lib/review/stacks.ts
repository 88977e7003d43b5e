import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ValidationError, printable } from "../base/errors";
import type { PlanInput } from "./plan-review";
import { readStackFile } from "./plan/stack-file";

const STACK_FILE = "cdk.tf.json";
/** What a saved plan starts with: it is a zip archive. */
const ZIP = "PK\u0003\u0004";

/** Terraform, or OpenTofu, failed. */
export class TerraformError extends Error {}

/**
 * The plans that `cdktf diff` or `terraform plan -out=plan` left in the folders of stacks, as JSON.
 * @param folder CDKTF's output, as cdktf.out
 * @throws ValidationError when there is none, or more than one of a stack
 * @throws TerraformError when Terraform can't show one
 */
export function plansOf(folder: string): PlanInput[] {
  const stacks = join(folder, "stacks");
  const names = existsSync(stacks)
    ? readdirSync(stacks).filter((name) => statSync(join(stacks, name)).isDirectory())
    : [];
  const found = names
    .map((name) => ({ name, files: planFiles(join(stacks, name)) }))
    .filter(({ files }) => files.length > 0);
  if (found.length === 0) {
    throw new ValidationError("review", [
      {
        file: stacks,
        path: "",
        message: "has no plan of any stack; run cdktf diff, or terraform plan -out=plan in a folder of it",
      },
    ]);
  }
  const ambiguous = found.filter(({ files }) => files.length > 1);
  if (ambiguous.length > 0) {
    throw new ValidationError(
      "review",
      ambiguous.map(({ name, files }) => ({
        file: join(stacks, name),
        path: "",
        message: `has the plans ${files.join(", ")}; keep one`,
      })),
    );
  }
  return found.map(({ name, files }) => {
    const path = join(stacks, name, ...files);
    const { program, plan } = show(dirname(path), basename(path));
    return { ...besides(path), plan, planSha256: sha256(path), apply: applyPlan(path, program) };
  });
}

/** A plan that is JSON already, or why it is none. */
export function planInput(file: string, plan: Uint8Array): PlanInput | string {
  if (Buffer.from(plan.subarray(0, ZIP.length)).toString("latin1") === ZIP) {
    return `is a saved plan; write it as JSON with terraform show -json ${basename(file)} > plan.json, or use --stacks`;
  }
  const saved = file.replace(/\.json$/, "");
  if (saved !== file && isPlanFile(saved))
    return { ...besides(file), plan, planSha256: sha256(saved), apply: applyPlan(saved, knownPrograms()[0]) };
  const { stack, synthesized } = besides(file);
  const apply =
    synthesized === undefined
      ? ["terraform apply # plans again, and asks"]
      : [`npx cdktf deploy ${quoted(stack)} # plans again, and asks`];
  return { ...besides(file), plan, apply };
}

/** What stands beside a plan: its stack, which else goes by its folder or file. */
function besides(file: string): Omit<PlanInput, "plan"> & { readonly synthesized?: string } {
  const stackFile = join(dirname(file), STACK_FILE);
  const name = basename(file).replace(/(\.tfplan)?(\.json)?$/, "");
  const parent = basename(dirname(file));
  const isOfFolder = ["plan", "tfplan"].includes(name) && !["", ".", ".."].includes(parent);
  const byFile = isOfFolder ? parent : name || "plan";
  if (!existsSync(stackFile)) return { file, stack: byFile };
  const synthesized = readFileSync(stackFile, "utf8");
  return { file, stack: readStackFile(synthesized).name ?? byFile, synthesized };
}

function planFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => isPlanFile(join(folder, name)));
}

function isPlanFile(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const start = Buffer.alloc(ZIP.length);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  return start.toString("latin1") === ZIP;
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function applyPlan(path: string, program: string): string[] {
  const [folder, file] = [dirname(path), basename(path)];
  return [
    `echo ${quoted(`${sha256(path)}  ${path}`)} | sha256sum --check`,
    `${program} -chdir=${quoted(folder)} apply ${quoted(file)}`,
  ];
}

function quoted(text: string): string {
  if (/^[\w./-]+$/.test(text)) return text;
  return /^[\w./ -]+$/.test(text) ? `"${text}"` : `'${printable(text).replaceAll("'", "'\\''")}'`;
}

/** What a plan is as JSON, and the program that showed it. */
function show(folder: string, file: string): { readonly program: string; readonly plan: Uint8Array } {
  const programs = knownPrograms();
  for (const program of programs) {
    const { error, status, stdout, stderr } = spawnSync(
      program,
      [`-chdir=${folder}`, "show", "-json", "-no-color", file],
      {
        env: process.env,
        maxBuffer: Infinity,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    if (error !== undefined && "code" in error && error.code === "ENOENT") continue;
    if (error === undefined && status === 0) return { program, plan: stdout };
    const said = (error?.message ?? stderr.toString()).replace(/^[^]*(?=Error: )/, "").replaceAll(/[│╷╵]\s*/g, " ");
    const reason = said.trim() === "" ? `it ended with ${status ?? "a signal"}` : said;
    throw new TerraformError(
      `${program} can't show ${join(folder, file)}: ${printable(reason.replaceAll(/\s+/g, " ").trim())}`,
    );
  }
  throw new TerraformError(
    `there is no ${programs.join(" and no ")} here; install it, or name plans that are JSON already`,
  );
}

/** The one that CDKTF is told to use, or the ones that there are. */
function knownPrograms(): [string, ...string[]] {
  const { TERRAFORM_BINARY_NAME: told } = process.env;
  return told === undefined || told === "" ? ["terraform", "tofu"] : [told];
}
