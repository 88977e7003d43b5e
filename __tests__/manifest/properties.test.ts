import fc from "fast-check";
import { Manifest, ManifestStack, SecretValue, type ServerlessContainerProps } from "../../lib";
import { containerSchema } from "../../lib/constructs/container/container-schema";
import { containerProps as propsOf, schedulesOf, secretsOf } from "../../lib/manifest/container-props";
import { withSchemaDefaults } from "../../lib/schema/parse";
import { anyCharacter } from "../helpers/any-character";
import { containerProps, scheduleOptions } from "../helpers/arbitraries";
import { container, containerOf, jsonOf, parseContainer } from "../helpers/manifests";
import { newApp, only, synth } from "../helpers/synth";
import { propertyRuns } from "../helpers/property-runs";

// Each expect() captures a stack.
beforeAll(() => {
  Error.stackTraceLimit = 0;
});

/** An object without some of its keys. */
function without(value: object, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** Props with another name or form in manifests. */
const RENAMED = [
  "name",
  "image",
  "command",
  "environmentVariables",
  "secretEnvironmentVariables",
  "privateNetworkId",
  "tags",
];

/** The manifest with the same meaning as props. */
function manifestOf(
  props: Partial<ServerlessContainerProps>,
  name: string,
  secrets: Readonly<Record<string, string>>,
): object {
  const { command, environmentVariables = {}, privateNetworkId, tags = [] } = props;
  const list = (map: object) => Object.entries(map).map(([key, value]) => ({ name: key, value: String(value) }));
  const spec = {
    region: "nl-ams",
    ...without(props, ...RENAMED),
    commands: command,
    env: { variables: list(environmentVariables), secrets: list(secrets) },
    privateNetworkId: privateNetworkId && { value: privateNetworkId },
  };
  const labels = Object.fromEntries(tags.map((tag) => tag.split("=") as [string, string]));
  return container(JSON.parse(JSON.stringify(spec)) as object, { name, labels });
}

test("props that are written as a manifest and read again stay the same", () => {
  const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,32}[a-z0-9]$/).filter((name) => name !== "constructor");
  const label = fc.tuple(
    fc.stringMatching(/^[a-z.]{1,9}$/),
    fc.string({ maxLength: 9 }).filter((text) => !text.includes("=")),
  );
  const props = fc
    .tuple(containerProps, names, fc.uniqueArray(label, { selector: ([key]) => key, maxLength: 3 }))
    .map(([all, name, labels]) => {
      // Manifests have no field for these props.
      const rest = without(all, "startupProbe", "deployGate", "healthCheck");
      const { healthCheck: probe } = all;
      const healthCheck = probe && "path" in probe ? { ...probe, timeoutSeconds: undefined } : undefined;
      const tags = labels.map((pair) => pair.join("="));
      return { props: { ...rest, healthCheck, name, tags } as unknown as ServerlessContainerProps, name };
    });
  const secretText = fc
    .string({ unit: anyCharacter, minLength: 1, maxLength: 40 })
    .filter((text) => !/^(\$argon2id|\$\{env:)|\0/.test(text));
  fc.assert(
    fc.property(props, fc.array(secretText, { minLength: 8, maxLength: 8 }), ({ props: given, name }, texts) => {
      const keys = Object.keys(given.secretEnvironmentVariables ?? {});
      const secrets = Object.fromEntries(keys.map((key, index) => [key, texts[index] ?? "x"]));
      const manifest = parseContainer(jsonOf(manifestOf(given, name, secrets)));
      const parsed = propsOf(manifest, (_, { value }) => value ?? "", "none.json");
      const { image: readImage, secretEnvironmentVariables } = parsed;
      const plain = (props: object) =>
        withSchemaDefaults(containerSchema, without(props, "image", "registrySha256", "secretEnvironmentVariables"));
      const { registrySha256 } = given;
      expect({
        plain: plain(parsed),
        image: readImage.bind(undefined as never),
        secretNames: Object.keys(secretEnvironmentVariables ?? {}),
        areSecrets: Object.values(secretEnvironmentVariables ?? {}).every((value) => SecretValue.isSecretValue(value)),
        secrets: secretsOf(manifest).map(({ value }) => value),
      }).toEqual({
        plain: plain({ region: "nl-ams", environmentVariables: {}, ...given }),
        image: { image: "ghcr.io/shop/api:v1", registrySha256 },
        secretNames: keys,
        areSecrets: true,
        secrets: Object.values(secrets),
      });
    }),
    { numRuns: propertyRuns(200) },
  );
});

test("schedules that are written as a manifest and read again stay the same", () => {
  fc.assert(
    fc.property(scheduleOptions, ({ schedule, args, name }) => {
      const body = typeof args === "object" ? JSON.stringify(args) : args;
      const cronTriggers = [JSON.parse(JSON.stringify({ schedule, args: body, name }))];
      expect(schedulesOf(parseContainer(jsonOf(container({ cronTriggers }))))).toEqual([
        { schedule, args: body, name: name ?? "cron-1" },
      ]);
    }),
  );
});

/** The value of a Terraform template without tokens. */
function unescaped(text: unknown): string {
  return String(text).replace(/([$%])\1\{/g, "$1{");
}

test("any text reaches Scaleway unchanged, and the text of secrets reaches Terraform", () => {
  const hostile = fc.constantFrom("${", "%{", "$${", "$", "%", "}", '"', "\\", "\n", "é", "日本", "👍", "#{", "~", " ");
  const text = fc
    .oneof(
      fc.string({ unit: anyCharacter, maxLength: 20 }),
      fc.array(hostile, { maxLength: 12 }).map((all) => all.join("")),
    )
    .filter((value) => !/[$#&]\{TfToken\[|\0/.test(value) && !value.includes("${env:"))
    // Expressions of templates are rejected outside of free text.
    .filter((value) => !/\{\{.*\}\}|\{%.*%\}/s.test(value));
  const secret = text.map((value) => `s${value}`);
  fc.assert(
    fc.property(text, secret, (value, hidden) => {
      const document = container(
        {
          description: value,
          commands: [value],
          args: [value],
          registrySha256: `r${value}`,
          healthCheck: { path: `/${value}` },
          env: { variables: [{ name: `N${value}`, value }], secrets: [{ name: `S${value}`, value: hidden }] },
          cronTriggers: [{ schedule: "0 2 * * *", args: JSON.stringify({ value }) }],
        },
        { labels: { label: value } },
      );
      const manifest = Manifest.parse(jsonOf(document));
      const json = synth(new ManifestStack(newApp(), manifest));
      const made = only(json, "scaleway_container");
      const variables = Object.entries(made["environment_variables"] as object).flat() as string[];
      const [[secretName, reference]] = Object.entries(made["secret_environment_variables"] as object) as [
        [string, string],
      ];
      expect({
        description: unescaped(made["description"]),
        command: (made["command"] as string[]).map(unescaped),
        args: (made["args"] as string[]).map(unescaped),
        registrySha256: unescaped(made["registry_sha256"]),
        path: unescaped(made["liveness_probe"].http.path),
        tags: (made["tags"] as string[]).map(unescaped),
        variables: variables.map(unescaped),
        secretName: unescaped(secretName),
        reference,
        body: unescaped(only(json, "scaleway_container_trigger")["cron"].body),
        secrets: secretsOf(containerOf(manifest)).map(({ value: text }) => text),
      }).toEqual({
        description: value,
        command: [value],
        args: [value],
        registrySha256: `r${value}`,
        path: `/${value}`,
        tags: [`label=${value}`],
        variables: [`N${value}`, value],
        secretName: `S${value}`,
        reference: `\${var.${Object.keys(json["variable"] as object)[0]}}`,
        body: JSON.stringify({ value }),
        secrets: [hidden],
      });
    }),
    { numRuns: propertyRuns(300) },
  );
});
