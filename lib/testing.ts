import { AnnotationMetadataEntryType, TerraformStack, Testing } from "cdktf";
import { throwIfAny, type ValidationIssue } from "./base/errors";
import { nearest } from "./base/known-fields";
import { parsedJson } from "./base/json";
import { fieldsOf, isPlainObject } from "./base/objects";
import { findSecrets } from "./base/secret-search";
import { kind, show } from "./base/show";
import { DATA_SOURCE_TYPES, RESOURCE_TYPES } from "./facts/provider-types";
import { CREDENTIAL_HEADER } from "./facts/secret-looking";
import { KEY_ATTRIBUTES, SENSITIVE_ATTRIBUTES } from "./facts/sensitive-attributes";
import { fromDefaultFolder } from "./terraform/output-folder";
import { codeIn } from "./terraform/template-code";
import { annotationsOf, isWarningId, type WarningId } from "./terraform/warnings";

export type { WarningId } from "./terraform/warnings";

/** The attributes of a block under their names in Terraform. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read attributes by path
export type Attributes = Readonly<Record<string, any>>;
/** The blocks of one type by their names. */
export type Blocks = Readonly<Record<string, Attributes>>;

/** A synthesized stack in Terraform's JSON syntax, as `synth` returns it. Sections without content are missing. */
export interface SynthesizedStack {
  /** The backend, and the required providers. */
  readonly terraform?: Attributes | undefined;
  /** The configurations of each provider, by its name, such as `scaleway`. */
  readonly provider?: Readonly<Record<string, readonly Attributes[]>> | undefined;
  /** The resources by type, then by name. */
  readonly resource?: Readonly<Record<string, Blocks>> | undefined;
  /** The data sources by type, then by name. */
  readonly data?: Readonly<Record<string, Blocks>> | undefined;
  /** The variables by name. */
  readonly variable?: Blocks | undefined;
  /** The outputs by name. */
  readonly output?: Blocks | undefined;
  /** The resources that the next apply imports. */
  readonly import?: readonly {
    /** The address of the resource. */
    readonly to: string | undefined;
    /** The ID of the existing resource. */
    readonly id: string;
  }[];
}

/** The location of a secret that is in the configuration in plain text. It does not contain the secret. */
export interface PlaintextSecret {
  /** The address in Terraform, for example `scaleway_container.api_C8550315`. */
  readonly address: string;
  /** The attribute, for example `secret_environment_variables.API_KEY`. */
  readonly attribute: string;
}

/** A warning that `cdktf synth` prints, as `warnings` returns it. */
export interface Warning {
  /** The path of the construct, for example `shop/order-api`. */
  readonly path: string;
  /** The ID; undefined if another library added the warning. */
  readonly id: WarningId | undefined;
  /** The text, without the ID. Its wording can change in every release. */
  readonly message: string;
}

/**
 * Synthesizes a stack for a test, like `app.synth()`: validations run, and references to other stacks of the app are resolved.
 * The result omits values that differ between machines or versions of tools: CDKTF's metadata, the versions of providers, and
 * the path of a local state. Paths of images to build are those of the default output folder.
 * @example
 * ```ts
 * const { resource } = synth(stack);
 * Object.keys(resource ?? {}); // ["scaleway_container", "scaleway_container_namespace"]
 * ```
 * @throws ValidationError if a validation of the stack fails
 */
export function synth(stack: TerraformStack): SynthesizedStack {
  const stacks = stack.node.root.node.findAll().filter((each) => TerraformStack.isStack(each));
  // Creates the references between stacks. A single stack has none.
  if (stacks.length > 1) for (const each of stacks) each.prepareStack();
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the structure that CDKTF writes
  const json = JSON.parse(Testing.synth(stack, true)) as SynthesizedStack;
  throwIfAny(
    stack.node.path,
    annotationsOf(stack, AnnotationMetadataEntryType.ERROR).map(({ path, message }) => ({
      code: "error-annotation",
      path,
      message,
    })),
  );
  const terraform = fieldsOf(json.terraform);
  for (const provider of Object.values(fieldsOf(terraform["required_providers"]))) delete fieldsOf(provider)["version"];
  if ("local" in fieldsOf(terraform["backend"])) delete terraform["backend"];
  for (const state of Object.values(json.data?.["terraform_remote_state"] ?? {})) {
    if (state["backend"] === "local") delete fieldsOf(state["config"])["path"];
  }
  for (const { build } of Object.values(json.resource?.["docker_registry_image"] ?? {})) {
    const fields = fieldsOf(build);
    const { context } = fields;
    if (typeof context === "string" && context.startsWith("../")) fields["context"] = fromDefaultFolder(stack, context);
  }
  return json;
}

/**
 * The resources or data sources of a type, in the order of their names.
 * @param json the result of `synth(stack)`
 * @param type for example `scaleway_container`, or `data.scaleway_mnq_sqs` for a data source
 * @example
 * ```ts
 * const [container] = resources(synth(stack), "scaleway_container");
 * container?.["memory_limit_bytes"]; // 256000000
 * ```
 * @throws ValidationError if the type starts with `scaleway_`, and neither the provider nor the stack has it
 */
export function resources(json: SynthesizedStack, type: string): Attributes[] {
  const blocks = type.startsWith("data.") ? json.data?.[type.slice("data.".length)] : json.resource?.[type];
  if (blocks === undefined) throwIfAny("resources", [...typeIssues(type)]);
  return Object.values(blocks ?? {});
}

/** The issue of a type that the provider does not have: an expectation of no resources would always pass. */
function* typeIssues(type: string): Iterable<ValidationIssue> {
  const [, data = "", name] = /^(data\.)?scaleway_(.*)$/i.exec(type) ?? [];
  const [types, otherTypes] = data === "" ? [RESOURCE_TYPES, DATA_SOURCE_TYPES] : [DATA_SOURCE_TYPES, RESOURCE_TYPES];
  if (name === undefined || types.includes(type.slice(data.length))) return;
  const prefix = "scaleway_";
  const similar = nearest(
    name,
    types.map((each) => each.slice(prefix.length)),
  );
  const isOtherKind = otherTypes.includes(`${prefix}${name}`);
  const suggestion = isOtherKind
    ? `${data === "" ? "data." : ""}${prefix}${name}`
    : similar && `${data}${prefix}${similar}`;
  const remedy = suggestion === undefined ? "Check its spelling." : `Did you mean ${suggestion}?`;
  const message = `is not a type of the provider scaleway/scaleway, got ${show(type)}. ${remedy}`;
  yield { code: "not-allowed", path: "type", message };
}

/**
 * Finds secrets that are in the configuration in plain text: literals in attributes that the provider marks as sensitive, in
 * headers that contain a credential, in keys of providers and backends, in defaults and values of sensitive variables and
 * outputs, and every other value that looks like a secret by its name or its format.
 * @param json the result of `synth(stack)`, or the JSON text of a stack
 * @example
 * ```ts
 * api.addSecret("API_KEY", SecretValue.unsafePlainText("not a real key"));
 * plaintextSecrets(synth(stack)).map(({ attribute }) => attribute); // ["secret_environment_variables.API_KEY"]
 * ```
 * @throws ValidationError if the input is not the synthesized JSON of a stack, for example if it is the stack itself
 */
export function plaintextSecrets(json: SynthesizedStack | string): PlaintextSecret[] {
  const stack = parseSynthesized(json);
  const sensitive = [...sensitiveValues(stack)].flatMap(({ address, attribute, value }) =>
    leaves(attribute, value)
      .filter(([, leaf]) => isPlaintext(leaf))
      .map(([path]) => ({ address, attribute: path })),
  );
  const known = new Set(sensitive.map(({ address, attribute }) => `${address} ${attribute}`));
  return [...sensitive, ...lookalikes(stack).filter(({ address, attribute }) => !known.has(`${address} ${attribute}`))];
}

/** The sections of a stack in Terraform's JSON syntax. */
const SECTIONS = ["terraform", "provider", "resource", "data", "variable", "output", "locals", "module", "import"];

function parseSynthesized(input: unknown): SynthesizedStack {
  const json = typeof input === "string" ? parsedJson(input) : input;
  const isSynthesized = isPlainObject(json) && SECTIONS.some((section) => typeof json[section] === "object");
  if (!isSynthesized) {
    const message = `is not the synthesized JSON of a stack, got ${kind(input)}. Pass synth(stack).`;
    throwIfAny("plaintextSecrets", [{ code: "not-synthesized", path: "json", message }]);
  }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- sections are read as unknown values
  return json as SynthesizedStack;
}

/** The values that look like secrets, whatever the provider says about their attributes. */
function lookalikes(json: SynthesizedStack): PlaintextSecret[] {
  return [...namedValues(json)].flatMap(({ address, attribute, name, value }) =>
    findSecrets({ [name]: value }).map(({ path: [, ...path] }) => ({
      address,
      attribute: [...attribute, ...path].filter((step, index, all) => !isBlockIndex(step, all[index + 1])).join("."),
    })),
  );
}

/** The position of a block in a list is not part of the name of its attributes. */
function isBlockIndex(step: string | number, next: string | number | undefined): boolean {
  return typeof step === "number" && typeof next === "string";
}

interface NamedValue {
  readonly address: string;
  /** The attribute that contains the value; empty if the value is a block. */
  readonly attribute: readonly string[];
  readonly name: string;
  readonly value: unknown;
}

function* namedValues(json: SynthesizedStack): Iterable<NamedValue> {
  for (const [prefix, types] of [
    ["", json.resource],
    ["data.", json.data],
  ] as const) {
    for (const [type, blocks] of Object.entries(types ?? {})) {
      for (const [name, value] of Object.entries(blocks)) {
        yield { address: `${prefix}${type}.${name}`, attribute: [], name: "", value };
      }
    }
  }
  for (const [name, value] of Object.entries(json.provider ?? {})) {
    yield { address: `provider.${name}`, attribute: [], name: "", value };
  }
  const { locals, module } = fieldsOf(json);
  for (const [name, value] of Object.entries(fieldsOf(module))) {
    yield { address: `module.${name}`, attribute: [], name: "", value };
  }
  for (const [name, value] of Object.entries(fieldsOf(locals))) {
    yield { address: `local.${name}`, attribute: ["value"], name, value };
  }
  for (const [name, block] of Object.entries(json.variable ?? {})) {
    yield { address: `variable.${name}`, attribute: ["default"], name, value: block["default"] };
  }
  for (const [name, block] of Object.entries(json.output ?? {})) {
    yield { address: `output.${name}`, attribute: ["value"], name, value: block["value"] };
  }
}

/**
 * The warnings that `cdktf synth` prints, including those of aspects.
 * @example
 * ```ts
 * api.addToken("partner");
 * warnings(stack).map(({ id }) => id); // ["token-without-expiry"]
 * ```
 */
export function warnings(stack: TerraformStack): Warning[] {
  Testing.synth(stack);
  return annotationsOf(stack, AnnotationMetadataEntryType.WARN).map(({ path, id, message }) => ({
    path,
    id: isWarningId(id) ? id : undefined,
    message,
  }));
}

function* sensitiveValues(json: SynthesizedStack): Iterable<PlaintextSecret & { readonly value: unknown }> {
  for (const [type, blocks] of Object.entries(json.resource ?? {})) {
    for (const [name, block] of Object.entries(blocks)) {
      const address = `${type}.${name}`;
      for (const attribute of SENSITIVE_ATTRIBUTES[type] ?? []) {
        yield { address, attribute, value: lookUp(block, attribute) };
      }
      for (const [header, value] of Object.entries((lookUp(block, "cron.headers") ?? {}) as Attributes)) {
        const isSecret = CREDENTIAL_HEADER.test(header) || String(value).startsWith("${sensitive(");
        if (isSecret) yield { address, attribute: `cron.headers.${header}`, value };
      }
    }
  }
  for (const [name, blocks] of Object.entries(json.provider ?? {})) {
    for (const attribute of KEY_ATTRIBUTES) {
      for (const block of blocks) yield { address: `provider.${name}`, attribute, value: block[attribute] };
    }
  }
  for (const [name, block] of Object.entries(fieldsOf(json.terraform?.["backend"]))) {
    for (const attribute of KEY_ATTRIBUTES) {
      yield { address: `terraform.backend.${name}`, attribute, value: fieldsOf(block)[attribute] };
    }
  }
  for (const [kind, blocks, attribute] of [
    ["variable", json.variable, "default"],
    ["output", json.output, "value"],
  ] as const) {
    for (const [name, block] of Object.entries(blocks ?? {})) {
      if (block["sensitive"] === true) yield { address: `${kind}.${name}`, attribute, value: block[attribute] };
    }
  }
}

/** The value of an attribute at a path. A list of blocks is replaced by its first block. */
function lookUp(block: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((current, key) => {
    const inner: unknown = Array.isArray(current) ? current[0] : current;
    return typeof inner === "object" && inner !== null ? (inner as Attributes)[key] : undefined;
  }, block);
}

function leaves(path: string, value: unknown): [path: string, leaf: unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner));
}

/** Whether the configuration alone determines a value: a text, a number, or an expression of literals such as `sensitive("…")`. */
function isPlaintext(value: unknown): boolean {
  if (typeof value !== "string") return typeof value === "number";
  if (value === "") return false;
  const code = codeIn(value);
  // A literal that is merged into a map is a whole value, even though the map is a reference.
  return !/\w\.[A-Za-z_]/.test(code) || /(?<![=!<>])= ""/.test(code);
}
