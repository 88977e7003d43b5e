import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { type TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  MnqSource,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  SqsActivation,
} from "../../lib";
import { codesOf } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth, type Json } from "../helpers/synth";

const PROJECT = "22222222-2222-2222-2222-222222222222";
const EXPIRY = { expiresAt: "2099-01-31T00:00:00Z" };

const alias = (stack: TerraformStack, config: object = { region: "it-mil" }, name = "other") =>
  new ScalewayProvider(stack, name, { alias: name, ...config });

/** The blocks of a stack, each with its type. */
function blocksIn(json: Json): (Json & { type: string })[] {
  return ["resource", "data"].flatMap((section) =>
    Object.entries((json[section] ?? {}) as Record<string, Record<string, Json>>).flatMap(([type, blocks]) =>
      Object.values(blocks).map((block) => ({ ...block, type })),
    ),
  );
}

test("reaches everything that a container creates, also what containers share", () => {
  const stack = newStack("fr-par");
  const provider = alias(stack, { region: "nl-ams", projectId: PROJECT });
  const secretEnvironmentVariables = { KEY: SecretValue.secretManager("key", { path: "/shop" }) };
  const image = ContainerImage.fromRegistryTag({ namespace: "shop", name: "api", tag: "main" });
  const api = new ServerlessContainer(stack, "api", { ...minimal, image, provider, secretEnvironmentVariables });
  api.addSchedule("nightly", { schedule: "0 2 * * *" });
  api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" });
  api.addToken("shop", { ...EXPIRY, storeIn: { secretName: "token" } });
  api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) }).addSender("shop");
  api.addTrigger("events", { source: MnqSource.natsAccount({ name: "events", subject: "a" }) });
  const blocks = blocksIn(synth(stack));
  expect(blocks.filter((block) => block["provider"] !== "scaleway.other").map(({ type }) => type)).toEqual([]);
  expect(blocks.filter((block) => block["region"] === "fr-par").map(({ type }) => type)).toEqual([]);
  expect(only(synth(stack), "scaleway_container")["region"]).toBe("nl-ams");
});

test("leaves containers with the default provider alone", () => {
  const stack = newStack("fr-par");
  new ServerlessContainer(stack, "api", { ...minimal, provider: alias(stack) });
  new ServerlessContainer(stack, "web", minimal);
  const containers = blocksIn(synth(stack)).filter(({ type }) => type === "scaleway_container");
  expect(
    containers.map(({ name, region, provider }) => `${String(name)} ${String(region)} ${String(provider)}`),
  ).toEqual(["api it-mil scaleway.other", "web fr-par undefined"]);
});

test("leaves the region to a provider without one, and does not use the region of the stack", () => {
  const stack = newStack("fr-par");
  const api = new ServerlessContainer(stack, "api", { ...minimal, provider: alias(stack, { profile: "other" }) });
  api.addSchedule("nightly", { schedule: "0 2 * * *" });
  expect(api.region).toBeUndefined();
  for (const block of blocksIn(synth(stack))) expect(block).not.toHaveProperty("region");
});

test("uses the region of the stack if the provider is its default provider, or the region in the props", () => {
  const stack = newStack("fr-par");
  const provider = stack.node.findChild("scaleway") as ScalewayProvider;
  expect(new ServerlessContainer(stack, "api", { ...minimal, provider }).region).toBe("fr-par");
  expect(new ServerlessContainer(stack, "web", { ...minimal, provider: alias(stack), region: "pl-waw" }).region).toBe(
    "pl-waw",
  );
});

test("of a namespace is the provider of its containers, and their triggers in any scope", () => {
  const stack = newStack("fr-par");
  const namespace = new ContainerNamespace(stack, "shop", { provider: alias(stack) });
  const container = new ServerlessContainer(stack, "api", { ...minimal, namespace });
  new CronSchedule(stack, "nightly", { container, schedule: "0 2 * * *" });
  const blocks = blocksIn(synth(stack));
  expect(blocks.map(({ provider, region }) => `${String(provider)} ${String(region)}`)).toEqual(
    blocks.map(() => "scaleway.other it-mil"),
  );
});

test("of a namespace that is looked up is the provider of its containers", () => {
  const stack = newStack("fr-par");
  const namespace = ContainerNamespace.fromName(stack, "shop", { provider: alias(stack) });
  new ServerlessContainer(stack, "api", { ...minimal, namespace });
  expect(
    blocksIn(synth(stack)).map(({ type, provider, region }) => `${type} ${String(provider)} ${String(region)}`),
  ).toEqual(["scaleway_container scaleway.other it-mil", "scaleway_container_namespace scaleway.other it-mil"]);
});

test("keeps the provider that a resource has", () => {
  const stack = newStack("fr-par");
  const api = new ServerlessContainer(stack, "api", { ...minimal, provider: alias(stack) });
  api.resource.provider = alias(stack, {}, "third");
  expect(only(synth(stack), "scaleway_container")["provider"]).toBe("scaleway.third");
});

describe("containers with different providers", () => {
  test("share neither the access to queues nor secrets, and can have queues of the same name", () => {
    const stack = newStack("fr-par");
    const providers = [undefined, alias(stack, { projectId: PROJECT, region: "fr-par" }, "second")];
    for (const [index, provider] of providers.entries()) {
      const KEY = SecretValue.secretManager("key");
      const props = { ...minimal, provider, secretEnvironmentVariables: { KEY } };
      const api = new ServerlessContainer(stack, `api-${index}`, props);
      api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
      api.addToken("shop", { ...EXPIRY, storeIn: { secretName: "token" } });
    }
    const json = synth(stack);
    const providersOf = (each: string) =>
      blocksIn(json).flatMap(({ type, provider }) => (type === each ? [String(provider)] : []));
    for (const type of ["scaleway_mnq_sqs", "scaleway_mnq_sqs_queue", "scaleway_secret_version", "scaleway_secret"]) {
      expect([type, [...new Set(providersOf(type))].sort()]).toEqual([type, ["scaleway.second", "undefined"]]);
    }
  });

  test("share a variable and the login to a registry", () => {
    const stack = newStack("fr-par");
    const image = ContainerImage.fromDirectory("examples/built-image/api", {
      registryEndpoint: "rg.fr-par.scw.cloud/shop",
      name: "api",
    });
    for (const provider of [undefined, alias(stack)]) {
      const secretEnvironmentVariables = { KEY: SecretValue.variable("key") };
      const id = provider === undefined ? "web" : "api";
      new ServerlessContainer(stack, id, { ...minimal, image, provider, secretEnvironmentVariables });
    }
    const json = synth(stack);
    expect(Object.keys(json["variable"] as object)).toEqual(["key"]);
    expect(json["provider"].docker).toHaveLength(1);
  });

  test("activate SQS once each", () => {
    const stack = newStack("fr-par");
    const provider = alias(stack, { projectId: PROJECT, region: "fr-par" });
    const activation = new SqsActivation(stack, "one", { provider });
    new SqsActivation(stack, "two");
    const api = new ServerlessContainer(stack, "api", { ...minimal, provider });
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    const json = synth(stack);
    const [info] = blocksIn({ data: json["data"] as Json });
    expect(info?.["depends_on"]).toEqual([`scaleway_mnq_sqs.${activation.resource.friendlyUniqueId}`]);
    new SqsActivation(stack, "three", { projectId: PROJECT });
    expect(codesOf(() => synth(stack))).toEqual(["duplicate-activation stack/three"]);
  });
});

test("of a container in another stack does not apply to what is added here", () => {
  const app = newApp();
  const one = new ScalewayStack(app, "one", { region: "fr-par" });
  const two = new ScalewayStack(app, "two", { region: "fr-par" });
  const container = new ServerlessContainer(one, "api", { ...minimal, provider: alias(one) });
  new CronSchedule(two, "nightly", { container, schedule: "0 2 * * *" });
  const trigger = only(synth(two), "scaleway_container_trigger");
  expect(trigger).toMatchObject({ region: "it-mil" });
  expect(trigger).not.toHaveProperty("provider");
});

test("fails if the provider is in another stack, is a text, or is of another vendor", () => {
  const stack = newStack();
  const foreign = alias(newStack("fr-par", "two"));
  const create = (provider: unknown) => () => new ServerlessContainer(stack, "api", { ...minimal, provider } as never);
  expect(codesOf(create(foreign))).toEqual(["provider-of-other-stack provider"]);
  expect(stack.node.tryFindChild("api")).toBeUndefined();
  expect(codesOf(create("scaleway.other"))).toEqual(["wrong-type provider"]);
  expect(codesOf(create(stack))).toEqual(["wrong-type provider"]);
});
