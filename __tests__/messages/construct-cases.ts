import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { App, Fn, TerraformOutput, TerraformStack, Token } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  MnqSource,
  ObjectStorageBackend,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  SqsActivation,
  raiseLimit,
} from "../../lib";
import { missingValueMessage } from "../../lib/secrets/secret-tokens";
import { plaintextSecrets, resources, synth } from "../../lib/testing";
import { addWarning } from "../../lib/terraform/warnings";
import type { MessageCase } from "./message-case";

const UUID = "11111111-1111-1111-1111-111111111111";
const image = ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/api:v1.0.0");
const secret = SecretValue.variable("password");
const many = <T>(count: number, value: T) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`V${i}`, value]));

function newStack(): ScalewayStack {
  return new ScalewayStack(new App({ outdir: "cdktf.out" }), "shop", { region: "fr-par" });
}

function newContainer(props: object = {}, stack = newStack()): ServerlessContainer {
  return new ServerlessContainer(stack, "api", { image, privacy: "private", ...props } as never);
}

const container = (title: string, props: object): MessageCase => ({ title, act: () => newContainer(props) });

const schedule = (title: string, options: object): MessageCase => ({
  title,
  act: () => newContainer().addSchedule("nightly", { schedule: "0 2 * * *", ...options }),
});

const domain = (title: string, options: object, api = () => newContainer()): MessageCase => ({
  title,
  act: () => api().addDomain("www", options as never),
});

const token = (title: string, options: object, api = () => newContainer()): MessageCase => ({
  title,
  act: () => api().addToken("shop", options),
});

const queue = (title: string, options: object): MessageCase => ({
  title,
  act: () => newContainer().addTrigger("created", { source: MnqSource.queue({ name: "orders", ...options }) }),
});

const connection = (title: string, options: object): MessageCase => ({
  title,
  act: () =>
    newContainer().addTrigger("connected", {
      source: MnqSource.nats({
        subject: "orders",
        serverUrls: ["nats://nats.example.com:4222"],
        credentials: secret,
        ...options,
      }),
    }),
});

const call = (title: string, act: () => unknown): MessageCase => ({ title, act });

/** A stack for its warnings, or for a check of the whole stack. */
const stack = (title: string, fill: (stack: ScalewayStack) => unknown): MessageCase => ({
  title,
  act: () => {
    const shop = newStack();
    fill(shop);
    synth(shop);
    return shop;
  },
});

const imported = (attributes: object = {}) =>
  ServerlessContainer.fromAttributes(newStack(), "api", { containerId: `fr-par/${UUID}`, ...attributes });

export const constructCases: readonly MessageCase[] = [
  {
    title: "ScalewayStack: a local state of another output folder",
    act: () => {
      mkdirSync("dist");
      writeFileSync("terraform.shop.tfstate", "");
      const stack = new ScalewayStack(new App({ outdir: "dist" }), "shop", { region: "fr-par" });
      stack.ensureBackendExists();
      rmSync("terraform.shop.tfstate");
      return stack;
    },
  },
  container("nothing is given", { image: undefined, privacy: undefined }),
  call("no props", () => new ServerlessContainer(newStack(), "api", undefined as never)),
  container("an unknown prop", { memory: 256 }),
  container("a number as text", { memoryLimitMb: "512" }),
  container("a small number", { memoryLimitMb: 100 }),
  container("a large number", { memoryLimitMb: 20_000 }),
  container("a fraction", { memoryLimitMb: 256.5 }),
  container("a reserved port", { port: 8008 }),
  container("an unknown choice", { privacy: "open" }),
  container("a text as a flag", { deployGate: "yes" }),
  container("a short name", { name: "a" }),
  container("a long name", { name: "a".repeat(35) }),
  container("a name with uppercase letters", { name: "My-Api" }),
  container("a name with a digit first", { name: "3d-api" }),
  container("an empty name", { name: "" }),
  container("a number as text", { description: 7 }),
  container("a text as a list", { args: "--verbose" }),
  container("an empty digest", { registrySha256: "" }),
  container("a placeholder of a secret", { description: secret.toString() }),
  container("a secret in a plain field", { description: secret }),
  container("an image as text", { image: "nginx" }),
  container("a namespace as text", { namespace: "shop" }),
  container("a probe without a check", { healthCheck: { intervalSeconds: 5 } }),
  container("a probe with two checks", { healthCheck: { path: "/", tcp: true } }),
  container("a probe without TCP", { startupProbe: { tcp: false } }),
  container("two thresholds", { scalingOption: { cpuUsageThreshold: 50, memoryUsageThreshold: 50 }, minScale: 1 }),
  container("a usage threshold without instances", { scalingOption: { cpuUsageThreshold: 50 } }),
  container("minScale above maxScale", { minScale: 5, maxScale: 2 }),
  container("a network that is not an ID", { privateNetworkId: UUID }),
  container("an import without a namespace", { importFrom: `fr-par/${UUID}` }),
  container("two namespaces to import", {
    importNamespaceFrom: `fr-par/${UUID}`,
    namespace: new ContainerNamespace(newStack(), "shared"),
  }),
  container("an ignored change that replaces the container", { ignoreChanges: ["name"] }),
  container("an ignored change by the name of an argument", { ignoreChanges: ["max_scale"] }),
  container("a text as an ignored change", { ignoreChanges: [7] }),
  container("a text as a provider", { provider: "scaleway.milan" }),
  container("a provider of another stack", { provider: newStack().node.findChild("scaleway") }),
  call("a predicted URL without the name of the namespace", () => {
    const stack = newStack();
    const namespace = ContainerNamespace.fromAttributes(stack, "shared", { namespaceId: `fr-par/${UUID}` });
    return newContainer({ namespace }, stack).predictedEndpoint;
  }),
  call("a caller that is not a container", () => newContainer().grantInvoke("web" as never)),
  call("a call of a container without an endpoint", () => imported().grantInvoke(newContainer())),
  call("two stacks that call each other", () => {
    const app = new App({ outdir: "cdktf.out" });
    const [api, web] = ["one", "two"].map((id) => newContainer({}, new ScalewayStack(app, id, { region: "fr-par" })));
    api?.grantInvoke(web!);
    web?.grantInvoke(api!);
  }),
  stack("many namespaces", (shop) => {
    for (let index = 0; index < 81; index++) new ContainerNamespace(shop, `n${index}`);
  }),
  container("an import from another region", { importFrom: `nl-ams/${UUID}`, region: "fr-par" }),
  container("variables as a list", { environmentVariables: ["A"], secretEnvironmentVariables: ["B"] }),
  container("a map in place of a probe", { healthCheck: new Map() }),
  call("a secret as options", () => newContainer().addToken("shop", secret as object)),
  container("a reserved variable", { environmentVariables: { PORT: "80" } }),
  container("a variable of the platform", { environmentVariables: { SCW_PUBLIC: "true" } }),
  stack("a reserved prefix", (shop) => {
    newContainer({ environmentVariables: { SCW_DEFAULT_REGION: "fr-par" } }, shop);
  }),
  container("a long value", { environmentVariables: { A: "x".repeat(65_537) } }),
  container("too many variables", { environmentVariables: many(201, "x") }),
  call("a name that cannot be passed", () => {
    newContainer().addEnvironmentVariable("__proto__", "x");
  }),
  container("a plain and a secret variable", {
    environmentVariables: { A: "x" },
    secretEnvironmentVariables: { A: secret },
  }),
  container("text as a secret", { secretEnvironmentVariables: { A: "x" } }),
  container("a token as a secret", { secretEnvironmentVariables: { A: Fn.lower("x") } }),
  container("an empty secret", { secretEnvironmentVariables: { A: SecretValue.unsafePlainText("") } }),
  container("a large secret", { secretEnvironmentVariables: { A: SecretValue.unsafePlainText("x".repeat(65_537)) } }),
  container("an argon2 hash", { secretEnvironmentVariables: { A: SecretValue.unsafePlainText("$argon2id$v=19") } }),
  call("a variable twice", () => {
    newContainer({ environmentVariables: { A: "x" } }).addEnvironmentVariable("A", "y");
  }),
  call("a container in another region than its namespace", () => {
    const shop = newStack();
    newContainer({ namespace: new ContainerNamespace(shop, "shared"), region: "nl-ams" }, shop);
  }),
  call("an image with an invalid reference", () => newContainer({ image: { bind: () => ({ image: "My Image" }) } })),
  call("attributes that are not valid", () =>
    imported({ containerId: `fr-par/${UUID}`, region: "nl-ams", endpoint: "api.example.com", projectId: "shop" }),
  ),
  schedule("a schedule with a name", { schedule: "@daily" }),
  schedule("a schedule with four fields", { schedule: "0 2 * *" }),
  schedule("a schedule with white space", { schedule: " 0 2 * * *" }),
  schedule("a schedule with a wrong hour", { schedule: "0 25 * * *" }),
  schedule("a schedule that never runs", { schedule: "0 0 30 2 *" }),
  schedule("an unknown time zone", { timezone: "Mars/Phobos" }),
  schedule("a time zone in lowercase", { timezone: "europe/paris" }),
  schedule("a number as a body", { args: 7 }),
  schedule("text that is not JSON", { args: "{" }),
  schedule("a body that cannot be JSON", { args: { big: 1n } }),
  schedule("a long body", { args: { text: "x".repeat(10_000) } }),
  schedule("two bodies", { args: { a: 1 }, body: "a=1" }),
  schedule("a long text as a body", { body: "x".repeat(10_001) }),
  schedule("a secret in a body", { args: { password: secret } }),
  schedule("headers as a list", { headers: ["A"] }),
  schedule("a header without a name", { headers: { "": "x" } }),
  schedule("a number as a header", { headers: { "X-Count": 1 } }),
  schedule("a placeholder in a header", { headers: { "X-Key": secret.toString() } }),
  schedule("a credential in plain text", { headers: { Authorization: "Bearer x" } }),
  schedule("a path without a slash", { path: "jobs" }),
  call(
    "a container as text",
    () => new CronSchedule(newStack(), "nightly", { container: "api", schedule: "0 2 * * *" } as never),
  ),
  domain("a URL", { hostname: "https://api.example.com" }),
  domain("a final dot", { hostname: "api.example.com." }),
  domain("a wildcard", { hostname: "*.example.com" }),
  domain("an IP address", { hostname: "192.0.2.1" }),
  domain("a port", { hostname: "api.example.com:443" }),
  domain("letters that are not ASCII", { hostname: "café.example.com" }),
  domain("uppercase letters", { hostname: "API.example.com" }),
  domain("one label", { hostname: "localhost" }),
  domain("a wrong label", { hostname: "-api.example.com" }),
  domain("a hostname outside of its zone", { hostname: "api.example.com", dnsZone: "example.org" }),
  domain("a TTL without a zone", { hostname: "api.example.com", ttlSeconds: 60 }),
  call("a zone without an endpoint", () =>
    imported().addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" }),
  ),
  stack("a hostname twice", (shop) => {
    const api = newContainer({}, shop);
    for (const id of ["one", "two"]) api.addDomain(id, { hostname: "api.example.com" });
  }),
  stack("too many domains", (shop) => {
    const api = newContainer({}, shop);
    for (let i = 0; i < 51; i++) api.addDomain(`d${i}`, { hostname: `d${i}.example.com` });
  }),
  token("a time that is not RFC 3339", { expiresAt: "tomorrow" }),
  token("a time in the past", { expiresAt: "2020-01-31T00:00:00Z" }),
  token("a folder without a slash", { storeIn: { secretName: "token", path: "tokens" } }),
  token("a secret without a name", { storeIn: { secretName: "" } }),
  call("a token without a project", () => imported().addToken("shop")),
  stack("a secret twice", (shop) => {
    const api = newContainer({}, shop);
    for (const id of ["one", "two"]) api.addToken(id, { storeIn: { secretName: "token" } });
  }),
  container("a null character", { description: "a\0" }),
  container("half of a surrogate pair", { description: "\ud800" }),
  container("an unset variable", { environmentVariables: { LOG_LEVEL: undefined } }),
  container("an unset digest", { registrySha256: undefined }),
  call("a part of a token", () => newContainer({ environmentVariables: { HOST: newContainer().endpoint.slice(8) } })),
  call("arithmetic on a token", () => newContainer({ timeoutSeconds: Token.asNumber(Fn.max([1, 2])) * 2 })),
  call("a template without a secret", () => SecretValue.template`postgresql://app@${"db"}`),
  call("a template with an object", () => SecretValue.template`${secret}${{} as never}`),
  call("base64 of a text", () => SecretValue.base64("text" as never)),
  call("a text encoded for a URL", () => SecretValue.urlEncode("text" as never)),
  call("too many tags for IAM", () => {
    const shop = new ScalewayStack(new App({ outdir: "cdktf.out" }), "shop", {
      region: "fr-par",
      tags: Array.from({ length: 11 }, (_, i) => `tag-${i}`),
    });
    newContainer({}, shop).addToken("shop");
    synth(shop);
  }),
  queue("a FIFO name", { name: "orders.fifo" }),
  queue("deduplication without FIFO", { contentBasedDeduplication: true }),
  queue("a name without room for the suffix", { name: "x".repeat(80), fifo: true }),
  queue("a dead-letter queue with the same name", { deadLetterQueue: { maxReceiveCount: 3, name: "orders" } }),
  queue("a token as a flag", { fifo: Fn.lower("true") }),
  connection("no URLs", { serverUrls: [] }),
  connection("many URLs", { serverUrls: Array.from({ length: 6 }, () => "nats://nats.example.com") }),
  connection("a text as a list of URLs", { serverUrls: "nats://nats.example.com" }),
  connection("a URL with credentials", { serverUrls: ["nats://user:password@nats.example.com/a b"] }),
  call("a queue URL of a subject", () => {
    const source = MnqSource.nats({
      subject: "orders",
      serverUrls: ["nats://nats.example.com:4222"],
      credentials: secret,
    });
    return newContainer().addTrigger("orders", { source }).queueUrl;
  }),
  call("an HTTP URL of a queue", () =>
    MnqSource.sqs({
      queueUrl: "http://example.com",
      endpoint: "https://example.com",
      accessKey: secret,
      secretKey: secret,
    }),
  ),
  call("a source as text", () => newContainer().addTrigger("orders", { source: "orders" } as never)),
  call("a sender of an existing queue", () => {
    const url = "https://example.com";
    const source = MnqSource.sqs({ queueUrl: url, endpoint: url, accessKey: secret, secretKey: secret });
    newContainer().addTrigger("orders", { source }).addSender("shop");
  }),
  stack("SQS activated twice", (shop) => {
    for (const id of ["one", "two"]) new SqsActivation(shop, id);
  }),
  stack("a queue twice", (shop) => {
    const api = newContainer({}, shop);
    for (const id of ["one", "two"]) api.addTrigger(id, { source: MnqSource.queue({ name: "orders" }) });
  }),
  call(
    "a stack that is not valid",
    () =>
      new ScalewayStack(new App({ outdir: "cdktf.out" }), "shop", {
        region: "de-ber",
        projectId: "shop",
        tags: Token.asList(Fn.split(",", "a")),
      }),
  ),
  call(
    "a backend without a region",
    () => new ObjectStorageBackend(new TerraformStack(new App({ outdir: "cdktf.out" }), "shop"), { bucket: "state" }),
  ),
  call("a bucket that is not valid", () => new ObjectStorageBackend(newStack(), { bucket: "My_State", key: "/state" })),
  call("a state twice", () => {
    const app = new App({ outdir: "cdktf.out" });
    const stacks = ["shop", "blog"].map(
      (id) => new ScalewayStack(app, id, { region: "fr-par", backend: { bucket: "state", key: "state" } }),
    );
    synth(stacks[0]!);
  }),
  stack("an output twice", (shop) => {
    for (const id of ["one", "two"]) new TerraformOutput(shop, id, { value: "x" }).overrideLogicalId("url");
  }),
  stack("a secret as an output", (shop) => new TerraformOutput(shop, "password", { value: secret })),
  stack("two constructs that depend on each other", (shop) => {
    const [first, second] = [new ContainerNamespace(shop, "first"), new ContainerNamespace(shop, "second")];
    first.node.addDependency(second);
    second.node.addDependency(first);
  }),
  stack("a dependency on a construct of another stack", (shop) => {
    const other = new ScalewayStack(App.of(shop), "other", { region: "fr-par" });
    new ContainerNamespace(shop, "shared").node.addDependency(new ContainerNamespace(other, "shared"));
  }),
  stack("a dependency on an output", (shop) => {
    new ContainerNamespace(shop, "shared").node.addDependency(new TerraformOutput(shop, "url", { value: "a" }));
  }),
  stack("an error of an aspect", (shop) => {
    shop.node.addMetadata("@cdktf/error", "Not on a Friday.");
  }),
  call("an ID that the provider has", () => new ContainerNamespace(newStack(), "scaleway")),
  call("an ID of CDKTF's backend", () => new ContainerNamespace(new TerraformStack(new App(), "plain"), "backend")),
  call("an ID of the backend", () => {
    const shop = newStack();
    new ObjectStorageBackend(shop, { bucket: "my-state" });
    new ContainerNamespace(shop, "backend");
  }),
  call("an ID with a digit", () => new ContainerNamespace(new TerraformStack(new App(), "plain"), "1api")),
  call("an ID that every object has", () => new ContainerNamespace(newStack(), "constructor")),
  call("an empty ID", () => new ContainerNamespace(newStack(), "")),
  call("no ID", () => new ContainerNamespace(newStack(), undefined as never)),
  call("a token as an ID", () => new ContainerNamespace(newStack(), Token.asString(Fn.uuid()))),
  call("a schedule with an ID of the container", () =>
    newContainer().addSchedule("Endpoint", { schedule: "0 2 * * *" }),
  ),
  call(
    "a stack with a space",
    () => new ScalewayStack(new App({ outdir: "cdktf.out" }), "my shop", { region: "fr-par" }),
  ),
  call("two stacks of one name", () => {
    const { scope } = newStack().node;
    new ScalewayStack(scope as App, "shop", { region: "fr-par" });
  }),
  call("two backends", () => {
    const shop = newStack();
    new ObjectStorageBackend(shop, { bucket: "my-state" });
    new ObjectStorageBackend(shop, { bucket: "my-state" });
  }),
  stack("an output that starts with a digit", (shop) => {
    newContainer({}, shop);
    new TerraformOutput(shop, "first", { value: "1" }).overrideLogicalId("1st");
  }),
  call("a resource type that is misspelled", () => resources({}, "scaleway_contaner")),
  call("a data source as a resource type", () => resources({}, "scaleway_registry_image")),
  call("a resource type that is unknown", () => resources({}, "scaleway_zzz")),
  call("a text instead of synthesized JSON", () => plaintextSecrets("shop")),
  call("a name that is not a variable", () => SecretValue.variable("my password")),
  call("a secret as the name of a variable", () => SecretValue.variable("sk_live_4eC39HqLyjWDarjtT1zdp7dc")),
  container("a connection string as the name of a variable", {
    environmentVariables: { "postgresql://app:hunter2@db/app": "x" },
  }),
  call("a connection string as the name of a secret", () => SecretValue.secretManager("postgresql://app:pw@db/app")),
  stack("a connection string as an ID", (shop) => newContainer({}, shop).addToken("postgresql://app:hunter2@db/app")),
  call("a secret without a name", () => SecretValue.secretManager("")),
  call("a revision that is not valid", () => SecretValue.secretManager("password", { revision: "first" })),
  call("text as a reference", () => SecretValue.reference("password")),
  call("a number as plain text", () => SecretValue.unsafePlainText(5 as never)),

  stack("a container that is a database", (shop) => newContainer({ port: 6379 }, shop)),
  stack("a container that is a mail server", (shop) => newContainer({ port: 25 }, shop)),
  stack("a mutable tag", (shop) => newContainer({ image: ContainerImage.fromRegistry("nginx:latest") }, shop)),
  stack("a digest without a tag", (shop) =>
    newContainer({ image: ContainerImage.fromRegistry(`nginx@sha256:${"0".repeat(64)}`) }, shop),
  ),
  stack("an import into a new namespace", (shop) =>
    newContainer({ namespace: new ContainerNamespace(shop, "shared"), importFrom: `fr-par/${UUID}` }, shop),
  ),
  stack("a network in another region", (shop) => newContainer({ privateNetworkId: `nl-ams/${UUID}` }, shop)),
  stack("a large disk", (shop) => newContainer({ localStorageLimitMb: 24_400 }, shop)),
  stack("a secret in the code", (shop) =>
    newContainer({ secretEnvironmentVariables: { KEY: SecretValue.unsafePlainText("one\ntwo") } }, shop),
  ),
  stack("a queue in another region", (shop) =>
    newContainer({ region: "pl-waw" }, shop).addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) }),
  ),
  stack("a short visibility timeout", (shop) =>
    newContainer({}, shop).addTrigger("orders", {
      source: MnqSource.queue({ name: "orders", visibilityTimeoutSeconds: 60 }),
    }),
  ),
  stack("no visibility timeout", (shop) =>
    newContainer({}, shop).addTrigger("orders", {
      source: MnqSource.queue({ name: "orders", visibilityTimeoutSeconds: 0 }),
    }),
  ),
  stack("a token that never expires", (shop) => newContainer({ privacy: "public" }, shop).addToken("shop")),
  stack("a token that expires soon", (shop) =>
    newContainer({}, shop).addToken("shop", { expiresAt: new Date(Date.now() + 60_000).toISOString() }),
  ),
  stack("a variable without a value", (shop) => {
    // Only in a running deploy, which is recognized by its process.
    addWarning(shop, "variable-without-value", missingValueMessage("database_url"));
  }),
  call("another project in the environment", () => {
    process.env["SCW_DEFAULT_PROJECT_ID"] = "22222222-2222-2222-2222-222222222222";
    try {
      return new ScalewayStack(new App(), "shop", { region: "fr-par", projectId: UUID });
    } finally {
      delete process.env["SCW_DEFAULT_PROJECT_ID"];
    }
  }),
  stack("a secret as a build argument", (shop) =>
    newContainer(
      {
        image: ContainerImage.fromDirectory("api", {
          registryEndpoint: "rg.fr-par.scw.cloud/my-registry",
          name: "api",
          buildArgs: { API_KEY: "x" },
        }),
      },
      shop,
    ),
  ),
  stack("values that look like secrets", (shop) => {
    const environmentVariables = { DB_PASSWORD: "hunter2", CONFIG: '{"password":"hunter2"}' };
    const api = newContainer({ environmentVariables, args: ["--token", "hunter22"] }, shop);
    const headers = { "X-Hook-Token": "hunter22" };
    api.addSchedule("nightly", { schedule: "0 2 * * *", args: { url: "postgres://app:hunter2@db/app" }, headers });
  }),
  stack("raised limits", (shop) => {
    const reason = "Scaleway's support, ticket 4711";
    raiseLimit(shop, { limit: "container.maxScale", to: 500, reason });
    raiseLimit(shop, { limit: "region", to: "se-sto", reason });
    newContainer({ maxScale: 500, region: "se-sto" }, shop);
  }),
  stack("a raised limit that this release knows", (shop) => {
    raiseLimit(shop, { limit: "container.maxScale", to: 200, reason: "ticket 4711" });
  }),
  call("raised limits that are not valid", () =>
    newContainer({
      raisedLimits: [
        { limit: "maxScale", to: "many" },
        { limit: "region", to: "SE", reason: "" },
        { limit: "container.maxScale", to: "500", reason: "x" },
        "container.maxScale=500",
      ],
    }),
  ),
  container("an unknown region in an ID", { privateNetworkId: `se-sto/${UUID}` }),
  stack("instances that always run", (shop) => newContainer({ minScale: 1 }, shop)),
  stack("secrets over plain HTTP", (shop) =>
    newContainer({ privacy: "public", secretEnvironmentVariables: { KEY: secret } }, shop),
  ),
  stack("a container that refers to itself", (shop) => {
    const api = newContainer({}, shop);
    api.addEnvironmentVariable("URL", api.endpoint);
    api.addEnvironmentVariable("ID", api.containerId);
    api.resource.addOverride("lifecycle.postcondition", [{ condition: Fn.tobool(api.status), error_message: "no" }]);
    api.namespace.resource?.addOverride("environment_variables.ID", api.namespaceId);
  }),
  stack("containers that refer to each other", (shop) => {
    const api = newContainer({}, shop);
    const web = new ServerlessContainer(shop, "web", { image, privacy: "private", name: "web" });
    api.addEnvironmentVariable("WEB_URL", web.endpoint);
    web.addEnvironmentVariable("API_URL", api.endpoint);
  }),
  stack("a namespace that refers to its container", (shop) => {
    const api = newContainer({}, shop);
    api.namespace.resource?.addOverride("environment_variables.URL", api.endpoint);
  }),
  stack("a container that refers to its schedule", (shop) => {
    const api = newContainer({}, shop);
    const schedule = api.addSchedule("nightly", { schedule: "0 2 * * *" });
    api.addEnvironmentVariable("SCHEDULE", schedule.resource.id);
  }),
];
