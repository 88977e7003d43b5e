import type { IssueCode } from "../../lib/base/issue-codes";
import {
  codesInDocuments,
  container,
  dnsRecord,
  loadTexts,
  privateNetwork,
  registry,
  yamlOf,
} from "../helpers/manifests";

const uuid = "11111111-1111-1111-1111-111111111111";
const long = (length: number) => "x".repeat(length);
const many = (length: number) => Array.from({ length }, (_, index) => ({ name: `N${index}`, value: "v" }));
const secret = (value: unknown) => ({ secrets: [{ name: "KEY", value }] });
const variable = (name: unknown, value: unknown = "v") => ({ variables: [{ name, value }] });
const trigger = (more: object) => [{ schedule: "0 2 * * *", ...more }];
const schedules = (...values: unknown[]) => values.map((schedule) => [{ schedule }]);
const duplicate = [...many(2), { name: "N1", value: "v" }];
const imageOf = (registryEndpoint: string, name: string, tag: string) => ({
  registryEndpoint: { value: registryEndpoint },
  name,
  tag,
});

interface Row {
  readonly field: string;
  readonly valid: readonly unknown[];
  /** The invalid values of each code. */
  readonly invalid: Readonly<Partial<Record<IssueCode, readonly unknown[]>>>;
  /** Below the field, if the issue is there. */
  readonly path?: string;
}

const FIELDS: readonly Row[] = [
  {
    field: "region",
    valid: ["fr-par", "nl-ams", "pl-waw", "it-mil"],
    invalid: { "not-allowed": ["fr-par-1", "de-ber", ""], missing: [undefined, null] },
  },
  {
    field: "privacy",
    valid: ["public", "private", "privacy_public", "privacy_private"],
    invalid: { "not-allowed": ["Public", "unknown"], missing: [undefined] },
  },
  {
    field: "port",
    valid: [1, 8007, 8009, 65_535, 0, null, "8080", "8080.0", "8.08e3", "0"],
    invalid: {
      "below-minimum": [-1, "-1"],
      reserved: [8008, 9091, "9091"],
      "above-maximum": [65_536],
      "wrong-type": ["http", "", " 8080", "08080", "0x50", "8_080", true, [8080]],
      "not-whole-number": [80.5, "80.5"],
    },
  },
  { field: "description", valid: ["", long(255)], invalid: { "too-long": [long(256)], "wrong-type": [1] } },
  {
    field: "memoryLimitMb",
    valid: [128, 12_288, 0],
    invalid: { "below-minimum": [127, "127"], "above-maximum": [12_289], "wrong-type": ["512Mi"] },
  },
  { field: "cpuLimit", valid: [70, 6000, 0], invalid: { "below-minimum": [69], "above-maximum": [6001] } },
  { field: "minScale", valid: [0, 10], invalid: { "below-minimum": [-1], "above-maximum": [11] } },
  { field: "maxScale", valid: [1, 200, 0], invalid: { "above-maximum": [201] } },
  { field: "timeoutSeconds", valid: [10, 3600, 0], invalid: { "below-minimum": [9], "above-maximum": [3601] } },
  {
    field: "httpOption",
    valid: ["enabled", "redirected", "scaleway_serverless_container_http_option_unspecified"],
    invalid: { "not-allowed": ["disabled", "", 0] },
  },
  {
    field: "protocol",
    valid: ["http1", "h2c", "scaleway_serverless_container_protocol_unspecified"],
    invalid: { "not-allowed": ["http2", ""] },
  },
  { field: "sandbox", valid: ["v1", "v2", ""], invalid: { "not-allowed": ["v3"] } },
  {
    field: "localStorageLimitMb",
    valid: [1000, 24_456, 0],
    invalid: { "below-minimum": [999], "above-maximum": [24_457] },
  },
  { field: "deploy", valid: [true, false], invalid: { "wrong-type": ["yes", 1] } },
  { field: "registrySha256", valid: ["", "build-7"], invalid: { "wrong-type": [7] } },
  { field: "commands", valid: [[], ["a"], null], invalid: { "wrong-type": ["a"] } },
  { field: "args", valid: [["--workers", "4"]], invalid: { "wrong-type": [["--workers", 4]] }, path: "[1]" },
  {
    field: "privateNetworkId",
    valid: [{ value: `fr-par/${uuid}` }, { value: uuid }, { value: uuid, valueFrom: null }, null],
    invalid: {
      "invalid-format": [{ value: "default" }, { value: `${uuid}/` }, { value: "" }],
      "not-allowed": [{ value: `de-ber/${uuid}` }],
    },
    path: ".value",
  },
  {
    field: "healthCheck",
    valid: [{ path: "/" }, { path: `/${long(99)}` }],
    invalid: {
      missing: [{}],
      "invalid-format": [{ path: "health" }],
      "too-long": [{ path: `/${long(100)}` }],
    },
    path: ".path",
  },
  {
    field: "healthCheck",
    valid: [0, 1, 3, 50].map((failureThreshold) => ({ path: "/", failureThreshold })),
    invalid: {
      "below-minimum": [{ path: "/", failureThreshold: -1 }],
      "above-maximum": [{ path: "/", failureThreshold: 51 }],
    },
    path: ".failureThreshold",
  },
  {
    field: "healthCheck",
    valid: [0, 1].map((intervalSeconds) => ({ path: "/", intervalSeconds })),
    invalid: { "below-minimum": [{ path: "/", intervalSeconds: -1 }] },
    path: ".intervalSeconds",
  },
  {
    field: "scalingOption",
    valid: [{ concurrentRequestsThreshold: 1 }, { concurrentRequestsThreshold: 0 }, {}],
    invalid: { "below-minimum": [{ concurrentRequestsThreshold: -1 }] },
    path: ".concurrentRequestsThreshold",
  },
  {
    field: "env",
    valid: [variable("A", long(65_536)), variable("A", "")],
    invalid: { "too-long": [variable("A", long(65_537))], "wrong-type": [variable("A", 1)] },
    path: ".variables[0].value",
  },
  {
    field: "env",
    valid: [variable(long(100)), variable("SCW_ACCESS_KEY")],
    invalid: {
      "too-long": [variable(long(101))],
      empty: [variable("")],
      reserved: [variable("PORT"), variable("SCW_PUBLIC_KEY")],
      "unsupported-name": [variable("__proto__")],
      missing: [variable(undefined)],
    },
    path: ".variables[0].name",
  },
  {
    field: "env",
    valid: [{ variables: many(200) }],
    invalid: { "too-many": [{ variables: many(201) }] },
    path: ".variables",
  },
  {
    field: "env",
    valid: [{ secrets: many(200) }],
    invalid: { "too-many": [{ secrets: many(201) }] },
    path: ".secrets",
  },
  {
    field: "env",
    valid: [secret(long(65_536))],
    invalid: {
      "too-long": [secret(long(65_537))],
      empty: [secret("")],
      "argon2-prefix": [secret("$argon2id$x")],
      "wrong-type": [secret(1), secret(true)],
    },
    path: ".secrets[0].value",
  },
  { field: "env", valid: [], invalid: { "duplicate-variable": [{ variables: duplicate }] }, path: ".variables[2]" },
  { field: "env", valid: [], invalid: { "duplicate-variable": [{ secrets: duplicate }] }, path: ".secrets[2]" },
  {
    field: "env",
    valid: [],
    invalid: { "duplicate-variable": [{ variables: many(2), secrets: duplicate.slice(1, 2) }] },
    path: ".secrets[0].name",
  },
  { field: "env", valid: [{}, null, { variables: null, secrets: null }], invalid: { "wrong-type": ["A=1", []] } },
  {
    field: "cronTriggers",
    valid: [trigger({}), trigger({ args: "{}" })],
    invalid: {
      "invalid-json": [trigger({ args: "{" })],
      "wrong-type": [trigger({ args: 1 }), trigger({ args: { a: 1 } })],
    },
    path: "[0].args",
  },
  {
    field: "cronTriggers",
    valid: [trigger({ name: "ab" }), trigger({ name: "" })],
    invalid: { "too-long": [trigger({ name: long(51) })], "invalid-format": [trigger({ name: "a b" })] },
    path: "[0].name",
  },
  {
    field: "cronTriggers",
    valid: schedules("*/5 * * * *"),
    invalid: {
      "invalid-schedule": schedules("* * * *"),
      "schedule-never-runs": schedules("0 0 30 2 *"),
      "unsupported-schedule": schedules("@daily", "0 0 * * 7"),
      missing: schedules(undefined),
    },
    path: "[0].schedule",
  },
  {
    field: "cronTriggers",
    valid: [],
    invalid: { "duplicate-name": [[...trigger({}), ...trigger({ name: "cron-1" })]] },
    path: "[1]",
  },
  {
    field: "image",
    valid: [imageOf("localhost:5000/a", "b/c", "v1")],
    invalid: {
      "invalid-image-reference": [imageOf("ghcr.io/a", "B", "v1"), imageOf("ghcr.io/a", "b", "v 1")],
      "too-long": [imageOf("ghcr.io/a", long(255), "v")],
      missing: [undefined],
      "wrong-type": ["ghcr.io/a/b:v1"],
    },
  },
  {
    field: "image",
    valid: [],
    invalid: {
      "invalid-registry-endpoint": [imageOf("https://ghcr.io/a", "b", "v1")],
      empty: [imageOf("", "b", "v1")],
    },
    path: ".registryEndpoint.value",
  },
  { field: "image", valid: [], invalid: { empty: [imageOf("ghcr.io/a", "", "v1")] }, path: ".name" },
];

const VALID = FIELDS.flatMap(({ field, valid }) => valid.map((value) => ({ field, value })));
const INVALID = FIELDS.flatMap(({ field, invalid, path = "" }) =>
  Object.entries(invalid).flatMap(([code, values]) =>
    values.map((value) => ({ field, value, issue: `spec.${field}${path}: ${code}` })),
  ),
);

test.each(VALID)("spec.$field accepts $value", ({ field, value }) => {
  expect(loadTexts(yamlOf(container({ [field]: value })))).toHaveLength(1);
});

test.each(INVALID)("$issue for $value", ({ field, value, issue }) => {
  expect(codesInDocuments(container({ [field]: value }))).toEqual([issue]);
});

test.each(["api", "a1", "a".repeat(34)])("a container accepts the name %j", (name) => {
  expect(loadTexts(yamlOf(container({}, { name })))).toHaveLength(1);
});

test.each([
  ["a".repeat(35), "too-long"],
  ["a", "too-short"],
  ["1api", "name-not-for-namespace"],
  ["Api", "invalid-format"],
  ["api-", "invalid-format"],
  ["constructor", "reserved"],
  [7, "wrong-type"],
  [undefined, "missing"],
])("a container rejects the name %j: %s", (name, code) => {
  expect(codesInDocuments(container({}, { name }))).toEqual([`metadata.name: ${code}`]);
});

test.each<[object, string]>([
  [registry({ region: "us" }), "spec.region: not-allowed"],
  [registry({ region: null }), "spec.region: missing"],
  [registry({ isPublic: "yes" }), "spec.isPublic: wrong-type"],
  [registry({}, "abc"), "metadata.name: too-short"],
  [registry({}, "a".repeat(64)), "metadata.name: too-long"],
  [privateNetwork({ ipv4Subnet: "192.168.0.1/24" }), "spec.ipv4Subnet: invalid-format"],
  [privateNetwork({ ipv4Subnet: "192.168.0.0/33" }), "spec.ipv4Subnet: invalid-format"],
  [privateNetwork({ ipv4Subnet: "192.168.0.0/024" }), "spec.ipv4Subnet: invalid-format"],
  [privateNetwork({ ipv4Subnet: "192.168.0.0" }), "spec.ipv4Subnet: invalid-format"],
  [privateNetwork({ ipv4Subnet: "fd00::/64" }), "spec.ipv4Subnet: invalid-format"],
  [privateNetwork({ vpcId: { value: "default" } }), "spec.vpcId.value: invalid-format"],
  [privateNetwork({ vpcId: { value: `nl-ams/${uuid}` } }), "spec.vpcId.value: region-mismatch"],
  [dnsRecord({ type: "A", data: { value: "www" } }), "spec.data.value: invalid-format"],
  [dnsRecord({ type: "AAAA", data: { value: "192.0.2.1" } }), "spec.data.value: invalid-format"],
  [dnsRecord({ type: "cname" }), "spec.type: not-allowed"],
  [dnsRecord({ type: "CNAME", name: "" }), "spec.type: cname-for-zone"],
  [dnsRecord({ type: "CNAME", name: "@" }), "spec.type: cname-for-zone"],
  [dnsRecord({ type: "CNAME", name: undefined }), "spec.type: cname-for-zone"],
  [dnsRecord({ type: "A" }), "spec.type: record-type-mismatch"],
  [dnsRecord({ ttl: 59 }), "spec.ttl: below-minimum"],
  [dnsRecord({ ttl: 2_592_001 }), "spec.ttl: above-maximum"],
  [dnsRecord({ zoneName: "com" }), "spec.zoneName: invalid-hostname"],
  [dnsRecord({ zoneName: "x".repeat(254) }), "spec.zoneName: too-long"],
  [dnsRecord({ zoneName: "" }), "spec.zoneName: empty"],
  [dnsRecord({ zoneName: 7 }), "spec.zoneName: wrong-type"],
  [dnsRecord({ zoneName: { value: "Example.com" } }), "spec.zoneName.value: invalid-hostname"],
  [dnsRecord({ zoneName: { valueFrom: { name: "zone" } } }), "spec.zoneName: wrong-type"],
  [dnsRecord({ zoneName: undefined }), "spec.zoneName: missing"],
])("an invalid field of another kind has a code: %#, $1", (document, issue) => {
  expect(codesInDocuments(document)).toEqual([issue]);
});

test.each([
  ["192.168.0.0/22", `fr-par/${uuid}`],
  ["10.0.0.0/8", uuid],
  ["0.0.0.0/0", uuid],
  ["10.1.2.3/32", uuid],
  ["", uuid],
])("a private network accepts the subnet %s and the VPC %s", (ipv4Subnet, value) => {
  expect(loadTexts(yamlOf(privateNetwork({ ipv4Subnet, vpcId: { value } })))).toHaveLength(1);
});
