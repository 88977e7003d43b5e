import { parsedJson } from "../../base/json";
import { fieldsOf, isObject, stringOf } from "../../base/objects";

/** A resource in a state. */
export interface StateResource {
  /** The address in the configuration, without the key of an instance. */
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  /** The provider as the state names it, such as `provider["registry.terraform.io/scaleway/scaleway"].nl`. */
  readonly provider: string;
  readonly instances: readonly StateInstance[];
}

export interface StateInstance {
  readonly address: string;
  readonly id: string | undefined;
  readonly attributes: unknown;
  /** The paths of the attributes that the state marks as sensitive. */
  readonly sensitivePaths: readonly (readonly string[])[];
}

/** An output in a state. */
export interface StateOutput {
  readonly value: unknown;
  readonly isSensitive: boolean;
}

/** A state of Terraform or OpenTofu. */
export interface StateFile {
  readonly lineage: string;
  readonly serial: number;
  readonly terraformVersion: string;
  /** The resources that an apply can destroy. */
  readonly resources: readonly StateResource[];
  readonly outputs: ReadonlyMap<string, StateOutput>;
}

const VERSION = 4;

/** Reads a state; undefined if the text is not a state, or an encrypted one. An empty file is an empty state. */
export function readState(text: string): StateFile | undefined {
  const {
    version,
    lineage,
    serial,
    terraform_version: terraformVersion,
    resources = [],
    outputs,
  } = text.trim() === "" ? { version: VERSION } : fieldsOf(parsedJson(text));
  if (version !== VERSION || !Array.isArray(resources)) return undefined;
  return {
    lineage: stringOf(lineage),
    serial: typeof serial === "number" ? serial : 0,
    terraformVersion: stringOf(terraformVersion),
    resources: resources.map(resourceOf).filter(({ mode, instances }) => mode === "managed" && instances.length > 0),
    outputs: new Map(Object.entries(fieldsOf(outputs)).map(([name, output]) => [name, outputOf(output)])),
  };
}

/** The resources of a state by type and ID, which stay the same when a state is copied or a resource is moved. */
export function identitiesOf({ resources }: StateFile): string[] {
  return resources.flatMap(({ type, instances }) =>
    instances.flatMap(({ id }) => (id === undefined ? [] : [`${type} ${id}`])),
  );
}

function resourceOf(value: unknown): StateResource {
  const { mode, type, name, module, provider, instances } = fieldsOf(value);
  const parts = [stringOf(module), stringOf(type), stringOf(name)].filter((part) => part !== "");
  const address = parts.join(".");
  return {
    address,
    mode: stringOf(mode),
    type: stringOf(type),
    name: stringOf(name),
    provider: stringOf(provider),
    instances: (Array.isArray(instances) ? instances : []).map((instance) => instanceOf(address, instance)),
  };
}

function instanceOf(resource: string, value: unknown): StateInstance {
  const { index_key: key, deposed, attributes, sensitive_attributes: sensitive } = fieldsOf(value);
  const instance = key === undefined ? resource : `${resource}[${JSON.stringify(key)}]`;
  const { id } = fieldsOf(attributes);
  return {
    address: typeof deposed === "string" ? `${instance} (deposed ${deposed})` : instance,
    id: typeof id === "string" ? id : undefined,
    attributes,
    sensitivePaths: Array.isArray(sensitive) ? sensitive.map(pathOf) : [],
  };
}

/** A path in a state: `{"type":"get_attr","value":"sqs"}`, `{"type":"index","value":{"value":0,"type":"number"}}`. */
function pathOf(steps: unknown): string[] {
  return (Array.isArray(steps) ? steps : []).map((step) => {
    const { value } = fieldsOf(step);
    return String(isObject(value) ? value["value"] : value);
  });
}

function outputOf(value: unknown): StateOutput {
  const { value: content, sensitive } = fieldsOf(value);
  return { value: content, isSensitive: sensitive === true };
}
