import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ValidationIssue } from "../../base/errors";
import { parsedJson } from "../../base/json";
import { isObject } from "../../base/objects";
import { commandIn } from "../../base/terraform-program";
import { shellWord } from "../../base/text";
import { filesInZip } from "../../base/zip";
import { displayPath } from "../../base/secret-text";
import { listed } from "../../base/show";
import { JsonProblem } from "../plan/json-cursor";
import { changedResources } from "./planned-configuration";
import { STACK_FILE } from "./stack-directories";

/** The directory of the root module in a saved plan. */
const ROOT_MODULE = "tfconfig/m-/";
/** The files that Terraform and OpenTofu read; they skip hidden files and the backups of editors. */
const CONFIGURATION = /^(?![.#]).*\.(?:tf|tofu)(?:\.json)?$/;
/** A comment is at most this deep: `resource`, type, name, `//`. */
const COMMENT_DEPTH = 3;

/** Reports a saved plan of another configuration than the one beside the plan. */
export function outdatedPlanIssues(plan: string): ValidationIssue[] {
  const folder = dirname(plan);
  const planned = filesInZip(readFileSync(plan), ROOT_MODULE);
  const problem =
    planned === undefined || planned.size === 0
      ? newerFile(plan, configurationFiles(folder))
      : changedFile(folder, planned);
  if (problem === undefined) return [];
  const command = `${commandIn(folder)} plan -out=${shellWord(basename(plan))}`;
  return [{ code: "outdated-plan", file: plan, path: "", message: `is not current: ${problem}. Run ${command}.` }];
}

/** Reports a plan in JSON that is older than the saved plan beside it. */
export function outdatedJsonIssues(json: string, savedPlan: string): ValidationIssue[] {
  const problem = newerFile(json, [savedPlan]);
  if (problem === undefined) return [];
  const command = `${commandIn(dirname(json))} show -json ${shellWord(basename(savedPlan))}`;
  const message = `is not current: ${problem}. Run ${command} > ${shellWord(json)}.`;
  return [{ code: "outdated-plan", file: json, path: "", message }];
}

/** Reports a plan in JSON of another configuration than the cdk.tf.json beside the plan. */
export function otherConfigurationIssues(json: string, plan: Uint8Array, stackJson: string): ValidationIssue[] {
  const changed = changedIn(plan, stackJson);
  const problem =
    changed === undefined
      ? newerFile(json, [join(dirname(json), STACK_FILE)])
      : changed.length > 0 && `it has another configuration of ${listed(changed.map(displayPath))} than ${STACK_FILE}`;
  if (problem === undefined || problem === false) return [];
  const command = commandIn(dirname(json));
  const remedy = `Run ${command} plan -out=plan && ${command} show -json plan > ${shellWord(json)}.`;
  return [{ code: "outdated-plan", file: json, path: "", message: `is not current: ${problem}. ${remedy}` }];
}

function changedIn(plan: Uint8Array, stackJson: string): string[] | undefined {
  try {
    return changedResources(plan, stackJson);
  } catch (error) {
    // The review reports what is wrong with the JSON.
    if (error instanceof JsonProblem) return [];
    throw error;
  }
}

function configurationFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => CONFIGURATION.test(name))
    .map((name) => join(folder, name));
}

/** A plan that was copied without its configuration has only a time. */
function newerFile(file: string, others: readonly string[]): string | undefined {
  const { mtimeMs } = statSync(file);
  const newer = others.find((other) => statSync(other).mtimeMs > mtimeMs);
  return newer && `${basename(newer)} is newer`;
}

function changedFile(folder: string, planned: ReadonlyMap<string, string>): string | undefined {
  const current = new Map(
    configurationFiles(folder).map((file) => [`${ROOT_MODULE}${basename(file)}`, readFileSync(file, "utf8")]),
  );
  const names = [...new Set([...planned.keys(), ...current.keys()])].sort();
  const changed = names.find((name) => !isSameConfiguration(planned.get(name), current.get(name)));
  if (changed === undefined) return undefined;
  const name = basename(changed);
  if (!current.has(changed)) return `it was made with ${name}, which is missing`;
  return planned.has(changed) ? `it was made with another ${name}` : `it was made without ${name}`;
}

function isSameConfiguration(planned: string | undefined, current: string | undefined): boolean {
  if (planned === current) return true;
  if (planned === undefined || current === undefined) return false;
  const [before, after] = [parsedJson(planned), parsedJson(current)];
  return before !== undefined && isDeepStrictEqual(normalized(before), normalized(after));
}

/** A configuration without comments, and without the directory of a local state, which differs between checkouts. */
function normalized(value: unknown, path: readonly string[] = []): unknown {
  if (path.join(".") === "terraform.backend.local.path") return basename(String(value));
  if (path.length > COMMENT_DEPTH || !isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.map(([key, inner]) => [key, normalized(inner, [...path, key])]));
}
