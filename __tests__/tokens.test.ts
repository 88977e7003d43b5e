import { TerraformVariable, Token, type IResolvable, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  MnqSource,
  ObjectStorageBackend,
  SecretValue,
  ServerlessContainer,
  type AccessTokenOptions,
  type ContainerNamespaceProps,
  type CronScheduleOptions,
  type CustomDomainOptions,
  type IssueCode,
  type NatsConnection,
  type QueueOptions,
  type ServerlessContainerAttributes,
  type ServerlessContainerProps,
  type SqsConnection,
} from "../lib";
import { resources } from "../lib/testing";
import { codesOf } from "./helpers/issues";
import { minimal, newStack, only, synth, type Json } from "./helpers/synth";

/** Variables of every type, as tokens of every kind that CDKTF has. */
function tokens(stack: TerraformStack) {
  const variable = (name: string, type: string) => new TerraformVariable(stack, name, { type });
  const text = variable("text", "string").stringValue;
  return {
    text,
    number: variable("number", "number").numberValue,
    flag: variable("flag", "bool").booleanValue,
    list: variable("list", "list(string)").listValue,
    map: Token.asStringMap(variable("map", "map(string)").value as IResolvable),
    secret: SecretValue.reference(text),
    secrets: { A: SecretValue.reference(text) },
  };
}
type Tokens = ReturnType<typeof tokens>;

const TEXT = "${var.text}";
const NUMBER = "${var.number}";
const SECONDS = "${var.number}s";
const BYTES = "${(var.number * 1000000)}";
const CPU = "${max(70, min(6000, floor(((var.number * 70) / 128))))}";
const GATE = '${(!var.flag || ((self.status == "ready") || (timestamp() == "never")))}';

/** A prop with a token of a type, or props with tokens; what is written for them; and the type of the resource, if several are created. */
type Row<Props> = readonly [
  token: keyof Tokens | ((tokens: Tokens, stack: TerraformStack) => Partial<Props>),
  written: Json,
  type?: string,
];
/** Props that cannot contain a token. */
type NeverToken = "raisedLimits" | "provider" | "ignoreChanges";
type Table<Props> = {
  readonly [Prop in keyof Required<Props> as Exclude<Prop, NeverToken>]: readonly Row<Props>[];
};

const CONTAINER: Table<ServerlessContainerProps> = {
  image: [
    [({ text }) => ({ image: ContainerImage.fromRegistry(text) }), { image: TEXT }],
    [({ text }) => ({ image: ContainerImage.fromRegistry(`ghcr.io/a/b:${text}`) }), { image: `ghcr.io/a/b:${TEXT}` }],
    [
      ({ text: t }) => ({
        image: ContainerImage.fromParts({ registryEndpoint: t, name: t, tag: t, registrySha256: t }),
      }),
      { image: `${TEXT}/${TEXT}:${TEXT}`, registry_sha256: TEXT },
    ],
  ],
  privacy: [["text", { privacy: TEXT }]],
  name: [["text", { name: TEXT }]],
  namespace: [
    [
      ({ text }, stack) => ({ namespace: new ContainerNamespace(stack, "shared", { name: text }) }),
      { namespace_id: expect.stringMatching(/^\$\{scaleway_container_namespace\.shared_\w+\.id\}$/) },
    ],
  ],
  region: [["text", { region: TEXT }]],
  port: [["number", { port: NUMBER }]],
  description: [[({ text }) => ({ description: `${text} \${x}` }), { description: `${TEXT} $\${x}` }]],
  memoryLimitMb: [["number", { memory_limit_bytes: BYTES, cpu_limit: CPU }]],
  cpuLimit: [["number", { cpu_limit: NUMBER }]],
  minScale: [[({ number: n }) => ({ minScale: n, scalingOption: { cpuUsageThreshold: n } }), { min_scale: NUMBER }]],
  maxScale: [[({ number }) => ({ minScale: 5, maxScale: number }), { max_scale: NUMBER }]],
  timeoutSeconds: [["number", { timeout: NUMBER }]],
  httpOption: [["text", { https_connections_only: '${(var.text == "redirected")}' }]],
  protocol: [["text", { protocol: TEXT }]],
  command: [
    ["list", { command: "${var.list}" }],
    [({ text }) => ({ command: ["run", text] }), { command: ["run", TEXT] }],
  ],
  args: [["list", { args: "${var.list}" }]],
  environmentVariables: [
    ["map", { environment_variables: "${var.map}" }],
    [({ text }) => ({ environmentVariables: { A: text } }), { environment_variables: { A: TEXT } }],
    [({ text }) => ({ environmentVariables: { [text]: "x" } }), { environment_variables: { [TEXT]: "x" } }],
  ],
  secretEnvironmentVariables: [
    ["secrets", { secret_environment_variables: { A: TEXT } }],
    ["map", { secret_environment_variables: "${var.map}" }],
  ],
  privateNetworkId: [["text", { private_network_id: TEXT }]],
  sandbox: [["text", { sandbox: TEXT }]],
  healthCheck: [
    [
      ({ text, number: n }) => ({
        healthCheck: { path: text, failureThreshold: n, intervalSeconds: n, timeoutSeconds: n },
      }),
      { liveness_probe: { http: { path: TEXT }, failure_threshold: NUMBER, interval: SECONDS, timeout: SECONDS } },
    ],
  ],
  startupProbe: [[({ flag }) => ({ startupProbe: { tcp: flag } }), { startup_probe: { tcp: "${var.flag}" } }]],
  scalingOption: [
    [
      ({ number }) => ({ scalingOption: { concurrentRequestsThreshold: number } }),
      { scaling_option: [{ concurrent_requests_threshold: NUMBER }] },
    ],
  ],
  localStorageLimitMb: [["number", { local_storage_limit_bytes: BYTES }]],
  registrySha256: [["text", { registry_sha256: TEXT }]],
  tags: [["list", { tags: "${var.list}" }]],
  deployGate: [["flag", { lifecycle: { postcondition: [{ condition: GATE }] } }]],
  // adoption.test.ts tests where the ID is written.
  importFrom: [
    [({ text }, stack) => ({ importFrom: text, namespace: new ContainerNamespace(stack, "shared") }), { name: "api" }],
  ],
  importNamespaceFrom: [["text", { name: "api" }, "container_namespace"]],
};

const NAMESPACE: Table<ContainerNamespaceProps> = {
  name: [["text", { name: TEXT }]],
  description: [["text", { description: TEXT }]],
  environmentVariables: [["map", { environment_variables: "${var.map}" }]],
  secretEnvironmentVariables: [["secrets", { secret_environment_variables: { A: TEXT } }]],
  tags: [["list", { tags: "${var.list}" }]],
  region: [["text", { region: TEXT }]],
  projectId: [["text", { project_id: TEXT }]],
  importFrom: [["text", { name: "shared" }]],
};

const SCHEDULE: Table<CronScheduleOptions> = {
  schedule: [["text", { cron: { schedule: TEXT } }]],
  timezone: [["text", { cron: { timezone: TEXT } }]],
  args: [["text", { cron: { body: TEXT } }]],
  body: [[({ text }) => ({ body: `<id>${text}</id>` }), { cron: { body: `<id>${TEXT}</id>` } }]],
  path: [["text", { destination_config: { http_path: TEXT, http_method: "post" } }]],
  method: [["text", { destination_config: { http_path: "/", http_method: TEXT } }]],
  headers: [["map", { cron: { headers: "${var.map}" } }]],
  name: [["text", { name: TEXT }]],
  description: [["text", { description: TEXT }]],
  tags: [["list", { tags: "${var.list}" }]],
};

const DNS_NAME = '${trimsuffix(trimsuffix("api.example.com", var.text), ".")}';
const DNS_TYPE = '${("api.example.com" == var.text) ? "ALIAS" : "CNAME"}';
const DOMAIN: Table<CustomDomainOptions> = {
  hostname: [["text", { hostname: TEXT }]],
  dnsZone: [["text", { dns_zone: TEXT, name: DNS_NAME, type: DNS_TYPE }, "domain_record"]],
  ttlSeconds: [[({ number: n }) => ({ dnsZone: "example.com", ttlSeconds: n }), { ttl: NUMBER }, "domain_record"]],
};

const TOKEN: Table<AccessTokenOptions> = {
  name: [["text", { name: TEXT }, "iam_policy"]],
  description: [["text", { description: TEXT }, "iam_application"]],
  expiresAt: [["text", { expires_at: TEXT }]],
  storeIn: [[({ text: t }) => ({ storeIn: { secretName: t, path: t } }), { name: TEXT, path: TEXT }, "secret"]],
  tags: [["list", { tags: "${var.list}" }, "iam_policy"]],
};

const QUEUE: Table<Omit<QueueOptions, "fifo">> = {
  name: [["text", { name: TEXT }]],
  contentBasedDeduplication: [
    [
      ({ text, flag }) => ({ name: text, fifo: true, contentBasedDeduplication: flag }),
      { name: '${trimsuffix(var.text, ".fifo")}.fifo', content_based_deduplication: "${var.flag}" },
    ],
  ],
  visibilityTimeoutSeconds: [["number", { visibility_timeout_seconds: NUMBER }]],
  messageMaxAgeSeconds: [["number", { message_max_age: NUMBER }]],
  messageMaxSizeBytes: [["number", { message_max_size: NUMBER }]],
  receiveWaitTimeSeconds: [["number", { receive_wait_time_seconds: NUMBER }]],
  deadLetterQueue: [
    [
      ({ text, number: n }) => ({ deadLetterQueue: { name: text, maxReceiveCount: n, messageMaxAgeSeconds: n } }),
      { name: TEXT, message_max_age: NUMBER },
    ],
  ],
};

const SQS: Table<SqsConnection> = {
  queueUrl: [["text", { sqs: { queue_url: TEXT } }]],
  endpoint: [["text", { sqs: { endpoint: TEXT } }]],
  accessKey: [["secret", { sqs: { access_key: TEXT } }]],
  secretKey: [["secret", { sqs: { secret_key: TEXT } }]],
};

const NATS: Table<NatsConnection> = {
  subject: [["text", { nats: { subject: TEXT } }]],
  serverUrls: [["list", { nats: { server_urls: "${var.list}" } }]],
  credentials: [["secret", { nats: { credentials_file_content: "${sensitive(var.text)}" } }]],
};

const IMPORTED: Table<ServerlessContainerAttributes> = {
  containerId: [["text", { container_id: TEXT }, "container_trigger"]],
  region: [["text", { region: TEXT }, "container_trigger"]],
  endpoint: [["text", { data: '${trimprefix(var.text, "https://")}.' }, "domain_record"]],
  projectId: [["text", { rule: [{ project_ids: [TEXT] }] }, "iam_policy"]],
  name: [["text", { name: `${TEXT}-shop` }, "iam_policy"]],
  privacy: [["text", {}, "container_trigger"]],
  timeoutSeconds: [["number", {}, "container_trigger"]],
};

type Create = (stack: TerraformStack, own: object) => unknown;
const api = (stack: TerraformStack) => new ServerlessContainer(stack, "api", minimal);
const daily = { schedule: "0 2 * * *" };
const domain = { hostname: "api.example.com" };
const secret = SecretValue.variable("secret");
const sqs = { queueUrl: "https://a/b", endpoint: "https://a", accessKey: secret, secretKey: secret };
const nats = { subject: "orders", serverUrls: ["nats://a:4222"], credentials: secret };
const trigger = (stack: TerraformStack, source: MnqSource) => api(stack).addTrigger("orders", { source });
const UUID = "11111111-1111-1111-1111-111111111111";
const newContainer: Create = (stack, own) => new ServerlessContainer(stack, "api", { ...minimal, ...own });
const newQueue = (own: object) => MnqSource.queue({ name: "orders", ...own });
const attributes = { containerId: `nl-ams/${UUID}`, endpoint: "https://a.example.com", projectId: UUID };
const importContainer: Create = (stack, own) => {
  const imported = ServerlessContainer.fromAttributes(stack, "other", { ...attributes, ...own });
  imported.addSchedule("nightly", daily);
  imported.addToken("shop");
  imported.addDomain("www", { ...domain, dnsZone: "example.com" });
};

/** The most used type of the resource, the table, and how the props are passed. */
type Suite = readonly [type: string, Readonly<Record<string, readonly Row<object>[]>>, Create];
const SUITES: Readonly<Record<string, Suite>> = {
  ServerlessContainer: ["container", CONTAINER, newContainer],
  ContainerNamespace: ["container_namespace", NAMESPACE, (stack, own) => new ContainerNamespace(stack, "shared", own)],
  CronSchedule: [
    "container_trigger",
    SCHEDULE,
    (stack, own) => api(stack).addSchedule("nightly", { ...daily, ...own }),
  ],
  CustomDomain: ["container_domain", DOMAIN, (stack, own) => api(stack).addDomain("www", { ...domain, ...own })],
  AccessToken: ["iam_api_key", TOKEN, (stack, own) => api(stack).addToken("shop", own)],
  "MnqSource.queue": ["mnq_sqs_queue", QUEUE, (stack, own) => trigger(stack, newQueue(own))],
  "MnqSource.sqs": ["container_trigger", SQS, (stack, own) => trigger(stack, MnqSource.sqs({ ...sqs, ...own }))],
  "MnqSource.nats": ["container_trigger", NATS, (stack, own) => trigger(stack, MnqSource.nats({ ...nats, ...own }))],
  "an imported container": ["container", IMPORTED, importContainer],
};

/** Arithmetic on the number that stands for a token gives a number of this size, which no real value has. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const ROWS = Object.entries(SUITES).flatMap(([name, [defaultType, table, create]]) =>
  Object.entries<readonly Row<object>[]>(table).flatMap(([prop, rows]) =>
    rows.map(([token, written, type = defaultType], index) => ({ prop, name, index, token, written, type, create })),
  ),
);

test.each(ROWS)("a token passes as $prop of $name ($index)", ({ prop, token, written, type, create }) => {
  const stack = newStack();
  const values = tokens(stack);
  create(stack, typeof token === "string" ? { [prop]: values[token] } : token(values, stack));
  const json = synth(stack);
  expect(numbersIn(json).filter((number) => Math.abs(number) > 1e15)).toEqual([]);
  expect(JSON.stringify(json)).not.toContain("TfToken");
  const [resource] = resources(json, `scaleway_${type}`);
  expect(resource).toMatchObject(written);
});

/** The forms in which CDKTF's own classes and functions return a token, whatever the type of the value is. */
const FORMS: readonly (readonly [name: string, form: (variable: TerraformVariable) => unknown])[] = [
  ["an object", ({ value }) => value as unknown],
  ["a text", ({ stringValue }) => stringValue],
];
const TYPES: readonly string[] = ["text", "number", "list", "map"];

describe.each(FORMS)("a token as %s", (_, form) => {
  // An object in `args` is sent as JSON, and a text as it is.
  const rows = ROWS.filter(({ prop, name }) => prop !== "args" || name !== "CronSchedule");
  test.each(rows.filter(({ token }) => TYPES.includes(String(token))))(
    "passes as $prop of $name ($index)",
    ({ prop, token, written, type, create }) => {
      const stack = newStack();
      tokens(stack);
      create(stack, { [prop]: form(stack.node.findChild(String(token)) as TerraformVariable) });
      expect(only(synth(stack), `scaleway_${type}`)).toMatchObject(written);
    },
  );
});

test.each<[prop: string, token: "list" | "map", IssueCode]>([
  ["description", "list", "wrong-type"],
  ["description", "map", "wrong-type"],
  ["privacy", "list", "not-allowed"],
  ["port", "list", "wrong-type"],
  ["command", "map", "wrong-type"],
  ["environmentVariables", "list", "wrong-type"],
  ["healthCheck", "map", "wrong-type"],
  ["healthCheck", "list", "wrong-type"],
])("%s cannot be the placeholder of a %s", (prop, token, code) => {
  const stack = newStack();
  expect(codesOf(() => newContainer(stack, { [prop]: tokens(stack)[token] }))).toEqual([`${code} ${prop}`]);
});

test("a text, a list or a map in the place of another one is reported inside a map or a list too", () => {
  const stack = newStack();
  const { list, map } = tokens(stack);
  const own = { environmentVariables: { LIST: list, MAP: map }, args: ["--list", list] };
  expect(codesOf(() => newContainer(stack, own))).toEqual([
    "wrong-type args.1",
    "wrong-type environmentVariables.LIST",
    "wrong-type environmentVariables.MAP",
  ]);
});

test("an image and a header can be tokens that are objects", () => {
  const stack = newStack();
  const value = new TerraformVariable(stack, "any", {}).value as never;
  const image = ContainerImage.fromRegistry(value);
  new ServerlessContainer(stack, "api", { ...minimal, image }).addSchedule("nightly", {
    ...daily,
    headers: { "X-Any": value },
  });
  expect(only(synth(stack), "scaleway_container")).toMatchObject({ image: "${var.any}" });
  expect(only(synth(stack), "scaleway_container_trigger")).toMatchObject({
    cron: { headers: { "X-Any": "${var.any}" } },
  });
});

test.each(["list", "map"] as const)("the placeholder of a %s cannot be a header", (token) => {
  const stack = newStack();
  const headers = { "X-Any": tokens(stack)[token] as never };
  expect(codesOf(() => api(stack).addSchedule("nightly", { ...daily, headers }))).toEqual(["wrong-type headers.X-Any"]);
});

test("a check does not freeze the token of a variable", () => {
  const { value } = new TerraformVariable(newStack(), "map", { type: "map(string)" });
  new ServerlessContainer(newStack(), "api", { ...minimal, environmentVariables: value });
  expect(Object.isFrozen(value)).toBe(false);
});

const newBuild: Create = (_, own) =>
  ContainerImage.fromDirectory("examples/built-image/api", { registryEndpoint: "ghcr.io/a", name: "api", ...own });
const newBackend: Create = (stack, own) => new ObjectStorageBackend(stack, { bucket: "my-state", ...own });
test.each<[prop: string, token: keyof Tokens, IssueCode, Create]>([
  ["fifo", "flag", "token-not-supported", (_, own) => newQueue(own)],
  ["name", "text", "token-not-supported", (_, { name }: { name?: string }) => SecretValue.variable(name ?? "")],
  ["name", "number", "token-not-supported", (_, { name }: { name?: string }) => SecretValue.variable(name ?? "")],
  ["bucket", "text", "token-not-supported", newBackend],
  ["bucket", "number", "token-not-supported", newBackend],
  ["lockFile", "number", "token-not-supported", (_, own) => ContainerImage.fromLock("nginx:1", own)],
  ["allowedSecretFiles", "text", "token-not-supported", newBuild],
  ["allowedSecretFiles", "list", "token-not-supported", newBuild],
  ["dockerfile", "number", "token-not-supported", newBuild],
  ["key", "text", "token-not-supported", newBackend],
  ["region", "text", "token-not-supported", newBackend],
  ["image", "text", "wrong-type", newContainer],
  ["namespace", "text", "wrong-type", newContainer],
])("%s cannot be a token", (prop, token, code, create) => {
  const stack = newStack();
  const own = { [prop]: tokens(stack)[token] };
  expect(codesOf(() => create(stack, own))).toEqual([`${code} ${prop}`]);
});

test("a token of a whole map can be added to", () => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", { ...minimal, environmentVariables: tokens(stack).map });
  container.addEnvironmentVariable("QUOTED", '"\\${x}"\n');
  expect(only(synth(stack), "scaleway_container")["environment_variables"]).toBe(
    '${merge(var.map, {"QUOTED" = "\\"\\\\$${x}\\"\\n"})}',
  );
});

test("a token does not hide problems of other fields", () => {
  const stack = newStack();
  const { text } = tokens(stack);
  expect(codesOf(() => newContainer(stack, { description: text, port: 0 }))).toEqual(["below-minimum port"]);
});

test("outputs are named after the construct ID if the name is a token", () => {
  const stack = newStack();
  new ServerlessContainer(stack, "my api", { ...minimal, name: tokens(stack).text });
  expect(Object.keys(synth(stack)["output"])).toEqual(["my_api_endpoint", "my_api_status"]);
});
