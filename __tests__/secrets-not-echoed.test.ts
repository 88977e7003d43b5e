import { TerraformStack } from "cdktf";
import fc from "fast-check";
import {
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  Manifest,
  ManifestStack,
  MnqSource,
  ObjectStorageBackend,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
} from "../lib";
import { synth as synthesize } from "../lib/testing";
import { codesOf } from "./helpers/issues";
import { annotations, image, newApp, newStack } from "./helpers/synth";
import { propertyRuns } from "./helpers/property-runs";

type Act = (id: string, input: never) => unknown;

const UUID = "11111111-1111-1111-1111-111111111111";
const secret = SecretValue.variable("password");
const newContainer = (props: object = {}, stack = newStack()) =>
  new ServerlessContainer(stack, "api", { image, privacy: "private", ...props });
const probe = { path: "/health", failureThreshold: 3 };
const environment = { environmentVariables: { LOG: "debug" }, secretEnvironmentVariables: { KEY: secret } };
const sqs = { queueUrl: "https://sqs.a.b/orders", endpoint: "https://sqs.a.b", accessKey: secret, secretKey: secret };
const schedule = { schedule: "0 2 * * *", args: { a: "b" }, headers: { "X-A": "b" }, name: "nightly" };
const run = (source: ContainerImage) => newContainer({ image: source });
const without = (input: object, key: string) =>
  Object.fromEntries(Object.entries(input).filter(([each]) => each !== key)) as never;
const trigger = (source: MnqSource) => newContainer().addTrigger("orders", { source });
const use = (value: SecretValue) => newContainer({ secretEnvironmentVariables: { KEY: value } });

/** The public constructors, factories and methods, each with valid input. */
const CALLS: Record<string, [Act, object]> = {
  ScalewayStack: [
    (id, props) => new ScalewayStack(newApp(), id, props),
    { region: "fr-par", projectId: UUID, organizationId: UUID, profile: "a", tags: ["a"], backend: { bucket: "abc" } },
  ],
  ServerlessContainer: [
    (id, props) => new ServerlessContainer(newStack(), id, { image, ...(props as object) } as never),
    {
      ...{
        privacy: "private",
        name: "api",
        description: "a",
        region: "fr-par",
        port: 8080,
        command: ["a"],
        args: ["a"],
      },
      ...{ memoryLimitMb: 256, protocol: "http1", sandbox: "v2", httpOption: "enabled", registrySha256: "a" },
      ...{
        healthCheck: probe,
        startupProbe: probe,
        scalingOption: { cpuUsageThreshold: 50 },
        minScale: 1,
        tags: ["a"],
      },
      ...{ privateNetworkId: `fr-par/${UUID}`, deployGate: true, timeoutSeconds: 10, ...environment },
    },
  ],
  "ServerlessContainer.fromAttributes": [
    (id, props) => ServerlessContainer.fromAttributes(newStack(), id, props),
    { containerId: `fr-par/${UUID}`, name: "api", endpoint: "https://a.b", projectId: UUID, privacy: "public" },
  ],
  ContainerNamespace: [
    (id, props) => new ContainerNamespace(newStack(), id, props),
    { name: "shop", description: "a", tags: ["a"], region: "fr-par", projectId: UUID, ...environment },
  ],
  CronSchedule: [
    (id, props) => new CronSchedule(newStack(), id, { container: newContainer(), ...(props as object) } as never),
    { schedule: "0 2 * * *", timezone: "UTC" },
  ],
  addSchedule: [(id, options) => newContainer().addSchedule(id, options), { ...schedule, method: "get", path: "/" }],
  CustomDomain: [
    (id, options) => newContainer().addDomain(id, options),
    { hostname: "a.example.com", dnsZone: "example.com", ttlSeconds: 60 },
  ],
  AccessToken: [
    (id, options) => newContainer().addToken(id, options),
    { name: "a", description: "a", expiresAt: "2099-01-01T00:00:00Z", storeIn: { secretName: "a", path: "/a" } },
  ],
  addTrigger: [
    (id, options) =>
      newContainer().addTrigger(id, { source: MnqSource.queue({ name: "orders" }), ...(options as object) }),
    { name: "ab", description: "a", path: "/", method: "post" },
  ],
  ObjectStorageBackend: [
    (_, props) => new ObjectStorageBackend(newStack(), props),
    { bucket: "my-state", key: "a/b", region: "fr-par" },
  ],
  "MnqSource.sqs": [(_, connection) => trigger(MnqSource.sqs(connection)), sqs],
  "MnqSource.nats": [
    (_, connection) => trigger(MnqSource.nats(connection)),
    { subject: "a", serverUrls: ["nats://a.b:4222"], credentials: secret },
  ],
  "MnqSource.queue": [
    (_, options) => trigger(MnqSource.queue(options)),
    {
      name: "orders",
      visibilityTimeoutSeconds: 30,
      fifo: false,
      deadLetterQueue: { name: "dead", maxReceiveCount: 5 },
    },
  ],
  "MnqSource.natsAccount": [(_, options) => trigger(MnqSource.natsAccount(options)), { subject: "a", name: "a" }],
  "ContainerImage.fromRegistry": [
    (id, options) => run(ContainerImage.fromRegistry(id, options)),
    { registrySha256: "a" },
  ],
  "ContainerImage.fromParts": [
    (_, parts) => run(ContainerImage.fromParts(parts)),
    { registryEndpoint: "a.b/c", name: "d", tag: "e" },
  ],
  "ContainerImage.fromRegistryTag": [
    (_, options) => run(ContainerImage.fromRegistryTag(options)),
    { namespace: "shop", name: "api", tag: "v1", region: "fr-par" },
  ],
  "ContainerImage.fromLock": [
    (id, options) => run(ContainerImage.fromLock(id, options)),
    { lockFile: "examples/locked-image/images.lock.json" },
  ],
  "ContainerImage.fromDirectory": [
    (_, options) => run(ContainerImage.fromDirectory((options as { path: string }).path, without(options, "path"))),
    {
      ...{ path: "examples/built-image/api", registryEndpoint: "rg.fr-par.scw.cloud/shop", name: "api" },
      ...{ dockerfile: "Dockerfile", target: "a", buildArgs: { A: "b" } },
    },
  ],
  "SecretValue.variable": [(id) => use(SecretValue.variable(id)), {}],
  "SecretValue.secretManager": [
    (id, options) => use(SecretValue.secretManager(id, options)),
    { revision: "1", path: "/a" },
  ],
  "SecretValue.reference": [(id) => SecretValue.reference(id), {}],
  "SecretValue.base64": [(id) => SecretValue.base64(id as never), {}],
  "SecretValue.urlEncode": [(id) => SecretValue.urlEncode(id as never), {}],
  "SecretValue.json": [(_, value) => SecretValue.json(value), { a: "b", c: undefined }],
  addEnvironmentVariable: [
    (id, { value }: { value: string }) => {
      const container = newContainer();
      container.addEnvironmentVariable(id, value);
      return container;
    },
    { value: "a" },
  ],
  addSecret: [
    (id, { value }: { value: SecretValue }) => {
      const container = newContainer();
      container.addSecret(id, value);
      return container;
    },
    { value: secret },
  ],
  "Manifest.load": [(id) => Manifest.load(id), {}],
  environment: [(_, props) => newContainer(props), environment],
  "Manifest.parse": [
    (_, manifest) => new ManifestStack(newApp(), Manifest.parse(JSON.stringify(manifest))),
    {
      apiVersion: "scaleway.openmcf.org/v1",
      kind: "ScalewayServerlessContainer",
      metadata: { name: "api", labels: { a: "b" } },
      spec: {
        region: "fr-par",
        privacy: "private",
        image: { registryEndpoint: { value: "a.b/c" }, name: "d", tag: "e" },
        env: { variables: [{ name: "A", value: "b" }], secrets: [{ name: "B", value: "c" }] },
        cronTriggers: [{ schedule: "0 2 * * *" }],
      },
    },
  ],
};

/** The input with each leaf and each key replaced, and with one more key. */
function* replacements(input: unknown, canary: string): Iterable<unknown> {
  if (SecretValue.isSecretValue(input) || typeof input !== "object" || input === null) {
    yield canary;
    return;
  }
  if (Array.isArray(input)) {
    for (const [index, item] of input.entries())
      for (const replaced of replacements(item, canary)) yield input.with(index, replaced);
  } else {
    const map: object = input;
    yield { ...map, [canary]: "x" };
    for (const [key, value] of Object.entries(input)) {
      yield Object.assign({ [canary]: value as unknown }, without(input, key));
      for (const replaced of replacements(value, canary)) yield { ...map, [key]: replaced };
    }
  }
  yield canary;
  yield [canary];
}

/** What a call prints, and the names in the configuration that it writes. */
function echoes(act: () => unknown): { printed: string; names: string } {
  try {
    const stack = stackOf(act());
    if (stack === undefined) return { printed: "", names: "" };
    const names = JSON.stringify([...keysOf(synthesize(stack))]);
    return {
      printed: JSON.stringify(
        (["WARN", "INFO"] as const).flatMap((level) => annotations(stack, level).map(({ message }) => message)),
      ),
      names,
    };
  } catch (error) {
    const { message, stack, issues } = error as Error & { issues?: unknown };
    return { printed: JSON.stringify([message, stack, issues]), names: "" };
  }
}

function stackOf(result: unknown): TerraformStack | undefined {
  return typeof result === "object" && result !== null && "node" in result
    ? TerraformStack.of(result as never)
    : undefined;
}

function* keysOf(value: unknown): Iterable<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) yield key;
    yield* keysOf(item);
  }
}

const canaries = {
  "a connection string": "postgresql://app:hunter2-CANARY@db.example.com:5432/app",
  "a login": "app:hunter2-CANARY@db.example.com",
  "an API key": "sk_live_CANARY4eC39HqLyjWDarj",
};

/** The echoes of a call with a text in place of its ID, and of each part of its input. */
function echoesWith([act, input]: [Act, object], text: string) {
  const inputs = [...replacements(input, text)].map((replaced) => () => act("api", replaced as never));
  return [() => act(text, input as never), ...inputs].map(echoes);
}

describe.each(Object.entries(canaries))("%s is never displayed", (_, canary) => {
  test.each(Object.entries(CALLS))("by %s", (_name, call) => {
    const leaks = echoesWith(call, canary).filter(({ printed, names }) => (printed + names).includes("CANARY"));
    expect(leaks).toEqual([]);
  });
});

test("the password of any connection string is never displayed", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("postgres", "mysql", "redis", "amqps", "mongodb+srv", "https"),
      fc.stringMatching(/^[A-Za-z0-9!$%^*_.-]{6,20}$/),
      fc.nat(),
      fc.constantFrom(...Object.values(CALLS)),
      (scheme, password, index, [act, input]) => {
        const url = `${scheme}://app:CANARY${password}@db.example.com/app`;
        const inputs = [...replacements(input, url)];
        const { printed, names } = echoes(() => act("api", inputs[index % inputs.length] as never));
        expect(printed + names).not.toContain("CANARY");
      },
    ),
    { numRuns: propertyRuns(200) },
  );
});

test.each(Object.entries(CALLS))("%s displays at most 200 characters of any input", (_, call) => {
  const long = echoesWith(call, "x".repeat(3000)).filter(({ printed }) => /x{201}/.test(printed));
  expect(long).toEqual([]);
});

test("a name that is not allowed is displayed", () => {
  const { printed } = echoes(() => newContainer({ privacy: "Memory", name: "My-Api", memory: 1 }));
  for (const text of ["Memory", "My-Api", "memory: "]) expect(printed).toContain(text);
});

test.each([
  ["SecretValue.variable", () => SecretValue.variable("sk_live_4eC39HqLyjWDarjtT1zdp7dc")],
  ["the name of a variable", () => newContainer({ environmentVariables: { [canaries["a login"]]: "x" } })],
  ["the ID of a construct", () => newContainer().addToken(canaries["a connection string"])],
])("%s rejects a name that looks like a secret", (_, act) => {
  expect(codesOf(act).map((issue) => issue.split(" ")[0])).toEqual(["secret-as-name"]);
});

test.each(["npm_auth_token", "database_url", "sk-production-key", "DB_PASSWORD", "a".repeat(60)])(
  "the variable %s is accepted",
  (name) => {
    expect(() => SecretValue.variable(name)).not.toThrow();
  },
);

test.each(["prod.database-url", "DATABASE_URL", "1"])("the secret %s of Secret Manager is accepted", (name) => {
  expect(() => SecretValue.secretManager(name)).not.toThrow();
});

test.each(["a b", "a/b", "postgresql://app@db", "é", "a".repeat(256)])(
  "a name that Secret Manager cannot have is rejected: %s",
  (name) => {
    expect(codesOf(() => SecretValue.secretManager(name))).toHaveLength(1);
  },
);
