import { TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ValidationError } from "../../base/errors";
import type { ContainerReference } from "../../contracts/container-reference";
import { TOKEN_LIMITS } from "../../facts/limits";
import { instance, literal, plainText } from "../../schema/fields";
import { parseInput, propsSchema } from "../../schema/parse";
import { variableNameField } from "../../secrets/secret-fields";
import type { SecretValue } from "../../secrets/secret-value";
import { AccessToken } from "../access-token";

/**
 * A program that calls containers: a `ServerlessContainer`, or another construct with variables.
 * @example
 * ```ts
 * class Job extends Construct implements IContainerCaller {
 *   public readonly name = "import-job";
 *   public readonly variables: Record<string, string> = {};
 *   public readonly secrets: Record<string, SecretValue> = {};
 *
 *   public addEnvironmentVariable(name: string, value: string): void {
 *     this.variables[name] = value;
 *   }
 *
 *   public addSecret(name: string, value: SecretValue): void {
 *     this.secrets[name] = value;
 *   }
 * }
 *
 * api.grantInvoke(new Job(stack, "import"), { expiresAt: "2099-01-31T00:00:00Z" });
 * ```
 */
export interface IContainerCaller extends IConstruct {
  /** The name of the caller. The name of its token ends with this name. */
  readonly name: string;
  /** Adds a variable, for example the URL. */
  addEnvironmentVariable(name: string, value: string): void;
  /** Adds a secret variable, for example the token. */
  addSecret(name: string, value: SecretValue): void;
}

/** The options of `grantInvoke`. */
export interface GrantInvokeOptions {
  /**
   * The name of the variable with the URL.
   * @default - the name of the called container in uppercase with the suffix `_URL`, for example `ORDER_API_URL`
   */
  readonly urlVariable?: string | undefined;
  /**
   * The name of the secret variable with the token. It is not used if the called container is public.
   * @default - the name of the called container in uppercase with the suffix `_TOKEN`, for example `ORDER_API_TOKEN`
   */
  readonly tokenVariable?: string | undefined;
  /**
   * The time at which the token expires, in RFC 3339, for example `2030-01-31T00:00:00Z`. It is not used if the called container is
   * public.
   * @default - never, with the warning `token-without-expiry`
   */
  readonly expiresAt?: string | undefined;
}

const optionsSchema = propsSchema<GrantInvokeOptions>()({
  urlVariable: variableNameField().optional(),
  // The ID of the token is made from it.
  tokenVariable: literal(variableNameField()).optional(),
  expiresAt: plainText().optional(),
});

const callerSchema = propsSchema<{ readonly caller: IContainerCaller }>()({
  caller: instance<IContainerCaller>(isCaller, "a ServerlessContainer"),
});

function isCaller(value: unknown): value is IContainerCaller {
  return Construct.isConstruct(value) && "addEnvironmentVariable" in value && "addSecret" in value;
}

/** A container that is called, and its URL. */
interface Callee {
  readonly container: ContainerReference;
  /** @param isPredicted whether Terraform must know the URL before the container */
  readonly urlOf: (isPredicted: boolean) => string;
}

/**
 * Gives a caller the URL of a container and, unless the container is public, a token for it.
 * @returns the token; undefined if the container is public
 * @throws ValidationError if an option is not valid, or if the stacks of the containers would depend on each other
 */
export function grantInvoke(
  { container, urlOf }: Callee,
  caller: IContainerCaller,
  options: GrantInvokeOptions,
): AccessToken | undefined {
  const source = container.node.path;
  parseInput(source, callerSchema, { caller });
  const { urlVariable, tokenVariable, expiresAt } = parseInput(source, optionsSchema, options, variablesFor(container));
  const isCircular = needsUrlOf(container, caller);
  const url = urlOf(isCircular);
  if (!isCircular) calledBy.set(caller, [...(calledBy.get(caller) ?? []), container]);
  if ([url, container.projectId].some((each) => Token.isUnresolved(each))) orderStacks(caller, container);
  caller.addEnvironmentVariable(urlVariable, url);
  if (container.privacy === "public") return undefined;
  const token = new AccessToken(caller, tokenVariable, { container, name: tokenName(container, caller), expiresAt });
  caller.addSecret(tokenVariable, token.secretKey);
  return token;
}

/** The default names of the variables. A shell cannot read a variable whose name starts with a digit. */
function variablesFor({ name, node }: ContainerReference) {
  const prefix = (Token.isUnresolved(name) ? node.id : name)
    .toUpperCase()
    .replace(/\W/g, "_")
    .replace(/^(?=\d)/, "_");
  return { urlVariable: `${prefix}_URL`, tokenVariable: `${prefix}_TOKEN` };
}

function tokenName({ name }: ContainerReference, caller: IContainerCaller): string {
  const full = `${name}-${caller.name}`;
  return Token.isUnresolved(full) ? full : full.slice(0, TOKEN_LIMITS.name.maxLength);
}

/** The containers whose URL is a variable of a caller, unless the URL is predicted. */
const calledBy = new WeakMap<IConstruct, readonly IConstruct[]>();

/** Whether a construct needs the URL of another one, directly or through the containers that it calls. */
function needsUrlOf(construct: IConstruct, target: IConstruct): boolean {
  return construct === target || (calledBy.get(construct) ?? []).some((each) => needsUrlOf(each, target));
}

/** Deploys the stack of the container first. CDKTF would report a circle of stacks without the containers. */
function orderStacks(caller: IContainerCaller, container: ContainerReference): void {
  const stack = TerraformStack.of(caller);
  const awaited = TerraformStack.of(container);
  if (stack === awaited) return;
  if (awaited.dependsOn(stack)) {
    const message = `cannot call ${container.node.path}: the stack ${awaited.node.path} already depends on the stack ${stack.node.path}. Move both containers to one stack.`;
    throw new ValidationError(container.node.path, [{ code: "circular-reference", path: caller.node.path, message }]);
  }
  stack.addDependency(awaited);
}
