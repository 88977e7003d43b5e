import { TerraformOutput, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { isSecret } from "../base/secret-brand";
import { groupBy } from "../base/group-by";

type Check = (stack: TerraformStack) => Iterable<ValidationIssue>;

const checksOfStacks = new WeakMap<TerraformStack, Set<Check>>();

/** Has a whole stack checked at synth, once for all the constructs that ask for it. */
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

/** What CDKTF lets pass: of two outputs or variables with one name the last wins, and a SecretValue as an output is empty. */
export function checkOutputsAndVariables(scope: IConstruct): void {
  checkStack(scope, outputAndVariableIssues);
}

function* outputAndVariableIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  const remedy = "rename one, or move it to a stack of its own";
  const outputs = membersOf(stack, (each) => each instanceof TerraformOutput);
  const variables = membersOf(stack, (each) => each instanceof TerraformVariable);
  yield* repeated("output", outputs, (output) => output.friendlyUniqueId, remedy);
  for (const output of outputs.filter(({ value }) => isSecret(value))) {
    const message = "is a SecretValue; give what its unsafeUnwrap(stack) returns, and sensitive: true";
    yield { path: `output.${output.friendlyUniqueId}`, message };
  }
  yield* repeated("variable", variables, (variable) => variable.friendlyUniqueId, remedy);
}

/** The constructs of a stack, without those of a stack inside it. */
export function membersOf<T extends IConstruct>(
  stack: TerraformStack,
  is: (construct: IConstruct) => construct is T,
): T[] {
  return stack.node
    .findAll()
    .filter(is)
    .filter((construct) => TerraformStack.of(construct) === stack);
}

/** An issue for each name that several constructs have. A token is no name. */
export function repeated<T extends IConstruct>(
  kind: string,
  constructs: readonly T[],
  nameOf: (construct: T) => string,
  remedy: string,
): ValidationIssue[] {
  return [...groupBy(constructs, nameOf)]
    .filter(([name, owners]) => owners.length > 1 && !Token.isUnresolved(name))
    .map(([name, owners]) => ({
      path: `${kind}.${name}`,
      message: `is made ${owners.length} times, by ${owners.map(({ node }) => node.path).join(" and ")}; ${remedy}`,
    }));
}
