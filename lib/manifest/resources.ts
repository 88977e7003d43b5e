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
import type { Region } from "../facts/limits";
import { hostOf } from "../terraform/expressions";
import { createOnce } from "../terraform/shared";
import { escapeTemplates } from "../terraform/template";
import { inRegion } from "./fields";
import type { ReferableKind } from "./reference-kinds";
import { tagsOf } from "./metadata";
import type { PrivateNetworkManifest, RecordManifest, RegistryManifest } from "./resource-schemas";

/** Creates a registry. Returns its endpoint. */
export function addRegistry(stack: TerraformStack, { metadata, spec }: RegistryManifest): string {
  const { name } = metadata;
  return new RegistryNamespace(stack, `ScalewayContainerRegistry-${name}`, {
    ...escapeTemplates({ name, description: spec.description }),
    region: spec.region,
    isPublic: spec.isPublic,
  }).endpoint;
}

/** Creates a private network. Returns its ID. */
export function addPrivateNetwork(
  stack: TerraformStack,
  { metadata, spec }: PrivateNetworkManifest,
  vpcId: string,
): string {
  const { region, ipv4Subnet } = spec;
  return new VpcPrivateNetwork(stack, `ScalewayPrivateNetwork-${metadata.name}`, {
    ...escapeTemplates({ name: metadata.name, tags: tagsOf(metadata.labels) }),
    region,
    // Without the region, every plan would replace the network.
    vpcId: spec.vpcId.value === undefined ? vpcId : inRegion(vpcId, region),
    ipv4Subnet: ipv4Subnet === undefined ? undefined : { subnet: ipv4Subnet },
  }).id;
}

/** Creates a DNS record. Returns its full name. */
export function addRecord(stack: TerraformStack, { metadata, spec }: RecordManifest, data: string): string {
  const { zoneName, name, type, ttl } = spec;
  // Scaleway appends the zone to a host without a trailing dot.
  const isFullName = spec.data.valueFrom !== undefined || /\..*[^.]$/.test(data);
  const dot = isFullName && (type === "CNAME" || type === "ALIAS") ? "." : "";
  return new DomainRecord(stack, `ScalewayDnsRecord-${metadata.name}`, {
    dnsZone: typeof zoneName === "string" ? zoneName : zoneName.value,
    ...escapeTemplates({ name, data: `${data}${dot}` }),
    type,
    ttl,
  }).fqdn;
}

/** Looks up a resource in the account by its name. Returns the same output as a document of the kind. */
export function lookUp(stack: TerraformStack, kind: ReferableKind, name: string, region: Region | undefined): string {
  const filter = { ...escapeTemplates({ name }), region };
  const lookUpOnce = <Source extends TerraformDataSource>(create: (parent: Construct, id: string) => Source) =>
    createOnce(stack, "Lookups", [kind, name, region], create);
  switch (kind) {
    case "ScalewayContainerRegistry":
      return lookUpOnce((parent, id) => new DataScalewayRegistryNamespace(parent, id, filter)).endpoint;
    case "ScalewayPrivateNetwork":
      return lookUpOnce((parent, id) => new DataScalewayVpcPrivateNetwork(parent, id, filter)).id;
    case "ScalewayVpc":
      return lookUpOnce((parent, id) => new DataScalewayVpc(parent, id, filter)).id;
    case "ScalewayServerlessContainer":
      return hostOf(
        lookUpOnce((parent, id) => {
          const namespace = new DataScalewayContainerNamespace(parent, `${id}:namespace`, filter);
          return new DataScalewayContainer(parent, id, { ...filter, namespaceId: namespace.id });
        }).publicEndpoint,
      );
  }
}
