import fc from "fast-check";
import { AnnotationMetadataEntryType } from "cdktf";
import { Manifest, ManifestStack } from "../../lib";
import { propertyRuns } from "../helpers/property-runs";
import {
  codesIn,
  codesInDocuments,
  container,
  dnsRecord,
  image,
  loadTexts,
  messagesIn,
  privateNetwork,
  registry,
  stackOf,
  yamlOf,
} from "../helpers/manifests";
import { inSnakeCase } from "../helpers/snake-case";
import { newApp, only } from "../helpers/synth";

const full = container(
  {
    memoryLimitMb: 512,
    cpuLimit: 280,
    minScale: 1,
    maxScale: 5,
    timeoutSeconds: 60,
    httpOption: "redirected",
    ...image({ kind: "ScalewayContainerRegistry", name: "images", fieldPath: "status.outputs.endpoint" }),
    env: { variables: [{ name: "logLevel", value: "a_b" }], secrets: [{ name: "apiKey", value: "2" }] },
    privateNetworkId: { valueFrom: { name: "network" } },
    healthCheck: { path: "/", failureThreshold: 3, intervalSeconds: 5 },
    scalingOption: { concurrentRequestsThreshold: 5 },
    localStorageLimitMb: 2000,
    registrySha256: "x",
    cronTriggers: [{ schedule: "0 2 * * *", args: '{"taskName": 1}' }],
  },
  { labels: { costCenter: "aB" } },
);
const documents = [full, registry({ isPublic: true }), privateNetwork({ ipv4Subnet: "10.0.0.0/8" })];

test("both spellings of all fields create the same stack, and names in maps and values stay as they are", () => {
  const expected = stackOf(...documents);
  expect(JSON.stringify(expected)).toMatch(/logLevel.*apiKey.*costCenter=aB/);
  expect(stackOf(...documents.map((document) => inSnakeCase(document)))).toEqual(expected);
});

test("apiVersion, valueFrom and fieldPath are in camelCase in OpenMCF's own manifests in snake_case", () => {
  const neutral = ["apiVersion", "valueFrom", "fieldPath"];
  const spelled = documents.map((document) => inSnakeCase(document, neutral));
  expect(stackOf(...spelled)).toEqual(stackOf(...documents));
});

test("documents of one file may have different spellings", () => {
  expect(stackOf(...documents.map((document, index) => (index === 0 ? document : inSnakeCase(document))))).toEqual(
    stackOf(...documents),
  );
});

test.each<[string, object, string, RegExp]>([
  ["memory_limit_mb", { maxScale: 5, memory_limit_mb: 512 }, "spec.memory_limit_mb", /maxScale in line 8/],
  ["maxScale", { memory_limit_mb: 512, maxScale: 5 }, "spec.maxScale", /memory_limit_mb in line 8/],
  [
    "failure_threshold",
    { healthCheck: { path: "/", failure_threshold: 3 } },
    "spec.healthCheck.failure_threshold",
    /healthCheck in line 8/,
  ],
])("rejects %s beside a field in the other spelling, and names both", (_, spec, path, message) => {
  const { spec: rest, ...document } = container() as { spec: Record<string, unknown> };
  const mixed = { ...document, spec: { ...rest, image: undefined, ...spec } };
  const [first] = codesInDocuments(mixed).filter((code) => code.includes("mixed"));
  expect(first).toBe(`${path}: mixed-spelling`);
  expect(messagesIn(yamlOf(mixed)).join("\n")).toMatch(message);
});

test("rejects one field in both spellings as a duplicate, and names both", () => {
  const document = container({ minScale: 1, min_scale: 2 });
  expect(codesInDocuments(document)).toEqual(["spec.min_scale: duplicate-key"]);
  expect(messagesIn(yamlOf(document))[0]).toContain("minScale in line 13");
  expect(codesInDocuments(container(image({ name: "a", fieldPath: null, field_path: null })))).toEqual([
    "spec.image.registryEndpoint.valueFrom.field_path: duplicate-key",
  ]);
});

test("reports issues in the spelling and at the position of the file", () => {
  const text = `api_version: scaleway.openmcf.org/v1
kind: ScalewayServerlessContainer
metadata: {name: api}
spec:
  region: fr-par
  image: {name: api, tag: v1}
  privacy: public
  memory_limit_mb: 100
  health_check: {path: /, failureThreshhold: 3}
  cron_triggers:
    - schedule: "* * * *"
`;
  expect(codesIn(text)).toEqual([
    "a.yaml:6:3 spec.image.registry_endpoint: missing",
    "a.yaml:8:20 spec.memory_limit_mb: below-minimum",
    "a.yaml:9:27 spec.health_check.failureThreshhold: unknown-field",
    "a.yaml:11:17 spec.cron_triggers[0].schedule: invalid-schedule",
  ]);
  expect(messagesIn(text)[2]).toContain("failure_threshold?");
});

test.each(["scaleway.openmcf.org/v1", "scaleway.planton.dev/v1", "scaleway.planton.dev/v1alpha1"])(
  "accepts the apiVersion %s",
  (apiVersion) => {
    expect(loadTexts(yamlOf({ ...container(), apiVersion }))).toHaveLength(1);
  },
);

test.each([
  ["port", 0],
  ["memoryLimitMb", 0],
  ["cpuLimit", 0],
  ["maxScale", 0],
  ["timeoutSeconds", 0],
  ["localStorageLimitMb", 0],
  ["sandbox", ""],
  ["httpOption", "scaleway_serverless_container_http_option_unspecified"],
  ["protocol", "scaleway_serverless_container_protocol_unspecified"],
])("%s: %j has the effect of a missing field", (field, value) => {
  expect(stackOf(container({ [field]: value }))).toEqual(stackOf(container()));
  expect(stackOf(container({ [field]: null }))).toEqual(stackOf(container()));
});

test("a threshold of 0 is not set: the next one is used, without a warning", () => {
  const scalingOption = { concurrentRequestsThreshold: 0, cpuUsageThreshold: 70, memoryUsageThreshold: 0 };
  const option: unknown = only(stackOf(container({ minScale: 1, scalingOption })), "scaleway_container")[
    "scaling_option"
  ];
  expect(option).toEqual([{ cpu_usage_threshold: 70 }]);
  expect(stackOf(container({ scalingOption: {} }))).toEqual(stackOf(container()));
});

test("numbers may be text, with the same rules", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10, max: 70_000 }),
      fc.constantFrom("port", "maxScale", "minScale"),
      (number, field) => {
        const result = (value: unknown) => {
          try {
            return loadTexts(yamlOf(container({ [field]: value }))).length;
          } catch (error) {
            return String(error).replaceAll('"', "").replaceAll(" (a string)", "");
          }
        };
        expect(result(String(number))).toBe(result(number));
      },
    ),
    { numRuns: propertyRuns(40) },
  );
});

test("a private network without a region is in the region of the container", () => {
  const uuid = "11111111-1111-1111-1111-111111111111";
  const containerWith = (value: string) => container({ region: "nl-ams", privateNetworkId: { value } });
  expect(stackOf(containerWith(uuid))).toEqual(stackOf(containerWith(`nl-ams/${uuid}`)));
});

const findings = (level: AnnotationMetadataEntryType, ...all: readonly object[]) =>
  new ManifestStack(newApp(), Manifest.parse(yamlOf(...all))).findings(level);

test("a failure threshold below Scaleway's minimum is replaced by the minimum, with a warning at the field", () => {
  const document = container({ healthCheck: { path: "/", failureThreshold: 2 } });
  expect(JSON.stringify(stackOf(document))).toContain('"failure_threshold":3');
  expect(findings(AnnotationMetadataEntryType.WARN, document).filter(({ id }) => id === "failure-threshold")).toEqual([
    expect.objectContaining({ path: "spec.healthCheck.failureThreshold", line: 15 }),
  ]);
  const minimum = container({ healthCheck: { path: "/", failureThreshold: 3 } });
  expect(findings(AnnotationMetadataEntryType.WARN, minimum).map(({ id }) => id)).not.toContain("failure-threshold");
});

test("fields that only OpenMCF uses have no effect, whatever they contain, and an info lists them", () => {
  const ignored = {
    group: "app/services",
    id: 7,
    slug: "api",
    tags: ["a"],
    annotations: { a: 1 },
    relationships: [{ kind: "ScalewayVpc", name: "shop", type: "depends_on" }],
  };
  const document = { ...container({}, ignored), status: { outputs: { container_id: "x", domainName: "y" } } };
  expect(stackOf(document)).toEqual(stackOf(container()));
  const [info, ...others] = findings(AnnotationMetadataEntryType.INFO, document).filter(
    ({ id }) => id === "ignored-fields",
  );
  expect(others).toEqual([]);
  expect(info).toMatchObject({ path: "metadata.slug", line: 7, column: 9 });
  expect(info?.message).toMatch(/metadata\.group, status/);
  expect(findings(AnnotationMetadataEntryType.INFO, container()).map(({ id }) => id)).not.toContain("ignored-fields");
  expect(Object.keys(Manifest.parse(yamlOf(document)).documents[0]?.metadata ?? {})).toEqual([
    "name",
    "labels",
    "org",
    "env",
  ]);
});

test("an info about a document of another kind has the path of the stack", () => {
  const document = { ...registry(), status: {} };
  expect(findings(AnnotationMetadataEntryType.INFO, document)).toEqual([
    expect.objectContaining({ id: "ignored-fields", path: "images" }),
  ]);
});

test("warnings name the fields in the spelling of the document", () => {
  const scalingOption = { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 };
  const warnings = findings(AnnotationMetadataEntryType.WARN, inSnakeCase(container({ minScale: 1, scalingOption })));
  expect(warnings.find(({ id }) => id === "several-thresholds")?.message).toMatch(
    /concurrent_requests_threshold is used, and cpu_usage_threshold ignored/,
  );
});

test("an empty org, env or fieldPath is not set", () => {
  const reference = image({ name: "images", env: "", fieldPath: "" });
  expect(stackOf(container(reference, { org: "", env: "" }), registry())).toEqual(
    stackOf(container(image({ name: "images" })), registry()),
  );
  expect(loadTexts(yamlOf(dnsRecord({ ttl: 0 })))).toHaveLength(1);
});
