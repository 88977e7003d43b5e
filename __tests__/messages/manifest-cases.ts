import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { App } from "cdktf";
import { Manifest, ManifestStack } from "../../lib";
import type { MessageCase } from "./message-case";

const SPEC = {
  region: "fr-par",
  image: { registryEndpoint: { value: "ghcr.io/shop" }, name: "api", tag: "v1" },
  privacy: "private",
};

function document(kind: string, name: unknown, spec: object, metadata: object = {}): object {
  return { apiVersion: "scaleway.openmcf.org/v1", kind, metadata: { name, ...metadata }, spec };
}

const container = (spec: object = {}, name: unknown = "api", metadata: object = {}) =>
  document("ScalewayServerlessContainer", name, { ...SPEC, ...spec }, metadata);
const registry = (spec: object = {}) => document("ScalewayContainerRegistry", "images", { region: "fr-par", ...spec });
const network = (spec: object = {}) =>
  document("ScalewayPrivateNetwork", "network", {
    region: "fr-par",
    vpcId: { value: "11111111-1111-1111-1111-111111111111" },
    ...spec,
  });
const record = (spec: object = {}) =>
  document("ScalewayDnsRecord", "record", {
    zoneName: { value: "example.com" },
    name: "www",
    type: "CNAME",
    data: { value: "shop.example.net" },
    ...spec,
  });
const image = (registryEndpoint: object) => ({ image: { registryEndpoint, name: "api", tag: "v1" } });
const secrets = (...items: unknown[]) => ({ env: { secrets: items } });

const parse = (text: string) => () => Manifest.parse(text, "a.yaml");
const load = (...documents: object[]) => parse(documents.map((each) => JSON.stringify(each)).join("\n---\n"));

/** Every message of lib/yaml and lib/manifest. */
export const cases: readonly MessageCase[] = [
  { title: "not UTF-8", act: () => Manifest.fromSources([{ file: "a.yaml", bytes: Buffer.from([0x61, 0xff]) }]) },
  // Files
  { title: "a file that does not exist", act: () => Manifest.load("none.yaml") },
  { title: "a device", act: () => Manifest.load("/dev/null") },
  { title: "a folder without YAML files", act: () => Manifest.load(".") },
  { title: "a file that is too large", act: parse("#".repeat(500_001)) },
  { title: "an empty file", act: parse("") },
  { title: "half of a surrogate pair", act: parse('a: "\\ud800"') },
  // Syntax
  { title: "an anchor on an alias", act: parse("a: &a b\nc: &d *a") },
  { title: "an unknown directive", act: parse("%YAML\n---\na: b") },
  { title: "an unknown escape sequence", act: parse('a: "\\q"') },
  { title: "a wrong indentation", act: parse("a:\n    b: 1\n  c: 2") },
  { title: "a reserved character", act: parse("a: @b") },
  { title: "two keys on a line", act: parse("a: b: c") },
  { title: "a block in brackets", act: parse("a: [\n  - b\n  ]") },
  { title: "a key that is too long", act: parse(`[${"a".repeat(1100)}]: b`) },
  { title: "a missing quote", act: parse('a: "b') },
  { title: "a key on several lines", act: parse('"a\n  b": c') },
  { title: "a key that is not text", act: parse("? [a]\n: b") },
  { title: "a tab", act: parse("a:\n\tb: 1") },
  { title: "an unknown tag", act: parse("a: !b c") },
  { title: "an unexpected token", act: parse("a: [b]]") },
  // Documents
  { title: "too many levels", act: parse("[".repeat(200)) },
  { title: "an expression of a template", act: parse("a: {{ b }}") },
  { title: "a number with a leading zero", act: parse("a: 010") },
  { title: "too many documents", act: parse("a: b\n---\n".repeat(1001)) },
  { title: "too many values", act: parse(`a: [${"b,".repeat(5000)}]`) },
  { title: "too many aliases", act: parse(`a: &a b\nc: [${"*a,".repeat(101)}]`) },
  {
    title: "aliases that expand to too many values",
    act: parse(
      [
        "a0: &a0 [x, x]",
        ...[1, 2, 3].map(
          (n) =>
            `a${n}: &a${n} [${Array(9)
              .fill(`*a${n - 1}`)
              .join(", ")}]`,
        ),
      ].join("\n"),
    ),
  },
  { title: "an alias without an anchor", act: parse("a: *b") },
  { title: "a duplicate key", act: parse("a: 1\na: 2") },
  { title: "a duplicate key beside a secret", act: parse("secrets: {a: 1, a: 2}") },
  { title: "the key __proto__", act: parse("__proto__: 1") },
  { title: "text that CDKTF reserves", act: parse('a: "${TfToken[TOKEN.0]}"') },
  // Fields
  { title: "a document that is not a mapping", act: parse("- a") },
  { title: "a missing kind", act: parse("a: b") },
  { title: "an unsupported kind", act: parse("kind: ScalewayServerlessFunction") },
  { title: "fields in two spellings", act: load(container({ max_scale: 5 })) },
  { title: "a field in both spellings", act: load(registry({ isPublic: true, is_public: true })) },
  { title: "another apiVersion", act: load({ ...container(), apiVersion: "v1" }) },
  { title: "a field without a value", act: load(container({ privacy: null })) },
  { title: "a number as text", act: load(container({ description: 7 })) },
  { title: "an unknown field with a suggestion", act: load(container({ memoryLimit: 512 })) },
  { title: "an unknown field without a suggestion", act: load(registry({ tags: [] })) },
  { title: "an unknown field beside a secret", act: load(container(secrets({ name: "KEY", value: "x", note: "y" }))) },
  { title: "a colon without a space", act: parse(`${JSON.stringify(container()).slice(0, -1)}, "spec:x": }`) },
  { title: "a merge key without a mapping", act: parse("<<: a") },
  { title: "a missing mapping", act: load(container({ image: undefined })) },
  { title: "a text instead of a mapping", act: load(container({ image: "ghcr.io/shop/api:v1" })) },
  { title: "a mapping instead of a list", act: load(container({ env: { secrets: { KEY: "x" } } })) },
  { title: "a text instead of a flag", act: load(container({ deploy: "yes" })) },
  // Metadata
  { title: "the name constructor", act: load(container({}, "constructor")) },
  { title: "a label with =", act: load(container({}, "api", { labels: { "a=b": "c" } })) },
  { title: "a list of labels", act: load(container({}, "api", { labels: ["a"] })) },
  // Containers
  { title: "a variable that is not set", act: load(container(secrets({ name: "KEY", value: "${env:NOT_SET}" }))) },
  { title: "the name of a variable that is empty", act: load(container(secrets({ name: "KEY", value: "${env:}" }))) },
  { title: "a reference of another tool", act: load(container(secrets({ name: "KEY", value: "$DB_PASSWORD" }))) },
  {
    title: "a reference of OpenMCF's platform",
    act: load(container({ env: { variables: [{ name: "HOST", value: "$var/host" }] } })),
  },
  {
    title: "a variable that is plain and secret",
    act: load(container({ env: { variables: [{ name: "KEY", value: "x" }], secrets: [{ name: "KEY", value: "y" }] } })),
  },
  {
    title: "a duplicate secret",
    act: load(container(secrets({ name: "KEY", value: "x" }, { name: "KEY", value: "y" }))),
  },
  { title: "a body that is not text", act: load(container({ cronTriggers: [{ schedule: "0 2 * * *", args: {} }] })) },
  { title: "a body that is not JSON", act: load(container({ cronTriggers: [{ schedule: "0 2 * * *", args: "{" }] })) },
  {
    title: "schedules with one name",
    act: load(container({ cronTriggers: [{ schedule: "0 2 * * *" }, { schedule: "0 3 * * *", name: "cron-1" }] })),
  },
  // Other kinds
  { title: "an IPv4 network with host bits", act: load(network({ ipv4Subnet: "192.168.0.1/24" })) },
  { title: "a VPC without an ID", act: load(network({ vpcId: { value: "default" } })) },
  { title: "a missing zone", act: load(record({ zoneName: undefined })) },
  { title: "a number as a zone", act: load(record({ zoneName: 7 })) },
  { title: "an A record without an address", act: load(record({ type: "A" })) },
  { title: "an AAAA record with an IPv4 address", act: load(record({ type: "AAAA", data: { value: "192.0.2.1" } })) },
  { title: "a CNAME of the zone", act: load(record({ name: "" })) },
  { title: "an A record of a container", act: load(record({ type: "A", data: { valueFrom: { name: "api" } } })) },
  // References
  { title: "neither value nor valueFrom", act: load(container(image({}))) },
  { title: "both value and valueFrom", act: load(container(image({ value: "ghcr.io/a", valueFrom: { name: "a" } }))) },
  {
    title: "the output of another kind",
    act: load(container(image({ valueFrom: { name: "images", fieldPath: "status.outputs.domain_name" } }))),
  },
  {
    title: "a network of another region",
    act: load(network(), container({ region: "nl-ams", privateNetworkId: { valueFrom: { name: "network" } } })),
  },
  {
    title: "a circular reference",
    act: load(container(image({ valueFrom: { kind: "ScalewayServerlessContainer", name: "api" } }))),
  },
  { title: "two documents with one name", act: load(container(), container()) },
  { title: "two stacks with one name", act: load(container({}, "images"), registry()) },
  { title: "several stacks", act: load(container(), container({}, "other")) },
  // ManifestStack
  { title: "a lock file that does not exist", act: () => stackOf(container(), { lockFile: "none.json" }) },
  { title: "an unknown container", act: () => stackOf(container()).container("shop") },
  { title: "a container of a stack without containers", act: () => stackOf(registry()).container("shop") },
  // Warnings
  { title: "deploy: false", act: () => stackOf(container({ deploy: false })) },
  {
    title: "a low failure threshold",
    act: () => stackOf(container({ healthCheck: { path: "/", failureThreshold: 2 } })),
  },
  { title: "fields of OpenMCF", act: () => stackOf({ ...container({}, "api", { group: "app" }), status: {} }) },
  {
    title: "several thresholds",
    act: () => stackOf(container({ scalingOption: { concurrentRequestsThreshold: 20, cpuUsageThreshold: 60 } })),
  },
  {
    title: "an image that is not locked",
    act: () => {
      writeFileSync("manifests.lock.json", JSON.stringify({ version: 1, images: {} }));
      const stack = stackOf(container(), { lockFile: "manifests.lock.json" });
      rmSync("manifests.lock.json");
      return stack;
    },
  },
];

function stackOf(manifest: object, options: { readonly lockFile?: string } = {}): ManifestStack {
  return new ManifestStack(new App({ outdir: tmpdir() }), Manifest.parse(JSON.stringify(manifest)), options);
}
