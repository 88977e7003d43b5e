import { type TerraformStack, TerraformVariable } from "cdktf";
import { ContainerNamespace, MnqSource, ScalewayStack, ServerlessContainer, type IContainerNamespace } from "../../lib";
import { warnings } from "../../lib/testing";
import { codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth } from "../helpers/synth";

const ID = "nl-ams/11111111-1111-1111-1111-111111111111";
const PROJECT = "22222222-2222-2222-2222-222222222222";
const attributes = { namespaceId: ID, name: "Shop-1", projectId: PROJECT };
const EXPIRY = { expiresAt: "2099-01-31T00:00:00Z" };

function containerIn(create: (stack: TerraformStack) => IContainerNamespace, props: object = {}) {
  const stack = newStack("fr-par");
  const namespace = create(stack);
  return { stack, namespace, api: new ServerlessContainer(stack, "api", { ...minimal, namespace, ...props }) };
}

describe("ContainerNamespace.fromAttributes", () => {
  const imported = (own: object = attributes, props?: object) =>
    containerIn((stack) => ContainerNamespace.fromAttributes(stack, "shop", { namespaceId: ID, ...own }), props);

  test("puts the container into the namespace, in its region, and creates no namespace", () => {
    const { stack, api, namespace } = imported();
    const json = synth(stack);
    expect(only(json, "scaleway_container")).toMatchObject({ namespace_id: ID, region: "nl-ams" });
    expect(Object.keys(json["resource"] as object)).toEqual(["scaleway_container"]);
    expect([api.region, api.namespaceId, api.projectId, api.namespace]).toEqual(["nl-ams", ID, PROJECT, namespace]);
    expect(namespace.resource).toBeUndefined();
  });

  test("passes its project to tokens and queues", () => {
    const { stack, api } = imported();
    api.addToken("shop", EXPIRY);
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    const json = synth(stack);
    expect(only(json, "scaleway_iam_policy")["rule"]).toMatchObject([{ project_ids: [PROJECT] }]);
    expect(only(json, "scaleway_mnq_sqs_queue")).toMatchObject({ project_id: PROJECT, region: "nl-ams" });
  });

  test("predicts the URL from its name", () => {
    expect(imported().api.predictedEndpoint).toMatch(
      /^https:\/\/shop1\$\{TfToken\[.*\]\}-api\.functions\.fnc\.nl-ams\.scw\.cloud$/,
    );
  });

  test("uses the region in an ID that is a token", () => {
    const { stack } = containerIn((scope) => {
      const { stringValue } = new TerraformVariable(scope, "namespace", { type: "string" });
      return ContainerNamespace.fromAttributes(scope, "shop", { namespaceId: stringValue });
    });
    expect(only(synth(stack), "scaleway_container")).toMatchObject({
      namespace_id: "${var.namespace}",
      region: '${element(split("/", var.namespace), 0)}',
    });
  });

  test("imports a container into it without a warning, because it exists", () => {
    const importFrom = "nl-ams/33333333-3333-3333-3333-333333333333";
    const { stack } = imported(attributes, { importFrom });
    expect(synth(stack)["import"]).toEqual([expect.objectContaining({ id: importFrom })]);
    expect(warnings(stack)).toEqual([]);
  });

  test("does not know its variables, so a container can have 200 of its own", () => {
    const environmentVariables = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`V${index}`, "x"]));
    synth(imported(attributes, { environmentVariables }).stack);
  });

  test("fails without the project if a token is added, and without the name if the URL is predicted", () => {
    const { api } = imported({});
    expect(codesOf(() => api.addToken("shop", EXPIRY))).toEqual(["unknown-project container"]);
    expect(codesOf(() => api.predictedEndpoint)).toEqual(["unknown-namespace-name namespace"]);
    expect(validationError(() => api.predictedEndpoint).message).toContain("fromAttributes");
  });

  test.each([
    ["the ID has no region", { namespaceId: PROJECT }, "invalid-format namespaceId"],
    ["the ID is missing", { namespaceId: undefined }, "missing namespaceId"],
    ["the region is another one", { region: "fr-par" }, "region-mismatch namespaceId"],
    ["the name cannot be one", { name: "1" }, "too-short name"],
    ["an attribute is unknown", { id: ID }, "unknown-prop id"],
  ])("fails if %s", (_, own, code) => {
    expect(codesOf(() => imported(own))).toEqual([code]);
  });

  test("fails if the container is in another region", () => {
    expect(codesOf(() => imported(attributes, { region: "fr-par" }))).toEqual(["region-mismatch region"]);
  });
});

describe("ContainerNamespace.fromName", () => {
  test("looks the namespace up in the region and the project", () => {
    const { stack, api } = containerIn((scope) =>
      ContainerNamespace.fromName(scope, "shared", { name: "shop", region: "nl-ams", projectId: PROJECT }),
    );
    api.addToken("shop", EXPIRY);
    const json = synth(stack);
    const [[id, data]] = Object.entries(json["data"].scaleway_container_namespace as object) as [[string, object]];
    expect(data).toEqual({ name: "shop", region: "nl-ams", project_id: PROJECT });
    expect(only(json, "scaleway_container")).toMatchObject({
      namespace_id: `\${data.scaleway_container_namespace.${id}.id}`,
      region: "nl-ams",
    });
    expect(only(json, "scaleway_iam_policy")["rule"]).toMatchObject([
      { project_ids: [`\${data.scaleway_container_namespace.${id}.project_id}`] },
    ]);
    expect(api.predictedEndpoint).toContain("https://shop$");
  });

  test("has the ID as its name and the region of the stack by default", () => {
    const { stack, namespace } = containerIn((scope) => ContainerNamespace.fromName(scope, "shop"));
    expect(Object.values(synth(stack)["data"].scaleway_container_namespace as object)).toEqual([
      { name: "shop", region: "fr-par" },
    ]);
    expect([namespace.name, namespace.region, namespace.explicitProjectId]).toEqual(["shop", "fr-par", undefined]);
  });

  test("is a reference to the state of its stack if the container is in another stack", () => {
    const app = newApp();
    const namespace = ContainerNamespace.fromName(new ScalewayStack(app, "one", { region: "fr-par" }), "shop");
    const other = new ScalewayStack(app, "two", { region: "fr-par" });
    new ServerlessContainer(other, "api", { ...minimal, namespace });
    expect(only(synth(other), "scaleway_container")["namespace_id"]).toMatch(/^\$\{data\.terraform_remote_state\./);
  });

  test.each([
    ["the project is not a UUID", { projectId: "shop" }, "invalid-format projectId"],
    ["the name has a space", { name: "my shop" }, "invalid-format name"],
  ])("fails if %s", (_, options, code) => {
    const stack = newStack();
    expect(codesOf(() => ContainerNamespace.fromName(stack, "shop", options))).toEqual([code]);
    expect(stack.node.tryFindChild("shop")).toBeUndefined();
  });
});

test("a container is not a namespace", () => {
  const stack = newStack();
  const namespace = new ServerlessContainer(stack, "web", minimal);
  expect(codesOf(() => new ServerlessContainer(stack, "api", { ...minimal, namespace }))).toEqual([
    "wrong-type namespace",
  ]);
});
