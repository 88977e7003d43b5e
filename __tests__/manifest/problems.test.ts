import {
  container,
  dnsRecord,
  loadTexts,
  privateNetwork,
  problemsIn,
  problemsOf,
  registry,
  yamlOf,
} from "../helpers/manifests";

const uuid = "11111111-1111-1111-1111-111111111111";
const long = (length: number) => "x".repeat(length);
const many = (length: number) => Array.from({ length }, (_, index) => ({ name: `N${index}`, value: "v" }));
const secret = (value: unknown) => ({ secrets: [{ name: "KEY", value }] });
const variable = (name: unknown, value: unknown = "v") => ({ variables: [{ name, value }] });
const trigger = (more: object) => [{ schedule: "0 2 * * *", ...more }];
const imageOf = (registryEndpoint: string, name: string, tag: string) => ({
  registryEndpoint: { value: registryEndpoint },
  name,
  tag,
});

/** The last good and the first bad value on each side, and where the bad one is told. */
const FIELDS: readonly (readonly [field: string, good: readonly unknown[], bad: readonly unknown[], place?: string])[] =
  [
    ["region", ["fr-par", "nl-ams", "pl-waw"], ["fr-par-1", "it-mil", "", undefined]],
    ["privacy", ["public", "private", "privacy_public", "privacy_private"], ["Public", "unknown", undefined]],
    ["port", [1, 8007, 8009, 65_535], [0, 8008, 9091, 65_536, "8080", 80.5]],
    ["description", ["", long(255)], [long(256), 1]],
    ["memoryLimitMb", [128, 12_288], [127, 12_289, "512", 0]],
    ["cpuLimit", [70, 6000], [69, 6001]],
    ["minScale", [0, 10], [-1, 11]],
    ["maxScale", [1, 50], [0, 51]],
    ["timeoutSeconds", [10, 3600], [9, 3601]],
    ["httpOption", ["enabled", "redirected"], ["disabled"]],
    ["protocol", ["http1", "h2c"], ["http2"]],
    ["sandbox", ["v1", "v2"], ["v3"]],
    ["localStorageLimitMb", [1000, 24_456], [999, 24_457]],
    ["deploy", [true, false], ["yes", 1]],
    ["registrySha256", ["", "build-7"], [7]],
    ["commands", [[], ["a"]], ["a"]],
    ["args", [["--workers", "4"]], [["--workers", 4]], "spec.args[1]"],
    [
      "privateNetworkId",
      [{ value: `fr-par/${uuid}` }],
      [{ value: uuid }, { value: "" }],
      "spec.privateNetworkId.value",
    ],
    [
      "healthCheck",
      [{ path: "/" }, { path: `/${long(99)}` }],
      [{}, { path: "health" }, { path: `/${long(100)}` }],
      "spec.healthCheck.path",
    ],
    [
      "healthCheck",
      [3, 50].map((n) => ({ path: "/", failureThreshold: n })),
      [2, 51].map((n) => ({ path: "/", failureThreshold: n })),
      "spec.healthCheck.failureThreshold",
    ],
    [
      "healthCheck",
      [{ path: "/", intervalSeconds: 1 }],
      [{ path: "/", intervalSeconds: 0 }],
      "spec.healthCheck.intervalSeconds",
    ],
    [
      "scalingOption",
      [{ concurrentRequestsThreshold: 1 }],
      [{ concurrentRequestsThreshold: 0 }],
      "spec.scalingOption.concurrentRequestsThreshold",
    ],
    ["scalingOption", [], [{}]],
    [
      "env",
      [variable("A", long(1000)), variable("A", "")],
      [variable("A", long(1001)), variable("A", 1)],
      "spec.env.variables[0].value",
    ],
    [
      "env",
      [variable(long(100))],
      [
        variable(long(101)),
        variable(""),
        variable("PORT"),
        variable("SCW_X"),
        variable("__proto__"),
        variable(undefined),
      ],
      "spec.env.variables[0].name",
    ],
    ["env", [{ variables: many(200) }], [{ variables: many(201) }], "spec.env.variables"],
    ["env", [{ secrets: many(200) }], [{ secrets: many(201) }], "spec.env.secrets"],
    [
      "env",
      [secret(long(65_536))],
      [secret(long(65_537)), secret(""), secret("$argon2id$x"), secret(1), secret(true)],
      "spec.env.secrets[0].value",
    ],
    ["env", [], [{ variables: [...many(2), { name: "N1", value: "v" }] }], "spec.env.variables[2]"],
    ["env", [], [{ secrets: [...many(2), { name: "N1", value: "v" }] }], "spec.env.secrets[2]"],
    [
      "env",
      [],
      [
        {
          variables: many(2),
          secrets: [
            { name: "B", value: "v" },
            { name: "N1", value: "v" },
          ],
        },
      ],
      "spec.env.secrets[1].name",
    ],
    ["env", [{}], ["A=1", []]],
    [
      "cronTriggers",
      [trigger({}), trigger({ args: "{}" })],
      [trigger({ args: "{" }), trigger({ args: 1 }), trigger({ args: { a: 1 } })],
      "spec.cronTriggers[0].args",
    ],
    [
      "cronTriggers",
      [trigger({ name: "ab" })],
      [trigger({ name: "a" }), trigger({ name: "a b" })],
      "spec.cronTriggers[0].name",
    ],
    [
      "cronTriggers",
      [trigger({ schedule: "*/5 * * * *" })],
      ["* * * *", "0 0 30 2 *", "@daily", "0 0 * * 7", undefined].map((schedule) => [{ schedule }]),
      "spec.cronTriggers[0].schedule",
    ],
    ["cronTriggers", [], [[...trigger({}), ...trigger({ name: "cron-1" })]], "spec.cronTriggers[1]"],
    [
      "image",
      [imageOf("localhost:5000/a", "b/c", "v1")],
      [imageOf("ghcr.io/a", "B", "v1"), imageOf("ghcr.io/a", "b", "v 1"), imageOf("ghcr.io/a", long(255), "v")],
    ],
    [
      "image",
      [],
      [imageOf("https://ghcr.io/a", "b", "v1"), imageOf("", "b", "v1")],
      "spec.image.registryEndpoint.value",
    ],
    ["image", [], [imageOf("ghcr.io/a", "", "v1")], "spec.image.name"],
    ["image", [], [undefined, "ghcr.io/a/b:v1"]],
  ];

describe.each(FIELDS.map((row) => ({ row, name: row[0] })))(
  "spec.$name",
  ({ row: [field, good, bad, place = `spec.${field}`] }) => {
    if (good.length > 0) {
      test.each(good.map((value): [unknown] => [value]))("accepts %j", (value) => {
        expect(loadTexts(yamlOf(container({ [field]: value })))).toHaveLength(1);
      });
    }

    test.each(bad.map((value): [unknown] => [value]))("fails for %j", (value) => {
      expect(problemsOf(container({ [field]: value })).map((problem) => problem.split(": ")[0])).toEqual([place]);
    });
  },
);

test.each([
  [
    "secrets as a map",
    "env: {secrets: {KEY: hunter2}}",
    "spec.env.secrets: is an object; write a list: a line with - for each",
  ],
  [
    "secrets as texts",
    "env: {secrets: [KEY=hunter2]}",
    "spec.env.secrets[0]: is a string; write its fields below it, indented: name, value",
  ],
  [
    "no space after a colon",
    "env: {secrets: [{name: KEY, value:hunter2}]}",
    "spec.env.secrets[0].value…: has no space after its colon; write one",
  ],
  [
    "a secret as a key",
    'env: {secrets: [{name: KEY, value: x, "hunter2 hunter2": x}]}',
    "spec.env.secrets[0]: has a field that is not known; write name and value",
  ],
  [
    "a secret of plain characters as a key",
    "env: {secrets: [{name: KEY, value: x, hunter2: x}]}",
    "spec.env.secrets[0]: has a field that is not known; write name and value",
  ],
  ["a key twice", 'env: {secrets: [{"hunter2!": x, "hunter2!": x}]}', "the key stands here a second time"],
  [
    "credentials in the registry",
    "image: {registryEndpoint: {value: 'https://user:hunter2/x@rg.fr-par.scw.cloud'}, name: a, tag: b}",
    '"https://…@rg.fr-par.scw.cloud" has a scheme',
  ],
  [
    "credentials without a scheme",
    "image: {registryEndpoint: {value: 'user:hunter2/x@rg.fr-par.scw.cloud'}, name: a, tag: b}",
    '"…@rg.fr-par.scw.cloud/a:b" is no image reference',
  ],
])("never repeats what may be a secret: %s", (_, spec, told) => {
  const text = yamlOf(container())
    .replace(/ {2}image:\n(.*\n){4}/, "")
    .concat(`  ${spec}\n`);
  const problems = problemsIn(spec.startsWith("image") ? text : `${yamlOf(container())}  ${spec}\n`).join("\n");
  expect(problems).toContain(told);
  expect(problems).not.toContain("hunter2");
});

test("prints no character that would move a terminal's cursor", () => {
  const problems = problemsOf(
    container({ "a\u001b[31m\n": 1 }),
    container({ description: "\u0007".repeat(256) }, { name: "bb" }),
  );
  expect(problems.join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test.each([
  ["minScale above maxScale", { minScale: 3, maxScale: 2 }, "3 is above maxScale, 2; lower it, or raise maxScale"],
  [
    "a CPU threshold without an instance",
    { scalingOption: { cpuUsageThreshold: 50 } },
    "0 is too low for cpuUsageThreshold;",
  ],
])("fails for %s, at minScale", (_, spec, message) => {
  expect(problemsOf(container(spec))).toEqual([expect.stringContaining(`spec.minScale: ${message}`)]);
});

test("does not miss an instance for a threshold that is left out", () => {
  const scalingOption = { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 };
  expect(loadTexts(yamlOf(container({ scalingOption })))).toHaveLength(1);
});

test.each([
  ["api", true],
  ["a1", true],
  ["a".repeat(34), true],
  ["a".repeat(35), false],
  ["a", false],
  ["1api", false],
  ["Api", false],
  ["api-", false],
  ["constructor", false],
  [7, false],
  [undefined, false],
])("the name %j of a container is right: %s", (name, isRight) => {
  const document = yamlOf(container({}, { name }));
  if (isRight) expect(loadTexts(document)).toHaveLength(1);
  else expect(problemsIn(document)).toEqual([expect.stringContaining("metadata.name: ")]);
});

test.each([
  ["registry", registry({ region: "us" }), "spec.region"],
  ["registry", registry({ isPublic: "yes" }), "spec.isPublic"],
  ["registry", registry({}, "abc"), "metadata.name"],
  ["registry", registry({}, "a".repeat(64)), "metadata.name"],
  ["network", privateNetwork({ ipv4Subnet: "192.168.0.1/24" }), "spec.ipv4Subnet"],
  ["network", privateNetwork({ ipv4Subnet: "192.168.0.0/33" }), "spec.ipv4Subnet"],
  ["network", privateNetwork({ ipv4Subnet: "192.168.0.0/024" }), "spec.ipv4Subnet"],
  ["record", dnsRecord({ type: "A", data: { value: "www" } }), "spec.data.value"],
  ["record", dnsRecord({ type: "AAAA", data: { value: "192.0.2.1" } }), "spec.data.value"],
  ["network", privateNetwork({ ipv4Subnet: "192.168.0.0" }), "spec.ipv4Subnet"],
  ["network", privateNetwork({ ipv4Subnet: "fd00::/64" }), "spec.ipv4Subnet"],
  ["network", privateNetwork({ vpcId: { value: "default" } }), "spec.vpcId.value"],
  ["network", privateNetwork({ vpcId: { value: `nl-ams/${uuid}` } }), "spec.vpcId.value"],
  ["record", dnsRecord({ type: "cname" }), "spec.type"],
  ["record", dnsRecord({ type: "CNAME", name: "" }), "spec.type"],
  ["record", dnsRecord({ type: "CNAME", name: "@" }), "spec.type"],
  ["record", dnsRecord({ ttl: 59 }), "spec.ttl"],
  ["record", dnsRecord({ ttl: 2_592_001 }), "spec.ttl"],
  ["record", dnsRecord({ zoneName: "com" }), "spec.zoneName"],
  ["record", dnsRecord({ zoneName: { value: "Example.com" } }), "spec.zoneName.value"],
  ["record", dnsRecord({ zoneName: { valueFrom: { name: "zone" } } }), "spec.zoneName"],
  ["record", dnsRecord({ zoneName: undefined }), "spec.zoneName"],
])("fails for a %s that is wrong: %#", (_, document, place) => {
  expect(problemsOf(document).map((problem) => problem.split(": ")[0])).toEqual([place]);
});

test.each([
  ["192.168.0.0/22", `fr-par/${uuid}`],
  ["10.0.0.0/8", uuid],
  ["0.0.0.0/0", uuid],
  ["10.1.2.3/32", uuid],
])("takes the network %s and the VPC %s", (ipv4Subnet, value) => {
  expect(loadTexts(yamlOf(privateNetwork({ ipv4Subnet, vpcId: { value } })))).toHaveLength(1);
});

test.each([
  ["x".repeat(254), "has 254 characters, more than 253; write 3 to 253 characters"],
  ["", "is empty; write 3 to 253 characters"],
  ["https://example.com", "has a scheme; write the host alone"],
  [7, "is a number; write value: example.com below it"],
  [undefined, "is missing; write value: example.com below it"],
])("fails for the zone %j, and tells why", (zoneName, says) => {
  expect(problemsOf(dnsRecord({ zoneName }))).toEqual([expect.stringContaining(says)]);
});

describe("an unknown field names the nearest known one", () => {
  test.each([
    [container({ memoryLimit: 512 }), "spec.memoryLimit: is not a known field; did you mean memoryLimitMb?"],
    [container({ memory: 512 }), "spec.memory: is not a known field; did you mean memoryLimitMb?"],
    [container({ tags: [] }), /^spec\.tags: is not a known field; write one of region,/],
    [container({ environment: {} }), "spec.environment: is not a known field; did you mean env?"],
    [container({ crons: [] }), "spec.crons: is not a known field; did you mean cronTriggers?"],
    [
      dnsRecord({ zoneName: { value: "example.com", vlue: "x" } }),
      "spec.zoneName.vlue: is not a known field; did you mean value?",
    ],
    [container({ memory_limit_mb: 512 }), "spec.memory_limit_mb: is not a known field; did you mean memoryLimitMb?"],
    [container({ command: ["a"] }), "spec.command: is not a known field; did you mean commands?"],
    [container({ env: { variable: [] } }), "spec.env.variable: is not a known field; did you mean variables?"],
    [
      container({ env: { variables: [{ name: "A", value: "1", vlaue: "2" }] } }),
      "spec.env.variables[0].vlaue: is not a known field; did you mean value?",
    ],
    [container({}, { label: {} }), "metadata.label: is not a known field; did you mean labels?"],
    [{ ...container(), sepc: {} }, "sepc: is not a known field; did you mean spec?"],
    [
      container({ healthCheck: { path: "/", timeout: 3 } }),
      "spec.healthCheck.timeout: is not a known field; write one of path, failureThreshold, intervalSeconds",
    ],
    [
      container({ image: { registryEndpoint: { valuFrom: "x", value: "ghcr.io/a" }, name: "a", tag: "b" } }),
      /valuFrom: is not a known field; did you mean valueFrom\?$/,
    ],
  ])("%#", (document, expected) => {
    expect(problemsOf(document)).toEqual([typeof expected === "string" ? expected : expect.stringMatching(expected)]);
  });
});

test.each([
  [
    "kind: ScalewayServerlessFunction",
    'kind: "ScalewayServerlessFunction" is not a kind that is read here; write ScalewayServerlessContainer,',
  ],
  ["apiVersion: v1", "kind: is missing; write ScalewayServerlessContainer,"],
  ["- a\n- b", "is a list; write a manifest: apiVersion, kind, metadata and spec"],
  ["text", "is a string; write a manifest"],
  ["7", "is a number; write a manifest"],
])("fails for a document that is no manifest: %j", (text, message) => {
  expect(problemsIn(text)).toEqual([expect.stringContaining(message)]);
});

test("fails for a label with an = in its name, which would be another tag", () => {
  expect(problemsOf(container({}, { labels: { "a=b": "c" } }))).toEqual([
    "metadata.labels.a…: has a =, which divides a tag's key from its value; leave it out",
  ]);
});

test("fails for more documents than a run takes, in whatever files they are", () => {
  const documents = Array.from({ length: 600 }, (_, index) => registry({}, `images-${index}`));
  expect(problemsIn(yamlOf(...documents), yamlOf(...documents))).toEqual([
    "makes 1200 documents, more than 1000; take them in several runs",
  ]);
});

test("fails for a label without a name", () => {
  expect(problemsOf(container({}, { labels: { "": "x" } }))).toEqual(["metadata.labels.…: is empty"]);
});

test("fails for another apiVersion", () => {
  expect(problemsOf({ ...container(), apiVersion: "v1" })).toEqual([
    'apiVersion: "v1" is not allowed; write "scaleway.openmcf.org/v1" or "scaleway.planton.dev/v1"',
  ]);
});

test("tells what to write for values of another type, and repeats none that may be a secret", () => {
  const problems = problemsIn(yamlOf(container({ env: secret(0) })).replace("value: 0", "value: 4711"));
  expect(problems).toEqual(["a.yaml:16:16 spec.env.secrets[0].value: is a number, not text; put it in quotes"]);
  expect(problemsOf(container({ image: imageOf("ghcr.io/a", "b", 1.1 as unknown as string) }))).toEqual([
    "spec.image.tag: 1.1 is a number, not text; put it in quotes",
  ]);
  expect(problemsOf(container({ maxScale: null }))).toEqual([
    "spec.maxScale: has no value; write one, or remove the line if it is optional",
  ]);
});

test("tells every problem of all files, in the order of the files, each at its place", () => {
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
  expect(problemsIn(first, "kind: Nothing\n---\n- a\n", yamlOf(container({ port: 0 })))).toEqual([
    'a.yaml:5:1 spec.privacy: is missing; write "public" or "private" or "privacy_public" or "privacy_private"',
    "a.yaml:12:18 spec.memoryLimitMb: 100 is below 128, the least Scaleway takes; write a whole number from 128 to 12288 MB",
    "a.yaml:13:13 spec.minScale: 3 is above maxScale, 2; lower it, or raise maxScale",
    'a.yaml:17:15 spec.env.variables[0].name: "PORT" is reserved by Scaleway; set port instead',
    "a.yaml:19:9 spec.env.variables[1].value: is missing; write at most 1000 characters",
    "a.yaml:21:16 spec.env.secrets[0].name: is also a plain variable; keep one of the two",
    expect.stringMatching(/^a\.yaml:22:3 spec\.colour: is not a known field; write one of region, image, /),
    expect.stringMatching(/^b\.yaml:1:7 kind: "Nothing" is not a kind/),
    expect.stringMatching(/^b\.yaml:3:1: is a list; /),
    "c.yaml:13:9 spec.port: 0 is below 1, the least Scaleway takes; write a whole number from 1 to 65535, but not 8008, 8012, 8013, 8022, 9090, 9091",
  ]);
});
