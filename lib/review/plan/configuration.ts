import { KEY_ATTRIBUTES } from "../../facts/sensitive-attributes";
import { fieldsOf } from "../../base/objects";
import { configuredAddress } from "./address";
import { tellSecrets, valueAt } from "./attributes";
import type { JsonCursor } from "./json-cursor";
import { DEPRECATED, KNOWN_TYPES, SECRETS } from "./resource-types";
import { looksSecret } from "../../facts/secret-looking";
import type { Secrets } from "./secrets";

interface Configured {
  /** The addresses that it refers to. */
  readonly references: readonly string[];
  /** The deprecated attributes that it has. */
  readonly deprecated: readonly string[];
}

/** Reads the configuration of a plan: what refers to what, what is deprecated, and the secrets that stand in it. */
export class ConfigurationReader {
  readonly #resources = new Map<string, Configured>();
  readonly #sensitiveVariables = new Set<string>();

  constructor(
    private readonly cursor: JsonCursor,
    private readonly secrets: Secrets,
  ) {}

  public read(): void {
    for (const key of this.cursor.keys()) {
      if (key === "root_module") this.readModule();
      else if (key === "provider_config") this.addKeys(this.cursor.value());
    }
  }

  /** What the configuration says of a resource, whichever instance of it. */
  public of(address: string): Configured | undefined {
    return this.#resources.get(configuredAddress(address));
  }

  /** The values of sensitive variables: of all, where nothing tells which are. */
  public addVariables(variables: unknown, isConfigured: boolean): void {
    for (const [name, variable] of Object.entries(fieldsOf(variables))) {
      const value = valueAt(variable, "value");
      if (!isConfigured || this.#sensitiveVariables.has(name) || looksSecret(name, value)) this.addAll(value);
    }
  }

  /** The root module, which may be large, one resource at a time. */
  private readModule(): void {
    for (const key of this.cursor.keys()) {
      if (key === "resources") {
        this.cursor.each(() => {
          this.addResource(this.cursor.value(), "");
        });
      } else if (key === "variables") this.addDeclared(this.cursor.value(), true);
      else if (key === "module_calls") this.addModules(this.cursor.value(), "");
    }
  }

  private addModules(calls: unknown, within: string): void {
    for (const [name, call] of Object.entries(fieldsOf(calls))) {
      const prefix = `${within}module.${name}.`;
      const module = valueAt(call, "module");
      this.addLiterals("", valueAt(call, "expressions"));
      this.addDeclared(valueAt(module, "variables"), false);
      this.addModules(valueAt(module, "module_calls"), prefix);
      const resources = valueAt(module, "resources");
      for (const raw of Array.isArray(resources) ? resources : []) this.addResource(raw, prefix);
    }
  }

  private addResource(raw: unknown, prefix: string): void {
    const type = valueAt(raw, "type");
    const address = valueAt(raw, "address");
    const expressions = valueAt(raw, "expressions");
    if (typeof type !== "string" || typeof address !== "string") return;
    this.addLiterals(type, expressions);
    if (KNOWN_TYPES[type] === undefined) return;
    this.#resources.set(`${prefix}${address}`, {
      references: [...new Set(referencesIn(expressions))].map((reference) => `${prefix}${reference}`),
      deprecated: (DEPRECATED[type] ?? []).filter((name) => Object.hasOwn(fieldsOf(expressions), name)),
    });
  }

  private addDeclared(variables: unknown, isRoot: boolean): void {
    for (const [name, variable] of Object.entries(fieldsOf(variables))) {
      if (valueAt(variable, "sensitive") !== true) continue;
      if (isRoot) this.#sensitiveVariables.add(name);
      this.addAll(valueAt(variable, "default"));
    }
  }

  /** Literals in attributes that are sensitive. */
  private addLiterals(type: string, expressions: unknown): void {
    this.tell(literals(expressions), undefined, SECRETS[type]);
  }

  private addKeys(providers: unknown): void {
    for (const provider of Object.values(fieldsOf(providers))) {
      const expressions = valueAt(provider, "expressions");
      for (const key of KEY_ATTRIBUTES) this.addAll(valueAt(valueAt(expressions, key), "constant_value"));
      this.addLiterals("", expressions);
    }
  }

  private addAll(value: unknown): void {
    this.tell(value, true, undefined);
  }

  private tell(value: unknown, sensitive: unknown, secret: unknown): void {
    tellSecrets(value, sensitive, secret, (text) => {
      this.secrets.add(text);
    });
  }
}

/** Expressions as the values that they are where they are literals. */
function literals(expression: unknown): unknown {
  if (Array.isArray(expression)) return expression.map(literals);
  if (typeof expression !== "object" || expression === null) return undefined;
  if (Object.hasOwn(expression, "constant_value")) {
    // CDKTF's expressions are JSON strings: Terraform counts what refers to something among the constants.
    return Object.hasOwn(expression, "references") ? undefined : valueAt(expression, "constant_value");
  }
  return Object.fromEntries(Object.entries(expression).map(([key, each]) => [key, literals(each)]));
}

/** Of `scaleway_container.api.id` and `scaleway_container.api`, which both stand there, the latter. */
function* referencesIn(expression: unknown): Generator<string> {
  if (typeof expression !== "object" || expression === null) return;
  for (const [key, each] of Object.entries(expression)) {
    if (key !== "references" || !Array.isArray(each)) yield* referencesIn(each);
    else for (const reference of each) if (typeof reference === "string" && isResource(reference)) yield reference;
  }
}

function isResource(reference: string): boolean {
  return /^(data\.)?[a-z]\w*\.[\w-]+$/.test(reference) && !/^(var|local|each|count|module|path|self)\./.test(reference);
}
