import { TerraformVariable, Token, type IResolvable, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  MnqSource,
  ObjectStorageBackend,
  SecretValue,
  ServerlessContainer,
  type AccessTokenOptions,
  type ContainerNamespaceProps,
  type CronScheduleOptions,
  type CustomDomainOptions,
  type NatsConnection,
  type QueueOptions,
  type Region,
  type ServerlessContainerProps,
  type SqsConnection,
} from "../lib";
import { codesOf } from "./helpers/issues";
import { minimal, newStack, only, synth, type Json } from "./helpers/synth";

/** Variables of every type, as tokens of every kind that CDKTF has. */
function tokens(stack: TerraformStack) {
  const variable = (name: string, type: string) => new TerraformVariable(stack, name, { type });
  return {
    text: variable("text", "string").stringValue,
    number: variable("number", "number").numberValue,
    flag: variable("flag", "bool").booleanValue,
    list: variable("list", "list(string)").listValue,
    map: Token.asStringMap(variable("map", "map(string)").value as IResolvable),
  };
}
type Tokens = ReturnType<typeof tokens>;

const TEXT = "${var.text}";
const NUMBER = "${var.number}";

/** Values with tokens that a prop must accept, and the configuration written for them. */
const CONTAINER: {
  [Prop in keyof Required<ServerlessContainerProps>]: [
    props: (tokens: Tokens, stack: TerraformStack) => Partial<ServerlessContainerProps>,
    written: Json,
  ][];
} = {
  image: [
    [({ text }) => ({ image: ContainerImage.fromRegistry(text) }), { image: TEXT }],
    [
      ({ text }) => ({ image: ContainerImage.fromRegistry(`ghcr.io/org/api:${text}`) }),
      { image: `ghcr.io/org/api:${TEXT}` },
    ],
    [
      ({ text }) => ({
        image: ContainerImage.fromParts({ registryEndpoint: text, name: text, tag: text, registrySha256: text }),
      }),
      { image: `${TEXT}/${TEXT}:${TEXT}`, registry_sha256: TEXT },
    ],
  ],
  privacy: [[({ text }) => ({ privacy: text as "public" }), { privacy: TEXT }]],
  name: [[({ text }) => ({ name: text }), { name: TEXT }]],
  namespace: [
    [
      ({ text }, stack) => ({ namespace: new ContainerNamespace(stack, "shared", { name: text }) }),
      { namespace_id: expect.stringMatching(/^\$\{scaleway_container_namespace\.shared_\w+\.id\}$/) },
    ],
  ],
  region: [[({ text }) => ({ region: text as Region }), { region: TEXT }]],
  port: [[({ number }) => ({ port: number }), { port: NUMBER }]],
  description: [[({ text }) => ({ description: `${text} \${x}` }), { description: `${TEXT} $\${x}` }]],
  memoryLimitMb: [
    [
      ({ number }) => ({ memoryLimitMb: number }),
      {
        memory_limit_bytes: "${(var.number * 1000000)}",
        cpu_limit: "${max(70, min(6000, floor(((var.number * 70) / 128))))}",
      },
    ],
  ],
  cpuLimit: [[({ number }) => ({ cpuLimit: number }), { cpu_limit: NUMBER }]],
  minScale: [
    [({ number }) => ({ minScale: number, scalingOption: { cpuUsageThreshold: number } }), { min_scale: NUMBER }],
  ],
  maxScale: [[({ number }) => ({ minScale: 5, maxScale: number }), { max_scale: NUMBER }]],
  timeoutSeconds: [[({ number }) => ({ timeoutSeconds: number }), { timeout: NUMBER }]],
  httpOption: [
    [({ text }) => ({ httpOption: text as "enabled" }), { https_connections_only: '${(var.text == "redirected")}' }],
  ],
  protocol: [[({ text }) => ({ protocol: text as "h2c" }), { protocol: TEXT }]],
  command: [
    [({ list }) => ({ command: list }), { command: "${var.list}" }],
    [({ text }) => ({ command: ["run", text] }), { command: ["run", TEXT] }],
  ],
  args: [[({ list }) => ({ args: list }), { args: "${var.list}" }]],
  environmentVariables: [
    [({ map }) => ({ environmentVariables: map }), { environment_variables: "${var.map}" }],
    [({ text }) => ({ environmentVariables: { A: text } }), { environment_variables: { A: TEXT } }],
    [({ text }) => ({ environmentVariables: { [text]: "x" } }), { environment_variables: { [TEXT]: "x" } }],
  ],
  secretEnvironmentVariables: [
    [
      ({ text }) => ({ secretEnvironmentVariables: { A: SecretValue.reference(text) } }),
      { secret_environment_variables: { A: TEXT } },
    ],
    [
      ({ map }) => ({ secretEnvironmentVariables: map as unknown as Record<string, SecretValue> }),
      { secret_environment_variables: "${var.map}" },
    ],
  ],
  privateNetworkId: [[({ text }) => ({ privateNetworkId: text }), { private_network_id: TEXT }]],
  sandbox: [[({ text }) => ({ sandbox: text as "v1" }), { sandbox: TEXT }]],
  healthCheck: [
    [
      ({ text, number }) => ({
        healthCheck: { path: text, failureThreshold: number, intervalSeconds: number, timeoutSeconds: number },
      }),
      {
        liveness_probe: {
          http: { path: TEXT },
          failure_threshold: NUMBER,
          interval: "${var.number}s",
          timeout: "${var.number}s",
        },
      },
    ],
  ],
  startupProbe: [
    [
      ({ flag }) => ({ startupProbe: { tcp: flag } }),
      { startup_probe: expect.objectContaining({ tcp: "${var.flag}" }) },
    ],
  ],
  scalingOption: [
    [
      ({ number }) => ({ scalingOption: { concurrentRequestsThreshold: number } }),
      { scaling_option: [{ concurrent_requests_threshold: NUMBER }] },
    ],
  ],
  localStorageLimitMb: [
    [({ number }) => ({ localStorageLimitMb: number }), { local_storage_limit_bytes: "${(var.number * 1000000)}" }],
  ],
  registrySha256: [[({ text }) => ({ registrySha256: text }), { registry_sha256: TEXT }]],
  tags: [[({ list }) => ({ tags: list }), { tags: "${var.list}" }]],
  deployGate: [
    [
      ({ flag }) => ({ deployGate: flag }),
      {
        lifecycle: {
          postcondition: [
            expect.objectContaining({
              condition: '${(!var.flag || ((self.status == "ready") || (timestamp() == "never")))}',
            }),
          ],
        },
      },
    ],
  ],
  // adoption.test.ts tests where the ID is written.
  importFrom: [
    [({ text }, stack) => ({ importFrom: text, namespace: new ContainerNamespace(stack, "shared") }), { name: "api" }],
  ],
};

const NAMESPACE: {
  [Prop in keyof Required<ContainerNamespaceProps>]: [(tokens: Tokens) => Partial<ContainerNamespaceProps>, Json];
} = {
  name: [({ text }) => ({ name: text }), { name: TEXT }],
  description: [({ text }) => ({ description: text }), { description: TEXT }],
  environmentVariables: [({ map }) => ({ environmentVariables: map }), { environment_variables: "${var.map}" }],
  secretEnvironmentVariables: [
    ({ text }) => ({ secretEnvironmentVariables: { A: SecretValue.reference(text) } }),
    { secret_environment_variables: { A: TEXT } },
  ],
  tags: [({ list }) => ({ tags: list }), { tags: "${var.list}" }],
  region: [({ text }) => ({ region: text as Region }), { region: TEXT }],
  projectId: [({ text }) => ({ projectId: text }), { project_id: TEXT }],
  importFrom: [({ text }) => ({ importFrom: text }), { name: "shared" }],
};

const SCHEDULE: {
  [Prop in keyof Required<CronScheduleOptions>]: [(tokens: Tokens) => Partial<CronScheduleOptions>, Json];
} = {
  schedule: [({ text }) => ({ schedule: text }), { cron: expect.objectContaining({ schedule: TEXT }) }],
  timezone: [({ text }) => ({ timezone: text }), { cron: expect.objectContaining({ timezone: TEXT }) }],
  args: [({ text }) => ({ args: text }), { cron: expect.objectContaining({ body: TEXT }) }],
  path: [({ text }) => ({ path: text }), { destination_config: { http_path: TEXT, http_method: "post" } }],
  method: [({ text }) => ({ method: text as "get" }), { destination_config: { http_path: "/", http_method: TEXT } }],
  headers: [({ map }) => ({ headers: map }), { cron: expect.objectContaining({ headers: "${var.map}" }) }],
  name: [({ text }) => ({ name: text }), { name: TEXT }],
  description: [({ text }) => ({ description: text }), { description: TEXT }],
};

type Options<T> = { [Prop in keyof Required<T>]: [(tokens: Tokens) => Partial<T>, type: string, Json] };

const DOMAIN: Options<CustomDomainOptions> = {
  hostname: [({ text }) => ({ hostname: text }), "scaleway_container_domain", { hostname: TEXT }],
  dnsZone: [
    ({ text }) => ({ dnsZone: text }),
    "scaleway_domain_record",
    {
      dns_zone: TEXT,
      name: '${trimsuffix(trimsuffix("api.example.com", var.text), ".")}',
      type: '${("api.example.com" == var.text) ? "ALIAS" : "CNAME"}',
    },
  ],
  ttlSeconds: [
    ({ number }) => ({ dnsZone: "example.com", ttlSeconds: number }),
    "scaleway_domain_record",
    { ttl: NUMBER },
  ],
};

const TOKEN: Options<AccessTokenOptions> = {
  name: [({ text }) => ({ name: text }), "scaleway_iam_policy", { name: TEXT }],
  description: [({ text }) => ({ description: text }), "scaleway_iam_application", { description: TEXT }],
  expiresAt: [({ text }) => ({ expiresAt: text }), "scaleway_iam_api_key", { expires_at: TEXT }],
  storeIn: [
    ({ text }) => ({ storeIn: { secretName: text, path: text } }),
    "scaleway_secret",
    { name: TEXT, path: TEXT },
  ],
};

const QUEUE: Options<Omit<QueueOptions, "fifo">> = {
  name: [({ text }) => ({ name: text }), "scaleway_mnq_sqs_queue", { name: TEXT }],
  contentBasedDeduplication: [
    ({ text, flag }) => ({ name: text, fifo: true, contentBasedDeduplication: flag }),
    "scaleway_mnq_sqs_queue",
    { name: '${trimsuffix(var.text, ".fifo")}.fifo', content_based_deduplication: "${var.flag}" },
  ],
  visibilityTimeoutSeconds: [
    ({ number }) => ({ visibilityTimeoutSeconds: number }),
    "scaleway_mnq_sqs_queue",
    { visibility_timeout_seconds: NUMBER },
  ],
  messageMaxAgeSeconds: [
    ({ number }) => ({ messageMaxAgeSeconds: number }),
    "scaleway_mnq_sqs_queue",
    { message_max_age: NUMBER },
  ],
  messageMaxSizeBytes: [
    ({ number }) => ({ messageMaxSizeBytes: number }),
    "scaleway_mnq_sqs_queue",
    { message_max_size: NUMBER },
  ],
  receiveWaitTimeSeconds: [
    ({ number }) => ({ receiveWaitTimeSeconds: number }),
    "scaleway_mnq_sqs_queue",
    { receive_wait_time_seconds: NUMBER },
  ],
  deadLetterQueue: [
    ({ text, number }) => ({ deadLetterQueue: { name: text, maxReceiveCount: number, messageMaxAgeSeconds: number } }),
    "scaleway_mnq_sqs_queue",
    { name: TEXT, message_max_age: NUMBER },
  ],
};

const NATS: Options<NatsConnection> = {
  subject: [({ text }) => ({ subject: text }), "scaleway_container_trigger", { nats: { subject: TEXT } }],
  serverUrls: [
    ({ list }) => ({ serverUrls: list }),
    "scaleway_container_trigger",
    { nats: { server_urls: "${var.list}" } },
  ],
  credentials: [
    ({ text }) => ({ credentials: SecretValue.reference(text) }),
    "scaleway_container_trigger",
    { nats: { credentials_file_content: "${sensitive(var.text)}" } },
  ],
};

const SQS: Options<SqsConnection> = {
  queueUrl: [({ text }) => ({ queueUrl: text }), "scaleway_container_trigger", { sqs: { queue_url: TEXT } }],
  endpoint: [({ text }) => ({ endpoint: text }), "scaleway_container_trigger", { sqs: { endpoint: TEXT } }],
  accessKey: [
    ({ text }) => ({ accessKey: SecretValue.reference(text) }),
    "scaleway_container_trigger",
    { sqs: { access_key: TEXT } },
  ],
  secretKey: [
    ({ text }) => ({ secretKey: SecretValue.reference(text) }),
    "scaleway_container_trigger",
    { sqs: { secret_key: TEXT } },
  ],
};

/** Arithmetic on the number that stands for a token gives a number of this size, which no real value has. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function synthesize(build: (stack: TerraformStack) => void, type: string): Json {
  const stack = newStack();
  build(stack);
  const json = synth(stack);
  expect(numbersIn(json).filter((number) => Math.abs(number) > 1e15)).toEqual([]);
  expect(JSON.stringify(json)).not.toContain("TfToken");
  return only(json, type);
}

test.each(
  Object.entries(CONTAINER).flatMap(([prop, rows]) => rows.map((row, index) => [prop, index, ...row] as const)),
)("a token passes as %s of a ServerlessContainer (%i)", (_, _index, props, written) => {
  const container = synthesize((stack) => {
    new ServerlessContainer(stack, "api", { ...minimal, ...props(tokens(stack), stack) });
  }, "scaleway_container");
  expect(container).toMatchObject(written);
});

test.each(Object.entries(NAMESPACE))("a token passes as %s of a ContainerNamespace", (_, [props, written]) => {
  const namespace = synthesize((stack) => {
    new ContainerNamespace(stack, "shared", props(tokens(stack)));
  }, "scaleway_container_namespace");
  expect(namespace).toMatchObject(written);
});

test.each(Object.entries(SCHEDULE))("a token passes as %s of a CronSchedule", (_, [options, written]) => {
  const trigger = synthesize((stack) => {
    const container = new ServerlessContainer(stack, "api", minimal);
    new CronSchedule(stack, "nightly", { container, schedule: "0 2 * * *", ...options(tokens(stack)) });
  }, "scaleway_container_trigger");
  expect(trigger).toMatchObject(written);
});

const api = (stack: TerraformStack) => new ServerlessContainer(stack, "api", minimal);
const secret = SecretValue.variable("secret");
const sqs = { queueUrl: "https://a/b", endpoint: "https://a", accessKey: secret, secretKey: secret };
const nats = { subject: "orders", serverUrls: ["nats://a:4222"], credentials: secret };

const VERBS: [string, Options<object>, (stack: TerraformStack, options: object) => void][] = [
  [
    "CustomDomain",
    DOMAIN,
    (stack, options) => api(stack).addDomain("www", { hostname: "api.example.com", ...options }),
  ],
  ["AccessToken", TOKEN, (stack, options) => api(stack).addToken("shop", options)],
  [
    "MnqSource.queue",
    QUEUE,
    (stack, options) => api(stack).addTrigger("orders", { source: MnqSource.queue({ name: "orders", ...options }) }),
  ],
  [
    "MnqSource.sqs",
    SQS,
    (stack, options) => api(stack).addTrigger("orders", { source: MnqSource.sqs({ ...sqs, ...options }) }),
  ],
  [
    "MnqSource.nats",
    NATS,
    (stack, options) => api(stack).addTrigger("orders", { source: MnqSource.nats({ ...nats, ...options }) }),
  ],
];

test.each(
  VERBS.flatMap(([kind, rows, create]) =>
    Object.entries(rows).map(([prop, row]) => [prop, kind, create, row] as const),
  ),
)("a token passes as %s of %s", (_, _kind, create, [options, type, written]) => {
  const stack = newStack();
  create(stack, (options as (tokens: Tokens) => object)(tokens(stack)));
  const json = synth(stack);
  expect(numbersIn(json).filter((number) => Math.abs(number) > 1e15)).toEqual([]);
  expect(JSON.stringify(json)).not.toContain("TfToken");
  expect(Object.values((json["resource"] as Record<string, object>)[type as string]!)).toContainEqual(
    expect.objectContaining(nested(written as Json)),
  );
});

/** The parts of a block may stand beside others. */
function nested(written: Json): Json {
  const isBlock = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key,
      isBlock(value) ? expect.objectContaining(value as Json) : value,
    ]),
  );
}

test.each([["fifo", { name: "orders", fifo: true }]])(
  "%s cannot be a token, because it decides what is synthesized",
  (field, options) => {
    const { flag } = tokens(newStack());
    expect(codesOf(() => MnqSource.queue({ ...options, [field]: flag }))).toEqual([`token-not-supported ${field}`]);
  },
);

test.each(["bucket", "key", "region"])("%s of a backend cannot be a token", (field) => {
  const stack = newStack();
  const { text } = tokens(stack);
  expect(codesOf(() => new ObjectStorageBackend(stack, { bucket: "my-state", [field]: text }))).toEqual([
    `token-not-supported ${field}`,
  ]);
});

test.each([
  ["containerId", { container_id: TEXT }],
  ["region", { region: TEXT }],
  ["endpoint", {}],
  ["projectId", {}],
])("a token passes as %s of an imported container", (attribute, written) => {
  const stack = newStack();
  const { text } = tokens(stack);
  const containerId = "nl-ams/11111111-1111-1111-1111-111111111111";
  const imported = ServerlessContainer.fromAttributes(stack, "other", { containerId, [attribute]: text });
  imported.addSchedule("nightly", { schedule: "0 2 * * *" });
  if (attribute === "projectId") imported.addToken("shop");
  if (attribute === "endpoint") imported.addDomain("www", { hostname: "a.example.com", dnsZone: "example.com" });
  const json = synth(stack);
  expect(only(json, "scaleway_container_trigger")).toMatchObject(written);
  if (attribute === "projectId") {
    expect(only(json, "scaleway_iam_policy")).toMatchObject({ rule: [{ project_ids: [TEXT] }] });
  }
  if (attribute === "endpoint") {
    expect(only(json, "scaleway_domain_record")["data"]).toBe('${trimprefix(var.text, "https://")}.');
  }
});

test("a token of a whole map can be added to", () => {
  const container = synthesize((stack) => {
    const { map } = tokens(stack);
    const api = new ServerlessContainer(stack, "api", { ...minimal, environmentVariables: map });
    api.addEnvironmentVariable("QUOTED", '"\\${x}"\n');
  }, "scaleway_container");
  expect(container["environment_variables"]).toBe('${merge(var.map, {"QUOTED" = "\\"\\\\$${x}\\"\\n"})}');
});

test("a token does not hide problems of other fields", () => {
  const stack = newStack();
  const { text } = tokens(stack);
  expect(codesOf(() => new ServerlessContainer(stack, "api", { ...minimal, description: text, port: 0 }))).toEqual([
    "below-minimum port",
  ]);
});

test.each(["image", "namespace"])("%s cannot be a token, because it is an object", (field) => {
  const stack = newStack();
  const { text } = tokens(stack);
  expect(codesOf(() => new ServerlessContainer(stack, "api", { ...minimal, [field]: text }))).toEqual([
    `wrong-type ${field}`,
  ]);
});

test("outputs are named after the construct ID if the name is a token", () => {
  const stack = newStack();
  const { text } = tokens(stack);
  new ServerlessContainer(stack, "my api", { ...minimal, name: text });
  expect(Object.keys(synth(stack)["output"])).toEqual(["my_api_endpoint", "my_api_status"]);
});
