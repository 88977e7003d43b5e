/** A configuration of a provider. */
export interface Provider {
  /** The full address, such as `registry.terraform.io/scaleway/scaleway`. */
  readonly address: string;
  readonly alias: string | undefined;
}

/** Terraform and OpenTofu replace each other's registry in a state by their own, which is the default. */
const DEFAULT_REGISTRY = /^registry\.(?:terraform\.io|opentofu\.org)\//;

/** Reads the provider of a resource in a state. */
export function providerOf(text: string): Provider | undefined {
  const [, address, alias] = /(?:^|\.)provider\["([^"]+)"\](?:\.([\w-]+))?/.exec(text) ?? [];
  return address === undefined ? undefined : { address, alias };
}

/** The source in `required_providers`. */
export function sourceOf(address: string): string {
  const source = address.replace(DEFAULT_REGISTRY, "");
  return source.includes("/") ? source : `hashicorp/${source}`;
}
