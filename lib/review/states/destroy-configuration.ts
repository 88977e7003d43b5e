import { parsedJson } from "../../base/json";
import { fieldsOf } from "../../base/objects";
import type { Backend } from "./backend";
import { providerOf, sourceOf, type Provider } from "./providers";
import { markOf } from "./stack-directories";
import type { StateFile } from "./state-file";

/** Providers that are a part of Terraform. */
const BUILT_IN = "terraform.io/builtin/";
/** The region, or the region of a zone, in an ID such as `fr-par/…` or `fr-par-1/…`. */
const REGION_IN_ID = /^([a-z]{2}-[a-z]{3})(?:-\d)?\//;

interface RequiredProvider extends Provider {
  readonly source: string;
  /** The name in the configuration. */
  readonly name: string;
}

/**
 * The cdk.tf.json of a stack without code: with no resources, Terraform plans to destroy all resources of the state. It has the
 * lineage and the serial of the state, so that a plan of an earlier state is not current.
 * @param stackFiles the cdk.tf.json of other stacks, from which versions and settings of providers are copied
 */
export function destroyConfiguration(
  stack: string,
  backend: Exclude<Backend, { type: "other" }>,
  state: StateFile,
  stackFiles: readonly string[],
): string {
  const { lineage, serial } = state;
  const providers = providersOf(state);
  const others = stackFiles.map((text) => fieldsOf(parsedJson(text)));
  const required = providers.map(({ name, source }) => [name, requiredProvider(source, others)] as const);
  const names = [...new Set(providers.map(({ name }) => name))];
  const blocks = names.map((name) => [
    name,
    providers.filter((each) => each.name === name).map((each) => providerBlock(each, state, others)),
  ]);
  const settings = backend.type === "local" ? { path: backend.path } : backend.settings;
  const configuration = {
    "//": markOf(stack, { lineage, serial }),
    terraform: { backend: { [backend.type]: settings }, required_providers: Object.fromEntries(required) as unknown },
    ...(blocks.length > 0 && { provider: Object.fromEntries(blocks) as unknown }),
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

function providersOf({ resources }: StateFile): RequiredProvider[] {
  const found = new Map<string, RequiredProvider>();
  const sources = new Map<string, string>();
  for (const text of new Set(resources.map(({ provider }) => provider))) {
    const provider = providerOf(text);
    if (provider === undefined || provider.address.startsWith(BUILT_IN)) continue;
    const source = sourceOf(provider.address);
    const [type = "", namespace = ""] = source.split("/").reverse();
    const name = (sources.get(type) ?? source) === source ? type : `${namespace}-${type}`;
    sources.set(name, source);
    found.set(`${name} ${provider.alias ?? ""}`, { ...provider, source, name });
  }
  return [...found.values()];
}

type Json = Readonly<Record<string, unknown>>;

function requiredProvider(source: string, others: readonly Json[]): object {
  const version = others
    .flatMap((file) => Object.values(requiredProvidersIn(file)).map(fieldsOf))
    .find((each) => typeof each["source"] === "string" && sourceOf(each["source"]) === source)?.["version"];
  return { source, ...(typeof version === "string" && { version }) };
}

function requiredProvidersIn({ terraform }: Json): Json {
  return fieldsOf(fieldsOf(terraform)["required_providers"]);
}

/** A provider with the literal settings of the same provider in another stack. */
function providerBlock(
  { source, address, alias }: RequiredProvider,
  { resources }: StateFile,
  others: readonly Json[],
) {
  const ids = resources
    .filter(({ provider }) => providerOf(provider)?.address === address && providerOf(provider)?.alias === alias)
    .flatMap(({ instances }) => instances.map(({ id }) => REGION_IN_ID.exec(id ?? "")?.[1]));
  const regions = new Set(ids.filter((region) => region !== undefined));
  const [region] = regions;
  return {
    ...literalSettings(source, alias, others),
    ...(alias !== undefined && { alias }),
    ...(regions.size === 1 && source.endsWith("/scaleway") && { region }),
  };
}

function literalSettings(source: string, alias: string | undefined, others: readonly Json[]): Json {
  for (const file of others) {
    for (const [name, required] of Object.entries(requiredProvidersIn(file))) {
      const requiredSource = fieldsOf(required)["source"];
      if (typeof requiredSource !== "string" || sourceOf(requiredSource) !== source) continue;
      const configured = fieldsOf(file["provider"])[name];
      const block = [configured]
        .flat()
        .map(fieldsOf)
        .find((each) => each["alias"] === alias);
      if (block !== undefined) return Object.fromEntries(Object.entries(block).filter(([, value]) => isLiteral(value)));
    }
  }
  return {};
}

function isLiteral(value: unknown): boolean {
  return typeof value === "string" ? !/[$%]\{/.test(value) : typeof value === "number" || typeof value === "boolean";
}
