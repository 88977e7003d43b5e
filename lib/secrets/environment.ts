import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { ValidationIssue } from "../base/errors";
import { isObject } from "../base/objects";
import { displayKey } from "../base/show";
import { ENVIRONMENT_LIMITS } from "../facts/limits";
import { RESERVED_PREFIX } from "../facts/reserved-variables";
import type { SecretValue } from "./secret-value";
import { addWarning } from "../terraform/warnings";
import { call } from "../terraform/expressions";
import { warnAboutLookalikes } from "./lookalikes";
import { environmentSchema } from "./secret-fields";
import { escapeTemplates } from "../terraform/template";
import { problems, type Unchecked } from "../schema/parse";
import { exceeding } from "../base/exceeded-limit";
import { orRaise } from "../schema/limit-text";
import { throwUnlessRaised } from "../schema/raised-limits";

export interface Environment {
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  readonly secretEnvironmentVariables?: Readonly<Record<string, SecretValue>> | undefined;
}

/** The rules over plain and secret variables of one resource and its namespace. */
export function* environmentIssues(
  own: Unchecked<Environment>,
  inherited: Environment = {},
): Iterable<ValidationIssue> {
  const secrets = names(own.secretEnvironmentVariables);
  for (const name of names(own.environmentVariables).filter((each) => secrets.includes(each))) {
    const message = "is also a plain variable. Keep one of them.";
    yield { code: "duplicate-variable", path: `secretEnvironmentVariables.${displayKey(name)}`, message };
  }
  for (const [path, limit] of [
    ["environmentVariables", ENVIRONMENT_LIMITS.variables],
    ["secretEnvironmentVariables", ENVIRONMENT_LIMITS.secrets],
  ] as const) {
    const inheritedNames = names(inherited[path]);
    const count = new Set([...names(own[path]), ...inheritedNames]).size;
    if (count <= limit.max) continue;
    const origin = inheritedNames.length === 0 ? "" : ` (${inheritedNames.length} from the namespace)`;
    const message = `has too many entries, got ${count} ${limit.unit}${origin}. Use at most ${limit.max}${orRaise(limit)}.`;
    yield { code: "too-many", path, message, exceeded: exceeding(limit, count) };
  }
}

function names(map: unknown): string[] {
  return isObject(map) && !Token.isUnresolved(map) ? Object.keys(map) : [];
}

/** Variables that can be extended after the construction, under the rules of the props. */
export class ExtensibleEnvironment {
  #additions: Required<Environment> = { environmentVariables: {}, secretEnvironmentVariables: {} };
  /** The texts of secrets: each addition renders all variables again, and a new token of CDKTF is slow. */
  readonly #texts = new Map<SecretValue, string>();
  private readonly initial: Environment;

  constructor(
    { environmentVariables, secretEnvironmentVariables }: Environment,
    private readonly inherited: Environment,
  ) {
    this.initial = {
      environmentVariables: copy(environmentVariables),
      secretEnvironmentVariables: copy(secretEnvironmentVariables),
    };
  }

  public add(scope: IConstruct, addition: Environment): void {
    const { environmentVariables, secretEnvironmentVariables } = this.#additions;
    const additions = {
      environmentVariables: { ...environmentVariables, ...addition.environmentVariables },
      secretEnvironmentVariables: { ...secretEnvironmentVariables, ...addition.secretEnvironmentVariables },
    };
    throwUnlessRaised(scope, [
      ...problems(environmentSchema, addition),
      ...this.duplicates(addition),
      ...environmentIssues(this.all(additions), this.inherited),
    ]);
    this.#additions = additions;
    warnAboutEnvironment(scope, addition);
  }

  public get hasSecrets(): boolean {
    return [this.all(this.#additions), this.inherited].some(
      (environment) => Object.keys(environment.secretEnvironmentVariables ?? {}).length > 0,
    );
  }

  public render(scope: IConstruct) {
    return renderEnvironment(this.initial, this.#additions, (secret) => {
      const text = this.#texts.get(secret) ?? secret.unsafeUnwrap(scope);
      this.#texts.set(secret, text);
      return text;
    });
  }

  private *duplicates(addition: Environment): Iterable<ValidationIssue> {
    const existing = this.all(this.#additions);
    for (const path of ["environmentVariables", "secretEnvironmentVariables"] as const) {
      for (const name of names(addition[path]).filter((each) => names(existing[path]).includes(each))) {
        yield {
          code: "duplicate-variable",
          path: `${path}.${displayKey(name)}`,
          message: "is already set. Use another name.",
        };
      }
    }
  }

  private all(additions: Environment): Environment {
    return {
      environmentVariables: { ...this.initial.environmentVariables, ...additions.environmentVariables },
      secretEnvironmentVariables: {
        ...this.initial.secretEnvironmentVariables,
        ...additions.secretEnvironmentVariables,
      },
    };
  }
}

/** A copy of a map, because the caller may change its object later. */
function copy<T extends object>(map: T | undefined): T | undefined {
  return Token.isUnresolved(map) ? map : map && { ...map };
}

/** Renders both maps, even if they are empty: the provider keeps the old value of a map that is not in the configuration. */
export function renderEnvironment(
  initial: Environment,
  additions: Environment,
  unwrap: (secret: SecretValue) => string,
) {
  return {
    environmentVariables: mergeMaps(initial.environmentVariables, additions.environmentVariables, (value) => value),
    secretEnvironmentVariables: mergeMaps(
      initial.secretEnvironmentVariables,
      additions.secretEnvironmentVariables,
      unwrap,
    ),
  };
}

/** Merges maps. If the first map is a token, Terraform merges them. */
function mergeMaps<T>(
  initial: Readonly<Record<string, T>> = {},
  additions: Readonly<Record<string, T>> = {},
  unwrap: (value: T) => string,
): Record<string, string> {
  const texts = (map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, unwrap(value)]));
  if (!Token.isUnresolved(initial)) return escapeTemplates(texts({ ...initial, ...additions }));
  const isUnchanged = Object.keys(additions).length === 0;
  return Token.asStringMap(isUnchanged ? initial : call("merge", initial, texts(additions)));
}

/** Adds warnings about plain variables that look like secrets, and about secret variables whose value is in the code. */
export function warnAboutEnvironment(scope: IConstruct, environment: Environment): void {
  warnAboutLookalikes(scope, "environmentVariables", environment.environmentVariables, "environmentVariables");
  warnAboutPrefix(scope, environment);
  warnAboutSecrets(scope, environment.secretEnvironmentVariables);
}

function warnAboutPrefix(scope: IConstruct, environment: Environment): void {
  for (const path of ["environmentVariables", "secretEnvironmentVariables"] as const) {
    for (const name of names(environment[path]).filter((each) => each.startsWith(RESERVED_PREFIX))) {
      const message = `The variable ${displayKey(name)} starts with ${RESERVED_PREFIX}, which Scaleway reserves. Scaleway may replace or reject it. Use another name.`;
      addWarning(scope, "reserved-prefix", message, [path, name]);
    }
  }
}

/** Adds warnings about secret variables whose value is in the code. */
export function warnAboutSecrets(scope: IConstruct, secrets: Environment["secretEnvironmentVariables"] = {}): void {
  if (Token.isUnresolved(secrets)) return;
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.isMultiLine) {
      addWarning(
        scope,
        "multi-line-secret",
        `The secret ${displayKey(name)} has several lines, which Scaleway does not inject correctly. Encode it, for example as base64.`,
      );
    }
  }
  warnAboutPlainText(scope, secrets);
}

export function warnAboutPlainText(scope: IConstruct, secrets: Readonly<Record<string, SecretValue>>): void {
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.isPlainText) {
      addWarning(
        scope,
        "plain-text-secret",
        `The secret ${displayKey(name)} is in cdk.tf.json in plain text. Use SecretValue.variable outside of tests.`,
      );
    }
  }
}
