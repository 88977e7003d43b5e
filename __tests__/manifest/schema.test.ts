import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { parseAllDocuments } from "yaml";
import { manifestJsonSchema } from "../../lib/manifest/schema";
import { container, dnsRecord, image, privateNetwork, registry } from "../helpers/manifests";
import { SHAPES } from "../helpers/openmcf-shapes";
import { inSnakeCase } from "../helpers/snake-case";

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
ajv.addVocabulary(["errorMessage", "patternErrorMessage"]);
const isValid = ajv.compile(manifestJsonSchema());
const examples = join(__dirname, "../../examples");
/** Other YAML files are settings, Kustomize files and rules of alerts. */
const files = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".yaml") && /^apiVersion: scaleway/m.test(readFileSync(join(examples, file), "utf8")),
);

test("the JSON Schema in docs is current", () => {
  const committed = readFileSync(join(__dirname, "../../docs/manifest.schema.json"), "utf8");
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
});

test("finds the manifests of the examples", () => {
  expect(files).toContain(join("manifests", "order-api.yaml"));
});

test.each(files)("the JSON Schema accepts the manifests of examples/%s", (file) => {
  const documents = parseAllDocuments(readFileSync(join(examples, file), "utf8"));
  for (const document of documents) expect(isValid(document.toJS()) ? [] : isValid.errors).toEqual([]);
  expect(documents.length).toBeGreaterThan(0);
});

test.each(Object.entries(SHAPES))("the JSON Schema accepts a manifest of OpenMCF: %s", (_, text) => {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  for (const document of documents.filter((each) => each !== null)) {
    expect(isValid(document) ? [] : isValid.errors).toEqual([]);
  }
});

test.each([
  ["0 in place of a default", container({ port: 0, memoryLimitMb: 0, scalingOption: { cpuUsageThreshold: 0 } })],
  ["an empty text in place of a default", container({ sandbox: "" }, { org: "", env: "" })],
  ["an unspecified choice", container({ httpOption: "scaleway_serverless_container_http_option_unspecified" })],
  ["a mapping and a list without entries", container({ env: null, commands: null, healthCheck: null })],
  ["numbers as text", container({ port: "8080" })],
  ["fields of OpenMCF", { ...container({}, { group: "a/b", id: "x", annotations: { a: "b" } }), status: {} }],
  [
    "all fields in snake_case",
    inSnakeCase(container({ privateNetworkId: { valueFrom: { name: "a", fieldPath: "" } } })),
  ],
])("the JSON Schema accepts %s", (_, document) => {
  expect(isValid(document) ? [] : isValid.errors).toEqual([]);
});

test.each([
  ["an unknown field", container({ memoryLimit: 1 })],
  ["an unknown kind", { ...container(), kind: "Container" }],
  ["an unknown apiVersion", { ...container(), apiVersion: "v1" }],
  ["no privacy", container({ privacy: undefined })],
  ["a number below a limit", container({ memoryLimitMb: 127 })],
  ["a number above a limit", container({ timeoutSeconds: 3601 })],
  ["a text instead of a number", container({ maxScale: "many" })],
  ["a number with a fraction", container({ cpuLimit: 70.5 })],
  ["a reserved port", container({ port: 9090 })],
  ["a reserved port in snake_case", inSnakeCase(container({ port: 9090 }))],
  ["a limit in snake_case", container({ memory_limit_mb: 127 })],
  ["null in place of a limit", container({ memoryLimitMb: null })],
  ["text that is too long", container({ description: "x".repeat(256) })],
  ["a name with a capital letter", container({}, { name: "Api" })],
  ["an unknown choice", container({ protocol: "http2" })],
  ["a text instead of a list", container({ commands: "a" })],
  ["a variable without a value", container({ env: { variables: [{ name: "A" }] } })],
  ["an empty secret", container({ env: { secrets: [{ name: "A", value: "" }] } })],
  ["value and valueFrom", container({ privateNetworkId: { value: "x", valueFrom: { name: "n" } } })],
  ["neither value nor valueFrom", container({ privateNetworkId: {} })],
  ["a reference without a name", container(image({ kind: "ScalewayContainerRegistry" }))],
  ["a reference to an unsupported kind", container(image({ kind: "ScalewayVpc", name: "a" }))],
  ["a health check without a path", container({ healthCheck: {} })],
  ["a registry without a region", registry({ region: undefined })],
  ["a network without a VPC", privateNetwork({ vpcId: undefined })],
  ["a record of an unknown type", dnsRecord({ type: "SPF" })],
  ["a record with a TTL below the minimum", dnsRecord({ ttl: 59 })],
])("the JSON Schema rejects %s", (_, document) => {
  expect(isValid(JSON.parse(JSON.stringify(document)))).toBe(false);
});

interface Field {
  readonly title?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly items?: Field;
}
const { $defs, properties } = JSON.parse(JSON.stringify(manifestJsonSchema())) as Field & {
  $defs: Record<string, Field>;
};

/** The fields of a schema with their paths, without the references of snake_case. */
function fieldsIn({ properties: inner = {}, items }: Field, path: string): [string, Field][] {
  const own = Object.entries(inner).filter(([, field]) => field.$ref === undefined);
  return [
    ...own.flatMap(([name, field]) => [
      [`${path}.${name}`, field] as [string, Field],
      ...fieldsIn(field, `${path}.${name}`),
    ]),
    ...(items === undefined ? [] : fieldsIn(items, path)),
  ];
}
const FIELDS = Object.entries({ ...$defs, root: { properties: properties ?? {} } }).flatMap(([kind, field]) =>
  fieldsIn(field, kind),
);

test("every field has a description, and its name as the title", () => {
  const isPart = (path: string) => /\.value(From)?$/.test(path);
  const undescribed = FIELDS.filter(([path, { description }]) => description === undefined && !isPart(path));
  expect(undescribed.map(([path]) => path)).toEqual([]);
  const untitled = FIELDS.filter(
    ([path, { title = "" }]) => !/^\w+( \([a-z ]+\))?$/.test(title) || !title.startsWith(path.split(".").at(-1) ?? ""),
  );
  expect(untitled.map(([path]) => path)).toEqual([]);
});

test("patterns, reserved ports and types of numbers have a sentence", () => {
  const schemas = (value: unknown): Record<string, unknown>[] =>
    typeof value !== "object" || value === null
      ? []
      : [value as Record<string, unknown>, ...Object.values(value).flatMap((each) => schemas(each))];
  const all = schemas(manifestJsonSchema());
  const withPattern = all.filter(({ pattern }) => pattern !== undefined && pattern !== "^[^=]*$");
  expect(withPattern.length).toBeGreaterThan(10);
  expect(withPattern.filter((each) => !/^Use .*\.$/.test(String(each["patternErrorMessage"])))).toEqual([]);
  const reserved = all.flatMap(({ else: rejected }) =>
    rejected === undefined ? [] : [(rejected as Field & { errorMessage: string }).errorMessage],
  );
  expect(reserved).toEqual([expect.stringMatching(/^Scaleway reserves this port\. Use .* except 8008, .*\.$/)]);
});
