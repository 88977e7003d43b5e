import { TerraformStack, TerraformVariable } from "cdktf";
import { ContainerNamespace, MnqSource, ServerlessContainer } from "../../../lib";
import { resources } from "../../../lib/testing";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { codesOf, validationError } from "../../helpers/issues";
import { minimal, newApp, newStack, only, synth, type Json } from "../../helpers/synth";
import { PROJECT, names, newApi } from "../../helpers/triggers";

describe("several triggers", () => {
  const two = (first: MnqSource, second: MnqSource) => {
    const { stack, api } = newApi();
    api.addTrigger("one", { source: first });
    api.addTrigger("two", { source: second });
    return synth(stack);
  };
  const queue = (name: string) => MnqSource.queue({ name });

  test("share the activation and the managing credentials, not the receiving ones", () => {
    const json = two(queue("a"), queue("b"));
    expect(Object.keys(json["data"].scaleway_mnq_sqs as Json)).toHaveLength(1);
    expect(names(json, "scaleway_mnq_sqs_credentials").map((name) => name.replace(/_\w{8}$/, ""))).toEqual([
      "Sqs_fr-par_Manager",
      "api_one_Receiver",
      "api_two_Receiver",
    ]);
  });

  test("share an account with the same name, not the credentials", () => {
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
  ])("create an account each for the names %s and %s", (first, second) => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway");
    const api = new ServerlessContainer(stack, "api", minimal);
    api.addTrigger("one", { source: MnqSource.natsAccount({ name: first, subject: "x" }) });
    api.addTrigger("two", { source: MnqSource.natsAccount({ name: second, subject: "x" }) });
    const accounts = resources(synth(stack), "scaleway_mnq_nats_account");
    expect(accounts.map(({ name }) => name as string).sort()).toEqual([first, second].sort());
  });

  test("share an account if its name is the same token", () => {
    const { stack, api } = newApi();
    const { stringValue } = new TerraformVariable(stack, "name", { type: "string" });
    api.addTrigger("one", { source: MnqSource.natsAccount({ name: stringValue, subject: "a" }) });
    api.addTrigger("two", { source: MnqSource.natsAccount({ name: stringValue, subject: "b" }) });
    expect(only(synth(stack), "scaleway_mnq_nats_account")["name"]).toBe("${var.name}");
  });

  test("share nothing across projects, and may have queues and accounts with the same name there", () => {
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

  test("fail if two of them create the same queue", () => {
    const create = () => two(queue("a"), queue("a"));
    expect(codesOf(create)).toEqual(["duplicate-name queue.fr-par/a"]);
    expect(validationError(create).message).toMatch(/stack\/api\/one\/Queue.*stack\/api\/two\/Queue/);
  });
});
