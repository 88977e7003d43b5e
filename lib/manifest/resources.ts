import type { TerraformDataSource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DataScalewayContainer } from "@cdktf/provider-scaleway/lib/data-scaleway-container";
import { DataScalewayContainerNamespace } from "@cdktf/provider-scaleway/lib/data-scaleway-container-namespace";
import { DataScalewayRegistryNamespace } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-namespace";
import { DataScalewayVpc } from "@cdktf/provider-scaleway/lib/data-scaleway-vpc";
import { DataScalewayVpcPrivateNetwork } from "@cdktf/provider-scaleway/lib/data-scaleway-vpc-private-network";
import { DomainRecord } from "@cdktf/provider-scaleway/lib/domain-record";
import { RegistryNamespace } from "@cdktf/provider-scaleway/lib/registry-namespace";
import { VpcPrivateNetwork } from "@cdktf/provider-scaleway/lib/vpc-private-network";
import { DEFAULTS, type Region } from "../facts/limits";
import { hostOf } from "../terraform/expressions";
import { shared } from "../terraform/shared";
import { escapeTemplates } from "../terraform/template";
import type { ReferableKind } from "./reference-kinds";
import { tagsOf } from "./metadata";
import type { PrivateNetworkManifest, RecordManifest, RegistryManifest } from "./resource-schemas";

/** Makes a registry. What it gives: its endpoint. */
export function addRegistry(stack: TerraformStack, { metadata, spec }: RegistryManifest): string {
  const { region, description = "", isPublic = false } = spec;
  const props = { ...escapeTemplates({ name: metadata.name, description }), region, isPublic };
  return new RegistryNamespace(stack, `ScalewayContainerRegistry-${metadata.name}`, props).endpoint;
}

/** Makes a private network. What it gives: its id. */
export function addPrivateNetwork(
  stack: TerraformStack,
  { metadata, spec }: PrivateNetworkManifest,
  vpcId: string,
): string {
  const { region, ipv4Subnet } = spec;
  return new VpcPrivateNetwork(stack, `ScalewayPrivateNetwork-${metadata.name}`, {
    ...escapeTemplates({ name: metadata.name, tags: tagsOf(metadata.labels) }),
    region,
    // Without its region it would be a replacement in every plan.
    vpcId: spec.vpcId.value === undefined || vpcId.includes("/") ? vpcId : `${region}/${vpcId}`,
    ipv4Subnet: ipv4Subnet === undefined ? undefined : { subnet: ipv4Subnet },
  }).id;
}

/** Makes a DNS record. What it gives: its full name. */
export function addRecord(stack: TerraformStack, { metadata, spec }: RecordManifest, data: string): string {
  const { zoneName, name = "", type, ttl = DEFAULTS.domain.ttlSeconds } = spec;
  // Scaleway adds the zone to a host without a dot at its end.
  const isWhole = spec.data.valueFrom !== undefined || /\..*[^.]$/.test(data);
  const dot = isWhole && (type === "CNAME" || type === "ALIAS") ? "." : "";
  const record = new DomainRecord(stack, `ScalewayDnsRecord-${metadata.name}`, {
    dnsZone: typeof zoneName === "string" ? zoneName : zoneName.value,
    ...escapeTemplates({ name, data: `${data}${dot}` }),
    ...{ type, ttl },
  });
  return record.fqdn;
}

/** Looks a resource up by its name. What it gives is what that of a document would. */
export function lookUp(stack: TerraformStack, kind: ReferableKind, name: string, region: Region | undefined): string {
  const by = { ...escapeTemplates({ name }), region };
  const once = <Found extends TerraformDataSource>(make: (parent: Construct, id: string) => Found) =>
    shared(stack, "Lookups", [kind, name, region], make);
  switch (kind) {
    case "ScalewayContainerRegistry":
      return once((parent, id) => new DataScalewayRegistryNamespace(parent, id, by)).endpoint;
    case "ScalewayPrivateNetwork":
      return once((parent, id) => new DataScalewayVpcPrivateNetwork(parent, id, by)).id;
    case "ScalewayVpc":
      return once((parent, id) => new DataScalewayVpc(parent, id, by)).id;
    case "ScalewayServerlessContainer":
      return hostOf(once((parent, id) => findContainer(parent, id, by)).publicEndpoint);
  }
}

function findContainer(
  parent: Construct,
  id: string,
  by: { readonly name: string; readonly region: Region | undefined },
) {
  const namespace = new DataScalewayContainerNamespace(parent, `${id}:namespace`, by);
  return new DataScalewayContainer(parent, id, { ...by, namespaceId: namespace.id });
}
