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
} from "../lib";
import {
  BACKEND_LIMITS,
  CONTAINER_LIMITS,
  DEAD_LETTER_QUEUE_LIMITS,
  DOMAIN_LIMITS,
  ENVIRONMENT_LIMITS,
  HTTP_METHODS,
  HTTP_OPTIONS,
  IMAGE_LIMITS,
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
import { issuesOf, minimal, newApp, newStack, synth } from "./helpers/synth";

/** The last good and the first bad values of a rule, and what the message must say of the bad. */
interface Row {
  readonly good: readonly unknown[];
  readonly bad: readonly (readonly [value: unknown, says: string])[];
}
type Rows<Limits> = Readonly<Record<keyof Limits, Row>>;

const repeat = (count: number, character = "a") => character.repeat(count);
const record = (count: number, prefix = "V") =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, "x"]));
const secrets = (count: number) =>
  Object.fromEntries(Object.keys(record(count, "S")).map((name) => [name, SecretValue.variable("s")]));
const numbers = (min: number, max: number): Row => ({
  good: [min, max],
  bad: [
    [min - 1, `is below ${min}`],
    [max + 1, `is above ${max}`],
    [min + 0.5, "is not a whole number"],
    [String(min), "is a string"],
    [NaN, "is not a whole number"],
    [Infinity, "is not a whole number"],
    [null, "is null"],
    [{}, "is an object"],
  ],
});
const description: Row = {
  good: ["", repeat(255)],
  bad: [
    [repeat(256), "has 256 characters, more than 255"],
    [7, "is a number, not text"],
    [["x"], "is a list, not text"],
  ],
};

const CONTAINER: Rows<typeof CONTAINER_LIMITS> = {
  name: {
    good: ["ab", repeat(34), "a-1"],
    bad: [
      ["a", "shorter than 2"],
      [repeat(35), "has 35 characters"],
      ["My-Api", "does not fit"],
      ["-a", "does not fit"],
      ["a-", "does not fit"],
      ["a_b", "does not fit"],
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
    bad: [
      ...numbers(1, 65535).bad,
      ...[8008, 8012, 8013, 8022, 9090, 9091].map((port) => [port, "is reserved"] as const),
    ],
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
      ["", "is empty"],
      [`/${repeat(100)}`, "has 101 characters"],
      ["health", "does not fit"],
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
      ["a", "shorter than 2"],
      [repeat(51), "has 51 characters"],
      ["3d", "does not fit"],
      ["a-", "does not fit"],
      ["a_b", "does not fit"],
    ],
  },
  description,
};
const TRIGGER: Rows<typeof TRIGGER_LIMITS> = {
  name: {
    good: ["ab", "A_b-1", repeat(50)],
    bad: [
      ["a", "shorter than 2"],
      [repeat(51), "has 51 characters"],
      ["_a", "does not fit"],
      ["a.b", "does not fit"],
    ],
  },
  description,
  path: {
    good: ["/", `/${repeat(254)}`],
    bad: [
      ["", "is empty"],
      [`/${repeat(255)}`, "has 256 characters"],
      ["jobs", "does not fit"],
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
      ["", "is empty"],
      [`${repeat(247, "1,").slice(0, 247)}1 * * * *`, "has 256 characters"],
    ],
  },
  args: {
    good: [{}, JSON.stringify(repeat(9998)), { a: 1 }, "[]", "null"],
    bad: [
      [JSON.stringify(repeat(9999)), "has 10001 characters as JSON"],
      [{ text: repeat(10_000) }, "as JSON, more than 10000"],
      ["{", "is not JSON text"],
      [7, "is a number"],
      [[1], "is a list"],
      [null, "is null"],
      [{ big: 1n }, "cannot be written as JSON"],
      [{ secret: SecretValue.variable("s") }, "holds a SecretValue"],
    ],
  },
};
const ENVIRONMENT: Rows<typeof ENVIRONMENT_LIMITS> = {
  variables: {
    good: [{}, record(200)],
    bad: [
      [record(201), "has 201 variables; Scaleway takes at most 200"],
      [["x"], "is a list"],
    ],
  },
  secrets: {
    good: [{}, secrets(200)],
    bad: [
      [secrets(201), "has 201 secrets; Scaleway takes at most 200"],
      ["x", "is a string"],
    ],
  },
  name: {
    good: ["A", repeat(100), "PORT_HTTP", "MY_PORT", "SCW"],
    bad: [
      ["", "is empty"],
      [repeat(101), "has 101 characters"],
      ["PORT", "is reserved by Scaleway; set port instead"],
      ["SCW_REGION", "is reserved by Scaleway; choose another name"],
    ],
  },
  value: {
    good: ["", repeat(1000)],
    bad: [
      [repeat(1001), "has 1001 characters"],
      [5432, "is a number, not text"],
      [undefined, "is missing"],
    ],
  },
  secretBytes: {
    good: ["x", repeat(65_536)],
    bad: [
      ["", "is empty"],
      [repeat(65_537), "has 65537 bytes"],
      [repeat(32_769, "é"), "has 65538 bytes"],
      ["$argon2id$x", 'starts with "$argon2id"'],
    ],
  },
};
const IMAGE: Rows<typeof IMAGE_LIMITS> = {
  reference: {
    good: ["a", repeat(255)],
    bad: [
      ["", "is empty"],
      [repeat(256), "has 256 characters"],
    ],
  },
};

const DOMAIN: Rows<typeof DOMAIN_LIMITS> = {
  hostname: {
    good: ["a.b", "xn--caf-dma.example.com", "1-2.example.com", `${repeat(59)}.com`],
    bad: [
      ["ab", "is shorter than 3"],
      [`${repeat(60)}.com`, "has 64 characters, more than 63"],
      ["https://api.example.com", "has a scheme; write the host alone"],
      ["api.example.com.", "ends with a dot; leave it out"],
      ["*.example.com", "is a wildcard, which Scaleway does not take"],
      ["api.example.com/v1", "is more than a host"],
      ["api.example.com:443", "is more than a host"],
      ["api example.com", "is more than a host"],
      ["192.168.1.1", "is an IP address"],
      ["API.example.com", "has upper-case letters; write api.example.com"],
      ["café.example.com", "is not ASCII; write xn--caf-dma.example.com"],
      ["localhost", "is one label"],
      ["api..example.com", 'has the label ""'],
      ["-api.example.com", 'has the label "-api"'],
      ["api-.example.com", 'has the label "api-"'],
      ["my_api.example.com", 'has the label "my_api"'],
      [undefined, "is missing"],
      [7, "is a number, not text"],
    ],
  },
  dnsZone: {
    good: ["example.com", "eu.example.com"],
    bad: [
      ["example.com.", "ends with a dot"],
      ["com", "is one label"],
      [`${repeat(64)}.example.com`, "has the label"],
      ["\u00e9%.example.com", "has the label"],
      ["", "is empty"],
    ],
  },
  ttlSeconds: numbers(60, 2_592_000),
};
const TOKEN: Rows<typeof TOKEN_LIMITS> = {
  name: {
    good: ["a", repeat(64)],
    bad: [
      ["", "is empty"],
      [repeat(65), "has 65 characters, more than 64"],
    ],
  },
  description: {
    good: ["", repeat(200)],
    bad: [[repeat(201), "has 201 characters, more than 200"]],
  },
};
const QUEUE: Rows<typeof QUEUE_LIMITS> = {
  name: {
    good: ["a", repeat(80), "A_b-1"],
    bad: [
      ["", "is empty"],
      [repeat(81), "has 81 characters"],
      ["orders.created", "does not fit"],
      ["orders.fifo", "ends with .fifo, as FIFO queues do; set fifo"],
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
      [repeat(81), "has 81 characters"],
      ["orders", "is the queue itself"],
      ["failed.fifo", "ends with .fifo"],
    ],
  },
  maxReceiveCount: { ...numbers(1, 1000), bad: [...numbers(1, 1000).bad, [undefined, "is missing"]] },
  messageMaxAgeSeconds: numbers(60, 1_209_600),
};
const NATS: Rows<typeof NATS_LIMITS> = {
  subject: {
    good: ["a", "orders.*", "orders.>", repeat(100)],
    bad: [
      ["", "is empty"],
      [repeat(101), "has 101 characters"],
      ["orders created", "does not fit"],
    ],
  },
  serverUrls: {
    good: [["nats://a:4222"], Array.from({ length: 5 }, () => "tls://a:4222"), ["ws://a", "wss://a"]],
    bad: [
      [[], "has 0 URLs; Scaleway takes 1 to 5"],
      [Array.from({ length: 6 }, () => "nats://a:4222"), "has 6 URLs"],
      [["https://a"], "is no NATS URL"],
      ["nats://a:4222", "is a string; write a list of 1 to 5 URLs"],
    ],
  },
};
const BACKEND: Rows<typeof BACKEND_LIMITS> = {
  bucket: {
    good: ["abc", repeat(63), "my.state-1", "a--b"],
    bad: [
      ["ab", "is shorter than 3"],
      [repeat(64), "has 64 characters"],
      ["My-State", "does not fit"],
      ["-ab", "does not fit"],
      ["a..b", "does not fit"],
      [undefined, "is missing"],
    ],
  },
  key: {
    good: ["a", "shop/order-api.tfstate", repeat(1024)],
    bad: [
      ["", "is empty"],
      [repeat(1025), "has 1025 characters"],
      ["/a", "does not fit"],
      ["../a", "does not fit"],
      ["a/.b", "does not fit"],
      ["a//b", "does not fit"],
      ["a b", "does not fit"],
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
const reference = (_: string, value: unknown): void => {
  ContainerImage.fromRegistry(value as string);
};

const suites = [
  ["ServerlessContainer", CONTAINER_LIMITS, CONTAINER, container],
  ["Probe", PROBE_LIMITS, PROBE, probe],
  ["ContainerNamespace", NAMESPACE_LIMITS, NAMESPACE, namespace],
  ["triggers", TRIGGER_LIMITS, TRIGGER, trigger],
  ["CronSchedule", SCHEDULE_LIMITS, SCHEDULE, schedule],
  ["CustomDomain", DOMAIN_LIMITS, DOMAIN, domain],
  ["AccessToken", TOKEN_LIMITS, TOKEN, token],
  ["MnqSource.queue", QUEUE_LIMITS, QUEUE, queue],
  ["a dead-letter queue", DEAD_LETTER_QUEUE_LIMITS, DEAD_LETTER_QUEUE, deadLetterQueue],
  ["MnqSource.nats", NATS_LIMITS, NATS, nats],
  ["ObjectStorageBackend", BACKEND_LIMITS, BACKEND, backend],
  ["environment", ENVIRONMENT_LIMITS, ENVIRONMENT, environment],
  ["ContainerImage", IMAGE_LIMITS, IMAGE, reference],
] as const;

describe.each(suites)("limits of %s", (_, limits, rows: Readonly<Record<string, Row>>, build) => {
  test("have a row each, with a good and a bad value", () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(limits).sort());
    for (const { good, bad } of Object.values(rows)) expect([good.length > 0, bad.length > 0]).toEqual([true, true]);
  });

  test.each(
    Object.entries(rows).flatMap(([field, { good }]) => good.map((value, index) => [field, index, value] as const)),
  )("creates it, when %s has good value %i", (field, _index, value) => {
    expect(() => {
      build(field, value);
    }).not.toThrow();
  });

  test.each(
    Object.entries(rows).flatMap(([field, { bad }]) => bad.map(([value, says]) => [field, says, value] as const)),
  )("fails, when %s %s", (field, says, value) => {
    const issues = issuesOf(() => {
      build(field, value);
    });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(says);
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
  ] as const)("%s takes its values and nothing else", (field, values, build) => {
    for (const value of values) build(field, value);
    for (const value of [values[0].toUpperCase(), "", 1, null]) {
      const issues = issuesOf(() => {
        build(field, value);
      });
      expect(issues).toHaveLength(1);
      expect(issues[0]).toContain(`${field}: `);
      expect(issues[0]).toContain(`write ${values.map((each) => `"${each}"`).join(" or ")}`);
    }
  });
});
