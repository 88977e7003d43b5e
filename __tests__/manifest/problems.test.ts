import {
  codesIn,
  codesInDocuments,
  container,
  dnsRecord,
  issuesIn,
  loadTexts,
  messagesIn,
  registry,
  yamlOf,
} from "../helpers/manifests";

const IMAGE_LINES = / {2}image:\n(.*\n){4}/;

test.each([
  ["secrets as a mapping", "env: {secrets: {KEY: hunter2}}", "spec.env.secrets: wrong-type"],
  ["secrets as texts", "env: {secrets: [KEY=hunter2]}", "spec.env.secrets[0]: wrong-type"],
  [
    "no space after a colon",
    "env: {secrets: [{name: KEY, value:hunter2}]}",
    "spec.env.secrets[0].value: unknown-field",
  ],
  [
    "a secret as a key",
    'env: {secrets: [{name: KEY, value: x, "hunter2 hunter2": x}]}',
    "spec.env.secrets[0]: unknown-field",
  ],
  [
    "a secret of plain characters as a key",
    "env: {secrets: [{name: KEY, value: x, hunter2: x}]}",
    "spec.env.secrets[0]: unknown-field",
  ],
  ["a number", "env: {secrets: [{name: KEY, value: 0.4711}]}", "spec.env.secrets[0].value: wrong-type"],
  ["a duplicate key", 'env: {secrets: [{"hunter2!": x, "hunter2!": x}]}', "duplicate-key"],
  [
    "credentials in the registry",
    "image: {registryEndpoint: {value: 'https://user:hunter2/x@rg.fr-par.scw.cloud'}, name: a, tag: b}",
    "spec.image.registryEndpoint.value: invalid-registry-endpoint",
  ],
  [
    "credentials without a scheme",
    "image: {registryEndpoint: {value: 'user:hunter2/x@rg.fr-par.scw.cloud'}, name: a, tag: b}",
    "spec.image: invalid-image-reference",
  ],
])("never repeats what may be a secret: %s", (_, spec, code) => {
  const text = yamlOf(container()).replace(spec.startsWith("image") ? IMAGE_LINES : "", "");
  const issues = issuesIn(`${text}  ${spec}\n`);
  const codes = issues.map((issue) => `${issue.path}: ${issue.code}`.replace(/^: /, ""));
  expect(codes).toContain(code);
  expect(JSON.stringify(issues)).not.toMatch(/hunter2|4711/);
});

test("prints no character that moves a terminal's cursor", () => {
  const documents = [
    container({ "a\u001b[31m\n": 1 }),
    container({ description: "\u0007".repeat(256) }, { name: "bb" }),
  ];
  expect(codesIn(yamlOf(...documents)).join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(() => loadTexts(yamlOf(...documents))).toThrow(/^[^\p{Cc}\p{Cf}]*(\n[^\p{Cc}\p{Cf}]*)*$/u);
});

test.each([
  ["minScale above maxScale", { minScale: 3, maxScale: 2 }, "min-above-max-scale"],
  ["a CPU threshold without an instance", { scalingOption: { cpuUsageThreshold: 50 } }, "min-scale-without-usage"],
])("reports %s at minScale", (_, spec, code) => {
  expect(codesInDocuments(container(spec))).toEqual([`spec.minScale: ${code}`]);
});

test("an ignored threshold requires no instance", () => {
  const scalingOption = { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 };
  expect(loadTexts(yamlOf(container({ scalingOption })))).toHaveLength(1);
});

describe("an unknown field", () => {
  test.each<[string, string | undefined, object]>([
    ["spec.memoryLimit", "memoryLimitMb", container({ memoryLimit: 512 })],
    ["spec.memory", "memoryLimitMb", container({ memory: 512 })],
    ["spec.environment", "env", container({ environment: {} })],
    ["spec.crons", "cronTriggers", container({ crons: [] })],
    ["spec.zoneName.vlue", "value", dnsRecord({ zoneName: { value: "example.com", vlue: "x" } })],
    ["spec.memory_limt_mb", "memoryLimitMb", container({ memory_limt_mb: 512 })],
    ["metadata.namespace", undefined, container({}, { namespace: "shop" })],
    ["metadata.owner", undefined, container({}, { owner: "shop" })],
    ["spec.namespaceId", undefined, container({ namespaceId: "x" })],
    ["spec.privateKey", undefined, container({ privateKey: "x" })],
    ["spec.domainName", undefined, container({ domainName: "x" })],
    ["spec.command", "commands", container({ command: ["a"] })],
    ["spec.env.variable", "variables", container({ env: { variable: [] } })],
    [
      "spec.env.variables[0].vlaue",
      "value",
      container({ env: { variables: [{ name: "A", value: "1", vlaue: "2" }] } }),
    ],
    ["metadata.label", "labels", container({}, { label: {} })],
    ["sepc", "spec", { ...container(), sepc: {} }],
    [
      "spec.image.registryEndpoint.valuFrom",
      "valueFrom",
      container({ image: { registryEndpoint: { valuFrom: "x", value: "ghcr.io/a" }, name: "a", tag: "b" } }),
    ],
    ["spec.tags", undefined, container({ tags: [] })],
    ["spec.healthCheck.timeout", undefined, container({ healthCheck: { path: "/", timeout: 3 } })],
  ])("%s suggests %s", (path, suggestion, document) => {
    expect(codesInDocuments(document)).toEqual([`${path}: unknown-field`]);
    const [message = ""] = messagesIn(yamlOf(document));
    expect(/Did you mean (\w+)\?/.exec(message)?.[1]).toBe(suggestion);
  });

  test("lists the known fields if none is near", () => {
    const [message] = messagesIn(yamlOf(container({ healthCheck: { path: "/", timeout: 3 } })));
    expect(message).toContain("path, failureThreshold, intervalSeconds");
  });
});

test.each([
  ["kind: ScalewayServerlessFunction", "a.yaml:1:7 kind: unsupported-kind"],
  ["kind: toString", "a.yaml:1:7 kind: unsupported-kind"],
  ["apiVersion: v1", "a.yaml:1:1 kind: missing"],
  ["- a\n- b", "a.yaml:1:1: wrong-type"],
  ["text", "a.yaml:1:1: wrong-type"],
  ["7", "a.yaml:1:1: wrong-type"],
])("rejects a document that is not a manifest: %j", (text, code) => {
  expect(codesIn(text)).toEqual([code]);
});

test.each([
  [
    "an = in its name, which would be another tag",
    { "a=b": "c" },
    "metadata.labels.<a text of 3 characters>: invalid-format",
  ],
  ["no name", { "": "x" }, "metadata.labels.: empty"],
  ["a number as its value", { a: 1 }, "metadata.labels.a: wrong-type"],
])("rejects a label with %s", (_, labels, code) => {
  expect(codesInDocuments(container({}, { labels }))).toEqual([code]);
});

test("rejects another apiVersion", () => {
  expect(codesInDocuments({ ...container(), apiVersion: "v1" })).toEqual(["apiVersion: not-allowed"]);
});

test("rejects too many documents, in whatever files they are", () => {
  const documents = Array.from({ length: 600 }, (_, index) => registry({}, `images-${index}`));
  expect(codesIn(yamlOf(...documents), yamlOf(...documents))).toEqual(["too-many"]);
});

test.each(["privacy", "region", "image"])("rejects %s without a value", (field) => {
  expect(codesInDocuments(container({ [field]: null }))).toEqual([`spec.${field}: missing`]);
});

test("reports every issue of all files, in the order of the files, each at its position", () => {
  const first = `apiVersion: scaleway.openmcf.org/v1
kind: ScalewayServerlessContainer
metadata:
  name: order-api
spec:
  region: fr-par
  image:
    registryEndpoint:
      value: rg.fr-par.scw.cloud/my-registry
    name: order-api
    tag: v1.4.0
  memoryLimitMb: 100
  minScale: 3
  maxScale: 2
  env:
    variables:
      - name: PORT
        value: "80"
      - name: LOG_LEVEL
    secrets:
      - {name: LOG_LEVEL, value: x}
  colour: red
`;
  expect(codesIn(first, "kind: Nothing\n---\n- a\n", yamlOf(container({ port: -1 })))).toEqual([
    "a.yaml:5:1 spec.privacy: missing",
    "a.yaml:12:18 spec.memoryLimitMb: below-minimum",
    "a.yaml:13:13 spec.minScale: min-above-max-scale",
    "a.yaml:17:15 spec.env.variables[0].name: reserved",
    "a.yaml:19:9 spec.env.variables[1].value: missing",
    "a.yaml:21:16 spec.env.secrets[0].name: duplicate-variable",
    "a.yaml:22:3 spec.colour: unknown-field",
    "b.yaml:1:7 kind: unsupported-kind",
    "b.yaml:3:1: wrong-type",
    "c.yaml:13:9 spec.port: below-minimum",
  ]);
});
