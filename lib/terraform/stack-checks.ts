import { TerraformOutput, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { isSecret } from "../base/secret-brand";
import { groupBy } from "../base/group-by";

type Check = (stack: TerraformStack) => Iterable<ValidationIssue>;

const checksOfStacks = new WeakMap<TerraformStack, Set<Check>>();

/** Adds a check of the whole stack, which runs once at synth even if several constructs add it. */
export function checkStack(scope: IConstruct, check: Check): void {
  const stack = TerraformStack.of(scope);
  const checks = checksOfStacks.get(stack) ?? new Set();
  checks.add(check);
  if (checksOfStacks.has(stack)) return;
  checksOfStacks.set(stack, checks);
  stack.node.addValidation({
    validate: () => {
      const issues = [...checks].flatMap((each) => [...each(stack)]);
      if (issues.length > 0) throw new ValidationError(stack.node.path, issues);
      return [];
    },
  });
}

/**
 * Adds checks of outputs and variables that CDKTF does not have: it uses the last of several with the same name, and renders a
 * SecretValue as an empty output.
 */
export function checkOutputsAndVariables(scope: IConstruct): void {
  checkStack(scope, outputAndVariableIssues);
}

function* outputAndVariableIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  const remedy = "Rename one, or move it to another stack.";
  const outputs = membersOf(stack, (each) => each instanceof TerraformOutput);
  const variables = membersOf(stack, (each) => each instanceof TerraformVariable);
  yield* duplicates("output", outputs, (output) => output.friendlyUniqueId, remedy);
  for (const output of outputs.filter(({ value }) => isSecret(value))) {
    const message = "is a SecretValue. Pass the result of its unsafeUnwrap(stack), with sensitive: true.";
    yield { code: "secret-not-accepted", path: `output.${output.friendlyUniqueId}`, message };
  }
  yield* duplicates("variable", variables, (variable) => variable.friendlyUniqueId, remedy);
}

/** The constructs of a stack, without those of a nested stack. */
export function membersOf<T extends IConstruct>(
  stack: TerraformStack,
  isMember: (construct: IConstruct) => construct is T,
): T[] {
  return stack.node
    .findAll()
    .filter(isMember)
    .filter((construct) => TerraformStack.of(construct) === stack);
}

/** Returns an issue for each name that several constructs have. Tokens are not compared. */
export function duplicates<T extends IConstruct>(
  kind: string,
  constructs: readonly T[],
  nameOf: (construct: T) => string,
  remedy: string,
): ValidationIssue[] {
  return [...groupBy(constructs, nameOf)]
    .filter(([name, owners]) => owners.length > 1 && !Token.isUnresolved(name))
    .map(([name, owners]) => ({
      code: "duplicate-name",
      path: `${kind}.${name}`,
      message: `is created ${owners.length} times, by ${owners.map(({ node }) => node.path).join(" and ")}. ${remedy}`,
    }));
}
