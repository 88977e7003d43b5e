import { Lazy, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import {
  ContainerNamespace,
  MnqSource,
  MnqTrigger,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type IMnqSource,
  type MnqConnection,
  type QueueOptions,
} from "../lib";
import { plaintextSecrets, resources, warnings } from "../lib/testing";
import { MnqSqsQueue } from "@cdktf/provider-scaleway/lib/mnq-sqs-queue";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { issuesOf, minimal, newApp, newStack, only, synth, type Json } from "./helpers/synth";

const secret = (name: string) => SecretValue.variable(name);
const SQS = {
  queueUrl: "https://sqs.mnq.fr-par.scaleway.com/project-1/orders",
  endpoint: "https://sqs.mnq.fr-par.scaleway.com",
  accessKey: secret("access_key"),
  secretKey: secret("secret_key"),
};
const NATS = { subject: "orders.>", serverUrls: ["nats://a:4222", "tls://b:4222"], credentials: secret("nats") };
const PROJECT = "22222222-2222-2222-2222-222222222222";

const newApi = (stack = newStack()) => ({ stack, api: new ServerlessContainer(stack, "api", minimal) });
const withSource = (source: IMnqSource, options: object = {}) => {
  const { stack, api } = newApi();
  api.addTrigger("orders", { source, ...options });
  return synth(stack);
};
const withQueue = (options: Partial<QueueOptions> = {}) => withSource(MnqSource.queue({ name: "orders", ...options }));
const names = (json: Json, type: string) => Object.keys(((json["resource"] as Json)[type] ?? {}) as Json);

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

describe("a queue that is made", () => {
  test("has credentials that manage it, others that receive from it, and waits for the activation", () => {
    const json = withQueue();
    const info = "data.scaleway_mnq_sqs.Sqs_fr-par_Info_CF397910";
    expect(json["data"].scaleway_mnq_sqs).toEqual({ "Sqs_fr-par_Info_CF397910": { region: "fr-par" } });
    expect(json["resource"].scaleway_mnq_sqs_credentials).toEqual({
      "Sqs_fr-par_Manager_53172A67": {
        name: "queue-manager",
        region: "fr-par",
        permissions: { can_manage: true, can_publish: false, can_receive: false },
        depends_on: [info],
      },
      api_orders_Receiver_04028215: {
        name: "orders",
        region: "fr-par",
        permissions: { can_manage: false, can_publish: false, can_receive: true },
        depends_on: [info],
      },
    });
    expect(only(json, "scaleway_mnq_sqs_queue")).toEqual({
      name: "orders",
      region: "fr-par",
      sqs_endpoint: `\${${info}.endpoint}`,
      access_key: "${scaleway_mnq_sqs_credentials.Sqs_fr-par_Manager_53172A67.access_key}",
      secret_key: "${scaleway_mnq_sqs_credentials.Sqs_fr-par_Manager_53172A67.secret_key}",
      fifo_queue: false,
      content_based_deduplication: false,
      visibility_timeout_seconds: 300,
      message_max_age: 345_600,
      message_max_size: 262_144,
      receive_wait_time_seconds: 0,
    });
    expect(only(json, "scaleway_container_trigger")["sqs"]).toEqual({
      endpoint: `\${${info}.endpoint}`,
      queue_url: "${scaleway_mnq_sqs_queue.api_orders_Queue_F723560C.url}",
      access_key: "${scaleway_mnq_sqs_credentials.api_orders_Receiver_04028215.access_key}",
      secret_key: "${scaleway_mnq_sqs_credentials.api_orders_Receiver_04028215.secret_key}",
    });
    expect(names(json, "scaleway_mnq_sqs")).toEqual([]);
  });

  test("emits every setting as the provider names it", () => {
    const settings = {
      name: "orders",
      fifo: true,
      contentBasedDeduplication: true,
      visibilityTimeoutSeconds: 300,
      messageMaxAgeSeconds: 3600,
      messageMaxSizeBytes: 2048,
      receiveWaitTimeSeconds: 20,
    };
    expect(only(withQueue(settings), "scaleway_mnq_sqs_queue")).toMatchObject({
      name: "orders.fifo",
      fifo_queue: true,
      content_based_deduplication: true,
      visibility_timeout_seconds: 300,
      message_max_age: 3600,
      message_max_size: 2048,
      receive_wait_time_seconds: 20,
    });
  });

  test("has the defaults, when settings are undefined", () => {
    const undefinedSettings = { visibilityTimeoutSeconds: undefined, messageMaxSizeBytes: undefined };
    expect(only(withQueue(undefinedSettings), "scaleway_mnq_sqs_queue")).toMatchObject({
      visibility_timeout_seconds: 300,
      message_max_size: 262_144,
    });
  });

  describe("keeps a message from others for as long as a request may take", () => {
    const queueOf = (timeoutSeconds: number, visibilityTimeoutSeconds?: number) => {
      const stack = newStack();
      const api = new ServerlessContainer(stack, "api", { ...minimal, timeoutSeconds });
      api.addTrigger("orders", { source: MnqSource.queue({ name: "orders", visibilityTimeoutSeconds }) });
      return stack;
    };
    const visibility = (stack: ScalewayStack) =>
      only(synth(stack), "scaleway_mnq_sqs_queue")["visibility_timeout_seconds"] as unknown;

    test.each([
      [10, undefined, 30],
      [31, undefined, 31],
      [3600, undefined, 3600],
      [60, 90, 90],
    ])("for a timeout of %s and a setting of %s it is %s", (timeout, setting, expected) => {
      const stack = queueOf(timeout, setting);
      expect(visibility(stack)).toBe(expected);
      expect(warnings(stack)).toEqual([]);
    });

    test("also when the timeout is a token", () => {
      const { numberValue } = new TerraformVariable(newStack(), "timeout", { type: "number" });
      expect(visibility(queueOf(numberValue))).toBe("${var.timeout}");
    });

    test("warns, when it is set below", () => {
      expect(warnings(queueOf(60, 59))).toEqual([
        {
          path: "stack/api/orders",
          id: "visibility-below-timeout",
          message:
            "A request may take 60 seconds, and its message is delivered again after 59; raise visibilityTimeoutSeconds, or lower the container's timeoutSeconds",
        },
      ]);
      expect(warnings(queueOf(60, 60))).toEqual([]);
    });
  });

  test.each([
    ["orders", false, undefined, "orders", "orders-dead-letter"],
    ["orders", true, undefined, "orders.fifo", "orders-dead-letter.fifo"],
    ["orders.fifo", true, undefined, "orders.fifo", "orders-dead-letter.fifo"],
    ["orders", true, "failed", "orders.fifo", "failed.fifo"],
    ["orders", false, "failed", "orders", "failed"],
    ["a".repeat(75), true, "failed", `${"a".repeat(75)}.fifo`, "failed.fifo"],
  ])("named %s (fifo: %s) with a dead-letter queue %s is %s with %s", (name, fifo, other, queue, deadLetters) => {
    const json = withQueue({
      name,
      fifo,
      messageMaxSizeBytes: 2048,
      deadLetterQueue: { name: other, maxReceiveCount: 5 },
    });
    const [first, second] = resources(json, "scaleway_mnq_sqs_queue") as [Json, Json];
    expect(first).toMatchObject({
      name: deadLetters,
      fifo_queue: fifo,
      message_max_age: 1_209_600,
      message_max_size: 2048,
    });
    expect(second).toMatchObject({
      name: queue,
      dead_letter_queue: {
        id: expect.stringMatching(/^\$\{scaleway_mnq_sqs_queue\.api_orders_DeadLetterQueue_\w+\.id\}$/),
        max_receive_count: 5,
      },
    });
  });

  test("activates SQS first, and keeps it from being destroyed, when asked to", () => {
    const json = withQueue({ activate: true });
    expect(only(json, "scaleway_mnq_sqs")).toEqual({ region: "fr-par", lifecycle: { prevent_destroy: true } });
    const [activation] = names(json, "scaleway_mnq_sqs");
    expect(Object.values(json["data"].scaleway_mnq_sqs as Json)).toEqual([
      { region: "fr-par", depends_on: [`scaleway_mnq_sqs.${activation!}`] },
    ]);
  });

  test("is in the project that the namespace names, and never follows a computed one", () => {
    const stack = newStack();
    const namespace = new ContainerNamespace(stack, "shared", { projectId: PROJECT });
    const api = new ServerlessContainer(stack, "api", { ...minimal, namespace });
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    const json = synth(stack);
    expect(only(json, "scaleway_mnq_sqs_queue")["project_id"]).toBe(PROJECT);
    for (const credentials of resources(json, "scaleway_mnq_sqs_credentials")) {
      expect(credentials["project_id"]).toBe(PROJECT);
    }
    expect(resources(json, "data.scaleway_mnq_sqs")).toEqual([{ region: "fr-par", project_id: PROJECT }]);
  });

  test("tells where it is, for those that send", () => {
    const { stack, api } = newApi();
    const trigger = api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    new TerraformOutput(stack, "url", { value: trigger.queueUrl });
    new TerraformOutput(stack, "id", { value: trigger.triggerId });
    expect(trigger.connection.sqs?.queueUrl).toBe(trigger.queueUrl);
    const { output } = synth(stack);
    expect(output.url.value).toBe("${scaleway_mnq_sqs_queue.api_orders_Queue_F723560C.url}");
    expect(output.id.value).toMatch(/^\$\{scaleway_container_trigger\.\w+\.id\}$/);
  });

  test.each([
    ["contentBasedDeduplication: is for FIFO queues", { contentBasedDeduplication: true }],
    ['name: ".*" has 81 characters, more than 80', { name: "a".repeat(76), fifo: true }],
    [
      'deadLetterQueue.name: ".*" has 92 characters, more than 80; write a shorter one',
      { name: "a".repeat(80), deadLetterQueue: { maxReceiveCount: 1 } },
    ],
    [
      'deadLetterQueue.name: "orders.fifo" is the queue itself',
      { fifo: true, deadLetterQueue: { name: "orders.fifo", maxReceiveCount: 1 } },
    ],
    ["fifo: is a string; write true or false", { fifo: "yes" }],
    ["deadLetterQueue: props must be an object, not a string", { deadLetterQueue: "failed" }],
    [
      "deadLetterQueue: props must be an object, not a string",
      { deadLetterQueue: Lazy.stringValue({ produce: () => "x" }) },
    ],
    ["maxReceiveCount: is not a known prop", { maxReceiveCount: 5 }],
  ])("fails with %s", (says, options) => {
    expect(issuesOf(() => MnqSource.queue({ name: "orders", ...options } as never))).toEqual([
      expect.stringMatching(says),
    ]);
  });

  test("takes a name of several tokens, however long their stand-ins are", () => {
    const { stack, api } = newApi();
    const part = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const name = ["a", "b", "c", "d", "e", "f"].map(part).join("-");
    api.addTrigger("orders", {
      source: MnqSource.queue({ name, fifo: true, deadLetterQueue: { maxReceiveCount: 1 } }),
    });
    const [queue] = resources(synth(stack), "scaleway_mnq_sqs_queue");
    expect(queue!["name"]).toMatch(/^\$\{trimsuffix\(".*", "\.fifo"\)\}\.fifo$/);
  });

  test("does not change, when the caller's object changes later", () => {
    const options = { name: "orders", deadLetterQueue: { maxReceiveCount: 5 } };
    const source = MnqSource.queue(options);
    options.name = "other";
    options.deadLetterQueue.maxReceiveCount = 9;
    const queues = resources(withSource(source), "scaleway_mnq_sqs_queue");
    expect(queues.map(({ name }) => name as string)).toEqual(["orders-dead-letter", "orders"]);
    expect(queues[1]!["dead_letter_queue"].max_receive_count).toBe(5);
  });

  test("warns of a visibility timeout of 0, which the provider never sends", () => {
    const { stack, api } = newApi();
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders", visibilityTimeoutSeconds: 0 }) });
    expect(warnings(stack)).toEqual([
      expect.objectContaining({ path: "stack/api/orders", id: "visibility-timeout-zero" }),
    ]);
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

describe("several triggers", () => {
  const two = (first: IMnqSource, second: IMnqSource) => {
    const { stack, api } = newApi();
    api.addTrigger("one", { source: first });
    api.addTrigger("two", { source: second });
    return synth(stack);
  };
  const queue = (name: string, options: object = {}) => MnqSource.queue({ name, ...options });

  test("share the activation and the managing credentials, not the receiving ones", () => {
    const json = two(queue("a"), queue("b"));
    expect(Object.keys(json["data"].scaleway_mnq_sqs as Json)).toHaveLength(1);
    expect(names(json, "scaleway_mnq_sqs_credentials").map((name) => name.replace(/_\w{8}$/, ""))).toEqual([
      "Sqs_fr-par_Manager",
      "api_one_Receiver",
      "api_two_Receiver",
    ]);
  });

  test.each([
    ["first", queue("a", { activate: true }), queue("b")],
    ["second", queue("a"), queue("b", { activate: true })],
    ["both", queue("a", { activate: true }), queue("b", { activate: true })],
  ])("activate SQS once, when the %s asks for it", (_, first, second) => {
    const json = two(first, second);
    expect(names(json, "scaleway_mnq_sqs")).toHaveLength(1);
    expect(resources(json, "data.scaleway_mnq_sqs")[0]!["depends_on"]).toHaveLength(1);
  });

  test("share an account of one name, not the credentials", () => {
    const account = (subject: string) => MnqSource.natsAccount({ name: "events", subject });
    const json = two(account("a"), account("b"));
    expect(names(json, "scaleway_mnq_nats_account")).toHaveLength(1);
    expect(names(json, "scaleway_mnq_nats_credentials")).toHaveLength(2);
  });

  test.each([
    ["a/b", "a--b"],
    ["a:b", "a%3Ab"],
    ["constructor", "valueOf"],
    ["a", "A"],
  ])("make an account each for the names %s and %s", (first, second) => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway");
    const api = new ServerlessContainer(stack, "api", minimal);
    api.addTrigger("one", { source: MnqSource.natsAccount({ name: first, subject: "x" }) });
    api.addTrigger("two", { source: MnqSource.natsAccount({ name: second, subject: "x" }) });
    const accounts = resources(synth(stack), "scaleway_mnq_nats_account");
    expect(accounts.map(({ name }) => name as string).sort()).toEqual([first, second].sort());
  });

  test("share an account whose name is a token, when it is the same", () => {
    const { stack, api } = newApi();
    const { stringValue } = new TerraformVariable(stack, "name", { type: "string" });
    api.addTrigger("one", { source: MnqSource.natsAccount({ name: stringValue, subject: "a" }) });
    api.addTrigger("two", { source: MnqSource.natsAccount({ name: stringValue, subject: "b" }) });
    expect(only(synth(stack), "scaleway_mnq_nats_account")["name"]).toBe("${var.name}");
  });

  test("share nothing across projects, and may make queues and accounts of one name there", () => {
    const stack = newStack();
    for (const [index, project] of [PROJECT, PROJECT.replaceAll("2", "3")].entries()) {
      const namespace = new ContainerNamespace(stack, `shared-${index}`, { projectId: project });
      const api = new ServerlessContainer(stack, `api-${index}`, { ...minimal, namespace });
      api.addTrigger("queue", { source: MnqSource.queue({ name: "orders" }) });
      api.addTrigger("subject", { source: MnqSource.natsAccount({ name: "events ${x}", subject: "orders" }) });
    }
    const json = synth(stack);
    expect(resources(json, "data.scaleway_mnq_sqs")).toHaveLength(2);
    const accounts = resources(json, "scaleway_mnq_nats_account");
    expect(accounts.map(({ project_id }) => project_id as string).sort()).toEqual([
      PROJECT,
      PROJECT.replaceAll("2", "3"),
    ]);
    expect(accounts[0]!["name"]).toBe("events $${x}");
  });

  test("share nothing across regions", () => {
    const { stack, api } = newApi();
    api.addTrigger("one", { source: queue("a") });
    const other = new ServerlessContainer(stack, "other", { ...minimal, region: "pl-waw" });
    other.addTrigger("two", { source: queue("a") });
    const json = synth(stack);
    expect(resources(json, "data.scaleway_mnq_sqs")).toEqual([{ region: "fr-par" }, { region: "pl-waw" }]);
    expect(names(json, "scaleway_mnq_sqs_credentials")).toHaveLength(4);
  });

  test("fail, when two of them make one queue", () => {
    expect(issuesOf(() => two(queue("a"), queue("a")))).toEqual([
      "queue.fr-par/a: is made 2 times, by stack/api/one/Queue and stack/api/two/Queue; make it once, and give the other trigger MnqSource.sqs",
    ]);
  });
});

describe("a source of one's own", () => {
  test("makes what it needs below the trigger, and tells where it is", () => {
    const source: IMnqSource = {
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
    const broken: IMnqSource = {
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
