import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import { ValidationError, inOneLine, type ValidationIssue } from "../base/errors";
import { givenKeys, isObject } from "../base/objects";
import { kind } from "../base/show";

type Mutual<A, B> = [A, B] extends [B, A] ? true : false;
type SameProps<A, B> = Mutual<keyof A, keyof B> extends true ? Mutual<A, B> : false;

/** The schema of a construct's props; the compiler refuses one that says more, less or other than the interface. */
export function propsSchema<Props>() {
  return <Shape extends z.ZodRawShape>(
    shape: Shape &
      (SameProps<z.input<z.ZodObject<Shape>>, Props> extends true ? unknown : "the schema differs from the props"),
  ): z.ZodObject<Shape, z.core.$strict> => z.strictObject(shape, { error: objectProblem });
}

function objectProblem({ code, input }: { code?: string; input?: unknown }): string | undefined {
  return code === "invalid_type" ? `props must be an object, not ${kind(input)}` : undefined;
}

/** Rules over several fields: run even when a single field is wrong, so they must bear any input. */
export function acrossFields<T extends z.ZodType>(
  schema: T,
  rules: (props: z.input<T>) => Iterable<ValidationIssue>,
): T {
  return schema.superRefine(
    (props, context) => {
      for (const { path, message } of rules(props as z.input<T>)) {
        context.addIssue({ code: "custom", path: path === "" ? [] : path.split("."), message });
      }
    },
    { when: ({ value }) => isObject(value) },
  );
}

/** The issue of an object that does not have exactly one of some keys. */
export function exactlyOne(value: object, keys: readonly string[]): ValidationIssue[] {
  const found = givenKeys(value, keys);
  if (found.length === 1) return [];
  const problem = found.length === 0 ? "has none" : `has ${found.join(" and ")}`;
  return [{ path: "", message: `${problem}; Scaleway takes exactly one of ${keys.join(", ")}` }];
}

/** Validates a construct's props before it has children. */
export function validate(construct: IConstruct, schema: z.ZodType, props: unknown): void {
  orRemove(construct, () => {
    check(construct.node.path, schema, props);
  });
}

/** What makes a part of a construct. When it fails, the whole construct is taken out of the tree again. */
export function orRemove<T>(construct: IConstruct, make: () => T): T {
  try {
    return make();
  } catch (error) {
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    throw error;
  }
}

/** Props whose name, where left out, is the construct id. */
export function withName<Props extends { readonly name?: string }>(id: string, props: Props) {
  return (isObject(props) && props.name === undefined ? { ...props, name: id } : props) as Props & {
    readonly name: string;
  };
}

/** Throws one ValidationError with every problem of `input`. */
export function check(where: string, schema: z.ZodType, input: unknown): void {
  refuse(where, problems(schema, input));
}

export function refuse(where: string, issues: readonly ValidationIssue[]): void {
  if (issues.length > 0) throw new ValidationError(where, unique(issues));
}

/** Every problem of `input`, but for those that an unresolved token caused. */
export function problems(schema: z.ZodType, input: unknown): ValidationIssue[] {
  const { error } = schema.safeParse(input, { reportInput: true });
  if (error === undefined) return [];
  return error.issues.filter((issue) => !causedByToken(issue, input)).flatMap((issue) => describe(issue));
}

/** A token stands for a value that only Terraform knows: what zod says of the stand-in is void, but where no token can stand. */
function causedByToken(issue: z.core.$ZodIssue, root: unknown): boolean {
  const isObjectWanted = issue.code === "invalid_type" && issue.expected === "object";
  const refused = isObjectWanted || (issue.code === "custom" && issue.params?.["refusesTokens"] === true);
  let value = root;
  for (const [index, key] of issue.path.entries()) {
    if (Token.isUnresolved(key)) return true;
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
    if (Token.isUnresolved(value)) return !(refused && index === issue.path.length - 1);
  }
  return issue.code === "unrecognized_keys" && issue.keys.every((key) => Token.isUnresolved(key));
}

/** A problem as zod tells it, under the field that it concerns. */
export function describe(issue: z.core.$ZodIssue): ValidationIssue[] {
  const path = issue.path.map(String).join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...issue.path, key].map(String).join("."),
        message: "is not a known prop; remove it or check its spelling",
      }));
    case "invalid_key":
      return issue.issues.map(({ message }) => ({ path, message }));
    default:
      return [{ path, message: issue.message }];
  }
}

function unique(issues: readonly ValidationIssue[]): ValidationIssue[] {
  return [...new Map(issues.map((issue) => [inOneLine(issue), issue])).values()];
}
