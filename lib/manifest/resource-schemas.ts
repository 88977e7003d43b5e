import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { DEFAULTS, DOMAIN_LIMITS, RECORD_TYPES, REGISTRY_LIMITS, RESOURCE_LIMITS } from "../facts/limits";
import { choice, formatted, nonEmpty, plainText, wholeNumber } from "../schema/fields";
import { hostname } from "../schema/hostname";
import { isUuid, region, regionIssues, regionOf } from "../schema/identifiers";
import { kind, show } from "../base/show";
import { isObject } from "../base/objects";
import { acrossFields } from "../schema/parse";
import { trueOrFalse, valueOrReference } from "./fields";
import { mapping } from "../yaml/fields";
import { envelope } from "./metadata";

export const registryManifest = mapping({
  ...envelope("ScalewayContainerRegistry", REGISTRY_LIMITS.name, "Names the registry, and stands in its endpoint."),
  spec: mapping({
    region: region().describe("Where it is."),
    description: plainText().optional().meta({ description: "Shown in Scaleway's console.", default: "" }),
    isPublic: trueOrFalse().optional().meta({ description: "Whether anybody may pull its images.", default: false }),
  }).describe("The registry."),
});

const cidr = () =>
  formatted("IPv4 network", "write the network's address and length, as 192.168.0.0/22", (value) => {
    const [address = "", length = ""] = value.split("/");
    if (value !== `${address}/${length}` || !isIPv4(address) || !/^(\d|[12]\d|3[0-2])$/.test(length)) return false;
    const bits = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
    return bits % 2 ** (32 - Number(length)) === 0;
  });

const vpcId = () =>
  formatted(
    "id of a VPC",
    "write its UUID, or region/UUID",
    (value) => isUuid(value.replace(/^[a-z-]+\//, "")) && (isUuid(value) || regionOf(value) !== undefined),
  );

const networkFields = mapping({
  ...envelope("ScalewayPrivateNetwork", RESOURCE_LIMITS.name, "Names the private network."),
  spec: mapping({
    region: region().describe("Where it is; a container joins one of its own region."),
    vpcId: valueOrReference(vpcId(), "vpcId").describe("The VPC that it is in, in the same region."),
    ipv4Subnet: cidr().optional().describe("Its IPv4 addresses, as 192.168.0.0/22. Left out, Scaleway chooses."),
  }).describe("The private network."),
});

export const privateNetworkManifest = acrossFields(networkFields, vpcIssues);

function* vpcIssues({ spec }: PrivateNetworkManifest): Iterable<ValidationIssue> {
  if (isObject(spec) && isObject(spec.vpcId)) yield* regionIssues("spec.vpcId.value", spec.vpcId.value, spec.region);
}

const zone = hostname(DOMAIN_LIMITS.dnsZone);

const recordFields = mapping({
  ...envelope("ScalewayDnsRecord", RESOURCE_LIMITS.name, "Names the document, and nothing at Scaleway."),
  spec: mapping({
    zoneName: z
      .union([zone, mapping({ value: zone })], { error: ({ input }) => zoneProblem(input) })
      .describe("The zone of the record, which exists."),
    name: plainText()
      .optional()
      .meta({ description: "The name in the zone; nothing for the zone itself.", default: "" }),
    type: choice(RECORD_TYPES).describe("The type of the record."),
    data: valueOrReference(nonEmpty(), "data").describe("What it leads to, in the form of its type."),
    ttl: wholeNumber(DOMAIN_LIMITS.ttlSeconds)
      .optional()
      .meta({ description: "Seconds that resolvers keep it.", default: DEFAULTS.domain.ttlSeconds }),
  }).describe("The record."),
});

export const recordManifest = acrossFields(recordFields, recordIssues);

/** Of a value that is neither a text nor a block with one. */
function zoneProblem(input: unknown): string {
  return `${input === undefined ? "is missing" : `is ${kind(input)}`}; write value: example.com below it`;
}

/** Types that lead to a host, as a container's domain is one. */
const HOST_TYPES: readonly unknown[] = ["ALIAS", "CNAME"];

function* recordIssues({ spec }: RecordManifest): Iterable<ValidationIssue> {
  if (!isObject(spec)) return;
  const { type, name = "", data } = spec;
  const address = isObject(data) ? data.value : undefined;
  const isAddress = { A: isIPv4, AAAA: isIPv6 }[type as string];
  if (isAddress !== undefined && typeof address === "string" && !isAddress(address)) {
    yield {
      path: "spec.data.value",
      message: `${show(address)} is no address for a record of type ${type}; write one`,
    };
  }
  if (type === "CNAME" && ["", "@"].includes(name)) {
    yield { path: "spec.type", message: '"CNAME" is not possible for the zone itself; write ALIAS, or a name' };
  }
  if (
    isObject(data) &&
    data.valueFrom !== undefined &&
    (RECORD_TYPES as readonly unknown[]).includes(type) &&
    !HOST_TYPES.includes(type)
  ) {
    yield {
      path: "spec.type",
      message: `${show(type)} does not lead to a host, as a container's domain is; write CNAME or ALIAS`,
    };
  }
}

export type RegistryManifest = z.infer<typeof registryManifest>;
export type PrivateNetworkManifest = z.infer<typeof networkFields>;
export type RecordManifest = z.infer<typeof recordFields>;
