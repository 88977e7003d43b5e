import { Token } from "cdktf";
import {
  AccessToken,
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  CustomDomain,
  Manifest,
  ManifestStack,
  MnqSource,
  MnqTrigger,
  ObjectStorageBackend,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
} from "../../lib";
import { PlanReview } from "../../lib/review";
import { codesOf } from "../helpers/issues";
import { jsonOf, registry } from "../helpers/manifests";
import { minimal, newApp, newStack, only, synth } from "../helpers/synth";

const newContainer = (props: object = {}) => new ServerlessContainer(newStack(), "api", { ...minimal, ...props });
const review = () => PlanReview.fromPlans([]);

/** Every call of the public API that accepts an object of props or options. */
const CALLS: Readonly<Record<string, (options: never) => unknown>> = {
  AccessToken: (props) => new AccessToken(newStack(), "token", props),
  ContainerNamespace: (props) => new ContainerNamespace(newStack(), "shared", props),
  CronSchedule: (props) => new CronSchedule(newStack(), "nightly", props),
  CustomDomain: (props) => new CustomDomain(newStack(), "www", props),
  ManifestStack: (options) => new ManifestStack(newApp(), Manifest.parse(jsonOf(registry())), options),
  MnqTrigger: (props) => new MnqTrigger(newStack(), "orders", props),
  ObjectStorageBackend: (props) => new ObjectStorageBackend(newStack(), props),
  ScalewayStack: (props) => new ScalewayStack(newApp(), "stack", props),
  ServerlessContainer: (props) => new ServerlessContainer(newStack(), "api", props),
  "ServerlessContainer.fromAttributes": (attributes) =>
    ServerlessContainer.fromAttributes(newStack(), "other", attributes),
  addSchedule: (options) => newContainer().addSchedule("nightly", options),
  addDomain: (options) => newContainer().addDomain("www", options),
  addToken: (options) => newContainer().addToken("shop", options),
  addTrigger: (options) => newContainer().addTrigger("orders", options),
  "MnqSource.sqs": (connection) => MnqSource.sqs(connection),
  "MnqSource.queue": (options) => MnqSource.queue(options),
  "MnqSource.nats": (connection) => MnqSource.nats(connection),
  "MnqSource.natsAccount": (options) => MnqSource.natsAccount(options),
  "ContainerImage.fromRegistry": (options) => ContainerImage.fromRegistry("nginx:1.27", options),
  "ContainerImage.fromParts": (parts) => ContainerImage.fromParts(parts),
  "ContainerImage.fromRegistryTag": (options) => ContainerImage.fromRegistryTag(options),
  "ContainerImage.fromLock": (options) => ContainerImage.fromLock("nginx:1.27", options),
  "SecretValue.secretManager": (options) => SecretValue.secretManager("key", options),
  "PlanReview.fromPlans": (options) => PlanReview.fromPlans([], options),
  "PlanReview.toMarkdown": (options) => review().toMarkdown(options),
  "PlanReview.toText": (options) => review().toText(options),
  "PlanReview.toJson": (options) => review().toJson(options),
};

test.each(Object.entries(CALLS))("%s rejects options that are not a plain object", (_, call) => {
  for (const options of [newContainer(), [], new Date(), new Map(), "text", null, new Error("x"), Token.asAny({})]) {
    expect(codesOf(() => call(options as never))).toEqual(["wrong-type"]);
  }
  expect(codesOf(() => call(SecretValue.variable("key") as never))).toEqual(["secret-not-accepted"]);
});

test("a directory to build rejects options that are not a plain object", () => {
  expect(codesOf(() => ContainerImage.fromDirectory("none", new Map() as never))).toEqual([
    "wrong-type",
    "directory-not-found path",
  ]);
});

test("an object in the props that is not plain has one issue, beside those of other props", () => {
  const props = { healthCheck: new Map(), scalingOption: SecretValue.variable("key"), port: 0 };
  expect(codesOf(() => newContainer(props)).sort()).toEqual([
    "below-minimum port",
    "secret-not-accepted scalingOption",
    "wrong-type healthCheck",
  ]);
});

test("an object of props may come from JSON, or have no prototype", () => {
  const port = Object.assign(Object.create(null) as object, minimal, { port: 80 });
  expect(new ServerlessContainer(newStack(), "api", port).name).toBe("api");
  expect(newContainer(JSON.parse('{"healthCheck":{"path":"/"}}') as object).name).toBe("api");
});

test.each<[string, (own: never) => unknown, string]>([
  ["props", (own) => newContainer(own), "unknown-prop __proto__"],
  ["a nested object", (own) => newContainer({ healthCheck: own }), "unknown-prop healthCheck.__proto__"],
  ["options of a method", (own) => newContainer().addToken("shop", own), "unknown-prop __proto__"],
  [
    "environmentVariables",
    (own) => newContainer({ environmentVariables: own }),
    "unsupported-name environmentVariables.__proto__",
  ],
  [
    "secretEnvironmentVariables",
    (own) => new ContainerNamespace(newStack(), "shared", { secretEnvironmentVariables: own }),
    "unsupported-name secretEnvironmentVariables.__proto__",
  ],
  [
    "headers",
    (own) => newContainer().addSchedule("nightly", { schedule: "0 2 * * *", headers: own }),
    "unsupported-name headers.__proto__",
  ],
])("rejects a key __proto__ in %s", (_, call, code) => {
  expect(codesOf(() => call(JSON.parse('{"__proto__":"x"}') as never))).toContain(code);
});

test("keeps a key __proto__ in args, which is JSON", () => {
  const container = newContainer();
  const json = '{"__proto__":{"a":1}}';
  container.addSchedule("nightly", { schedule: "0 2 * * *", args: JSON.parse(json) as Record<string, unknown> });
  const { cron } = only(synth(container.node.scope as ScalewayStack), "scaleway_container_trigger");
  expect(cron).toMatchObject({ body: json });
});
