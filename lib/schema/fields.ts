import { Token, type IResolvable } from "cdktf";
import { z } from "zod";
import { secretNameProblem, undeployableProblem } from "../base/deployable-text";
import { didYouMean } from "../base/known-fields";
import { isSecret } from "../base/secret-brand";
import { kind, show, showName, withKind } from "../base/show";
import { literalsOf, tokenArithmeticProblem } from "../base/token-text";
import { nameOfLimit } from "../facts/limit-names";
import { FILE_PATH, type NumberLimit, type TextLimit } from "../facts/limits";
import type { Problem, ProblemOf } from "../base/problem";
import { withLimitName } from "../base/exceeded-limit";
import { describeLimit, orRaise } from "./limit-text";

interface RawIssue {
  readonly code?: string;
  readonly input?: unknown;
}

/** How to raise the limit that a value exceeds. */
function remedyFor({ code, input }: RawIssue, limit: NumberLimit | TextLimit): string {
  const exceeds = code === "too_big" || (code === "too_small" && input !== "");
  return exceeds ? orRaise(limit) : "";
}

export function wholeNumber(limit: NumberLimit) {
  const error = (issue: RawIssue) => `${numberProblem(issue)}. Use ${describeLimit(limit)}${remedyFor(issue, limit)}.`;
  const field = z
    .number({ error })
    .superRefine((value, context) => {
      const problem = tokenArithmeticProblem(value);
      if (problem !== undefined) addProblem(context, problem);
    })
    .int({ error })
    .min(limit.min, { error })
    .max(limit.max, { error })
    .refine((value) => limit.except?.includes(value) !== true, { error, params: { code: "reserved" } });
  return withLimitName(field, nameOfLimit(limit));
}

function numberProblem({ code, input }: RawIssue): string {
  if (input === undefined) return "is missing";
  if (typeof input !== "number") return `is not a number, got ${withKind(input)}`;
  if (Number.isNaN(input))
    return "is not a number, got NaN, for example from a variable of process.env that is not set, or from a token";
  if (code === "too_small") return `is too small, got ${input}`;
  if (code === "too_big") return `is too large, got ${input}`;
  if (code === "invalid_type") return `is not a whole number, got ${input}`;
  return `is reserved by Scaleway, got ${input}`;
}

/** A text within a limit. With `isHidden`, a message never displays the value. */
export function text(limit: TextLimit, { isHidden = false } = {}) {
  const error = (issue: RawIssue) =>
    secretProblem(issue) ?? `${textProblem(issue, isHidden)}. Use ${describeLimit(limit)}${remedyFor(issue, limit)}.`;
  const bounded = plainText({ error }).check(
    afterOthers(z.minLength(limit.minLength, { error })),
    afterOthers(z.maxLength(limit.maxLength, { error })),
  );
  const field = limit.pattern === undefined ? bounded : bounded.check(afterOthers(z.regex(limit.pattern, { error })));
  return withLimitName(field, nameOfLimit(limit));
}

/**
 * A check that runs only if all earlier checks have passed: a text is reported once, and zod would compare the length of any
 * object that has one. Zod's parameters have no `when` here.
 */
function afterOthers<Check extends z.core.$ZodCheck<string>>(check: Check): Check {
  check._zod.def.when = ifValid.when;
  return check;
}

/** A name within a limit that any text may have, so a misplaced secret is rejected. */
export function nameField(limit: TextLimit) {
  return withCheck(text(limit), secretNameProblem);
}

function textProblem({ code, input }: RawIssue, isHidden: boolean): string {
  if (typeof input !== "string") return notTextProblem(input, isHidden);
  if (input === "") return "is empty";
  const suffix = isHidden ? "" : `, got ${showName(input)}`;
  if (code === "too_small") return `is too short${suffix}`;
  if (code !== "too_big") return `is not valid${suffix}`;
  const literals = literalsOf(input);
  return `is too long, got ${literals.join("").length} characters${literals.length > 1 ? " without the tokens" : ""}`;
}

/** The message for a SecretValue. Only some fields accept one, because plans display all others. */
function secretProblem({ input }: RawIssue): string | undefined {
  if (!isSecret(input)) return undefined;
  return "is a SecretValue, which plans would display here. Pass it in secretEnvironmentVariables, and read the variable in the program.";
}

function notTextProblem(value: unknown, isHidden: boolean): string {
  if (value === undefined) return "is missing";
  return `is not text, got ${isHidden ? kind(value) : withKind(value)}`;
}

/** The parameters of a check that runs only if all earlier checks have passed. */
export const ifValid = { when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0 };

/** A check of any value. */
export function custom<T>(problemOf: ProblemOf, { acceptsTokens = true } = {}) {
  // Zod's own way to fail would keep the rules over several fields from running.
  return z.custom<T>().check(({ value, issues }) => {
    const problem = problemOf(value);
    if (problem === undefined) return;
    const { message, ...params } = problem;
    issues.push({ code: "custom", input: value, message, params: { ...params, acceptsTokens }, continue: true });
  });
}

/** A check of a value that cannot be a token. */
export function customLiteral<T>(problemOf: ProblemOf) {
  return custom<T>(problemOf, { acceptsTokens: false });
}

/** A field with one more check, which runs if the others have passed. */
export function withCheck<Field extends z.ZodType<string>>(field: Field, problemOf: ProblemOf<string>): Field {
  return field.superRefine((value, context) => {
    const problem = problemOf(value);
    if (problem === undefined) return;
    const { message, ...params } = problem;
    context.addIssue({ code: "custom", message, params });
  }, ifValid);
}

/** A boolean or a token. */
export function flag() {
  return custom<boolean | IResolvable>((value) =>
    typeof value === "boolean" || Token.isUnresolved(value) ? undefined : flagProblem(value),
  );
}

/** A boolean that cannot be a token, because it decides at synth time which resources exist. */
export function literalFlag() {
  return customLiteral<boolean>((value) => {
    if (typeof value === "boolean") return undefined;
    return Token.isUnresolved(value) ? TOKEN_PROBLEM : flagProblem(value);
  });
}

function flagProblem(value: unknown) {
  return { code: "wrong-type", message: `is not true or false, got ${withKind(value)}. Use true or false.` } as const;
}

/** A text that can be deployed as it is. */
export function plainText({
  error = (issue: RawIssue) => secretProblem(issue) ?? `${notTextProblem(issue.input, false)}. Use text.`,
} = {}) {
  return z.string({ error }).superRefine((value, context) => {
    const problem = undeployableProblem(value);
    if (problem === undefined) return;
    addProblem(context, problem);
  });
}

/** Adds a problem after which no other check runs: the others would report the format of what is not deployable. */
function addProblem(context: z.RefinementCtx, { code, message }: Problem): void {
  context.addIssue({ code: "custom", message, params: { code }, continue: false });
}

/** A text that is never displayed. */
export function hiddenText() {
  return plainText({ error: ({ input }) => `${notTextProblem(input, true)}. Use text.` });
}

interface Format {
  /** The name of the format, such as "a UUID". */
  readonly name: string;
  /** The remedy, such as "Use 8-4-4-4-12 hexadecimal digits." */
  readonly remedy: string;
  readonly isValid: (value: string) => boolean;
  readonly show?: (value: unknown) => string;
}

/** A text in a format. */
export function formattedText({ name, remedy, isValid, show: display = show }: Format) {
  return plainText({ error: ({ input }) => `${notTextProblem(input, false)}. ${remedy}` }).refine(isValid, {
    error: ({ input }) => `is not ${name}, got ${display(input)}. ${remedy}`,
    params: { code: "invalid-format" },
  });
}

export function nonEmpty() {
  return plainText().check(afterOthers(z.minLength(1, { error: "is empty. Set a value." })));
}

/** A name without a limit. */
export function anyName() {
  return withCheck(nonEmpty(), secretNameProblem);
}

/** The problem of a token in a field that is used at synth time. */
export const TOKEN_PROBLEM = {
  code: "token-not-supported",
  message:
    "must be a literal value: it is used at synth time, before Terraform resolves tokens. Replace the token with the value.",
} as const;

/** A field that cannot be a token. The check precedes those of the field, which a token would be excused from. */
export function literal<T>(field: z.ZodType<T, T>) {
  return customLiteral<T>((value) => (Token.isUnresolved(value) ? TOKEN_PROBLEM : undefined)).pipe(field);
}

/** A text within a limit that cannot be a token. */
export function literalText(limit: TextLimit) {
  return literal(text(limit));
}

/** The path of a file that is read at synth time. */
export function filePath() {
  return literalText(FILE_PATH);
}

/** @param alternative another remedy, for the end of the sentence */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values, alternative = "") {
  const quoted = values.map((each) => JSON.stringify(each));
  const allowed = [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter(Boolean).join(" or ");
  const remedy = `Use ${allowed}${alternative}.`;
  return z.enum(values, {
    error: ({ input }) =>
      input === undefined
        ? `is missing. Use ${allowed}.`
        : `is not an allowed value, got ${showName(input)}. ${remedy}`,
  });
}

/**
 * One of many names, which a message does not list: it suggests the nearest one.
 * @param noun such as "the name of a limit"
 */
export function oneOfNames<const Name extends string>(names: readonly Name[], noun: string, remedy: string) {
  return z.enum(names, {
    error: ({ input }) => {
      if (input === undefined) return `is missing. ${remedy}`;
      const hint = typeof input === "string" ? didYouMean(input, names, remedy) : remedy;
      return `is not ${noun}, got ${showName(input)}. ${hint}`;
    },
  });
}

/**
 * An instance of a class of this library, or an object that implements one of its interfaces.
 * @param name such as "a ContainerImage"
 */
export function instance<T>(isInstance: (value: unknown) => boolean, name: string, example?: string) {
  const remedy = `Pass ${name}${example === undefined ? "" : `, for example ${example}`}.`;
  return customLiteral<T>((value) => {
    if (isInstance(value)) return undefined;
    return value === undefined
      ? { code: "missing", message: `is missing. ${remedy}` }
      : { code: "wrong-type", message: `is not ${name}, got ${kind(value)}. ${remedy}` };
  });
}

/** @param noun the items in the plural, such as "texts" */
export function listOf<Item extends z.ZodType>(item: Item, noun: string) {
  return z
    .array(item, { error: ({ input }) => `is not a list, got ${kind(input)}. Use a list of ${noun}.` })
    .readonly();
}

export function texts() {
  return listOf(plainText(), "texts");
}

/** A list of the paths of files that are read at synth time. */
export function filePaths() {
  return literal(listOf(filePath(), "texts"));
}

/** A list of texts that cannot be a token. Its texts may be tokens. */
export function literalTexts() {
  return literal(texts());
}

export function registrySha256() {
  return plainText().check(
    afterOthers(
      z.minLength(1, {
        error:
          "is empty. Use the digest of the image or a build ID, or omit it. An unset variable in CI is an empty text.",
      }),
    ),
  );
}
