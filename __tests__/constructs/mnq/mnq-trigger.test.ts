import { Lazy, TerraformStack } from "cdktf";
import {
  MnqSource,
  MnqTrigger,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type MnqConnection,
} from "../../../lib";
import { plaintextSecrets, resources, warnings } from "../../../lib/testing";
import { MnqSqsQueue } from "@cdktf/provider-scaleway/lib/mnq-sqs-queue";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { issuesOf, minimal, newApp, newStack, only, synth } from "../../helpers/synth";

import { NATS, SQS, names, newApi, withSource } from "../../helpers/triggers";

test("existing queues and subjects are named, as the docs show it", () => {
  const { stack, api } = newApi();
  // #region existing
  api.addTrigger("returns", {
    source: MnqSource.sqs({
      queueUrl: "https://sqs.mnq.fr-par.scaleway.com/project-22222222-2222-2222-2222-222222222222/returns",
      endpoint: "https://sqs.mnq.fr-par.scaleway.com",
      accessKey: SecretValue.variable("returns_access_key"),
      secretKey: SecretValue.variable("returns_secret_key"),
    }),
  });
  api.addTrigger("stock-low", {
    source: MnqSource.nats({
      subject: "stock.*.low",
      serverUrls: ["nats://nats.mnq.fr-par.scaleway.com:4222"],
      credentials: SecretValue.variable("nats_credentials"),
    }),
    path: "/stock",
  });
  // #endregion
  expect(names(synth(stack), "scaleway_container_trigger")).toHaveLength(2);
  expect(warnings(stack)).toEqual([]);
});

describe("an existing queue", () => {
  test("creates a trigger with every argument, and neither region, project nor queue in its source", () => {
    expect(only(withSource(MnqSource.sqs(SQS)), "scaleway_container_trigger")).toEqual({
      container_id: "${scaleway_container.api_C8550315.id}",
      region: "fr-par",
      name: "orders",
      description: "",
      destination_config: { http_path: "/", http_method: "post" },
      sqs: {
        queue_url: SQS.queueUrl,
        endpoint: SQS.endpoint,
        access_key: "${var.access_key}",
        secret_key: "${var.secret_key}",
      },
    });
  });

  test("has literals escaped, as everything that is written", () => {
    const literal = SecretValue.unsafePlainText("a${foo}%{if}");
    const trigger = only(
      withSource(MnqSource.sqs({ ...SQS, accessKey: literal, secretKey: literal })),
      "scaleway_container_trigger",
    );
    expect([trigger["sqs"].access_key, trigger["sqs"].secret_key]).toEqual(["a$${foo}%%{if}", "a$${foo}%%{if}"]);
  });

  test("has its texts escaped, and its own copy of what it was given", () => {
    const sqs = { ...SQS, queueUrl: "https://a/${x}", endpoint: "https://%{b}" };
    const nats = { ...NATS, subject: "orders.${x}", serverUrls: ["nats://${x}"] };
    const [first, second] = [MnqSource.sqs(sqs), MnqSource.nats(nats)];
    sqs.queueUrl = "https://later";
    nats.serverUrls.push("nats://later");
    const { stack, api } = newApi();
    api.addTrigger("one", { source: first });
    api.addTrigger("two", { source: second });
    expect(resources(synth(stack), "scaleway_container_trigger")).toEqual([
      expect.objectContaining({
        sqs: expect.objectContaining({ queue_url: "https://a/$${x}", endpoint: "https://%%{b}" }),
      }),
      expect.objectContaining({
        nats: expect.objectContaining({ subject: "orders.$${x}", server_urls: ["nats://$${x}"] }),
      }),
    ]);
  });

  test("is called as the options say", () => {
    const options = { name: "Orders_1", description: "${x}", path: "/orders", method: "put" };
    expect(only(withSource(MnqSource.sqs(SQS), options), "scaleway_container_trigger")).toMatchObject({
      name: "Orders_1",
      description: "$${x}",
      destination_config: { http_path: "/orders", http_method: "put" },
    });
  });
});

test("an existing subject: creates a trigger, whose credentials are marked as sensitive", () => {
  expect(only(withSource(MnqSource.nats(NATS)), "scaleway_container_trigger")["nats"]).toEqual({
    subject: "orders.>",
    server_urls: ["nats://a:4222", "tls://b:4222"],
    credentials_file_content: "${sensitive(var.nats)}",
  });
});

describe("a subject of an account that is made", () => {
  test("has credentials of its own", () => {
    const json = withSource(MnqSource.natsAccount({ name: "events", subject: "orders.created" }));
    expect(only(json, "scaleway_mnq_nats_account")).toEqual({ name: "events", region: "fr-par" });
    const [account] = names(json, "scaleway_mnq_nats_account");
    const [credentials] = names(json, "scaleway_mnq_nats_credentials");
    expect(only(json, "scaleway_mnq_nats_credentials")).toEqual({
      name: "orders",
      region: "fr-par",
      account_id: `\${scaleway_mnq_nats_account.${account!}.id}`,
    });
    expect(only(json, "scaleway_container_trigger")["nats"]).toEqual({
      subject: "orders.created",
      server_urls: [`\${scaleway_mnq_nats_account.${account!}.endpoint}`],
      credentials_file_content: `\${sensitive(scaleway_mnq_nats_credentials.${credentials!}.file)}`,
    });
  });

  test("does not change, when the caller's object changes later", () => {
    const options = { name: "events", subject: "orders" };
    const source = MnqSource.natsAccount(options);
    options.name = "other";
    expect(only(withSource(source), "scaleway_mnq_nats_account")["name"]).toBe("events");
  });

  test("has no queue to send to, and says so", () => {
    const { api } = newApi();
    const trigger = api.addTrigger("orders", { source: MnqSource.nats(NATS) });
    expect(issuesOf(() => trigger.queueUrl)).toEqual(["queueUrl: is not there; the source is NATS"]);
  });

  test.each([
    ["subject: is missing", { name: "events" }],
    ["name: is empty", { name: "", subject: "x" }],
    ["url: is not a known prop", { name: "events", subject: "x", url: "nats://a" }],
  ])("fails with %s", (says, options) => {
    expect(issuesOf(() => MnqSource.natsAccount(options as never))).toEqual([expect.stringContaining(says)]);
  });
});

describe("a source of one's own", () => {
  test("makes what it needs below the trigger, and tells where it is", () => {
    const source: MnqSource = {
      bind(scope) {
        const queue = new MnqSqsQueue(scope, "Mine", {
          name: "mine",
          region: scope.container.region,
          accessKey: "${var.a}",
          secretKey: "${var.b}",
        });
        return { sqs: { ...SQS, queueUrl: queue.url } };
      },
    };
    const json = withSource(source);
    expect(only(json, "scaleway_container_trigger")["sqs"].queue_url).toMatch(
      /^\$\{scaleway_mnq_sqs_queue\.api_orders_Mine_\w+\.url\}$/,
    );
  });

  test("that throws leaves nothing behind, so that the id is free again", () => {
    const { api } = newApi();
    const broken: MnqSource = {
      bind: () => {
        throw new RangeError("mine");
      },
    };
    expect(() => api.addTrigger("orders", { source: broken })).toThrow(RangeError);
    expect(() => api.addTrigger("orders", { source: MnqSource.sqs(SQS) })).not.toThrow();
  });

  test.each<[string, unknown]>([
    ["connection.sqs: props must be an object, not a string", { sqs: Lazy.stringValue({ produce: () => "x" }) }],
    ["connection: has none; Scaleway takes exactly one of sqs, nats", {}],
    ["connection: has sqs and nats; Scaleway takes exactly one", { sqs: SQS, nats: NATS }],
    ["connection: props must be an object, not nothing", undefined],
    ['connection.sqs.queueUrl: "orders" is no HTTPS URL', { sqs: { ...SQS, queueUrl: "orders" } }],
    ["connection.sqs.secretKey: is a string; give a SecretValue", { sqs: { ...SQS, secretKey: "hunter2" } }],
    ["connection.nats.subject: is missing", { nats: { ...NATS, subject: undefined } }],
  ])("fails with %s", (says, connection) => {
    const { stack, api } = newApi();
    const source = { bind: () => connection as MnqConnection };
    const issues = issuesOf(() => api.addTrigger("orders", { source }));
    expect(issues).toEqual([expect.stringContaining(says)]);
    expect(issues[0]).not.toContain("hunter2");
    expect(stack.node.findAll().map(({ node }) => node.path)).not.toContain("stack/api/orders");
  });

  test.each([
    ["source: is missing; give a source", {}],
    ["source: is a string; give a source", { source: "orders" }],
    ["source: is an object; give a source", { source: { name: "orders" } }],
    [
      "container: is an object; give a ServerlessContainer",
      { container: { containerId: "x" }, source: MnqSource.sqs(SQS) },
    ],
  ])("a trigger fails with %s", (says, props) => {
    const { stack, api } = newApi();
    expect(issuesOf(() => new MnqTrigger(stack, "orders", { container: api, ...props } as never))).toEqual([
      expect.stringContaining(says),
    ]);
  });
});

test.each([
  ["a queue", MnqSource.queue({ name: "orders" })],
  ["an account", MnqSource.natsAccount({ name: "events", subject: "orders" })],
])("warns, when %s would be made in Warsaw, which the SDK of Scaleway does not list", (_, source) => {
  const told = (region: "pl-waw" | "nl-ams") => {
    const stack = newStack(region);
    newApi(stack).api.addTrigger("orders", { source });
    return warnings(stack).map(({ path, id }) => `${path}: ${id ?? ""}`);
  };
  expect([told("pl-waw"), told("nl-ams")]).toEqual([["stack/api/orders: mnq-region"], []]);
});

describe("credentials", () => {
  const planted = "p1antedSecret";
  const literal = SecretValue.unsafePlainText(planted);

  test("in clear are a warning each, and are found in the JSON", () => {
    const { stack, api } = newApi();
    api.addTrigger("queue", { source: MnqSource.sqs({ ...SQS, accessKey: literal, secretKey: literal }) });
    api.addTrigger("subject", { source: MnqSource.nats({ ...NATS, credentials: literal }) });
    expect(warnings(stack).map(({ id, message }) => `${id ?? ""} ${message.split(" stands")[0] ?? ""}`)).toEqual([
      "plain-text-secret The secret accessKey",
      "plain-text-secret The secret secretKey",
      "plain-text-secret The secret credentials",
    ]);
    expect(plaintextSecrets(synth(stack)).map(({ attribute }) => attribute)).toEqual([
      "sqs.access_key",
      "sqs.secret_key",
      "nats.credentials_file_content",
    ]);
  });

  test.each([
    ["MnqSource.sqs", () => MnqSource.sqs({ ...SQS, accessKey: planted } as never), "accessKey"],
    ["MnqSource.nats", () => MnqSource.nats({ ...NATS, credentials: planted } as never), "credentials"],
  ])("as text are refused by %s, and not repeated", (_, create, field) => {
    const issues = issuesOf(create);
    expect(issues).toEqual([expect.stringContaining(`${field}: is a string; give a SecretValue`)]);
    expect(issues[0]).not.toContain(planted);
  });

  test.each([
    ["serverUrls", () => MnqSource.nats({ ...NATS, serverUrls: [`nats://app:${planted}@a:4222`] }), "no NATS URL"],
    ["queueUrl", () => MnqSource.sqs({ ...SQS, queueUrl: `https://app:${planted}@a/b` }), "no HTTPS URL"],
  ])("in the URLs of %s are refused, and not repeated", (_, create, says) => {
    const issues = issuesOf(create);
    expect(issues).toEqual([expect.stringContaining(`what has credentials in it is ${says}`)]);
    expect(issues[0]).not.toContain(planted);
  });

  test("of several lines are no warning: a credentials file has several", () => {
    const { stack, api } = newApi();
    api.addTrigger("subject", {
      source: MnqSource.nats({ ...NATS, credentials: SecretValue.unsafePlainText("a\nb") }),
    });
    expect(warnings(stack).map(({ id }) => id)).toEqual(["plain-text-secret"]);
    expect(only(synth(stack), "scaleway_container_trigger")["nats"].credentials_file_content).toBe(
      '${sensitive("a\\nb")}',
    );
  });
});

test("a trigger of a container of a plain stack takes the region out of its id, in another stack", () => {
  const app = newApp();
  const plain = new TerraformStack(app, "plain");
  new ScalewayProvider(plain, "scaleway", { region: "fr-par" });
  const api = new ServerlessContainer(plain, "api", minimal);
  const other = new ScalewayStack(app, "other", { region: "nl-ams" });
  new MnqTrigger(other, "orders", { container: api, source: MnqSource.queue({ name: "orders" }) });
  const json = synth(other);
  const region = /^\$\{element\(split\("\/", data\.terraform_remote_state\..*\), 0\)\}$/;
  expect(only(json, "scaleway_container_trigger")["region"]).toMatch(region);
  expect(only(json, "scaleway_mnq_sqs_queue")["region"]).toMatch(region);
  api.addTrigger("here", { source: MnqSource.sqs(SQS) });
  expect(only(synth(plain), "scaleway_container_trigger")).not.toHaveProperty("region");
});

test("a trigger of a container of another stack stands in its own stack", () => {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "api", minimal);
  const other = new ScalewayStack(stack.node.root, "other", { region: "fr-par" });
  new MnqTrigger(other, "orders", { container: api, source: MnqSource.queue({ name: "orders" }) });
  expect(names(synth(other), "scaleway_mnq_sqs_queue")).toHaveLength(1);
  expect(names(synth(stack), "scaleway_mnq_sqs_queue")).toHaveLength(0);
});
