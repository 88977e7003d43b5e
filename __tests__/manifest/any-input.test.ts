import fc from "fast-check";
import { stringify } from "yaml";
import { ManifestStack, type Manifest } from "../../lib";
import { anyCharacter } from "../helpers/any-character";
import { refusalOf } from "../helpers/issues";
import { container, dnsRecord, image, loadTexts, privateNetwork, registry, yamlOf } from "../helpers/manifests";
import { newApp, synth } from "../helpers/synth";
import { propertyRuns } from "../helpers/property-runs";

// Jest maps every frame of a stack that is read, and a ValidationError reads its own.
beforeAll(() => {
  Error.stackTraceLimit = 0;
});

/** Loads and synthesizes. Only a ValidationError is allowed for invalid input, and no error for valid input. */
function loadAndSynthesize(...texts: (string | Uint8Array)[]): void {
  let manifests: Manifest[] = [];
  refusalOf(() => (manifests = loadTexts(...texts)));
  const app = newApp();
  for (const manifest of manifests) synth(new ManifestStack(app, manifest));
}

const full = {
  region: "fr-par",
  privacy: "public",
  port: 80,
  description: "d",
  memoryLimitMb: 256,
  cpuLimit: 140,
  minScale: 1,
  maxScale: 5,
  timeoutSeconds: 60,
  httpOption: "redirected",
  protocol: "h2c",
  commands: ["a"],
  args: ["b"],
  ...image({ kind: "ScalewayContainerRegistry", env: "prod", name: "images", fieldPath: "status.outputs.endpoint" }),
  env: { variables: [{ name: "A", value: "1" }], secrets: [{ name: "B", value: "2" }] },
  privateNetworkId: { valueFrom: { name: "network" } },
  healthCheck: { path: "/", failureThreshold: 3, intervalSeconds: 5 },
  scalingOption: { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 },
  sandbox: "v1",
  localStorageLimitMb: 1000,
  deploy: true,
  registrySha256: "x",
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

describe("every input becomes stacks or a list of issues", () => {
  test("for any tree", () => {
    fc.assert(
      fc.property(tree, (value) => {
        loadAndSynthesize(stringify(value));
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  test.each(documents.map((document, index) => ({ document, index, kind: (document as { kind: string }).kind })))(
    "for a $kind in which any one value is replaced by anything",
    ({ document, index }) => {
      // Only the container refers to other documents.
      const others = index === 0 ? documents.slice(1).map((each) => yamlOf(each)) : [];
      const paths = pathsIn(document);
      fc.assert(
        fc.property(fc.constantFrom(...paths), tree, (path, value) => {
          loadAndSynthesize([stringify(replaced(document, path, value)), ...others].join("---\n"));
        }),
        { numRuns: propertyRuns(RUNS_PER_PATH * paths.length) },
      );
    },
  );

  test("for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        loadAndSynthesize(bytes);
      }),
      { numRuns: propertyRuns(1000) },
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
          loadAndSynthesize(text);
        },
      ),
      { numRuns: propertyRuns(1500) },
    );
  });

  test("for a manifest in which any few characters are replaced", () => {
    const text = yamlOf(...documents);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(5), fc.string({ unit: anyCharacter, maxLength: 4 }), (at, length, by) => {
        loadAndSynthesize(text.slice(0, at) + by + text.slice(at + length));
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});
