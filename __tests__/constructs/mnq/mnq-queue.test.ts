import { Lazy, TerraformOutput, TerraformVariable } from "cdktf";
import { ContainerNamespace, MnqSource, type ScalewayStack, ServerlessContainer } from "../../../lib";
import { resources, warnings } from "../../../lib/testing";
import { codesOf, validationError } from "../../helpers/issues";
import { minimal, newStack, only, synth, type Json } from "../../helpers/synth";
import { PROJECT, names, newApi, withQueue, withSource } from "../../helpers/triggers";

describe("a created queue", () => {
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

  test("has the defaults if settings are undefined", () => {
    const undefinedSettings = { visibilityTimeoutSeconds: undefined, messageMaxSizeBytes: undefined };
    expect(only(withQueue(undefinedSettings), "scaleway_mnq_sqs_queue")).toMatchObject({
      visibility_timeout_seconds: 300,
      message_max_size: 262_144,
    });
  });

  describe("hides a message for as long as a request may take", () => {
    const queueOf = (timeoutSeconds: number, visibilityTimeoutSeconds?: number, stack = newStack()) => {
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
      const stack = newStack();
      const { numberValue } = new TerraformVariable(stack, "timeout", { type: "number" });
      expect(visibility(queueOf(numberValue, undefined, stack))).toBe("${var.timeout}");
    });

    test("warns if it is set below", () => {
      expect(warnings(queueOf(60, 59))).toEqual([
        {
          path: "stack/api/orders",
          id: "visibility-below-timeout",
          message: expect.stringMatching(/\b60 .*\b59 /),
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

  test("is in the project of the namespace if it is literal, not if it is computed", () => {
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

  test("has its URL as an attribute, for senders", () => {
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
    ["requires-fifo contentBasedDeduplication", { contentBasedDeduplication: true }],
    [
      "duplicate-name deadLetterQueue.name",
      { fifo: true, deadLetterQueue: { name: "orders.fifo", maxReceiveCount: 1 } },
    ],
    ["wrong-type fifo", { fifo: "yes" }],
    ["wrong-type deadLetterQueue", { deadLetterQueue: "failed" }],
    ["wrong-type deadLetterQueue", { deadLetterQueue: Lazy.stringValue({ produce: () => "x" }) }],
    ["unknown-prop maxReceiveCount", { maxReceiveCount: 5 }],
  ])("fails with %s", (code, options) => {
    expect(codesOf(() => MnqSource.queue({ name: "orders", ...options } as never))).toEqual([code]);
  });

  test.each([
    [{ name: "a".repeat(76), fifo: true }, "source.name", 81],
    [{ name: "a".repeat(80), deadLetterQueue: { maxReceiveCount: 1 } }, "source.deadLetterQueue.name", 92],
  ])("reports the length with the suffix for %j", (options, path, length) => {
    const { issues } = validationError(() => newApi().api.addTrigger("orders", { source: MnqSource.queue(options) }));
    expect(issues).toEqual([{ code: "too-long", path, message: expect.stringContaining(` ${length} `) as string }]);
  });

  test("accepts a name of several tokens, however long their placeholders are", () => {
    const { stack, api } = newApi();
    const part = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const name = ["a", "b", "c", "d", "e", "f"].map(part).join("-");
    api.addTrigger("orders", {
      source: MnqSource.queue({ name, fifo: true, deadLetterQueue: { maxReceiveCount: 1 } }),
    });
    const [queue] = resources(synth(stack), "scaleway_mnq_sqs_queue");
    expect(queue!["name"]).toMatch(/^\$\{trimsuffix\(".*", "\.fifo"\)\}\.fifo$/);
  });

  test("does not change if the caller's object changes later", () => {
    const options = { name: "orders", deadLetterQueue: { maxReceiveCount: 5 } };
    const source = MnqSource.queue(options);
    options.name = "other";
    options.deadLetterQueue.maxReceiveCount = 9;
    const queues = resources(withSource(source), "scaleway_mnq_sqs_queue");
    expect(queues.map(({ name }) => name as string)).toEqual(["orders-dead-letter", "orders"]);
    expect(queues[1]!["dead_letter_queue"].max_receive_count).toBe(5);
  });

  test("warns about a visibility timeout of 0, which the provider never sends", () => {
    const { stack, api } = newApi();
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders", visibilityTimeoutSeconds: 0 }) });
    expect(warnings(stack)).toEqual([
      expect.objectContaining({ path: "stack/api/orders", id: "visibility-timeout-zero" }),
    ]);
  });
});
