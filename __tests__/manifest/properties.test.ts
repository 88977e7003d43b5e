import fc from "fast-check";
import { stringify } from "yaml";
import { type Manifest, ManifestStack, SecretValue, type ServerlessContainerProps } from "../../lib";
import { containerProps as propsOf, schedulesOf, secretsOf } from "../../lib/manifest/container-props";
import type { ContainerManifest } from "../../lib/manifest/container-schema";
import { anyCharacter } from "../helpers/any-character";
import { containerProps, scheduleOptions } from "../helpers/arbitraries";
import {
  container,
  dnsRecord,
  image,
  jsonOf,
  loadTexts,
  privateNetwork,
  registry,
  stackOf,
  yamlOf,
} from "../helpers/manifests";
import { refusalOf } from "../helpers/issues";
import { newApp, only, synth } from "../helpers/synth";

// Jest maps every frame of a stack that is read, and a ValidationError reads its own.
beforeAll(() => {
  Error.stackTraceLimit = 2;
});

/** Loads and synthesizes; nothing but a ValidationError may come of what is wrong, and of what is right nothing at all. */
function survive(...texts: (string | Uint8Array)[]): void {
  let manifests: Manifest[] = [];
  refusalOf(() => (manifests = loadTexts(...texts)));
  const app = newApp();
  for (const manifest of manifests) synth(new ManifestStack(app, manifest));
}

const full = {
  ...{
    region: "fr-par",
    privacy: "public",
    port: 80,
    description: "d",
    memoryLimitMb: 256,
    cpuLimit: 140,
    minScale: 1,
  },
  ...{ maxScale: 5, timeoutSeconds: 60, httpOption: "redirected", protocol: "h2c", commands: ["a"], args: ["b"] },
  ...image({ kind: "ScalewayContainerRegistry", env: "prod", name: "images", fieldPath: "status.outputs.endpoint" }),
  env: { variables: [{ name: "A", value: "1" }], secrets: [{ name: "B", value: "2" }] },
  privateNetworkId: { valueFrom: { name: "network" } },
  healthCheck: { path: "/", failureThreshold: 3, intervalSeconds: 5 },
  scalingOption: { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 },
  ...{ sandbox: "v1", localStorageLimitMb: 1000, deploy: true, registrySha256: "x" },
  cronTriggers: [{ name: "nightly", schedule: "0 2 * * *", args: "{}" }],
};
const documents = [
  container(full, { labels: { team: "a" }, org: "o", env: "prod" }),
  registry({ description: "d", isPublic: true }),
  privateNetwork({ ipv4Subnet: "10.0.0.0/8" }),
  dnsRecord({ ttl: 60 }),
];

const leaf = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    NaN,
    "",
    "api",
    "fr-par",
    "${HOME}",
    "__proto__",
    "constructor",
    "toString",
  ),
  fc.string({ unit: anyCharacter, maxLength: 10 }),
  fc.integer(),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom("name", "value", "valueFrom", "spec", "kind", "__proto__"), fc.string({ maxLength: 4 })),
      tie("node"),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
  ),
})).node;

/** The paths to every value in a document. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

const RUNS_PER_PATH = 8;

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.with(Number(step), replaced(value[Number(step)], rest, by)) as unknown[];
  return { ...(value as object), [step]: replaced((value as Record<string, unknown>)[step], rest, by) };
}

describe("nothing comes of any input but stacks, or a list of issues", () => {
  test("for any tree", () => {
    fc.assert(
      fc.property(tree, (value) => {
        survive(stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  test.each(documents.map((document, index) => ({ document, index, kind: (document as { kind: string }).kind })))(
    "for a $kind in which any one value is replaced by anything",
    ({ document, index }) => {
      const texts = documents.map((each) => yamlOf(each));
      const paths = pathsIn(document);
      fc.assert(
        fc.property(fc.constantFrom(...paths), tree, (path, value) => {
          survive(texts.with(index, stringify(replaced(document, path, value))).join("---\n"));
        }),
        { numRuns: RUNS_PER_PATH * paths.length },
      );
    },
  );

  test("for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        survive(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test("for any text of YAML's own characters", () => {
    const piece = fc.constantFrom(
      ..."-:?,[]{}#&*!|>'\"%@`\n\t ~ab1".split(""),
      "  ",
      "\n  ",
      ": ",
      "- ",
      "---\n",
      "...\n",
      "<<: ",
      "!!str ",
      "%YAML 1.1\n",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
        (text) => {
          survive(text);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("for a manifest in which any few characters are replaced", () => {
    const text = yamlOf(...documents);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(5), fc.string({ unit: anyCharacter, maxLength: 4 }), (at, length, by) => {
        survive(text.slice(0, at) + by + text.slice(at + length));
      }),
      { numRuns: 500 },
    );
  });
});

/** An object without some of its keys. */
function without(value: object, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

const OTHERWISE = [
  "name",
  "image",
  "command",
  "environmentVariables",
  "secretEnvironmentVariables",
  "privateNetworkId",
  "tags",
];

/** The manifest that says the same as props do. */
function manifestOf(
  props: Partial<ServerlessContainerProps>,
  name: string,
  secrets: Readonly<Record<string, string>>,
): object {
  const { command, environmentVariables = {}, privateNetworkId, tags = [] } = props;
  const list = (map: object) => Object.entries(map).map(([key, value]) => ({ name: key, value: String(value) }));
  const spec = {
    region: "nl-ams",
    ...without(props, ...OTHERWISE),
    commands: command,
    env: { variables: list(environmentVariables), secrets: list(secrets) },
    privateNetworkId: privateNetworkId && { value: privateNetworkId },
  };
  const labels = Object.fromEntries(tags.map((tag) => tag.split("=") as [string, string]));
  return container(JSON.parse(JSON.stringify(spec)) as object, { name, labels });
}

test("props, written as a manifest, are the same props when it is read", () => {
  const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,32}[a-z0-9]$/).filter((name) => name !== "constructor");
  const label = fc.tuple(
    fc.stringMatching(/^[a-z.]{1,9}$/),
    fc.string({ maxLength: 9 }).filter((text) => !text.includes("=")),
  );
  const props = fc
    .tuple(containerProps, names, fc.uniqueArray(label, { selector: ([key]) => key, maxLength: 3 }))
    .map(([all, name, labels]) => {
      // What manifests have no field for.
      const rest = without(all, "startupProbe", "deployGate", "healthCheck");
      const { healthCheck: probe } = all;
      const healthCheck = probe && "path" in probe ? { ...probe, timeoutSeconds: undefined } : undefined;
      const tags = labels.map((pair) => pair.join("="));
      return { props: { ...rest, healthCheck, name, tags } as unknown as ServerlessContainerProps, name };
    });
  const secretText = fc
    .string({ unit: anyCharacter, minLength: 1, maxLength: 40 })
    .filter((text) => !/^(\$argon2id|\$\{env:)/.test(text));
  fc.assert(
    fc.property(props, fc.array(secretText, { minLength: 8, maxLength: 8 }), ({ props: given, name }, texts) => {
      const keys = Object.keys(given.secretEnvironmentVariables ?? {});
      const secrets = Object.fromEntries(keys.map((key, index) => [key, texts[index] ?? "x"]));
      const [manifest] = loadTexts(jsonOf(manifestOf(given, name, secrets)));
      const read = manifest!.documents[0]!.checked as ContainerManifest;
      const again = propsOf(read, (_, { value }) => value ?? "", "none.json");
      const { image: readImage, secretEnvironmentVariables } = again;
      const plain = (props: object) => without(props, "image", "registrySha256", "secretEnvironmentVariables");
      expect({ region: "nl-ams", environmentVariables: {}, ...plain(given) }).toEqual(plain(again));
      const { registrySha256 } = given;
      expect(readImage.bind(undefined as never)).toEqual({ image: "ghcr.io/shop/api:v1", registrySha256 });
      expect(Object.keys(secretEnvironmentVariables ?? {})).toEqual(keys);
      expect(Object.values(secretEnvironmentVariables ?? {}).every((value) => SecretValue.isSecretValue(value))).toBe(
        true,
      );
      expect(secretsOf(read).map(({ value }) => value)).toEqual(Object.values(secrets));
    }),
    { numRuns: 200 },
  );
});

test("schedules, written as a manifest, are the same schedules when it is read", () => {
  fc.assert(
    fc.property(scheduleOptions, ({ schedule, args, name }) => {
      const body = typeof args === "object" ? JSON.stringify(args) : args;
      const [manifest] = loadTexts(
        jsonOf(container({ cronTriggers: [JSON.parse(JSON.stringify({ schedule, args: body, name }))] })),
      );
      expect(schedulesOf(manifest!.documents[0]!.checked as ContainerManifest)).toEqual([
        { schedule, args: body, name: name ?? "cron-1" },
      ]);
    }),
  );
});

/** As Terraform reads a template without a token in it. */
function unescaped(text: unknown): string {
  return String(text).replace(/([$%])\1\{/g, "$1{");
}

test("any text reaches Scaleway unchanged, and that of secrets Terraform", () => {
  const hostile = fc.constantFrom("${", "%{", "$${", "$", "%", "}", '"', "\\", "\n", "é", "日本", "👍", "#{", "~", " ");
  const text = fc
    .oneof(
      fc.string({ unit: anyCharacter, maxLength: 20 }),
      fc.array(hostile, { maxLength: 12 }).map((all) => all.join("")),
    )
    .filter((value) => !/[$#&]\{TfToken\[/.test(value) && !value.startsWith("${env:"));
  const secret = text.map((value) => `s${value}`);
  fc.assert(
    fc.property(text, secret, (value, hidden) => {
      const document = container(
        {
          description: value,
          ...{ commands: [value], args: [value], registrySha256: `r${value}`, healthCheck: { path: `/${value}` } },
          env: { variables: [{ name: `N${value}`, value }], secrets: [{ name: `S${value}`, value: hidden }] },
          cronTriggers: [{ schedule: "0 2 * * *", args: JSON.stringify({ value }) }],
        },
        { labels: { label: value } },
      );
      const json = stackOf(document);
      const made = only(json, "scaleway_container");
      const variables = Object.entries(made["environment_variables"] as object).flat() as string[];
      const [[secretName, reference]] = Object.entries(made["secret_environment_variables"] as object) as [
        [string, string],
      ];
      const [manifest] = loadTexts(jsonOf(document));
      const [passedOn] = secretsOf(manifest!.documents[0]!.checked as ContainerManifest);
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
        secret: passedOn?.value,
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
        secret: hidden,
      });
    }),
    { numRuns: 300 },
  );
});
