import { codesIn, codesInDocuments, container, dnsRecord, loadTexts, registry, yamlOf } from "../helpers/manifests";

const variable = (value: string) => container({ env: { variables: [{ name: "NAME", value }] } });
const secret = (value: string) => container({ env: { secrets: [{ name: "KEY", value }] } });

test.each<[string, object]>([
  ["metadata.name", container({ region: "{{ values.region }}", port: "{{ values.port }}" }, { name: "{{ name }}" })],
  ["spec.region", container({ region: "{{region}}" })],
  ["spec.image.tag", container({ image: { registryEndpoint: { value: "a.io/b" }, name: "a", tag: "v{{ tag }}" } })],
  [
    "spec.image.registryEndpoint.value",
    container({ image: { registryEndpoint: { value: "{{ r }}" }, name: "a", tag: "b" } }),
  ],
  ["spec.minScale", container({ minScale: "{{ .Values.minScale }}" })],
  ["spec.maxScale", container({ maxScale: "{% if prod %}5{% endif %}" })],
  ["spec.env.variables[0].value", variable("{{ .Values.logLevel }}")],
  ["spec.env.variables[0].value", variable("level-{{- values.level }}")],
  ["spec.env.variables[0].value", variable("${{ vars.LOG_LEVEL }}")],
  ["spec.env.secrets[0].value", secret("{{ db_password }}")],
  ["spec.description", container({ description: '{{ include "shop.description" . }}' })],
  ["spec.zoneName.value", dnsRecord({ zoneName: { value: "{{ zone }}" } })],
])("reports the first expression of a template that is not rendered, and nothing else: %s", (path, document) => {
  expect(codesInDocuments(document)).toEqual([`${path}: unrendered-template`]);
});

test("reports each document that is a template, and the issues of the others", () => {
  const documents = [container({ region: "{{ r }}" }), registry({ region: "us" }), container({}, { name: "{{ n }}" })];
  expect(codesInDocuments(...documents).map((code) => code.replace(/^.*: /, ""))).toEqual([
    "unrendered-template",
    "not-allowed",
    "unrendered-template",
  ]);
});

test("reports a kind that is an expression of a template", () => {
  expect(codesIn('kind: "{{ kind }}"')).toEqual(["a.yaml:1:7 kind: unrendered-template"]);
});

test.each<object>([
  variable("Hello {{ name }}"),
  variable("{{#each items}}{{this}}{{/each}}"),
  variable('{"text": "{{ .Title }}"}'),
  variable("{{"),
  secret("hooks/{{ token }}"),
  secret("a{{b"),
  container({ commands: ["sh", "-c", "envtpl {{ port }}"], args: ["--format={{.Name}}"] }),
  container({ description: "renders {{ placeholders }}" }),
  container({ cronTriggers: [{ schedule: "0 2 * * *", args: '{"template": "{{ day }}"}' }] }),
  container({}, { annotations: { note: "{{ values.x }}" } }),
  { ...container(), status: { note: "{{ x }}" } },
])("accepts a template of the program itself: %#", (document) => {
  expect(loadTexts(yamlOf(document))).toHaveLength(1);
});
