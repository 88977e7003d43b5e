import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import { throwIfAny, type ValidationIssue } from "../base/errors";
import { didYouMean, fieldsAt, isWrapper } from "../base/known-fields";
import { isObject, isPlainObject, presentKeys } from "../base/objects";
import { isSecret } from "../base/secret-brand";
import { displayKey, kind } from "../base/show";
import { codeOf } from "../base/zod-codes";
import { exceededLimit } from "../base/exceeded-limit";
import { raiseOwnLimits, throwUnlessRaised } from "./raised-limits";
import { isCausedByToken, isIndexable } from "./token-issues";
import { withTokenShapes } from "./token-shapes";

type Mutual<A, B> = [A, B] extends [B, A] ? true : false;
type SameProps<A, B> = Mutual<keyof A, keyof B> extends true ? Mutual<A, B> : false;

/** Props that are not checked yet. Rules over several fields accept them, because these rules also run if single fields are wrong. */
export type Unchecked<Props> = { readonly [Key in keyof Props]?: unknown };

/** The schema of props. The compiler rejects a schema that accepts more or less than the interface. */
export function propsSchema<Props>() {
  return <Shape extends z.ZodRawShape>(
    shape: Shape &
      (SameProps<z.input<z.ZodObject<Shape>>, Props> extends true ? unknown : "the schema differs from the props"),
  ): z.ZodObject<Shape, z.core.$strict> => z.strictObject(shape, { error: objectProblem });
}

function objectProblem({ code, input }: { code?: string; input?: unknown }): string | undefined {
  return code === "invalid_type" ? `is not an object, got ${kind(input)}. Pass an object of props.` : undefined;
}

/** Adds rules over several fields. They also run if single fields are wrong, so they accept any input. */
export function acrossFields<T extends z.ZodType>(
  schema: T,
  // eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- not empty for the schemas that it is called with
  rules: (props: Unchecked<z.input<T>>) => Iterable<ValidationIssue>,
): T {
  return schema.superRefine(
    (props, context) => {
      for (const { code, path, message, exceeded } of rules(props)) {
        const steps = path === "" ? [] : path.split(".");
        context.addIssue({ code: "custom", path: steps, message, params: { code, exceeded } });
      }
    },
    { when: ({ value }) => isObject(value) },
  );
}

/** The fields of all alternatives of a union, each optional. */
type Flat<Union, Keys extends keyof Union = keyof Union> = { readonly [Key in Keys]?: Union[Key] };

/** The schema of a union whose alternatives differ in which one of several keys they have. */
export function oneOf<Union extends object>(keys: readonly (keyof Union & string)[]) {
  return <Shape extends z.ZodRawShape>(
    shape: Shape &
      (SameProps<z.input<z.ZodObject<Shape>>, Flat<Union>> extends true
        ? unknown
        : "the schema differs from the props"),
  ) => {
    const schema = acrossFields(z.strictObject(shape, { error: objectProblem }), (value) => exactlyOne(value, keys));
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- z.union would report every problem of every alternative
    return schema as z.ZodType<z.output<typeof schema>, Union>;
  };
}

/** Returns an issue, unless exactly one of several fields is set. */
export function exactlyOne(value: object, keys: readonly string[]): ValidationIssue[] {
  const present = presentKeys(value, keys);
  if (present.length === 1) return [];
  const problem = present.length === 0 ? "none" : present.join(" and ");
  const message = `must have exactly one of ${keys.join(", ")}, got ${problem}. Set one of them.`;
  return [{ code: "not-exactly-one", path: "", message }];
}

/**
 * Checks the props of a construct before it has children, and fills in the defaults of the schema.
 * @param defaults further defaults, such as the construct ID as the name
 * @throws ValidationError with every problem; the construct is then removed from the tree
 */
export function parse<T extends z.ZodType, Defaults extends object = object>(
  construct: IConstruct,
  schema: T,
  props: unknown,
  defaults?: Defaults,
): z.output<T> & Defaults {
  return orRemove(construct, () => {
    raiseOwnLimits(construct, props);
    const { issues, output } = check(schema, props, defaults);
    throwUnlessRaised(construct, issues);
    return output;
  });
}

/**
 * Checks the input of a call, and fills in the defaults of the schema.
 * @param source the construct path or the name of the call
 * @throws ValidationError with every problem
 */
export function parseInput<T extends z.ZodType, Defaults extends object = object>(
  source: string,
  schema: T,
  input: unknown,
  defaults?: Defaults,
): z.output<T> & Defaults {
  const { issues, output } = check(schema, input, defaults);
  throwIfAny(source, issues);
  return output;
}

/**
 * Checks the options of a source that a construct uses later. The construct checks the limits, because they may be raised on it.
 * @throws ValidationError with every problem, except exceeded limits
 */
export function parseOptions<T extends z.ZodType>(source: string, schema: T, options: unknown): z.output<T> {
  const { issues, output } = check(schema, options);
  throwIfAny(
    source,
    issues.filter(({ exceeded }) => exceeded === undefined),
  );
  return output;
}

/** The output of a schema, which is valid if there are no issues. */
function check<T extends z.ZodType, Defaults extends object = object>(schema: T, input: unknown, defaults?: Defaults) {
  const complete = withTokenShapes(schema, defaults === undefined ? input : withDefaultsOf(defaults, input));
  const issues = problems(schema, complete);
  // Zod's own output is not used: it has none if a token is in the input.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- checked by the schema
  return { issues, output: withSchemaDefaults(schema, complete) as z.output<T> & Defaults };
}

/**
 * Checks the limits of options on the construct that uses them.
 * @param prop the prop of the construct with the options
 * @throws ValidationError
 */
export function checkLimits(construct: IConstruct, prop: string, schema: z.ZodType, options: unknown): void {
  const issues = problems(schema, options);
  throwUnlessRaised(
    construct,
    issues.map((issue) => ({ ...issue, path: `${prop}.${issue.path}` })),
  );
}

/**
 * Rejects options that are not a plain object, in calls that have no schema for their options.
 * @throws ValidationError
 */
export function requireObject(source: string, options: unknown): void {
  parseInput(source, z.looseObject({}, { error: objectProblem }), options);
}

function withDefaultsOf(defaults: object, input: unknown): unknown {
  if (!isPlainObject(input)) return input;
  return { ...input, ...Object.fromEntries(Object.entries(defaults).filter(([key]) => input[key] === undefined)) };
}

type Fill = (input: unknown) => unknown;

const fills = new WeakMap<z.ZodType, Fill>();

/** The input with the defaults of the schema, also in nested objects. Tokens and class instances stay as they are. */
export function withSchemaDefaults(schema: z.ZodType, input: unknown): unknown {
  const fill = fills.get(schema) ?? fillOf(schema);
  fills.set(schema, fill);
  return fill(input);
}

/** The function that fills in the defaults. Each schema is read once, because the `instanceof` of zod is slow. */
function fillOf(schema: unknown): Fill {
  if (schema instanceof z.ZodDefault) {
    const fill = fillOf(schema.unwrap());
    return (input) => (input === undefined ? schema.def.defaultValue : fill(input));
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly) return fillOf(schema.unwrap());
  if (schema instanceof z.ZodArray) {
    const fill = fillOf(schema.element);
    return (input) => (Array.isArray(input) && !Token.isUnresolved(input) ? input.map((item) => fill(item)) : input);
  }
  if (!(schema instanceof z.ZodObject)) return (input) => input;
  const fields = Object.entries(schema.shape).map(([key, field]) => [key, fillOf(field)] as const);
  return (input) => {
    if (!isObject(input) || Token.isUnresolved(input)) return input;
    const filled: Record<string, unknown> = {};
    for (const [key, fill] of fields) {
      const value = fill(input[key]);
      if (value !== undefined) filled[key] = value;
    }
    return filled;
  };
}

/** Creates a part of a construct. If that fails, the whole construct is removed from the tree. */
export function orRemove<T>(construct: IConstruct, create: () => T): T {
  try {
    return create();
  } catch (error) {
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    throw error;
  }
}

/** Returns every problem of the input, except those that an unresolved token caused. */
export function problems(schema: z.ZodType, input: unknown): ValidationIssue[] {
  const ignored = ignoredByZod(schema, input, "");
  const { error } = schema.safeParse(input, { reportInput: true });
  if (error === undefined) return ignored;
  const issues = error.issues
    .filter((issue) => !isCausedByToken(issue, schema, input))
    .flatMap((issue) => {
      if (isUndefinedText(issue, input)) return describeUndefined(issue);
      const exceeded = exceededLimit(issue, schema);
      return describeIssue(issue, schema).map((each) => (exceeded === undefined ? each : { ...each, exceeded }));
    });
  return [...issues.filter(({ path }) => !ignored.some((each) => isAtOrBelow(path, each.path))), ...ignored];
}

/** JavaScript and CDKTF lose a key with this name. */
export const PROTO_PROBLEM = {
  code: "unsupported-name",
  message: "is not a supported name. Use another name.",
} as const;

/** Finds what zod ignores: instances of classes in place of objects of props, and keys `__proto__` of maps. */
function ignoredByZod(schema: unknown, input: unknown, path: string): ValidationIssue[] {
  if (!isObject(input)) return [];
  if (isWrapper(schema)) return ignoredByZod(schema.unwrap(), input, path);
  if (schema instanceof z.ZodRecord) {
    return Object.hasOwn(input, "__proto__") ? [{ ...PROTO_PROBLEM, path: joined(path, "__proto__") }] : [];
  }
  if (!(schema instanceof z.ZodObject)) return [];
  if (isPlainObject(input) && !Token.isUnresolved(input)) {
    const { shape } = schema;
    const nested = Object.keys(input).filter((key) => isObject(input[key]));
    return nested.flatMap((key) => ignoredByZod(shape[key], input[key], joined(path, key)));
  }
  const message = `is not a plain object, got ${kind(input)}. Pass an object of props.`;
  return [{ code: isSecret(input) ? "secret-not-accepted" : "wrong-type", path, message }];
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function isAtOrBelow(path: string, ancestor: string): boolean {
  return ancestor === "" || path === ancestor || path.startsWith(`${ancestor}.`);
}

/** Whether a text is given, but undefined. It is usually an unset variable of the environment. */
function isUndefinedText(issue: z.core.$ZodIssue, root: unknown): boolean {
  if (issue.code !== "invalid_type" || issue.expected !== "string" || issue.input !== undefined) return false;
  const parent = issue.path.slice(0, -1).reduce((value, key) => (isIndexable(value) ? value[key] : undefined), root);
  return isIndexable(parent) && Object.hasOwn(parent, issue.path.at(-1) ?? "");
}

function describeUndefined({ path, message }: z.core.$ZodIssue): ValidationIssue {
  const remedy = "If it comes from process.env, set the variable or give a default.";
  return {
    code: "missing",
    path: path.map(displayKey).join("."),
    message: `${message.replace(/^is missing/, "is undefined")} ${remedy}`,
  };
}

/** The validation issues of a zod issue, each with the path of its field. */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, display = displayKey): ValidationIssue[] {
  const path = issue.path.map(display).join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        code: "unknown-prop",
        path: [...issue.path, key].map(display).join("."),
        message: `is not a known prop. ${didYouMean(key, fieldsAt(schema, issue.path), CHECK_SPELLING)}`,
      }));
    case "invalid_key":
      return issue.issues.map((inner) => ({ code: codeOf(inner), path, message: inner.message }));
    default:
      return [{ code: codeOf(issue), path, message: issue.message }];
  }
}

const CHECK_SPELLING = "Remove it, or check its spelling.";
