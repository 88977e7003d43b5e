import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { isSystemError } from "../base/files";
import { displayPath } from "../base/secret-text";
import { configuredProgram } from "../base/terraform-program";
import { printable } from "../base/text";

/** Terraform, or OpenTofu, failed. */
export class TerraformError extends Error {}

/** The registry of the providers, the name and the program of each product. */
const TERRAFORM = ["registry.terraform.io", "Terraform", "terraform"] as const;
const OPENTOFU = ["registry.opentofu.org", "OpenTofu", "tofu"] as const;
/** Both spellings in plans: compact JSON, and JSON with indentation. Inside of a text, the quotes would have a backslash. */
const OPENTOFU_PROVIDERS = ['"provider_name":"', '"provider_name": "'].map((key) => `${key}${OPENTOFU[0]}/`);

/**
 * The programs that can read a plan, the best one first: the one in TERRAFORM_BINARY_NAME, as in CDKTF, otherwise Terraform or
 * OpenTofu.
 * @param plan the plan in JSON; by default only the file with the providers beside it counts
 */
export function programsFor(file: string, plan?: Uint8Array): [string, ...string[]] {
  const configured = configuredProgram();
  if (configured !== undefined) return [configured];
  return isOpenTofu(file, plan) ? ["tofu", "terraform"] : ["terraform", "tofu"];
}

/** Whether OpenTofu made a plan, or installed the providers beside it. */
function isOpenTofu(file: string, plan: Uint8Array = new Uint8Array()): boolean {
  const json = Buffer.from(plan.buffer, plan.byteOffset, plan.byteLength);
  return OPENTOFU_PROVIDERS.some((text) => json.includes(text)) || lockedProviders(file).includes(OPENTOFU[0]);
}

function lockedProviders(file: string): string {
  const path = join(dirname(file), ".terraform.lock.hcl");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/**
 * Converts a saved plan to JSON with the first program that can read it.
 * @throws TerraformError if no program is installed, or none can read the plan
 */
export async function readSavedPlan(file: string): Promise<{ readonly program: string; readonly plan: Uint8Array }> {
  const programs = programsFor(file);
  const failures: string[] = [];
  for (const program of programs) {
    const result = await runTerraform(program, dirname(file), ["show", "-json", "-no-color", basename(file)]);
    if (result === undefined) continue;
    if ("stdout" in result) return { program, plan: result.stdout };
    const problem = `${displayPath(program)} cannot read ${displayPath(file)}: ${displayPath(result.reason)}`;
    failures.push(problem + hintFor(program, file));
  }
  const [failure] = failures;
  if (failure !== undefined) throw new TerraformError(failure);
  const remedy =
    configuredProgram() === undefined ? "Install one of them" : "Set the variable to terraform, to tofu or to a path";
  throw new TerraformError(`${notInstalled(programs)}. ${remedy}, or pass plans as JSON.`);
}

/** Why no program can run, as a clause for a report. */
export function notInstalled(programs: readonly string[]): string {
  const names = programs.map(displayPath).join(" and ");
  return configuredProgram() === undefined
    ? `${names} not found in PATH`
    : `TERRAFORM_BINARY_NAME is ${names}, which is not a program in PATH`;
}

/** Runs Terraform or OpenTofu in a directory: its output, or why it failed; undefined if it is not installed. */
export async function runTerraform(
  program: string,
  folder: string,
  args: readonly string[],
): Promise<{ readonly stdout: Uint8Array } | { readonly reason: string } | undefined> {
  const child = spawn(program, [`-chdir=${folder}`, ...args], { env: process.env, stdio: ["ignore", "pipe", "pipe"] });
  const outputs = [buffer(child.stdout), buffer(child.stderr)] as const;
  try {
    await once(child, "close");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code === "ENOENT" ? undefined : { reason: errorLine(error.message) };
  }
  const [stdout, stderr] = await Promise.all(outputs);
  const { exitCode, signalCode } = child;
  return exitCode === 0 ? { stdout } : { reason: errorLine(stderr.toString()) || describeEnd(exitCode, signalCode) };
}

/** What to do if the providers beside a plan are those of the other product, which cannot exchange plans with this one. */
function hintFor(program: string, file: string): string {
  const { stdout } = spawnSync(program, ["version"], { env: process.env, encoding: "utf8" });
  const [registry, product, name] = stdout.startsWith("OpenTofu") ? TERRAFORM : OPENTOFU;
  if (!lockedProviders(file).includes(registry)) return "";
  return `. Its providers are from ${registry}. If ${product} made the plan, set TERRAFORM_BINARY_NAME=${name}.`;
}

/** Terraform's error without its frame, on one line. */
function errorLine(output: string): string {
  const message = output.replace(/^[^]*(?=Error: )/, "").replaceAll(/[│╷╵]\s*/g, " ");
  return printable(message.replaceAll(/\s+/g, " ").trim());
}

function describeEnd(status: number | null, signal: string | null): string {
  return signal === null ? `exit code ${status ?? "unknown"}` : `ended by ${signal}`;
}
