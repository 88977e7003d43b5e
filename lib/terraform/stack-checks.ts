import {
  TerraformDataSource,
  TerraformElement,
  TerraformLocal,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { mayBeUndeployable, undeployableProblem } from "../base/deployable-text";
import { fieldsOf } from "../base/objects";
import { isSecret } from "../base/secret-brand";
import { displayKey, show } from "../base/show";
import { isUnchangedToken, tokenArithmeticProblem } from "../base/token-text";
import { groupBy } from "../base/group-by";
import { referenceIssues } from "./reference-checks";

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
 * Adds checks that CDKTF does not have. It uses the last of several outputs or variables with the same name, renders a SecretValue as
 * an empty object, deploys a part of a token as it is, and leaves circular references to Terraform.
 */
export function checkElements(scope: IConstruct): void {
  checkStack(scope, namingIssues);
  checkStack(scope, overrideIssues);
  checkStack(scope, circularReferenceIssues);
}

/** A name in Terraform. */
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

function isResourceOrData(construct: IConstruct): construct is TerraformResource | TerraformDataSource {
  return TerraformResource.isTerraformResource(construct) || TerraformDataSource.isTerraformDataSource(construct);
}

function addressOf(element: TerraformResource | TerraformDataSource): string {
  const prefix = TerraformDataSource.isTerraformDataSource(element) ? "data." : "";
  return `${prefix}${element.terraformResourceType}.${element.friendlyUniqueId}`;
}

function* namingIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  const remedy = "Rename one, or move it to another stack.";
  const outputs = membersOf(stack, (each) => each instanceof TerraformOutput);
  const variables = membersOf(stack, (each) => each instanceof TerraformVariable);
  yield* duplicates("output", outputs, (output) => output.friendlyUniqueId, remedy);
  for (const { value, friendlyUniqueId } of outputs) yield* valueIssues(`output.${friendlyUniqueId}`, value);
  for (const local of membersOf(stack, (each) => each instanceof TerraformLocal)) {
    yield* valueIssues("", local.toTerraform());
  }
  yield* duplicates("variable", variables, (variable) => variable.friendlyUniqueId, remedy);
  const resources = membersOf(stack, isResourceOrData);
  yield* duplicates("resource", resources, addressOf, remedy);
  for (const { node, friendlyUniqueId } of [...outputs, ...variables, ...resources]) {
    if (IDENTIFIER.test(friendlyUniqueId) || Token.isUnresolved(friendlyUniqueId)) continue;
    const message = `is not a valid name in Terraform, got ${show(friendlyUniqueId)}. Use an ID that starts with a letter or _.`;
    yield { code: "invalid-format", path: node.path, message };
  }
}

/**
 * Checks the configuration of a stack, also of resources of other classes.
 * @throws ValidationError if a text is the placeholder of a SecretValue or a part of a token
 */
export function checkConfiguration<T>(stack: TerraformStack, configuration: T): T {
  if (!mayBeUndeployable(JSON.stringify(configuration))) return configuration;
  const issues = [...valueIssues("", configuration)];
  if (issues.length > 0) throw new ValidationError(stack.node.path, issues);
  return configuration;
}

function* overrideIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  const isOverridable = (each: IConstruct): each is IConstruct =>
    each === stack || TerraformElement.isTerraformElement(each);
  for (const construct of membersOf(stack, isOverridable)) {
    // What `addOverride` has written. CDKTF protects the property.
    yield* valueIssues(`${construct.node.path} override`, fieldsOf(construct)["rawOverrides"]);
  }
}

function circularReferenceIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  return referenceIssues(
    stack,
    membersOf(stack, (each) => TerraformElement.isTerraformElement(each)),
  );
}

/** The issues of a value that a user writes into the configuration past the checks of the constructs. */
function* valueIssues(path: string, value: unknown): Iterable<ValidationIssue> {
  if (isSecret(value)) {
    const message =
      "is a SecretValue. Pass the result of its unsafeUnwrap(stack), to a sensitive attribute or output only.";
    yield { code: "secret-not-accepted", path, message };
  } else if (typeof value === "string" || typeof value === "number") {
    const problem = typeof value === "string" ? undeployableProblem(value) : tokenArithmeticProblem(value);
    if (problem !== undefined) yield { path, ...problem };
  } else if (typeof value === "object" && value !== null && !isUnchangedToken(value) && !Construct.isConstruct(value)) {
    for (const [key, item] of Object.entries(value)) {
      const itemPath = path === "" ? displayKey(key) : `${path}.${displayKey(key)}`;
      const problem = undeployableProblem(key);
      if (problem !== undefined) yield { path: itemPath, ...problem };
      yield* valueIssues(itemPath, item);
    }
  }
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
