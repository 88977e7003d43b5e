import type { Endpoint } from "./endpoints";
import type { Host } from "./engine";

/** What an engine says about itself, as far as it is used here. */
export interface Facts {
  readonly version: {
    readonly Version: string;
    readonly Components?: readonly { readonly Name: string; readonly Version: string }[];
  };
  readonly info: {
    readonly OSType?: string;
    readonly OperatingSystem?: string;
    readonly SecurityOptions?: readonly string[] | null;
    readonly Rootless?: boolean;
    readonly CpuCfsQuota?: boolean;
  };
  /** The default network; undefined for engines without bridges. */
  readonly network?: { readonly IPAM?: { readonly Config?: readonly { readonly Gateway?: string }[] | null } };
}

export function isPodman({ version }: Facts): boolean {
  return version.Components?.[0]?.Name === "Podman Engine";
}

/** Whether the engine and its networks are on another machine, which may be a virtual one on this machine. */
function isInVirtualMachine(endpoint: Endpoint, { info }: Facts): boolean {
  const isDesktop = info.OperatingSystem === "Docker Desktop";
  return process.platform !== "linux" || !("socketPath" in endpoint) || isDesktop;
}

/** How instances reach this machine. Sources: docs.docker.com, Docker Desktop networking; podman-run(1), `--add-host`; 2026. */
export function hostOf(endpoint: Endpoint, facts: Facts): Host {
  const isRootless =
    facts.info.Rootless === true || facts.info.SecurityOptions?.some((option) => option.includes("rootless")) === true;
  const gateway = facts.network?.IPAM?.Config?.find(({ Gateway }) => Gateway?.includes(".") === true)?.Gateway;
  if (isInVirtualMachine(endpoint, facts) || isRootless || gateway === undefined) {
    return { name: isPodman(facts) ? "host.containers.internal" : "host.docker.internal" };
  }
  return { name: gateway, address: gateway };
}
