import { Token, Tokenization } from "cdktf";
import { z } from "zod";
import { secretNameProblem, undeployableProblem } from "../base/deployable-text";
import type { ValidationIssue } from "../base/errors";
import { isObject } from "../base/objects";
import type { Problem } from "../base/problem";
import { isSecret } from "../base/secret-brand";
import { describeText } from "../base/secret-text";
import { displayKey, kind, showName } from "../base/show";
import { tokenArithmeticProblem } from "../base/token-text";
import { secretNameField, secretPathField } from "../schema/identifiers";
import { customLiteral, literal, nonEmpty, plainText, withCheck } from "../schema/fields";
import { propsSchema } from "../schema/parse";
import type { SecretManagerOptions } from "./secret-tokens";

// Terraform reserves these names for the arguments of a module block.
const RESERVED_VARIABLE_NAMES = [
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "lifecycle",
  "depends_on",
  "locals",
];

export const variableSchema = z.strictObject({
  name: literal(
    withCheck(plainText(), (name) => {
      const isValid = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !RESERVED_VARIABLE_NAMES.includes(name);
      if (isValid) return secretNameProblem(name);
      const remedy = `Use letters, digits, _ and -, starting with a letter or _, and none of ${RESERVED_VARIABLE_NAMES.join(", ")}.`;
      // A password may contain spaces.
      const displayed = name.includes(" ") ? describeText(name) : showName(name);
      const message = `is not a valid name of a Terraform variable, got ${displayed}. ${remedy}`;
      return { code: "invalid-variable-name", message };
    }),
  ),
});

export const secretNameSchema = z.strictObject({ name: secretNameField() });

export const plainTextSchema = z.strictObject({ text: z.string({ error: "is not text. Pass text." }) });

export const secretManagerSchema = propsSchema<SecretManagerOptions>()({
  revision: withCheck(nonEmpty(), (revision) => {
    if (/^(latest|latest_enabled|[1-9]\d*)$/.test(revision)) return undefined;
    const message = `is not a valid revision, got ${showName(revision)}. Use "latest_enabled", "latest" or a number as text, such as "3".`;
    return { code: "invalid-format", message };
  }).optional(),
  path: secretPathField().optional(),
});

export const referenceSchema = z.strictObject({
  token: z
    .string({
      error: ({ input }) => {
        const remedy = "Pass an attribute of a resource, or use SecretValue.json(token) for a list or a map.";
        return `is not a token of a text, got ${kind(input)}. ${remedy}`;
      },
    })
    .refine((token) => Token.isUnresolved(token), {
      error: "is not a token. Pass an attribute of a resource, or use SecretValue.variable(name).",
      params: { code: "not-a-token" },
    }),
});

export const secretSchema = z.strictObject({
  secret: customLiteral<unknown>((value) =>
    isSecret(value) ? undefined : notASecretProblem(value, "Pass a SecretValue."),
  ),
});

/** The problem of a value that is not a SecretValue. */
export function notASecretProblem(value: unknown, remedy: string): Problem {
  return Token.isUnresolved(value)
    ? { code: "not-a-secret", message: "is a token, not a SecretValue. Use SecretValue.reference(token)." }
    : { code: "not-a-secret", message: `is not a SecretValue, got ${kind(value)}. ${remedy}` };
}

/** The issues of the values in a template. */
export function* templateIssues(values: readonly unknown[]): Iterable<ValidationIssue> {
  for (const [index, value] of values.entries()) {
    const problem = partProblem(value);
    if (problem !== undefined) yield { path: `values.${index}`, ...problem };
  }
  if (!values.some(isUnknown)) yield { path: "", ...NO_SECRET };
}

/** The issues of a value that becomes the JSON of a secret. */
export function* jsonIssues(value: unknown): Iterable<ValidationIssue> {
  const leaves = [...leavesOf(value)];
  for (const { path, leaf } of leaves) {
    const problem = leaf === null || typeof leaf === "boolean" ? undefined : valueProblem(leaf);
    if (problem !== undefined) yield { path: path.map(displayKey).join("."), ...problem };
  }
  if (!leaves.some(({ leaf }) => isUnknown(leaf))) yield { path: "", ...NO_SECRET };
}

const MAX_LEVELS = 50;

/** The keys and values in objects and lists, to a depth at which an object probably contains itself. */
function* leavesOf(
  value: unknown,
  path: readonly string[] = [],
): Iterable<{ readonly path: readonly string[]; readonly leaf: unknown }> {
  if (!isPlain(value) || Token.isUnresolved(value) || path.length === MAX_LEVELS) yield { path, leaf: value };
  else
    for (const [key, item] of Object.entries(value)) {
      yield { path: [...path, key], leaf: key };
      yield* leavesOf(item, [...path, key]);
    }
}

const NO_SECRET = {
  code: "not-a-secret",
  message: "contains neither a SecretValue nor a token, so it is plain text. Put a SecretValue in it.",
} as const;

function isUnknown(value: unknown): boolean {
  return isSecret(value) || Token.isUnresolved(value);
}

function isPlain(value: unknown): value is object {
  return Array.isArray(value) || (isObject(value) && Object.getPrototypeOf(value) === Object.prototype);
}

/** The problem of a part of a text: a token of a list or a map has no text. */
function partProblem(value: unknown): Problem | undefined {
  const isListOrMap = typeof value === "object" && Token.isUnresolved(value) && !Tokenization.isResolvable(value);
  if (!isListOrMap) return valueProblem(value);
  return { code: "wrong-type", message: "is a token of a list or a map. Use SecretValue.json." };
}

function valueProblem(value: unknown): Problem | undefined {
  if (isSecret(value)) return undefined;
  if (typeof value === "string") return undeployableProblem(value);
  if (typeof value === "number" && Number.isFinite(value)) return tokenArithmeticProblem(value);
  if (Token.isUnresolved(value)) return undefined;
  const remedy = "Use SecretValues, texts, numbers and tokens.";
  return { code: value === undefined ? "missing" : "wrong-type", message: `is ${kind(value)}. ${remedy}` };
}
