import { TerraformBackend, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { ValidationError } from "../base/errors";
import { secretNameProblem, undeployableProblem } from "../base/deployable-text";
import type { Problem } from "../base/problem";
import { kind, show } from "../base/show";

/**
 * Checks the ID of a new construct, before constructs or CDKTF fail without a remedy, or only at synth.
 * @param name the construct's name if it is the ID by default
 * @throws ValidationError if the ID is taken or not valid
 */
export function checkedId(scope: Construct, id: string, name?: "name"): string {
  const remedy =
    name === undefined ? "Use another ID." : `Use another ID, and set ${name}: ${show(id)} to keep the name.`;
  throwIfAny(scope, idProblem(scope, id, remedy));
  return id;
}

/**
 * Checks the ID of a new stack, which is also the name of its folder and its local state.
 * @throws ValidationError if the ID is taken or not valid
 */
export function checkedStackId(scope: Construct, id: string): string {
  const problem = idProblem(scope, id, "Use another ID.") ?? folderProblem(scope, id);
  throwIfAny(scope, problem);
  return id;
}

function throwIfAny(scope: Construct, problem: Problem | undefined): void {
  if (problem !== undefined) throw new ValidationError(scope.node.path || "App", [{ path: "id", ...problem }]);
}

function idProblem(scope: Construct, id: unknown, remedy: string): Problem | undefined {
  if (typeof id !== "string") {
    return { code: "wrong-type", message: `is not a text, got ${kind(id)}. Pass the ID of the construct as a text.` };
  }
  if (id === "") return { code: "empty", message: "is empty. Pass an ID that is unique in its scope." };
  if (Token.isUnresolved(id)) {
    const message = `must be a literal value, got ${show(id)}. Pass a text that is known at synth time.`;
    return { code: "token-not-supported", message };
  }
  const textProblem = secretNameProblem(id) ?? undeployableProblem(id);
  if (textProblem !== undefined) return textProblem;
  // constructs would find a property that every object inherits.
  if (id in {}) return { code: "reserved", message: `is reserved by CDKTF, got ${show(id)}. Use another ID.` };
  const owner = scope.node.tryFindChild(id);
  if (owner !== undefined) {
    const message = `is the ID of another construct (${owner.constructor.name}) in the same scope, got ${show(id)}. ${remedy}`;
    return {
      code: "duplicate-name",
      message: TerraformBackend.isBackend(owner) ? `${message} ${BACKEND_REMEDY}` : message,
    };
  }
  return plainStackProblem(scope, id, remedy);
}

const BACKEND_REMEDY = "Or add an ObjectStorageBackend to the stack after this construct.";

/** The problem of an ID in a stack that is not one of this library, whose stacks make every ID work. */
function plainStackProblem(scope: Construct, id: string, remedy: string): Problem | undefined {
  const stack = scope.node.scopes.find((each) => TerraformStack.isStack(each));
  if (stack === undefined) return undefined;
  if (id === "backend" && stack === scope && !overrides(stack, "ensureBackendExists")) {
    const message = `is the ID of CDKTF's backend, got ${show(id)}. ${remedy}`;
    return { code: "reserved", message };
  }
  const ids = [...scope.node.scopes.slice(scope.node.scopes.indexOf(stack) + 1).map(({ node }) => node.id), id];
  const first = ids.find((each) => each !== "Default" && each !== "Resource") ?? "";
  if (!/^[0-9-]/.test(first.replace(/[^\w-]/g, "")) || overrides(stack, "allocateLogicalId")) return undefined;
  const message = `starts with a digit or a hyphen, which Terraform does not accept in a name, got ${show(first)}. ${remedy}`;
  return { code: "invalid-format", message };
}

function overrides(stack: TerraformStack, method: string): boolean {
  return Reflect.get(stack, method) !== Reflect.get(TerraformStack.prototype, method);
}

function folderProblem(scope: Construct, id: string): Problem | undefined {
  if (/^\.\.?$|[\s*?[\]{}!]/.test(id)) {
    const message = `is not a valid name of a folder for CDKTF, got ${show(id)}. Use letters, digits, - and _.`;
    return { code: "invalid-format", message };
  }
  const stacks = scope.node.root.node.findAll().filter((each) => TerraformStack.isStack(each));
  const owner = stacks.find(({ node }) => node.id === id);
  if (owner === undefined) return undefined;
  const message = `is the ID of another stack of the app (${owner.node.path}), got ${show(id)}. Use another ID: both stacks would have one folder and one state.`;
  return { code: "duplicate-name", message };
}

/** An ID as it is, or with hyphens at its end if the scope has a construct with the ID. */
function freeId(scope: Construct, id: string): string {
  return scope.node.tryFindChild(id) === undefined ? id : freeId(scope, `${id}-`);
}

/** The scope of a new backend, whose ID is always `backend`: the given scope, unless another construct has the ID there. */
export function backendScope(scope: Construct): Construct {
  const owner = scope.node.tryFindChild("backend");
  return owner === undefined || TerraformBackend.isBackend(owner)
    ? scope
    : new Construct(scope, freeId(scope, "backend"));
}
