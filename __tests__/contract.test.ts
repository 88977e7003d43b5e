import { ContainerNamespace, SecretValue, ServerlessContainer } from "../lib";
import * as library from "../lib";
import { minimal, newStack, synth } from "./helpers/synth";

/**
 * What users' state and scripts hold on to. A change here renames resources (destroys and creates them) or outputs:
 * it is a breaking change, and belongs into the changelog.
 */
describe("the ids that users depend on", () => {
  const stack = newStack("fr-par", "shop");
  const shared = new ContainerNamespace(stack, "shared", {
    secretEnvironmentVariables: { A: SecretValue.secretManager("mail-key") },
  });
  new ServerlessContainer(stack, "orders", { ...minimal, namespace: shared });
  const api = new ServerlessContainer(stack, "api", {
    ...minimal,
    name: "shop-api",
    secretEnvironmentVariables: {
      A: SecretValue.variable("a"),
      B: SecretValue.secretManager("dkim", { path: "/mail", revision: "3" }),
    },
  });
  api.addSchedule("nightly", { schedule: "0 2 * * *" });
  new ServerlessContainer(stack, "quiet", { ...minimal, deployGate: false });
  const json = synth(stack);

  test("every construct's path, from which Terraform's addresses come", () => {
    expect(
      stack.node
        .findAll()
        .map(({ node }) => node.path)
        .sort(),
    ).toEqual([
      "shop",
      "shop/SecretManager",
      "shop/SecretManager/dkim:--mail:3",
      "shop/SecretManager/dkim:--mail:3:secret",
      "shop/SecretManager/mail-key",
      "shop/SecretVariables",
      "shop/SecretVariables/a",
      "shop/api",
      "shop/api/Endpoint",
      "shop/api/Namespace",
      "shop/api/Namespace/Resource",
      "shop/api/Resource",
      "shop/api/Status",
      "shop/api/nightly",
      "shop/api/nightly/Resource",
      "shop/orders",
      "shop/orders/Endpoint",
      "shop/orders/Resource",
      "shop/orders/Status",
      "shop/quiet",
      "shop/quiet/Endpoint",
      "shop/quiet/Namespace",
      "shop/quiet/Namespace/Resource",
      "shop/quiet/Resource",
      "shop/scaleway",
      "shop/shared",
      "shop/shared/Resource",
    ]);
  });

  test("every output and variable", () => {
    expect(Object.keys(json["output"])).toEqual([
      "orders_endpoint",
      "orders_status",
      "quiet_endpoint",
      "shop-api_endpoint",
      "shop-api_status",
    ]);
    expect(Object.keys(json["variable"])).toEqual(["a"]);
  });
});

test("the entry point exports what is documented, and nothing else", () => {
  expect(Object.keys(library).sort()).toEqual([
    "ContainerImage",
    "ContainerNamespace",
    "CronSchedule",
    "ScalewayStack",
    "SecretValue",
    "ServerlessContainer",
    "ValidationError",
    "acknowledgeWarning",
  ]);
});
