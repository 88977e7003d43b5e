import { TerraformVariable, Token, type IResolvable, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  SecretValue,
  ServerlessContainer,
  type ContainerNamespaceProps,
  type CronScheduleOptions,
  type Region,
  type ServerlessContainerProps,
} from "../lib";
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

/** What a prop must be able to hold, and what is written then. */
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

test("a token of a whole map can be added to", () => {
  const container = synthesize((stack) => {
    const { map } = tokens(stack);
    const api = new ServerlessContainer(stack, "api", { ...minimal, environmentVariables: map });
    api.addEnvironmentVariable("QUOTED", '"\\${x}"\n');
  }, "scaleway_container");
  expect(container["environment_variables"]).toBe('${merge(var.map, {"QUOTED" = "\\"\\\\$${x}\\"\\n"})}');
});

test("a token does not hide the problems beside it", () => {
  const stack = newStack();
  const { text } = tokens(stack);
  expect(() => new ServerlessContainer(stack, "api", { ...minimal, description: text, port: 0 })).toThrow("port: 0");
});

test.each<[string, (text: string) => object, string]>([
  ["image", (text) => ({ image: text }), "image: is a string; give a ContainerImage"],
  ["namespace", (text) => ({ namespace: text }), "namespace: is a string; give a ContainerNamespace"],
])("a token is refused as %s, which has to be an object", (_, props, says) => {
  const stack = newStack();
  const { text } = tokens(stack);
  expect(() => new ServerlessContainer(stack, "api", { ...minimal, ...props(text) })).toThrow(says);
});

test("outputs take the construct id, when the name is a token", () => {
  const stack = newStack();
  const { text } = tokens(stack);
  new ServerlessContainer(stack, "my api", { ...minimal, name: text });
  expect(Object.keys(synth(stack)["output"])).toEqual(["my_api_endpoint", "my_api_status"]);
});
