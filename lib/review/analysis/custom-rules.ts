import { displayPath } from "../../base/secret-text";
import { showName } from "../../base/show";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ValidationError, type ValidationIssue } from "../../base/errors";
import { fieldsOf } from "../../base/objects";
import type { ReviewRule } from "./rule";
import { SEVERITIES } from "./severity";

const SENTENCE = "is not a text. Write a sentence.";
const ID = 'is not a valid ID. Use lowercase words, separated by hyphens, for example "no-public-api".';
const sentence = z.string({ error: SENTENCE }).min(1, SENTENCE);
const ruleSchema = z.looseObject(
  {
    id: z.string({ error: ID }).regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, ID),
    severity: z.enum(SEVERITIES, { error: `is not a severity. Use one of ${SEVERITIES.join(", ")}.` }),
    finds: sentence,
    why: sentence,
    todo: sentence,
    check: z.custom<ReviewRule["check"]>(
      (value) => typeof value === "function",
      "is not a function. Write check(stack, limits), which returns the findings.",
    ),
  },
  { error: "is not an object. Export a rule, or a list of rules." },
);

/**
 * Loads the custom rules of modules. The default export of each is a rule or a list of rules.
 * @param config the configuration file, from whose directory the paths start
 * @param existing the rules whose IDs are in use
 * @throws ValidationError with every problem of all modules
 */
export async function loadRules(
  config: string,
  paths: readonly string[],
  existing: readonly ReviewRule[],
): Promise<ReviewRule[]> {
  const issues: ValidationIssue[] = [];
  const rules: ReviewRule[] = [];
  for (const path of paths) {
    try {
      const module: unknown = await import(pathToFileURL(resolve(dirname(config), path)).href);
      for (const exported of exportsOf(module)) {
        const result = parseRule(exported, path, [...existing, ...rules]);
        if (Array.isArray(result)) issues.push(...result);
        else rules.push(result);
      }
    } catch (error) {
      // Node adds the path of this file to the message, or a stack of modules.
      const [reason = ""] = (error instanceof Error ? error.message : String(error)).split(/ imported from |\n/);
      const message = `cannot be loaded: ${displayReason(reason)}. Check the path and the code of the module.`;
      issues.push({ code: "module-not-loaded", file: path, path: "", message });
    }
  }
  if (issues.length > 0) throw new ValidationError("review", issues);
  return rules;
}

/** The parser of JSON quotes the file, for example package.json. */
function displayReason(reason: string): string {
  return /is not valid JSON|in JSON at position/.test(reason) ? "a JSON file is not valid" : displayPath(reason);
}

function exportsOf(module: unknown): readonly unknown[] {
  const exported = fieldsOf(module)["default"];
  return Array.isArray(exported) && exported.length > 0 ? exported : [exported];
}

function parseRule(exported: unknown, file: string, others: readonly ReviewRule[]): ReviewRule | ValidationIssue[] {
  const { data, error } = ruleSchema.safeParse(exported);
  if (error !== undefined) {
    return error.issues.map(({ path, message }) => ({
      code: "invalid-rule",
      file,
      path: ["default", ...path].map(String).join("."),
      message,
    }));
  }
  if (!others.some(({ id }) => id === data.id)) return data;
  const message = `is the ID of another rule, got ${showName(data.id)}. Use another ID.`;
  return [{ code: "duplicate-rule", file, path: "default.id", message }];
}
