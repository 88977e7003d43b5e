import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "../errors";

const checkedStacks = new WeakSet<TerraformStack>();

/** CDKTF lets the last of two outputs or variables with one name win. In a stack that uses this library it is an error. */
export function requireUniqueNames(scope: IConstruct): void {
  const stack = TerraformStack.of(scope);
  if (checkedStacks.has(stack)) return;
  checkedStacks.add(stack);
  stack.node.addValidation({
    validate: () => {
      const issues = [...repeated(stack, "output", TerraformOutput), ...repeated(stack, "variable", TerraformVariable)];
      if (issues.length > 0) throw new ValidationError(stack.node.path, issues);
      return [];
    },
  });
}

function repeated(stack: TerraformStack, kind: string, type: typeof TerraformOutput | typeof TerraformVariable) {
  const paths = new Map<string, string[]>();
  for (const element of stack.node.findAll()) {
    if (!(element instanceof type) || element.cdktfStack !== stack) continue;
    paths.set(element.friendlyUniqueId, [...(paths.get(element.friendlyUniqueId) ?? []), element.node.path]);
  }
  return [...paths]
    .filter(([, owners]) => owners.length > 1)
    .map(([name, owners]) => ({
      path: `${kind}.${name}`,
      message: `is made ${owners.length} times, by ${owners.join(" and ")}; rename one, or move it to a stack of its own`,
    }));
}
