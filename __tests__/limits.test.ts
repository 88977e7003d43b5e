import { TerraformStack } from "cdktf";
import {
  AccessToken,
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  CustomDomain,
  MnqSource,
  MnqTrigger,
  ObjectStorageBackend,
  SecretValue,
  ServerlessContainer,
  type IssueCode,
} from "../lib";
import { IMAGE_LIMITS } from "../lib/facts/image-facts";
import {
  BACKEND_LIMITS,
  CONTAINER_LIMITS,
  DEAD_LETTER_QUEUE_LIMITS,
  DOMAIN_LIMITS,
  ENVIRONMENT_LIMITS,
  HTTP_METHODS,
  HTTP_OPTIONS,
  NAMESPACE_LIMITS,
  NATS_LIMITS,
  PRIVACIES,
  PROBE_LIMITS,
  PROTOCOLS,
  QUEUE_LIMITS,
  REGIONS,
  SANDBOXES,
  SCHEDULE_LIMITS,
  TOKEN_LIMITS,
  TRIGGER_LIMITS,
} from "../lib/facts/limits";
import { validationError } from "./helpers/issues";
import { minimal, newApp, newStack, synth } from "./helpers/synth";

/** The last good and the first bad values of a rule. */
interface Row {
  readonly good: readonly unknown[];
  readonly bad: readonly Bad[];
}
/** `repeats` is what the message contains, which distinguishes two problems with one code. */
type Bad = readonly [value: unknown, code: IssueCode, details?: { readonly path?: string; readonly repeats?: string }];
type Rows<Limits> = Readonly<Record<keyof Limits, Row>>;

const repeat = (count: number, character = "a") => character.repeat(count);
const record = (count: number, prefix = "V") =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, "x"]));
const secrets = (count: number) =>
  Object.fromEntries(Object.keys(record(count, "S")).map((name) => [name, SecretValue.variable("s")]));
const numbers = (min: number, max: number): Row => ({
  good: [min, max],
  bad: [
    [min - 1, "below-minimum", { repeats: String(min) }],
    [max + 1, "above-maximum", { repeats: String(max) }],
    [min + 0.5, "not-whole-number"],
    [String(min), "wrong-type"],
    [NaN, "not-whole-number"],
    [Infinity, "not-whole-number"],
    [null, "wrong-type"],
    [{}, "wrong-type"],
  ],
});
const description: Row = {
  good: ["", repeat(255)],
  bad: [
    [repeat(256), "too-long"],
    [7, "wrong-type"],
    [["x"], "wrong-type"],
  ],
};

const CONTAINER: Rows<typeof CONTAINER_LIMITS> = {
  name: {
    good: ["ab", repeat(34), "a-1"],
    bad: [
      ["a", "too-short"],
      [repeat(35), "too-long"],
      ["My-Api", "invalid-format"],
      ["-a", "invalid-format"],
      ["a-", "invalid-format"],
      ["a_b", "invalid-format"],
    ],
  },
  description,
  memoryLimitMb: numbers(128, 12288),
  cpuLimit: numbers(70, 6000),
  minScale: numbers(0, 10),
  maxScale: numbers(1, 50),
  timeoutSeconds: numbers(10, 3600),
  port: {
    good: [1, 65535, 8007, 8009, 8011, 8014, 8021, 8023, 9089, 9092],
    bad: [...numbers(1, 65535).bad, ...[8008, 8012, 8013, 8022, 9090, 9091].map((port) => [port, "reserved"] as const)],
  },
  localStorageLimitMb: numbers(1000, 24456),
  "scalingOption.concurrentRequestsThreshold": numbers(1, 2_147_483_647),
  "scalingOption.cpuUsageThreshold": numbers(1, 100),
  "scalingOption.memoryUsageThreshold": numbers(1, 100),
};
const PROBE: Rows<typeof PROBE_LIMITS> = {
  path: {
    good: ["/", `/${repeat(99)}`],
    bad: [
      ["", "empty"],
      [`/${repeat(100)}`, "too-long"],
      ["health", "invalid-format"],
    ],
  },
  failureThreshold: numbers(3, 50),
  intervalSeconds: numbers(1, 2_147_483_647),
  timeoutSeconds: numbers(1, 2_147_483_647),
};
const NAMESPACE: Rows<typeof NAMESPACE_LIMITS> = {
  name: {
    good: ["ab", "A1", repeat(50)],
    bad: [
      ["a", "too-short"],
      [repeat(51), "too-long"],
      ["3d", "invalid-format"],
      ["a-", "invalid-format"],
      ["a_b", "invalid-format"],
    ],
  },
  description,
};
const TRIGGER: Rows<typeof TRIGGER_LIMITS> = {
  name: {
    good: ["ab", "A_b-1", repeat(50)],
    bad: [
      ["a", "too-short"],
      [repeat(51), "too-long"],
      ["_a", "invalid-format"],
      ["a.b", "invalid-format"],
    ],
  },
  description,
  path: {
    good: ["/", `/${repeat(254)}`],
    bad: [
      ["", "empty"],
      [`/${repeat(255)}`, "too-long"],
      ["jobs", "invalid-format"],
    ],
  },
};
const SCHEDULE: Rows<typeof SCHEDULE_LIMITS> = {
  schedule: {
    good: [
      "0 2 * * *",
      `${Array.from({ length: 60 }, (_, i) => i).join(",")},${repeat(28, "1,").slice(0, 76)}0 * * * *`.slice(-255),
    ],
    bad: [
      ["", "empty"],
      [`${repeat(247, "1,").slice(0, 247)}1 * * * *`, "too-long"],
    ],
  },
  args: {
    good: [{}, JSON.stringify(repeat(9998)), { a: 1 }, "[]", "null"],
    bad: [
      [JSON.stringify(repeat(9999)), "too-long", { repeats: "10001" }],
      [{ text: repeat(10_000) }, "too-long"],
      ["{", "invalid-json"],
      [7, "wrong-type"],
      [[1], "wrong-type"],
      [null, "wrong-type"],
      [{ big: 1n }, "invalid-json"],
      [{ secret: SecretValue.variable("s") }, "secret-not-accepted"],
    ],
  },
};
const ENVIRONMENT: Rows<typeof ENVIRONMENT_LIMITS> = {
  variables: {
    good: [{}, record(200)],
    bad: [
      [record(201), "too-many"],
      [["x"], "wrong-type"],
    ],
  },
  secrets: {
    good: [{}, secrets(200)],
    bad: [
      [secrets(201), "too-many"],
      ["x", "wrong-type"],
    ],
  },
  name: {
    good: ["A", repeat(100), "PORT_HTTP", "MY_PORT", "SCW"],
    bad: [
      ["", "empty"],
      [repeat(101), "too-long", { path: "environmentVariables.<a text of 101 characters>" }],
      ["PORT", "reserved", { repeats: "port" }],
      ["SCW_REGION", "reserved"],
    ],
  },
  value: {
    good: ["", repeat(1000)],
    bad: [
      [repeat(1001), "too-long"],
      [5432, "wrong-type"],
      [undefined, "missing"],
    ],
  },
  secretBytes: {
    good: ["x", repeat(65_536)],
    bad: [
      ["", "empty"],
      [repeat(65_537), "too-long", { repeats: "65537" }],
      [repeat(32_769, "é"), "too-long", { repeats: "65538" }],
      ["$argon2id$x", "argon2-prefix"],
    ],
  },
};
const IMAGE: Rows<typeof IMAGE_LIMITS> = {
  reference: {
    good: ["a", repeat(255)],
    bad: [
      ["", "empty"],
      [repeat(256), "too-long"],
    ],
  },
};

const DOMAIN: Rows<typeof DOMAIN_LIMITS> = {
  hostname: {
    good: ["a.b", "xn--caf-dma.example.com", "1-2.example.com", `${repeat(59)}.com`],
    bad: [
      ["ab", "too-short"],
      [`${repeat(60)}.com`, "too-long"],
      ["https://api.example.com", "invalid-hostname"],
      ["api.example.com.", "invalid-hostname"],
      ["*.example.com", "invalid-hostname"],
      ["api.example.com/v1", "invalid-hostname"],
      ["api.example.com:443", "invalid-hostname"],
      ["api example.com", "invalid-hostname"],
      ["192.168.1.1", "invalid-hostname"],
      ["API.example.com", "invalid-hostname", { repeats: "api.example.com" }],
      ["café.example.com", "invalid-hostname", { repeats: "xn--caf-dma.example.com" }],
      ["localhost", "invalid-hostname"],
      ["api..example.com", "invalid-hostname", { repeats: '""' }],
      ["-api.example.com", "invalid-hostname", { repeats: '"-api"' }],
      ["api-.example.com", "invalid-hostname", { repeats: '"api-"' }],
      ["my_api.example.com", "invalid-hostname", { repeats: '"my_api"' }],
      [undefined, "missing"],
      [7, "wrong-type"],
    ],
  },
  dnsZone: {
    good: ["example.com", "eu.example.com"],
    bad: [
      ["example.com.", "invalid-hostname"],
      ["com", "invalid-hostname"],
      [`${repeat(64)}.example.com`, "invalid-hostname", { repeats: `"${repeat(64)}"` }],
      ["\u00e9%.example.com", "invalid-hostname", { repeats: '"\u00e9%"' }],
      ["", "empty"],
    ],
  },
  ttlSeconds: numbers(60, 2_592_000),
};
const TOKEN: Rows<typeof TOKEN_LIMITS> = {
  name: {
    good: ["a", repeat(64)],
    bad: [
      ["", "empty"],
      [repeat(65), "too-long"],
    ],
  },
  description: {
    good: ["", repeat(200)],
    bad: [[repeat(201), "too-long"]],
  },
};
const QUEUE: Rows<typeof QUEUE_LIMITS> = {
  name: {
    good: ["a", repeat(80), "A_b-1"],
    bad: [
      ["", "empty"],
      [repeat(81), "too-long"],
      ["orders.created", "invalid-format"],
      ["orders.fifo", "requires-fifo"],
    ],
  },
  visibilityTimeoutSeconds: numbers(0, 43_200),
  messageMaxAgeSeconds: numbers(60, 1_209_600),
  messageMaxSizeBytes: numbers(1024, 262_144),
  receiveWaitTimeSeconds: numbers(0, 20),
};
const DEAD_LETTER_QUEUE: Rows<typeof DEAD_LETTER_QUEUE_LIMITS> = {
  name: {
    good: ["failed", repeat(80)],
    bad: [
      [repeat(81), "too-long"],
      ["orders", "duplicate-name"],
      ["failed.fifo", "requires-fifo"],
    ],
  },
  maxReceiveCount: { ...numbers(1, 1000), bad: [...numbers(1, 1000).bad, [undefined, "missing"]] },
  messageMaxAgeSeconds: numbers(60, 1_209_600),
};
const NATS: Rows<typeof NATS_LIMITS> = {
  subject: {
    good: ["a", "orders.*", "orders.>", repeat(100)],
    bad: [
      ["", "empty"],
      [repeat(101), "too-long"],
      ["orders created", "invalid-format"],
    ],
  },
  serverUrls: {
    good: [["nats://a:4222"], Array.from({ length: 5 }, () => "tls://a:4222"), ["ws://a", "wss://a"]],
    bad: [
      [[], "too-few"],
      [Array.from({ length: 6 }, () => "nats://a:4222"), "too-many"],
      [["https://a"], "invalid-format", { path: "serverUrls.0" }],
      ["nats://a:4222", "wrong-type"],
    ],
  },
};
const BACKEND: Rows<typeof BACKEND_LIMITS> = {
  bucket: {
    good: ["abc", repeat(63), "my.state-1", "a--b"],
    bad: [
      ["ab", "too-short"],
      [repeat(64), "too-long"],
      ["My-State", "invalid-format"],
      ["-ab", "invalid-format"],
      ["a..b", "invalid-format"],
      [undefined, "missing"],
    ],
  },
  key: {
    good: ["a", "shop/order-api.tfstate", repeat(1024)],
    bad: [
      ["", "empty"],
      [repeat(1025), "too-long"],
      ["/a", "invalid-format"],
      ["../a", "invalid-format"],
      ["a/.b", "invalid-format"],
      ["a//b", "invalid-format"],
      ["a b", "invalid-format"],
    ],
  },
};

/** Puts a value at its place. `undefined` bounds come with what else the rule needs to be the only one broken. */
const container = (field: string, value: unknown): void => {
  const [outer = "", inner] = field.split(".");
  const scale = field.includes("UsageThreshold") ? { minScale: 1 } : {};
  const room = field === "minScale" ? { maxScale: 50 } : {};
  const props = { ...minimal, ...scale, ...room, [outer]: inner === undefined ? value : { [inner]: value } };
  const stack = newStack();
  new ServerlessContainer(stack, "api", props);
  synth(stack);
};
const probe = (field: string, value: unknown): void => {
  container("healthCheck", field === "path" ? { path: value } : { tcp: true, [field]: value });
  container("startupProbe", field === "path" ? { path: value } : { tcp: true, [field]: value });
};
const namespace = (field: string, value: unknown): void => {
  const stack = newStack();
  new ContainerNamespace(stack, "shared", { [field]: value });
  synth(stack);
};
const schedule = (field: string, value: unknown): void => {
  const stack = newStack();
  const target = new ServerlessContainer(stack, "api", minimal);
  new CronSchedule(stack, "nightly", { container: target, schedule: "0 2 * * *", [field]: value });
  synth(stack);
};
const mnqTrigger = (options: object): void => {
  const stack = newStack();
  const target = new ServerlessContainer(stack, "api", minimal);
  const source = MnqSource.queue({ name: "orders" });
  new MnqTrigger(stack, "orders", { container: target, source, ...options });
  synth(stack);
};
const trigger = (field: string, value: unknown): void => {
  schedule(field, value);
  mnqTrigger({ [field]: value });
};
const domain = (field: string, value: unknown): void => {
  const stack = newStack();
  const target = new ServerlessContainer(stack, "api", minimal);
  const zone = field === "ttlSeconds" ? { dnsZone: "example.com" } : {};
  const hostname = value === "eu.example.com" ? "api.eu.example.com" : "api.example.com";
  const props = { container: target, hostname, ...zone, [field]: value };
  new CustomDomain(stack, "domain", props);
  synth(stack);
};
const token = (field: string, value: unknown): void => {
  const stack = newStack();
  const target = new ServerlessContainer(stack, "api", minimal);
  new AccessToken(stack, "token", { container: target, [field]: value });
  synth(stack);
};
const queue = (field: string, value: unknown): void => {
  mnqTrigger({ source: MnqSource.queue({ name: "orders", [field]: value }) });
};
const deadLetterQueue = (field: string, value: unknown): void => {
  queue("deadLetterQueue", { maxReceiveCount: 5, [field]: value });
};
const nats = (field: string, value: unknown): void => {
  const credentials = SecretValue.variable("nats");
  const connection = { subject: "orders", serverUrls: ["nats://a:4222"], credentials, [field]: value };
  mnqTrigger({ source: MnqSource.nats(connection) });
};
const backend = (field: string, value: unknown): void => {
  const stack = new TerraformStack(newApp(), "plain");
  new ObjectStorageBackend(stack, { bucket: "my-state", key: "a", region: "fr-par", [field]: value });
};
const environment = (field: string, value: unknown): void => {
  const text = (secret: string) => SecretValue.unsafePlainText(secret);
  const props = {
    variables: { environmentVariables: value },
    secrets: { secretEnvironmentVariables: value },
    name: { environmentVariables: { [String(value)]: "x" } },
    value: { environmentVariables: { A: value } },
    secretBytes: { secretEnvironmentVariables: { A: typeof value === "string" ? text(value) : value } },
  }[field];
  container(Object.keys(props ?? {})[0] ?? "", Object.values(props ?? {})[0]);
};
const environmentPath = (field: string, value: unknown) =>
  ({
    variables: "environmentVariables",
    secrets: "secretEnvironmentVariables",
    name: `environmentVariables.${String(value)}`,
    value: "environmentVariables.A",
    secretBytes: "secretEnvironmentVariables.A",
  })[field] ?? field;
const reference = (_: string, value: unknown): void => {
  ContainerImage.fromRegistry(value as string);
};

/** The path of an issue is the field, unless a suite says otherwise. */
const ownPath = (field: string) => field;

const suites = [
  ["ServerlessContainer", CONTAINER_LIMITS, CONTAINER, container, ownPath],
  ["Probe", PROBE_LIMITS, PROBE, probe, (field: string) => `healthCheck.${field}`],
  ["ContainerNamespace", NAMESPACE_LIMITS, NAMESPACE, namespace, ownPath],
  ["triggers", TRIGGER_LIMITS, TRIGGER, trigger, ownPath],
  ["CronSchedule", SCHEDULE_LIMITS, SCHEDULE, schedule, ownPath],
  ["CustomDomain", DOMAIN_LIMITS, DOMAIN, domain, ownPath],
  ["AccessToken", TOKEN_LIMITS, TOKEN, token, ownPath],
  ["MnqSource.queue", QUEUE_LIMITS, QUEUE, queue, ownPath],
  [
    "a dead-letter queue",
    DEAD_LETTER_QUEUE_LIMITS,
    DEAD_LETTER_QUEUE,
    deadLetterQueue,
    (field: string) => `deadLetterQueue.${field}`,
  ],
  ["MnqSource.nats", NATS_LIMITS, NATS, nats, ownPath],
  ["ObjectStorageBackend", BACKEND_LIMITS, BACKEND, backend, ownPath],
  ["environment", ENVIRONMENT_LIMITS, ENVIRONMENT, environment, environmentPath],
  ["ContainerImage", IMAGE_LIMITS, IMAGE, reference, ownPath],
] as const;

describe.each(suites)("limits of %s", (_, limits, rows: Readonly<Record<string, Row>>, build, pathOf) => {
  test("have a row each, with a good and a bad value", () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(limits).sort());
    for (const { good, bad } of Object.values(rows)) expect([good.length > 0, bad.length > 0]).toEqual([true, true]);
  });

  test.each(
    Object.entries(rows).flatMap(([field, { good }]) => good.map((value, index) => [field, index, value] as const)),
  )("accept %s, good value %i", (field, _index, value) => {
    expect(() => {
      build(field, value);
    }).not.toThrow();
  });

  test.each(
    Object.entries(rows).flatMap(([field, { bad }]) =>
      bad.map(([value, code, details = {}], index) => [field, index, code, value, details] as const),
    ),
  )("reject %s, bad value %i: %s", (field, _index, code, value, { path = pathOf(field, value), repeats = "" }) => {
    const { issues } = validationError(() => {
      build(field, value);
    });
    expect(issues).toEqual([{ code, path, message: expect.stringContaining(repeats) as string }]);
  });
});

describe("choices", () => {
  test.each([
    ["privacy", PRIVACIES, container],
    ["region", REGIONS, container],
    ["httpOption", HTTP_OPTIONS, container],
    ["protocol", PROTOCOLS, container],
    ["sandbox", SANDBOXES, container],
    ["method", HTTP_METHODS, schedule],
    ["region", REGIONS, backend],
  ] as const)("%s accepts its values and nothing else", (field, values, build) => {
    for (const value of values) build(field, value);
    for (const value of [values[0].toUpperCase(), "", 1, null]) {
      const { issues } = validationError(() => {
        build(field, value);
      });
      expect(issues).toEqual([{ code: "not-allowed", path: field, message: expect.any(String) as string }]);
      for (const allowed of values) expect(issues[0]?.message).toContain(`"${allowed}"`);
    }
  });
});
