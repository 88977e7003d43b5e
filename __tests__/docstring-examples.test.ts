import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { TerraformStack, type App } from "cdktf";
import ts from "typescript";
import {
  ContainerImage,
  ContainerNamespace,
  MnqSource,
  ObjectStorageBackend,
  ScalewayStack,
  ServerlessContainer,
  type IContainerImage,
} from "../lib";
import { PlanReview } from "../lib/review";
import { docstringExamples, moduleOf, type DocstringExample } from "../scripts/reference/examples";
import { synth } from "./helpers/synth";
import { temporaryFolder } from "./helpers/temporary-folder";

/** What the modules of examples export. */
interface Exports {
  readonly app: App;
  readonly stack: ScalewayStack;
  readonly image: IContainerImage;
  readonly api: ServerlessContainer;
  /** The fields of an example that sets fields of an interface. */
  readonly example?: object;
}

const DIGEST = `sha256:${"b5".repeat(32)}`;
const REFERENCE = "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0";
const REGISTRY = { registryEndpoint: "rg.fr-par.scw.cloud/my-registry", name: "order-api" };
const PLAN = readFileSync("__tests__/review/plans/no-changes.json");
const MANIFEST = readFileSync("examples/manifests/order-api.yaml");
const examples = docstringExamples().map((example) => [`${example.file}:${example.line}`, example] as const);
const home = process.cwd();

/** Creates what has the fields of an interface. `never` stands for the type that the check of the docs has compared. */
const BUILDERS: Readonly<Record<string, (exports: Exports, fields: never) => unknown>> = {
  AccessTokenOptions: ({ api }, fields: object) => api.addToken("token", fields),
  ContainerNamespaceProps: ({ stack }, fields: object) => new ContainerNamespace(stack, "shop", fields),
  CronScheduleOptions: ({ api }, fields: object) => api.addSchedule("nightly", { schedule: "0 2 * * *", ...fields }),
  CustomDomainOptions: ({ api }, fields: object) => api.addDomain("www", { hostname: "www.example.com", ...fields }),
  DirectoryImageOptions: (_, fields: object) => {
    const isAllowed = "allowedSecretFiles" in fields;
    ContainerImage.fromDirectory(isAllowed ? "with-credentials" : "order-api", { ...REGISTRY, ...fields });
  },
  MnqTriggerOptions: ({ api }, fields: never) => api.addTrigger("orders", fields),
  ObjectStorageBackendProps: ({ app }, fields: object) =>
    new ObjectStorageBackend(new TerraformStack(app, "plain"), { bucket: "my-state", region: "fr-par", ...fields }),
  PlanReviewOptions: (_, fields: object) => PlanReview.fromPlans([{ plan: PLAN, stack: "shop" }], fields),
  QueueOptions: ({ api }, fields: object) =>
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders", ...fields }) }),
  ScalewayStackProps: ({ app }, fields: object) => new ScalewayStack(app, "other", { region: "fr-par", ...fields }),
  ServerlessContainerAttributes: ({ stack }, fields: object) =>
    ServerlessContainer.fromAttributes(stack, "other", {
      containerId: "fr-par/11111111-1111-1111-1111-111111111111",
      ...fields,
    }),
  ServerlessContainerProps: ({ stack, image }, fields: object) =>
    new ServerlessContainer(stack, "example", { image, privacy: "private", ...fields }),
};

beforeAll(() => {
  const folder = temporaryFolder("examples");
  process.chdir(folder);
  mkdirSync("order-api");
  writeFileSync("order-api/Dockerfile", "FROM scratch\n");
  mkdirSync("with-credentials");
  writeFileSync("with-credentials/Dockerfile", "FROM scratch\n");
  writeFileSync("with-credentials/.env.production", "TOKEN=secret\n");
  writeFileSync("order-api.yaml", MANIFEST);
  writeFileSync("plan.json", PLAN);
  writeFileSync(
    "images.lock.json",
    JSON.stringify({ version: 1, images: { [REFERENCE]: { digest: DIGEST, resolvedAt: "2026-01-31T00:00:00Z" } } }),
  );
});

afterAll(() => {
  process.chdir(home);
});

beforeEach(() => {
  // The result of a call is what it prints.
  for (const method of ["log", "error"] as const)
    jest.spyOn(console, method).mockImplementation((...texts: unknown[]) => texts[0]);
});

test("there are examples of whole programs, of statements and of fields", () => {
  const all = examples.map(([, example]) => example);
  expect(all.some(({ isWhole }) => isWhole)).toBe(true);
  expect(all.some(({ isWhole, owner }) => !isWhole && owner === undefined)).toBe(true);
  expect([...new Set(all.flatMap(({ owner }) => owner ?? []))].sort()).toEqual(Object.keys(BUILDERS).sort());
});

test.each(examples)("the example at %s runs and synthesizes", (_, example) => {
  const exports = run(example);
  if (example.isWhole) return;
  if (example.owner !== undefined) BUILDERS[example.owner]?.(exports, exports.example as never);
  for (const stack of exports.app.node.children) if (stack instanceof TerraformStack) synth(stack);
});

type Start = (exports: object, load: NodeJS.Require, compareWith: typeof compare) => void;

/** Runs an example, and compares the value of each line `expression; // value` with its comment. */
function run(example: DocstringExample): Exports {
  const code = moduleOf(example).replaceAll(
    /^(.*\S); \/\/ (.+)$/gm,
    (_line, expression: string, value: string) => `compare(${expression}, ${JSON.stringify(value)});`,
  );
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const exports = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code of the examples
  const start = new Function("exports", "require", "compare", outputText) as Start;
  start(exports, createRequire(__filename), compare);
  return exports as Exports;
}

function compare(actual: unknown, expected: string): void {
  const text = typeof actual === "string" ? actual : JSON.stringify(actual);
  expect(text.replaceAll(",", ", ")).toBe(expected);
}
