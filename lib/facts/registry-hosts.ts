import { REGIONS, type Region } from "./limits";

export function scalewayRegistryHost(region: Region): string {
  return `rg.${region}.scw.cloud`;
}

export const SCALEWAY_REGISTRY_HOSTS: readonly string[] = REGIONS.map(scalewayRegistryHost);

/**
 * Whether a host is Scaleway's registry in a known region. Only these hosts get the secret key: anyone can have a host below
 * scw.cloud, and the key opens more than a registry.
 */
export function isScalewayRegistryHost(host: string): boolean {
  return SCALEWAY_REGISTRY_HOSTS.includes(host);
}
