import {
  Aspects,
  TerraformDataSource,
  TerraformElement,
  TerraformModule,
  TerraformResource,
  TerraformStack,
  dependable,
  type IAspect,
} from "cdktf";
import type { IConstruct } from "constructs";
import type { ValidationIssue } from "../base/errors";
import { resolveIn } from "./resolve";
import { checkStack } from "./stack-checks";

/** What `depends_on` can name, and what can contain it. */
type Orderable = TerraformResource | TerraformDataSource | TerraformModule;

/** A call of `dependent.node.addDependency(target)`. */
interface Dependency {
  readonly dependent: IConstruct;
  readonly target: IConstruct;
}

/** Translates `node.addDependency` to `depends_on` in the stack of a construct, for all its constructs. CDKTF ignores the call. */
export function translateDependencies(scope: IConstruct): void {
  const aspects = Aspects.of(TerraformStack.of(scope));
  if (!aspects.all.includes(translation)) aspects.add(translation);
  checkStack(scope, dependencyIssues);
}

/** Translates in `Testing.synth` too, which skips the checks. */
const translation: IAspect = {
  visit(node) {
    if (TerraformStack.isStack(node)) writeDependencies(node);
  },
};

/** Translates again, because other aspects may have added dependencies, and reports the dependencies that Terraform cannot express. */
function* dependencyIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  writeDependencies(stack);
  for (const dependency of dependenciesOf(stack)) yield* unsupportedIssues(stack, dependency);
}

function dependenciesOf(stack: TerraformStack): Dependency[] {
  const constructs = [...stack.node.scopes.slice(0, -1), ...stack.node.findAll()];
  return constructs.flatMap((dependent) => dependent.node.dependencies.map((target) => ({ dependent, target })));
}

function writeDependencies(stack: TerraformStack): void {
  for (const { waiting, awaited } of dependenciesOf(stack).map((each) => elementsOf(stack, each))) {
    if (awaited.length === 0) continue;
    const added = awaited.map((each) => dependable(each));
    for (const element of waiting) {
      const tokens = [...(element.dependsOn ?? []), ...added];
      // Each token of the same address is another text.
      element.dependsOn = [...new Map(tokens.map((each) => [resolveIn(stack, each), each])).values()];
    }
  }
}

/** The elements of a stack that a dependency orders: each one that waits depends on each one that it waits for. */
function elementsOf(stack: TerraformStack, { dependent, target }: Dependency) {
  const isOwn = ({ cdktfStack }: Orderable) => cdktfStack === stack;
  return {
    waiting: orderablesIn(dependent)
      .filter(isOwn)
      // Terraform would read a data source that waits at apply: its values, such as secrets or IDs, would be unknown in the plan.
      .filter((each) => each === dependent || !TerraformDataSource.isTerraformDataSource(each))
      .filter((each) => !(isInside(target, dependent) && isInside(each, target))),
    awaited: orderablesIn(target)
      .filter(isOwn)
      .filter((each) => !(isInside(dependent, target) && waitsForScope(each, target))),
  };
}

/** Whether an element is in a part of a construct that waits for the rest of the construct. */
function waitsForScope({ node }: IConstruct, scope: IConstruct): boolean {
  const parts = node.scopes.slice(node.scopes.indexOf(scope) + 1);
  return parts.some((part) => part.node.dependencies.includes(scope));
}

function isInside({ node }: IConstruct, scope: IConstruct): boolean {
  return node.scopes.includes(scope);
}

function orderablesIn(scope: IConstruct): Orderable[] {
  return scope.node.findAll().filter((each) => isOrderable(each));
}

function isOrderable(construct: IConstruct): construct is Orderable {
  return (
    TerraformResource.isTerraformResource(construct) ||
    TerraformDataSource.isTerraformDataSource(construct) ||
    construct instanceof TerraformModule
  );
}

function* unsupportedIssues(stack: TerraformStack, { dependent, target }: Dependency): Iterable<ValidationIssue> {
  const path = dependent.node.path;
  for (const construct of [dependent, target]) {
    if (!TerraformElement.isTerraformElement(construct) || isOrderable(construct)) continue;
    const message = `cannot depend on ${target.node.path}: ${construct.node.path} is not a resource, data source or module. Remove the dependency, or add it to a resource.`;
    yield { code: "dependency-not-supported", path, message };
  }
  const foreign = orderablesIn(target).find(({ cdktfStack }) => cdktfStack !== stack);
  if (foreign === undefined || !orderablesIn(dependent).some(({ cdktfStack }) => cdktfStack === stack)) return;
  const message = `cannot depend on ${foreign.node.path}, which is in another stack. Remove the dependency, and call addDependency of the stack ${stack.node.path} with the stack ${foreign.cdktfStack.node.path}.`;
  yield { code: "dependency-on-other-stack", path, message };
}
