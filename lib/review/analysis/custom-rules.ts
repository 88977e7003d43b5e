import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ValidationError, type ValidationIssue } from "../../base/errors";
import { listOf } from "../plan/attributes";
import type { ReviewRule } from "./rule";
import { SEVERITIES } from "./severity";

const said = z.string().min(1);
const ruleSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case words with - between them"),
  severity: z.enum(SEVERITIES),
  ...{ finds: said, why: said, todo: said },
  check: z.custom((value) => typeof value === "function", "must be a function"),
});

/**
 * Loads the rules of modules, which export one or a list of them as default.
 * @param config the file that names them, from whose folder on paths are meant
 * @param existing the rules whose ids are in use
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
    const file = resolve(dirname(config), path);
    try {
      const { default: exported } = (await import(pathToFileURL(file).href)) as { default?: unknown };
      for (const rule of listOf(exported).length > 0 ? listOf(exported) : [exported]) {
        const problems = problemsOf(rule, [...existing, ...rules]);
        issues.push(...problems.map((message) => ({ file: path, path: "default", message })));
        if (problems.length === 0) rules.push(rule as ReviewRule);
      }
    } catch (error) {
      const { message = String(error) } = error as Partial<Error>;
      issues.push({ file: path, path: "", message: `can't be loaded: ${message.split("\n")[0] ?? ""}` });
    }
  }
  if (issues.length > 0) throw new ValidationError("review", issues);
  return rules;
}

function problemsOf(rule: unknown, others: readonly ReviewRule[]): string[] {
  const { data, error } = ruleSchema.safeParse(rule);
  if (error !== undefined)
    return error.issues.map(({ path, message }) => `its ${path.map(String).join(".") || "rule"}: ${message}`);
  return others.some(({ id }) => id === data.id) ? [`there is a rule ${data.id} already; choose another id`] : [];
}
