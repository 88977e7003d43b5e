import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { fieldsOf } from "../base/objects";
import { kind, show } from "../base/show";
import { RECORD_TYPES } from "../facts/dns-record-types";
import { DEFAULTS, DOMAIN_LIMITS, REGISTRY_LIMITS, RESOURCE_LIMITS } from "../facts/limits";
import { choice, formattedText, nonEmpty, plainText, wholeNumber } from "../schema/fields";
import { hostnameField } from "../schema/hostname";
import { regionField, regionIssues } from "../schema/identifiers";
import { acrossFields, type Unchecked } from "../schema/parse";
import { mapping } from "../yaml/fields";
import { trueOrFalse, uuidWithRegionField, valueOrReference } from "./fields";
import { envelope } from "./metadata";
import { unsetBy } from "./unset";

export const registryManifest = mapping({
  ...envelope("ScalewayContainerRegistry", REGISTRY_LIMITS.name, "The name of the registry. Its endpoint contains it."),
  spec: mapping({
    region: regionField().describe("The region of the registry."),
    description: plainText().default("").describe("The description in Scaleway's console."),
    isPublic: trueOrFalse().default(false).describe("Whether everyone can pull its images."),
  }).describe("The registry."),
});

const cidrField = () =>
  formattedText({
    name: "an IPv4 network",
    remedy: "Use the network's address and prefix length, for example 192.168.0.0/22.",
    isValid: (value) => {
      const [address = "", length = ""] = value.split("/");
      if (value !== `${address}/${length}` || !isIPv4(address) || !/^(\d|[12]\d|3[0-2])$/.test(length)) return false;
      const bits = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
      return bits % 2 ** (32 - Number(length)) === 0;
    },
  });

const networkFields = mapping({
  ...envelope("ScalewayPrivateNetwork", RESOURCE_LIMITS.name, "The name of the private network."),
  spec: mapping({
    region: regionField().describe("The region of the private network. Only containers in this region can join it."),
    vpcId: valueOrReference(uuidWithRegionField("a VPC ID"), "vpcId").describe(
      "The VPC of the private network, in the same region.",
    ),
    ipv4Subnet: unsetBy(
      cidrField().optional().describe("The IPv4 addresses, for example 192.168.0.0/22. Scaleway chooses the default."),
      "",
    ),
  }).describe("The private network."),
});

export type PrivateNetworkManifest = z.output<typeof networkFields>;

export const privateNetworkManifest = acrossFields(networkFields, vpcIssues);

function vpcIssues({ spec }: Unchecked<PrivateNetworkManifest>): Iterable<ValidationIssue> {
  const { vpcId, region } = fieldsOf(spec);
  return regionIssues("spec.vpcId.value", fieldsOf(vpcId)["value"], region);
}

const zone = hostnameField(DOMAIN_LIMITS.dnsZone);

const recordFields = mapping({
  ...envelope("ScalewayDnsRecord", RESOURCE_LIMITS.name, "The name of the document. The record does not have it."),
  spec: mapping({
    zoneName: z
      .union([zone, mapping({ value: zone })], { error: ({ input }) => zoneProblem(input) })
      .describe("The DNS zone of the record. It must exist."),
    name: plainText().default("").describe("The name in the zone. An empty name is the zone itself."),
    type: choice(RECORD_TYPES).describe("The type of the record."),
    data: valueOrReference(nonEmpty(), "data").describe("The target of the record, in the format of its type."),
    ttl: unsetBy(
      wholeNumber(DOMAIN_LIMITS.ttlSeconds)
        .default(DEFAULTS.domain.ttlSeconds)
        .describe("The number of seconds that resolvers cache the record."),
      0,
    ),
  }).describe("The record."),
});

export type RecordManifest = z.output<typeof recordFields>;

export const recordManifest = acrossFields(recordFields, recordIssues);

function zoneProblem(input: unknown): string {
  const problem = input === undefined ? "is missing" : `is not a DNS zone, got ${kind(input)}`;
  return `${problem}. Write value: example.com below it.`;
}

function* recordIssues({ spec }: Unchecked<RecordManifest>): Iterable<ValidationIssue> {
  const { type, name, data } = fieldsOf(spec);
  const { value, valueFrom } = fieldsOf(data);
  if (typeof value === "string" && ((type === "A" && !isIPv4(value)) || (type === "AAAA" && !isIPv6(value)))) {
    const version = type === "A" ? "IPv4" : "IPv6";
    const message = `is not an ${version} address, got ${show(value)}. Use an address, or another type of record.`;
    yield { code: "invalid-format", path: "spec.data.value", message };
  }
  if (type === "CNAME" && (name === undefined || name === "" || name === "@")) {
    const message = 'is not possible for the zone itself, got "CNAME". Use ALIAS, or set name.';
    yield { code: "cname-for-zone", path: "spec.type", message };
  }
  const pointsToHost = type === "CNAME" || type === "ALIAS";
  if (valueFrom !== undefined && !pointsToHost && RECORD_TYPES.some((each) => each === type)) {
    const message = `cannot point to a container, got ${show(type)}. Use CNAME or ALIAS.`;
    yield { code: "record-type-mismatch", path: "spec.type", message };
  }
}

export type RegistryManifest = z.output<typeof registryManifest>;
