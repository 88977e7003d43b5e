import { ContainerImage, ContainerNamespace, MnqSource, SecretValue, ServerlessContainer, SqsActivation } from "../lib";
import * as library from "../lib";
import * as review from "../lib/review";
import * as testing from "../lib/testing";
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
  api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" });
  api.addToken("caller", { storeIn: { secretName: "api-token" } });
  const deadLetterQueue = { maxReceiveCount: 5 };
  new SqsActivation(stack, "sqs");
  api.addTrigger("queue", { source: MnqSource.queue({ name: "orders", deadLetterQueue }) }).addSender("shop");
  api.addTrigger("subject", { source: MnqSource.natsAccount({ name: "events", subject: "orders" }) });
  const idOf = (digit: number) => `fr-par/11111111-1111-1111-1111-11111111111${digit}`;
  const adopted = new ContainerNamespace(stack, "adopted", { importFrom: idOf(1) });
  new ServerlessContainer(stack, "adopted-api", { ...minimal, namespace: adopted, importFrom: idOf(2) });
  new ServerlessContainer(stack, "quiet", { ...minimal, deployGate: false });
  const registryEndpoint = "rg.fr-par.scw.cloud/shop";
  const image = ContainerImage.fromDirectory("examples/built-image/api", { registryEndpoint, name: "backend/api" });
  new ServerlessContainer(stack, "built", { ...minimal, image, namespace: shared });
  const tag = ContainerImage.fromRegistryTag({ namespace: "shop", name: "backend/api", tag: "main" });
  new ServerlessContainer(stack, "tagged", { ...minimal, image: tag, namespace: shared });
  const json = synth(stack);

  test("every construct's path, from which Terraform's addresses come", () => {
    expect(
      stack.node
        .findAll()
        .map(({ node }) => node.path)
        .sort(),
    ).toEqual([
      "shop",
      "shop/BuiltImages",
      "shop/BuiltImages/backend%2Fapi:rg.fr-par.scw.cloud%2Fshop",
      "shop/BuiltImages/docker",
      "shop/BuiltImages/scaleway",
      "shop/NatsAccounts",
      "shop/NatsAccounts/events:fr-par",
      "shop/RegistryImages",
      "shop/RegistryImages/shop:backend%2Fapi:fr-par",
      "shop/RegistryNamespaces",
      "shop/RegistryNamespaces/shop:fr-par",
      "shop/RegistryTags",
      "shop/RegistryTags/shop:backend%2Fapi:main:fr-par",
      "shop/SecretManager",
      "shop/SecretManager/dkim:%2Fmail:3",
      "shop/SecretManager/dkim:%2Fmail:3:secret",
      "shop/SecretManager/mail-key",
      "shop/SecretVariables",
      "shop/SecretVariables/a",
      "shop/Sqs",
      "shop/Sqs/fr-par",
      "shop/Sqs/fr-par/Info",
      "shop/Sqs/fr-par/Manager",
      "shop/adopted",
      "shop/adopted-api",
      "shop/adopted-api/Endpoint",
      "shop/adopted-api/Import",
      "shop/adopted-api/Resource",
      "shop/adopted-api/Status",
      "shop/adopted/Import",
      "shop/adopted/Resource",
      "shop/api",
      "shop/api/Endpoint",
      "shop/api/Namespace",
      "shop/api/Namespace/Resource",
      "shop/api/Resource",
      "shop/api/Status",
      "shop/api/caller",
      "shop/api/caller/Application",
      "shop/api/caller/Policy",
      "shop/api/caller/Resource",
      "shop/api/caller/Secret",
      "shop/api/caller/SecretVersion",
      "shop/api/nightly",
      "shop/api/nightly/Resource",
      "shop/api/queue",
      "shop/api/queue/DeadLetterQueue",
      "shop/api/queue/Queue",
      "shop/api/queue/Receiver",
      "shop/api/queue/Resource",
      "shop/api/queue/Senders",
      "shop/api/queue/Senders/shop",
      "shop/api/queue/Senders/shop/Resource",
      "shop/api/subject",
      "shop/api/subject/Credentials",
      "shop/api/subject/Resource",
      "shop/api/www",
      "shop/api/www/Record",
      "shop/api/www/Resource",
      "shop/built",
      "shop/built/Endpoint",
      "shop/built/Resource",
      "shop/built/Status",
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
      "shop/sqs",
      "shop/sqs/Resource",
      "shop/tagged",
      "shop/tagged/Endpoint",
      "shop/tagged/Resource",
      "shop/tagged/Status",
    ]);
  });

  test("every output and variable", () => {
    expect(Object.keys(json["output"])).toEqual([
      "adopted-api_endpoint",
      "adopted-api_status",
      "built_endpoint",
      "built_status",
      "orders_endpoint",
      "orders_status",
      "quiet_endpoint",
      "shop-api_endpoint",
      "shop-api_status",
      "tagged_endpoint",
      "tagged_status",
    ]);
    expect(Object.keys(json["variable"])).toEqual(["a"]);
  });
});

test("the entry point exports what is documented, and nothing else", () => {
  expect(Object.keys(library).sort()).toEqual([
    "AccessToken",
    "ContainerImage",
    "ContainerNamespace",
    "CronSchedule",
    "CustomDomain",
    "ISSUE_CODES",
    "Manifest",
    "ManifestStack",
    "MnqSource",
    "MnqTrigger",
    "ObjectStorageBackend",
    "ScalewayStack",
    "SecretValue",
    "ServerlessContainer",
    "ServerlessContainerBase",
    "SqsActivation",
    "ValidationError",
    "acknowledgeWarning",
    "raiseLimit",
  ]);
});

test("the review entry point exports what is documented, and nothing else", () => {
  expect(Object.keys(review).sort()).toEqual([
    "PlanReview",
    "RULES",
    "SEVERITIES",
    "SecretInReportError",
    "markup",
    "readImageLock",
  ]);
});

test("the testing entry point exports what is documented, and nothing else", () => {
  expect(Object.keys(testing).sort()).toEqual(["plaintextSecrets", "resources", "synth", "warnings"]);
});
