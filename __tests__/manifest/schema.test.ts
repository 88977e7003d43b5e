import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { parseAllDocuments } from "yaml";
import { manifestJsonSchema } from "../../lib/manifest/schema";
import { container, dnsRecord, image, privateNetwork, registry } from "../helpers/manifests";

const isValid = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(manifestJsonSchema());
const examples = join(__dirname, "../../examples");
const files = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));

test("the JSON Schema in docs is current", () => {
  const committed = readFileSync(join(__dirname, "../../docs/manifest.schema.json"), "utf8");
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
});

test.each(files)("the JSON Schema accepts the manifests of examples/%s", (file) => {
  const documents = parseAllDocuments(readFileSync(join(examples, file), "utf8"));
  for (const document of documents) expect(isValid(document.toJS()) ? [] : isValid.errors).toEqual([]);
  expect(documents.length).toBeGreaterThan(0);
});

test.each([
  ["an unknown field", container({ memoryLimit: 1 })],
  ["an unknown kind", { ...container(), kind: "Container" }],
  ["an unknown apiVersion", { ...container(), apiVersion: "v1" }],
  ["no privacy", container({ privacy: undefined })],
  ["a number below a limit", container({ memoryLimitMb: 127 })],
  ["a number above a limit", container({ timeoutSeconds: 3601 })],
  ["a text instead of a number", container({ maxScale: "20" })],
  ["a number with a fraction", container({ cpuLimit: 70.5 })],
  ["a reserved port", container({ port: 9090 })],
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

test("every field has a description", () => {
  const { oneOf } = JSON.parse(JSON.stringify(manifestJsonSchema())) as { oneOf: Field[] };
  interface Field {
    readonly properties?: Readonly<Record<string, Field>>;
    readonly items?: Field;
    readonly description?: string;
  }
  const fields = (field: Field, path: string): string[] => {
    const inner = Object.entries(field.properties ?? field.items?.properties ?? {});
    // The field of a reference describes value and valueFrom.
    const isDescribed = path.endsWith(".value") || path.endsWith(".valueFrom") || field.description !== undefined;
    return [
      ...(isDescribed || path === "" ? [] : [path]),
      ...inner.flatMap(([name, each]) => fields(each, `${path}.${name}`)),
    ];
  };
  expect(oneOf.flatMap((each) => fields(each, ""))).toEqual([]);
});
