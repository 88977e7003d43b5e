import { Token, type IResolvable } from "cdktf";
import { z } from "zod";
import { FILE_PATH, type NumberLimit, type TextLimit } from "../facts/limits";
import { isSecret, SECRET_PLACEHOLDER } from "../base/secret-brand";
import { kind, show } from "../base/show";

interface RawIssue {
  readonly input?: unknown;
}

/** A limit in words: messages and docs use the same. */
export function inWords(limit: NumberLimit | TextLimit): string {
  if ("minLength" in limit) {
    const length = limit.minLength === 0 ? `at most ${limit.maxLength}` : `${limit.minLength} to ${limit.maxLength}`;
    return `${length} characters${limit.shape === undefined ? "" : `: ${limit.shape}`}`;
  }
  const unit = limit.unit === undefined ? "" : ` ${limit.unit}`;
  const except = limit.except === undefined ? "" : `, but not ${limit.except.join(", ")}`;
  return `a whole number from ${limit.min} to ${limit.max}${unit}${except}`;
}

export function wholeNumber(limit: NumberLimit) {
  const error = ({ input }: RawIssue) => `${numberProblem(input, limit)}; write ${inWords(limit)}`;
  return z
    .number({ error })
    .int({ error })
    .min(limit.min, { error })
    .max(limit.max, { error })
    .refine((value) => limit.except?.includes(value) !== true, { error });
}

function numberProblem(value: unknown, limit: NumberLimit): string {
  if (value === undefined) return "is missing";
  if (typeof value !== "number") return `${show(value)} is ${kind(value)}`;
  if (!Number.isSafeInteger(value)) return `${value} is not a whole number`;
  if (value < limit.min) return `${value} is below ${limit.min}, the least Scaleway takes`;
  if (value > limit.max) return `${value} is above ${limit.max}, the most Scaleway takes`;
  return `${value} is reserved by Scaleway`;
}

/** Text within a limit. With `hidden`, a message never shows what was given. */
export function text(limit: TextLimit, { hidden = false } = {}) {
  const error = ({ input }: RawIssue) => `${textProblem(input, limit, hidden)}; write ${inWords(limit)}`;
  const bounded = plainText({ error }).min(limit.minLength, { error }).max(limit.maxLength, { error });
  return limit.pattern === undefined ? bounded : bounded.regex(limit.pattern, { error });
}

function textProblem(value: unknown, limit: TextLimit, hidden: boolean): string {
  if (typeof value !== "string") return notText(value, hidden);
  const shown = hidden ? "the value" : show(value);
  if (value === "") return "is empty";
  if (value.length < limit.minLength) return `${shown} is shorter than ${limit.minLength} characters`;
  if (value.length > limit.maxLength) return `${shown} has ${value.length} characters, more than ${limit.maxLength}`;
  return `${shown} does not fit`;
}

function notText(value: unknown, hidden: boolean): string {
  if (value === undefined) return "is missing";
  if (isSecret(value)) return "is a SecretValue, which only a secret field takes";
  return hidden || typeof value === "object"
    ? `is ${kind(value)}, not text`
    : `${show(value)} is ${kind(value)}, not text`;
}

/** For refinements that make no sense of text that is already refused. */
export const whenFine = { when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0 };

/** A check of our own. Zod's default would keep the rules over several fields from running. */
export function custom<T>(problem: (value: unknown) => string | undefined) {
  return z.custom<T>((value) => problem(value) === undefined, { error: ({ input }) => problem(input), abort: false });
}

/** A check of a value that no token can stand for. */
export function customLiteral<T>(problem: (value: unknown) => string | undefined) {
  return z.custom<T>((value) => problem(value) === undefined, {
    error: ({ input }) => problem(input),
    abort: false,
    params: { refusesTokens: true },
  });
}

/** true or false, or a token. */
export function flag() {
  return custom<boolean | IResolvable>((value) =>
    typeof value === "boolean" || Token.isUnresolved(value) ? undefined : `is ${kind(value)}; write true or false`,
  );
}

/** true or false, where it decides what is synthesized at all. */
export function literalFlag() {
  return customLiteral<boolean>((value) => {
    if (typeof value === "boolean") return undefined;
    return `is ${Token.isUnresolved(value) ? "a token, and decides what is synthesized" : kind(value)}; write true or false`;
  });
}

/** Any text, never shown with `hidden`; but a SecretValue that was turned into text would deploy its placeholder. */
export function plainText({ hidden = false, error = ({ input }: RawIssue) => notText(input, hidden) } = {}) {
  return z.string({ error }).refine((value) => !value.includes(SECRET_PLACEHOLDER), {
    error: "holds a SecretValue turned into text; give the SecretValue itself to a secret field",
    // What else is wrong with the placeholder helps nobody.
    abort: true,
  });
}

/** Text of one form, whose remedy is told of any other value as well. */
export function formatted(what: string, remedy: string, is: (value: string) => boolean, shown = show) {
  return plainText({ error: ({ input }) => `${notText(input, false)}; ${remedy}` }).refine(is, {
    error: ({ input }) => `${shown(input)} is no ${what}; ${remedy}`,
  });
}

export function nonEmpty() {
  return plainText().min(1, { error: "is empty" });
}

/** For a value that decides what is synthesized. */
export const notAToken = [
  (value: unknown) => !Token.isUnresolved(value),
  {
    error: "is a token, and is needed before Terraform knows any value; write it out",
    params: { refusesTokens: true },
  },
] as const;

/** Text within a limit, where no token can stand. */
export function literalText(limit: TextLimit) {
  return text(limit).refine(...notAToken);
}

/** The path of a file that is read at synth. */
export function filePath() {
  return literalText(FILE_PATH);
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: ({ input }) => choiceProblem(input, values) });
}

/** One of the values, where no token can stand. */
export function literalChoice<const Values extends readonly string[]>(values: Values) {
  return customLiteral<Values[number]>((value) =>
    (values as readonly unknown[]).includes(value) ? undefined : choiceProblem(value, values),
  );
}

function choiceProblem(value: unknown, values: readonly string[]): string {
  const allowed = `write ${values.map((each) => JSON.stringify(each)).join(" or ")}`;
  return `${value === undefined ? "is missing" : `${show(value)} is not allowed`}; ${allowed}`;
}

/** An instance of one of this library's classes or of a construct. */
export function instance<T>(is: (value: unknown) => boolean, wanted: string) {
  return customLiteral<T>((value) =>
    is(value) ? undefined : `${value === undefined ? "is missing" : `is ${kind(value)}`}; give ${wanted}`,
  );
}

export function texts() {
  return z.array(plainText(), { error: ({ input }) => `is ${kind(input)}; write a list of texts` }).readonly();
}

/** A list of texts that is no token itself, though its texts may be. */
export function literalTexts() {
  return texts().refine(...notAToken);
}

export function registrySha256() {
  return plainText().min(1, {
    error: 'is empty; give the image\'s digest or a build id, or leave it out (an unset variable of CI gives "")',
  });
}
