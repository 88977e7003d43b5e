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
import { codeAndPath, codesOf, validationError } from "../../helpers/issues";
import { minimal, newApp, newStack, only, synth } from "../../helpers/synth";
import { NATS, SQS, names, newApi, withSource } from "../../helpers/triggers";

test("existing queues and subjects are sources, as the docs show it", () => {
  const { stack, api } = newApi();
  // #region existing-queue
  api.addTrigger("returns", {
    source: MnqSource.sqs({
      queueUrl: "https://sqs.mnq.fr-par.scaleway.com/project-22222222-2222-2222-2222-222222222222/returns",
      endpoint: "https://sqs.mnq.fr-par.scaleway.com",
      accessKey: SecretValue.variable("returns_access_key"),
      secretKey: SecretValue.variable("returns_secret_key"),
    }),
  });
  // #endregion
  // #region existing-account
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
      tags: [],
      destination_config: { http_path: "/", http_method: "post" },
      sqs: {
        queue_url: SQS.queueUrl,
        endpoint: SQS.endpoint,
        access_key: "${var.access_key}",
        secret_key: "${var.secret_key}",
      },
    });
  });

  test("has its literals escaped", () => {
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

  test("has the name of the options", () => {
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

describe("a subject of a created account", () => {
  test("has its own credentials", () => {
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

  test("does not change if the caller's object changes later", () => {
    const options = { name: "events", subject: "orders" };
    const source = MnqSource.natsAccount(options);
    options.name = "other";
    expect(only(withSource(source), "scaleway_mnq_nats_account")["name"]).toBe("events");
  });

  test("has no queue URL", () => {
    const { api } = newApi();
    const trigger = api.addTrigger("orders", { source: MnqSource.nats(NATS) });
    expect(codesOf(() => trigger.queueUrl)).toEqual(["no-queue queueUrl"]);
  });

  test.each([
    ["missing subject", { name: "events" }],
    ["empty name", { name: "", subject: "x" }],
    ["unknown-prop url", { name: "events", subject: "x", url: "nats://a" }],
  ])("fails with %s", (code, options) => {
    expect(codesOf(() => MnqSource.natsAccount(options as never))).toEqual([code]);
  });
});

describe("a custom source", () => {
  test("creates its resources below the trigger, and returns the connection", () => {
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

  test("that throws leaves nothing behind, so that the ID can be used again", () => {
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
    ["wrong-type connection.sqs", { sqs: Lazy.stringValue({ produce: () => "x" }) }],
    ["not-exactly-one connection", {}],
    ["not-exactly-one connection", { sqs: SQS, nats: NATS }],
    ["missing connection", undefined],
    ["invalid-format connection.sqs.queueUrl", { sqs: { ...SQS, queueUrl: "orders" } }],
    ["not-a-secret connection.sqs.secretKey", { sqs: { ...SQS, secretKey: "hunter2" } }],
    ["missing connection.nats.subject", { nats: { ...NATS, subject: undefined } }],
  ])("fails with %s", (code, connection) => {
    const { stack, api } = newApi();
    const source = { bind: () => connection as MnqConnection };
    const error = validationError(() => api.addTrigger("orders", { source }));
    expect(error.issues.map(codeAndPath)).toEqual([code]);
    expect(error.message).not.toContain("hunter2");
    expect(stack.node.findAll().map(({ node }) => node.path)).not.toContain("stack/api/orders");
  });

  test.each([
    [{}, "none"],
    [{ sqs: SQS, nats: NATS }, "sqs and nats"],
  ])("reports which connections it has", (connection, expected) => {
    const source = { bind: () => connection as MnqConnection };
    expect(validationError(() => newApi().api.addTrigger("orders", { source })).message).toContain(expected);
  });

  test.each([
    ["missing source", {}],
    ["wrong-type source", { source: "orders" }],
    ["wrong-type source", { source: { name: "orders" } }],
    ["wrong-type container", { container: { containerId: "x" }, source: MnqSource.sqs(SQS) }],
  ])("a trigger fails with %s", (code, props) => {
    const { stack, api } = newApi();
    expect(codesOf(() => new MnqTrigger(stack, "orders", { container: api, ...props } as never))).toEqual([code]);
  });
});

test.each([
  ["a queue", MnqSource.queue({ name: "orders" })],
  ["an account", MnqSource.natsAccount({ name: "events", subject: "orders" })],
])("warns if %s is created in Warsaw, which the SDK of Scaleway does not list", (_, source) => {
  const warningsIn = (region: "pl-waw" | "nl-ams") => {
    const stack = newStack(region);
    newApi(stack).api.addTrigger("orders", { source });
    return warnings(stack).map(({ path, id }) => `${path}: ${id ?? ""}`);
  };
  expect([warningsIn("pl-waw"), warningsIn("nl-ams")]).toEqual([["stack/api/orders: mnq-region"], []]);
});

describe("credentials", () => {
  const planted = "p1antedSecret";
  const literal = SecretValue.unsafePlainText(planted);

  test("in plain text are a warning each, and are found in the JSON", () => {
    const { stack, api } = newApi();
    api.addTrigger("queue", { source: MnqSource.sqs({ ...SQS, accessKey: literal, secretKey: literal }) });
    api.addTrigger("subject", { source: MnqSource.nats({ ...NATS, credentials: literal }) });
    expect(warnings(stack)).toEqual(
      ["accessKey", "secretKey", "credentials"].map((field) => ({
        path: expect.any(String),
        id: "plain-text-secret",
        message: expect.stringContaining(` ${field} `),
      })),
    );
    for (const { message } of warnings(stack)) expect(message).not.toContain(planted);
    expect(plaintextSecrets(synth(stack)).map(({ attribute }) => attribute)).toEqual([
      "sqs.access_key",
      "sqs.secret_key",
      "nats.credentials_file_content",
    ]);
  });

  test.each([
    ["MnqSource.sqs", () => MnqSource.sqs({ ...SQS, accessKey: planted } as never), "accessKey"],
    ["MnqSource.nats", () => MnqSource.nats({ ...NATS, credentials: planted } as never), "credentials"],
  ])("as text are rejected by %s, and not displayed", (_, create, field) => {
    const error = validationError(create);
    expect(error.issues.map(codeAndPath)).toEqual([`not-a-secret ${field}`]);
    expect(error.message).not.toContain(planted);
  });

  test.each([
    ["serverUrls.0", () => MnqSource.nats({ ...NATS, serverUrls: [`nats://app:${planted}@a:4222`] })],
    ["queueUrl", () => MnqSource.sqs({ ...SQS, queueUrl: `https://app:${planted}@a/b` })],
  ])("in the URL of %s are rejected, and not displayed", (path, create) => {
    const error = validationError(create);
    expect(error.issues.map(codeAndPath)).toEqual([`invalid-format ${path}`]);
    expect(error.message).toContain("credentials");
    expect(error.message).not.toContain(planted);
  });

  test("of several lines are not a warning, because a credentials file has several", () => {
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

test("a trigger in another stack reads the region from the ID of the container if its stack has none", () => {
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

test("a trigger of a container of another stack is in its own stack", () => {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "api", minimal);
  const other = new ScalewayStack(stack.node.root, "other", { region: "fr-par" });
  new MnqTrigger(other, "orders", { container: api, source: MnqSource.queue({ name: "orders" }) });
  expect(names(synth(other), "scaleway_mnq_sqs_queue")).toHaveLength(1);
  expect(names(synth(stack), "scaleway_mnq_sqs_queue")).toHaveLength(0);
});
