import { type App, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { ContainerNamespace, MnqSource, ScalewayStack, ServerlessContainer, SqsActivation } from "../../../lib";
import { resources, synth as synthesize } from "../../../lib/testing";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { codesOf, validationError } from "../../helpers/issues";
import { minimal, newApp, newStack, only, synth } from "../../helpers/synth";
import { PROJECT, SQS, names, newApi } from "../../helpers/triggers";

const OTHER_PROJECT = PROJECT.replaceAll("2", "3");
const plainStack = (app: App, id: string, provider: object = {}) => {
  const stack = new TerraformStack(app, id);
  new ScalewayProvider(stack, "scaleway", provider);
  return stack;
};
const addQueue = (stack: TerraformStack, projectId?: string) => {
  const namespace = new ContainerNamespace(stack, "shared", { projectId });
  const api = new ServerlessContainer(stack, "api", { ...minimal, namespace });
  api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
};
const waits = (stack: TerraformStack) => {
  const json = synth(stack);
  const [info] = resources(json, "data.scaleway_mnq_sqs");
  const activation = names(json, "scaleway_mnq_sqs").map((name) => `scaleway_mnq_sqs.${name}`);
  return JSON.stringify(info?.["depends_on"]) === JSON.stringify(activation);
};

describe("SqsActivation", () => {
  test("activates SQS, prevents its destruction, and fails the apply with its path if SQS is not active", () => {
    const stack = newStack();
    const { endpoint } = new SqsActivation(stack, "sqs", { projectId: PROJECT });
    new TerraformOutput(stack, "endpoint", { value: endpoint });
    expect(synth(stack)["output"].endpoint.value).toMatch(/^\$\{scaleway_mnq_sqs\.sqs_\w+\.endpoint\}$/);
    expect(only(synth(stack), "scaleway_mnq_sqs")).toEqual({
      region: "fr-par",
      project_id: PROJECT,
      lifecycle: {
        prevent_destroy: true,
        postcondition: [{ condition: '${self.endpoint != ""}', error_message: expect.stringContaining("stack/sqs") }],
      },
    });
  });

  test.each(["before", "after"])("comes first, if it is created %s the queue in the code", (order) => {
    const stack = newStack();
    if (order === "before") new SqsActivation(stack, "sqs");
    addQueue(stack);
    if (order === "after") new SqsActivation(stack, "sqs");
    expect(waits(stack)).toBe(true);
  });

  test.each<[string, TerraformStack, string | undefined, string | undefined, boolean]>([
    [
      "the project of the stack",
      new ScalewayStack(newApp(), "a", { region: "fr-par", projectId: PROJECT }),
      undefined,
      PROJECT,
      true,
    ],
    [
      "the project of the stack",
      new ScalewayStack(newApp(), "a", { region: "fr-par", projectId: PROJECT }),
      PROJECT,
      undefined,
      true,
    ],
    ["the project of the provider", plainStack(newApp(), "a", { projectId: PROJECT }), PROJECT, undefined, true],
    ["the same project", newStack(), PROJECT, PROJECT, true],
    ["another project", newStack(), OTHER_PROJECT, PROJECT, false],
    ["a project that may be another one", newStack(), undefined, PROJECT, false],
  ])("in %s: whether the queue waits (%#)", (_, stack, activated, used, expected) => {
    new SqsActivation(stack, "sqs", { projectId: activated });
    addQueue(stack, used);
    expect(waits(stack)).toBe(expected);
  });

  test("in another region: the queue does not wait", () => {
    const stack = newStack();
    new SqsActivation(stack, "sqs", { region: "nl-ams" });
    addQueue(stack);
    expect(waits(stack)).toBe(false);
  });

  test("in the project of a variable: the queue waits", () => {
    const stack = newStack();
    const projectId = new TerraformVariable(stack, "project", { type: "string" }).stringValue;
    new SqsActivation(stack, "sqs", { projectId });
    addQueue(stack, projectId);
    expect(waits(stack)).toBe(true);
  });

  test("without one, the queue reads that SQS is active", () => {
    const stack = newStack();
    addQueue(stack);
    const json = synth(stack);
    expect(names(json, "scaleway_mnq_sqs")).toEqual([]);
    expect(resources(json, "data.scaleway_mnq_sqs")).toEqual([{ region: "fr-par" }]);
  });

  test.each<[string, (app: App) => TerraformStack, (app: App) => TerraformStack, object, boolean]>([
    ["the same region", (app) => scaleway(app, "a"), (app) => scaleway(app, "b"), {}, true],
    ["another region", (app) => scaleway(app, "a"), (app) => scaleway(app, "b", { region: "nl-ams" }), {}, false],
    [
      "the same project",
      (app) => scaleway(app, "a", { projectId: PROJECT }),
      (app) => scaleway(app, "b"),
      { projectId: PROJECT },
      true,
    ],
    [
      "another project",
      (app) => scaleway(app, "a", { projectId: PROJECT }),
      (app) => scaleway(app, "b"),
      { projectId: OTHER_PROJECT },
      false,
    ],
    ["another profile", (app) => scaleway(app, "a", { profile: "x" }), (app) => scaleway(app, "b"), {}, false],
    ["plain stacks", (app) => plainStack(app, "a"), (app) => plainStack(app, "b"), {}, true],
    [
      "plain stacks of other regions",
      (app) => plainStack(app, "a", { region: "fr-par" }),
      (app) => plainStack(app, "b", { region: "nl-ams" }),
      {},
      false,
    ],
  ])("in two stacks with %s: whether it fails", (_, first, second, props, fails) => {
    const app = newApp();
    const [a, b] = [first(app), second(app)];
    new SqsActivation(a, "sqs");
    new SqsActivation(b, "mnq", props);
    if (fails) {
      for (const stack of [a, b]) expect(codesOf(() => synthesize(stack))).toEqual(["duplicate-activation b/mnq"]);
      expect(validationError(() => synthesize(a)).message).toContain("a/sqs");
    } else expect(() => [a, b].map((stack) => synthesize(stack))).not.toThrow();
  });

  test("twice in a stack fails", () => {
    const stack = newStack();
    for (const id of ["one", "two", "three"]) new SqsActivation(stack, id);
    expect(codesOf(() => synth(stack))).toEqual(["duplicate-activation stack/two", "duplicate-activation stack/three"]);
  });

  test.each([
    ["not-allowed region", { region: "us-east-1" }],
    ["invalid-format projectId", { projectId: "shop" }],
    ["unknown-prop activate", { activate: true }],
  ])("fails with %s", (code, props) => {
    expect(codesOf(() => new SqsActivation(newStack(), "sqs", props as never))).toEqual([code]);
  });
});

describe("addSender", () => {
  const newTrigger = () => {
    const { stack, api } = newApi();
    return { stack, trigger: api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) }) };
  };

  test("creates credentials that can only publish, after the activation, for another container", () => {
    const { stack, trigger } = newTrigger();
    const { queueUrl, endpoint, accessKey, secretKey } = trigger.addSender("shop");
    new ServerlessContainer(stack, "shop", {
      ...minimal,
      environmentVariables: { QUEUE_URL: queueUrl, ENDPOINT: endpoint },
      secretEnvironmentVariables: { ACCESS_KEY: accessKey, SECRET_KEY: secretKey },
    });
    const json = synth(stack);
    const name = names(json, "scaleway_mnq_sqs_credentials").find((each) => each.includes("Senders"))!;
    expect(json["resource"].scaleway_mnq_sqs_credentials[name]).toEqual({
      name: "orders-shop",
      region: "fr-par",
      permissions: { can_manage: false, can_publish: true, can_receive: false },
      depends_on: ["data.scaleway_mnq_sqs.Sqs_fr-par_Info_CF397910"],
    });
    expect(resources(json, "scaleway_container").find((each) => each["name"] === "shop")).toMatchObject({
      environment_variables: {
        QUEUE_URL: "${scaleway_mnq_sqs_queue.api_orders_Queue_F723560C.url}",
        ENDPOINT: "${data.scaleway_mnq_sqs.Sqs_fr-par_Info_CF397910.endpoint}",
      },
      secret_environment_variables: {
        ACCESS_KEY: `\${scaleway_mnq_sqs_credentials.${name}.access_key}`,
        SECRET_KEY: `\${scaleway_mnq_sqs_credentials.${name}.secret_key}`,
      },
    });
  });

  test("creates them once per ID, whatever the ID", () => {
    const { stack, trigger } = newTrigger();
    for (const id of ["shop", "Queue", "Receiver", "shop"]) trigger.addSender(id);
    expect(trigger.addSender("shop")).toBe(trigger.addSender("shop"));
    expect(names(synth(stack), "scaleway_mnq_sqs_credentials")).toHaveLength(5);
  });

  test("works through a custom source that uses a queue of the library", () => {
    const { stack, api } = newApi();
    const source = { bind: (scope: never) => MnqSource.queue({ name: "traced" }).bind(scope) };
    api.addTrigger("orders", { source }).addSender("shop");
    expect(names(synth(stack), "scaleway_mnq_sqs_credentials")).toHaveLength(3);
  });

  test.each<[string, MnqSource]>([
    ["an existing queue", MnqSource.sqs(SQS)],
    ["a subject", MnqSource.natsAccount({ name: "events", subject: "orders" })],
  ])("fails for %s", (_, source) => {
    const trigger = newApi().api.addTrigger("orders", { source });
    expect(codesOf(() => trigger.addSender("shop"))).toEqual(["no-queue addSender"]);
  });
});

function scaleway(app: App, id: string, props: object = {}): ScalewayStack {
  return new ScalewayStack(app, id, { region: "fr-par", ...props });
}
