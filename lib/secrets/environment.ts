import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { ValidationIssue } from "../base/errors";
import { ENVIRONMENT_LIMITS } from "../facts/limits";
import type { SecretValue } from "./secret-value";
import { addWarning } from "../terraform/warnings";
import { call } from "../terraform/expressions";
import { environmentSchema } from "./secret-fields";
import { escapeTemplates } from "../terraform/template";
import { problems, refuse } from "../schema/parse";

export interface Environment {
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  readonly secretEnvironmentVariables?: Readonly<Record<string, SecretValue>> | undefined;
}

/** The rules over plain and secret variables of one resource, and of the namespace around it. Bears any input. */
export function* environmentIssues(own: Environment, inherited: Environment = {}): Iterable<ValidationIssue> {
  const secrets = names(own.secretEnvironmentVariables);
  for (const name of names(own.environmentVariables)) {
    if (secrets.includes(name)) {
      yield {
        path: `secretEnvironmentVariables.${name}`,
        message: "is also a plain variable; keep one of the two",
      };
    }
  }
  for (const [path, limit] of [
    ["environmentVariables", ENVIRONMENT_LIMITS.variables],
    ["secretEnvironmentVariables", ENVIRONMENT_LIMITS.secrets],
  ] as const) {
    // Neither zod nor CDKTF sees it.
    if (names(own[path]).includes("__proto__")) {
      yield { path: `${path}.__proto__`, message: "is no name that can be passed on; choose another name" };
    }
    const ofNamespace = names(inherited[path]);
    const count = new Set([...names(own[path]), ...ofNamespace]).size;
    if (count > limit.max) {
      const shared = ofNamespace.length === 0 ? "" : `, ${ofNamespace.length} of them from the namespace`;
      yield { path, message: `has ${count} ${limit.unit}${shared}; Scaleway takes at most ${limit.max}` };
    }
  }
}

function names(map: unknown): string[] {
  return typeof map === "object" && map !== null && !Token.isUnresolved(map) ? Object.keys(map) : [];
}

/** Variables that can still be added to, under the rules of the props. */
export class GrowingEnvironment {
  #added: Required<Environment> = { environmentVariables: {}, secretEnvironmentVariables: {} };
  private readonly given: Environment;

  constructor(
    { environmentVariables, secretEnvironmentVariables }: Environment,
    private readonly inherited: Environment,
  ) {
    this.given = {
      environmentVariables: copy(environmentVariables),
      secretEnvironmentVariables: copy(secretEnvironmentVariables),
    };
  }

  public add(scope: IConstruct, addition: Environment): void {
    const { environmentVariables, secretEnvironmentVariables } = this.#added;
    const added = {
      environmentVariables: { ...environmentVariables, ...addition.environmentVariables },
      secretEnvironmentVariables: { ...secretEnvironmentVariables, ...addition.secretEnvironmentVariables },
    };
    refuse(scope.node.path, [
      ...problems(environmentSchema, addition),
      ...this.repeated(addition),
      ...environmentIssues(this.all(added), this.inherited),
    ]);
    this.#added = added;
    warnAboutSecrets(scope, addition.secretEnvironmentVariables);
  }

  public get hasSecrets(): boolean {
    return [this.all(this.#added), this.inherited].some(
      (environment) => Object.keys(environment.secretEnvironmentVariables ?? {}).length > 0,
    );
  }

  public render(scope: IConstruct) {
    return renderEnvironment(scope, this.given, this.#added);
  }

  private *repeated(addition: Environment): Iterable<ValidationIssue> {
    const existing = this.all(this.#added);
    for (const path of ["environmentVariables", "secretEnvironmentVariables"] as const) {
      for (const name of names(addition[path]).filter((added) => names(existing[path]).includes(added))) {
        yield { path: `${path}.${name}`, message: "is already set; choose another name" };
      }
    }
  }

  private all(added: Environment): Environment {
    return {
      environmentVariables: { ...this.given.environmentVariables, ...added.environmentVariables },
      secretEnvironmentVariables: { ...this.given.secretEnvironmentVariables, ...added.secretEnvironmentVariables },
    };
  }
}

/** A later change of the caller's object must not reach the container. */
function copy<T extends object>(map: T | undefined): T | undefined {
  return Token.isUnresolved(map) ? map : map && { ...map };
}

/** Both maps as the provider takes them, always there: one that is left out of the configuration would keep its old value. */
export function renderEnvironment(scope: IConstruct, given: Environment, added: Environment = {}) {
  return {
    environmentVariables: merged(given.environmentVariables, added.environmentVariables, (value) => value),
    secretEnvironmentVariables: merged(given.secretEnvironmentVariables, added.secretEnvironmentVariables, (secret) =>
      secret.unsafeUnwrap(scope),
    ),
  };
}

/** A map that is a token as a whole stays one; what was added to it is merged in by Terraform. */
function merged<T>(
  given: Readonly<Record<string, T>> = {},
  added: Readonly<Record<string, T>> = {},
  unwrap: (value: T) => string,
): Record<string, string> {
  const texts = (map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, unwrap(value)]));
  if (!Token.isUnresolved(given)) return escapeTemplates(texts({ ...given, ...added }));
  const token = given as unknown as Record<string, string>;
  return Object.keys(added).length === 0 ? token : Token.asStringMap(call("merge", token, texts(added)));
}

/** Warnings about secrets that are written into the code, as variables of a container. */
export function warnAboutSecrets(scope: IConstruct, secrets: Environment["secretEnvironmentVariables"] = {}): void {
  if (Token.isUnresolved(secrets)) return;
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.isMultiLine) {
      addWarning(
        scope,
        "multi-line-secret",
        `The secret ${name} has several lines, which Scaleway does not inject properly; pass it as base64`,
      );
    }
  }
  warnAboutPlainText(scope, secrets);
}

export function warnAboutPlainText(scope: IConstruct, secrets: Readonly<Record<string, SecretValue>>): void {
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.kind === "plainText") {
      addWarning(
        scope,
        "plain-text-secret",
        `The secret ${name} stands in cdk.tf.json in clear; use SecretValue.variable outside of tests`,
      );
    }
  }
}
