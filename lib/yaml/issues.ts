import type { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import type { Problem } from "../base/problem";
import { exceededLimit } from "../base/exceeded-limit";
import { didYouMean, fieldsAt } from "../base/known-fields";
import { displayKey, kind } from "../base/show";
import { codeOf } from "../base/zod-codes";
import type { Path, YamlDocument } from "./documents";

/** A field of a document, with its position in the file. */
export interface FieldPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
}

/** Returns the position of a value, or of its key. */
export function positionOf(yaml: YamlDocument, path: Path, part?: "key"): FieldPosition {
  return { file: yaml.file, ...yaml.locate(path, part), path: inBrackets(yaml.asWritten(path)) };
}

/** An issue at the position of a value, or of its key. */
export function issueAt(
  yaml: YamlDocument,
  path: Path,
  { code, message }: Problem,
  part?: "key",
): ValidationIssue & FieldPosition {
  return { code, ...positionOf(yaml, path, part), message };
}

/** The issue of a file or a run without a document. */
export function noDocument(file: string): ValidationIssue {
  return { code: "empty", file, path: "", message: "contains no document. Add one." };
}

type Positioned = Partial<FieldPosition>;

/** Compares two issues of one file by position. Issues of the whole file come first. */
export function comparePosition(a: Positioned, b: Positioned): number {
  return lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b);
}

const lineOf = ({ line = 0 }: Positioned) => line;
const columnOf = ({ column = 0 }: Positioned) => column;

/** A path in the syntax of JavaScript and jq: `spec.env.secrets[0].name`. */
function inBrackets(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${displayKey(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** Parses a document by a schema: returns its value with the defaults filled in, or every issue with its position. */
export function parseValue<Schema extends z.ZodType>(
  schema: Schema,
  yaml: YamlDocument,
): { readonly value: z.output<Schema> | undefined; readonly issues: ValidationIssue[] } {
  const { data, error } = schema.safeParse(yaml.value, { reportInput: true });
  const issues = (error?.issues ?? []).flatMap((issue) => {
    const exceeded = exceededLimit(issue, schema);
    return describeIssue(schema, yaml, issue).map((each) => (exceeded === undefined ? each : { ...each, exceeded }));
  });
  return { value: data, issues };
}

function describeIssue(schema: z.ZodType, yaml: YamlDocument, issue: z.core.$ZodIssue): ValidationIssue[] {
  if (issue.code === "unrecognized_keys") {
    const fields = fieldsAt(schema, issue.path);
    return issue.keys.map((key) => unknownField(yaml, [...issue.path, key], fields));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map((inner) =>
      issueAt(yaml, issue.path, { code: codeOf(inner), message: inner.message }, "key"),
    );
  }
  // Rules over several fields give the index of a list as text.
  const path = issue.path.map((step) => (/^\d+$/.test(String(step)) ? Number(step) : step));
  return [issueAt(yaml, path, problemOf(issue))];
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  // A key without a value.
  if (issue.input === null) {
    return { code: "missing", message: "has no value. Set a value, or remove the line if the field is optional." };
  }
  const code = codeOf(issue);
  const isText = issue.code === "invalid_type" && issue.expected === "string";
  if (!isText || !["number", "boolean"].includes(typeof issue.input)) return { code, message: issue.message };
  // The value is not displayed: it may be a secret.
  return { code, message: `is not text, got ${kind(issue.input)}. Put it in quotes.` };
}

/** Suggests the nearest known field, or all of them if no field is near. */
function unknownField(yaml: YamlDocument, path: Path, fields: readonly string[]): ValidationIssue {
  const key = String(path.at(-1));
  const code = "unknown-field";
  const { line, column } = yaml.locate(path, "key");
  const field = fields.find((name) => key.startsWith(`${name}:`));
  if (field !== undefined) {
    // The key also contains the value, which may be a secret.
    const problem = { code, message: "has no space after its colon. Add one." } as const;
    return { ...issueAt(yaml, [...path.slice(0, -1), field], problem), line, column };
  }
  if (path.includes("secrets")) {
    // The key may be the secret itself, so the path ends above it.
    const message = `has an unknown field. Use ${fields.join(" and ")} only.`;
    return { ...issueAt(yaml, path.slice(0, -1), { code, message }), line, column };
  }
  const remedy = didYouMean(key, fields, `Use one of ${fields.join(", ")}.`);
  return issueAt(yaml, path, { code, message: `is not a known field. ${remedy}` }, "key");
}
