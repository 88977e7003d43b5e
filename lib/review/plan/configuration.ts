import { KEY_ATTRIBUTES } from "../../facts/sensitive-attributes";
import { isObject, stringOf } from "../../base/objects";
import { configuredAddress } from "./address";
import { collectSecrets } from "./collect-secrets";
import { dataCommand, provisionerCommands, resourceCommand, type ConfiguredCommand } from "./commands";
import { entriesOf, isList, isNested, listAt, stringAt, valueAt, type Value } from "./json";
import type { JsonCursor } from "./json-cursor";
import { DEPRECATED, KNOWN_TYPES, SECRETS } from "./resource-types";
import type { Secrets } from "./secrets";

interface ConfiguredResource {
  /** The addresses that it refers to. */
  readonly references: readonly string[];
  /** The deprecated attributes that it sets. */
  readonly deprecated: readonly string[];
  /** The region, if it is a literal. */
  readonly region?: string | undefined;
}

interface DataCommand extends ConfiguredCommand {
  readonly address: string;
  /** Whether it or its module has `count` or `for_each`: it may have no instance. */
  readonly isRepeated: boolean;
}

const NOT_CONFIGURED: ConfiguredResource = { references: [], deprecated: [] };

/** Reads the configuration of a plan: references, deprecated attributes and literal secrets. */
export class ConfigurationReader {
  readonly #resources = new Map<string, ConfiguredResource>();
  readonly #provisioners = new Map<string, readonly ConfiguredCommand[]>();
  readonly #dataCommands: DataCommand[] = [];
  readonly #sensitiveVariables = new Set<string>();

  constructor(
    private readonly cursor: JsonCursor,
    private readonly secrets: Secrets,
  ) {}

  public read(): void {
    for (const key of this.cursor.keys()) {
      if (key === "root_module") this.readRootModule();
      else if (key === "provider_config") this.addProviders(this.cursor.value());
    }
  }

  /** The configuration that all instances of a resource share. */
  public resource(address: string): ConfiguredResource {
    return this.#resources.get(configuredAddress(address)) ?? NOT_CONFIGURED;
  }

  /** The provisioners of a resource, and the command that its provider runs. */
  public provisioners(address: string): readonly ConfiguredCommand[] {
    return this.#provisioners.get(configuredAddress(address)) ?? [];
  }

  /** The data sources that run a command. */
  public get dataCommands(): readonly DataCommand[] {
    return this.#dataCommands;
  }

  /** Adds the values of sensitive variables; of all variables if the plan has no configuration. */
  public addVariables(variables: Value | undefined, hasConfiguration: boolean): void {
    for (const [name, variable] of entriesOf(variables)) {
      const isSecret = !hasConfiguration || this.#sensitiveVariables.has(name);
      collectSecrets({ value: valueAt(variable, "value"), secret: isSecret }, this.secrets, name);
    }
  }

  /** Reads the root module one resource at a time: it may be large. */
  private readRootModule(): void {
    for (const key of this.cursor.keys()) {
      if (key === "resources") {
        this.cursor.each(() => {
          this.addResource(this.cursor.value(), "", false);
        });
      } else if (key === "variables") this.addDeclarations(this.cursor.value(), true);
      else if (key === "outputs") this.addOutputs(this.cursor.value());
      else if (key === "module_calls") this.addModules(this.cursor.value(), "", false);
    }
  }

  private addModules(calls: Value | undefined, parent: string, isParentRepeated: boolean): void {
    for (const [name, call] of entriesOf(calls)) {
      const prefix = `${parent}module.${name}.`;
      const module = valueAt(call, "module");
      const isRepeated = isParentRepeated || hasRepetition(call);
      this.addArguments(valueAt(call, "expressions"), valueAt(module, "variables"));
      this.addDeclarations(valueAt(module, "variables"), false);
      this.addOutputs(valueAt(module, "outputs"));
      this.addModules(valueAt(module, "module_calls"), prefix, isRepeated);
      for (const raw of listAt(module, "resources")) this.addResource(raw, prefix, isRepeated);
    }
  }

  /** Adds the literals of a module call that are sensitive in the module, or look like secrets. */
  private addArguments(expressions: Value | undefined, variables: Value | undefined): void {
    for (const [name, expression] of entriesOf(expressions)) {
      const isSecret = valueAt(valueAt(variables, name), "sensitive") === true;
      collectSecrets({ value: literalsOf(expression), secret: isSecret }, this.secrets, name);
    }
  }

  /** Adds the literals of sensitive outputs. */
  private addOutputs(outputs: Value | undefined): void {
    for (const [name, output] of entriesOf(outputs)) {
      const isSecret = valueAt(output, "sensitive") === true;
      collectSecrets({ value: literalsOf(valueAt(output, "expression")), secret: isSecret }, this.secrets, name);
    }
  }

  private addResource(raw: Value, prefix: string, isInRepeated: boolean): void {
    const [type, address] = [stringAt(raw, "type"), stringAt(raw, "address")];
    const expressions = valueAt(raw, "expressions");
    if (type === "" || address === "") return;
    this.addLiterals(type, expressions);
    this.addCommands(raw, `${prefix}${address}`, isInRepeated || hasRepetition(raw));
    if (KNOWN_TYPES[type] === undefined) return;
    this.#resources.set(`${prefix}${address}`, {
      references: [...new Set(referencesIn(expressions))].map((reference) => `${prefix}${reference}`),
      deprecated: (DEPRECATED[type] ?? []).filter((name) => valueAt(expressions, name) !== undefined),
      region: stringOf(literalsOf(valueAt(expressions, "region"))) || undefined,
    });
  }

  private addCommands(raw: Value, address: string, isRepeated: boolean): void {
    for (const provisioner of listAt(raw, "provisioners")) this.addLiterals("", valueAt(provisioner, "expressions"));
    const provisioners = provisionerCommands(raw);
    if (stringAt(raw, "mode") !== "data")
      provisioners.push(...resourceCommand(stringAt(raw, "type"), valueAt(raw, "expressions")));
    if (provisioners.length > 0) this.#provisioners.set(address, provisioners);
    if (stringAt(raw, "mode") !== "data") return;
    const command = dataCommand(stringAt(raw, "type"), valueAt(raw, "expressions"));
    if (command !== undefined) this.#dataCommands.push({ ...command, address, isRepeated });
  }

  private addDeclarations(variables: Value | undefined, isRoot: boolean): void {
    for (const [name, variable] of entriesOf(variables)) {
      const isSecret = valueAt(variable, "sensitive") === true;
      if (isRoot && isSecret) this.#sensitiveVariables.add(name);
      collectSecrets({ value: valueAt(variable, "default"), secret: isSecret }, this.secrets, name);
    }
  }

  private addProviders(providers: Value): void {
    for (const [, provider] of entriesOf(providers)) {
      const expressions = valueAt(provider, "expressions");
      for (const key of KEY_ATTRIBUTES) this.addSecret(valueAt(valueAt(expressions, key), "constant_value"));
      this.addLiterals("", expressions);
    }
  }

  /** Adds the literals in sensitive attributes. */
  private addLiterals(type: string, expressions: Value | undefined): void {
    collectSecrets({ value: literalsOf(expressions), secret: SECRETS[type] }, this.secrets);
  }

  private addSecret(value: Value | undefined): void {
    collectSecrets({ value, secret: true }, this.secrets);
  }
}

function hasRepetition(block: Value): boolean {
  return ["count_expression", "for_each_expression"].some((key) => valueAt(block, key) !== undefined);
}

/** The literal values in an expression; `null` where a value is not literal. */
function literalsOf(expression: Value | undefined): Value {
  if (isList(expression)) return expression.map(literalsOf);
  if (!isObject(expression)) return null;
  const literal = valueAt(expression, "constant_value");
  // Expressions of CDKTF are JSON strings: Terraform lists those with references as constants too.
  if (literal !== undefined) return valueAt(expression, "references") === undefined ? literal : null;
  return Object.fromEntries(Object.entries(expression).map(([key, inner]) => [key, literalsOf(inner)]));
}

/** The resources that an expression refers to. Terraform lists `scaleway_container.api` beside `scaleway_container.api.id`. */
function* referencesIn(expression: Value | undefined): Generator<string> {
  if (!isNested(expression)) return;
  for (const [key, inner] of Object.entries(expression)) {
    if (key !== "references" || !isList(inner)) yield* referencesIn(inner);
    else for (const reference of inner) if (typeof reference === "string" && isResource(reference)) yield reference;
  }
}

function isResource(reference: string): boolean {
  return /^(data\.)?[a-z]\w*\.[\w-]+$/.test(reference) && !/^(var|local|each|count|module|path|self)\./.test(reference);
}
