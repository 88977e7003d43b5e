import { TerraformOutput, TerraformStack } from "cdktf";
import {
  ContainerNamespace,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type ContainerNamespaceProps,
} from "../../lib";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { issuesOf, minimal, newApp, newStack, only, synth } from "../helpers/synth";

const PROJECT = "22222222-2222-2222-2222-222222222222";

test("creates a namespace with every argument written out, when nothing is given", () => {
  const stack = newStack();
  new ContainerNamespace(stack, "shop");
  expect(only(synth(stack), "scaleway_container_namespace")).toEqual({
    name: "shop",
    region: "fr-par",
    description: "",
    tags: [],
    environment_variables: {},
    secret_environment_variables: {},
  });
});

test("emits every prop as the provider names it", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shop", {
    name: "Shop-1",
    description: "The shop",
    environmentVariables: { LOG_LEVEL: "${level}" },
    secretEnvironmentVariables: { KEY: SecretValue.variable("key") },
    tags: ["team=shop"],
    region: "pl-waw",
    projectId: PROJECT,
  });
  expect(only(synth(stack), "scaleway_container_namespace")).toEqual({
    name: "Shop-1",
    description: "The shop",
    environment_variables: { LOG_LEVEL: "$${level}" },
    secret_environment_variables: { KEY: "${var.key}" },
    tags: ["team=shop"],
    region: "pl-waw",
    project_id: PROJECT,
  });
  expect([namespace.name, namespace.region]).toEqual(["Shop-1", "pl-waw"]);
});

test("leaves the region to the provider, when the stack has none", () => {
  const stack = new TerraformStack(newApp(), "stack");
  new ScalewayProvider(stack, "scaleway", {});
  new ContainerNamespace(stack, "shop");
  expect(only(synth(stack), "scaleway_container_namespace")).not.toHaveProperty("region");
});

test("has attributes that refer to the provider's resource", () => {
  const stack = newStack();
  const { namespaceId, projectId } = new ContainerNamespace(stack, "shop");
  new TerraformOutput(stack, "id", { value: namespaceId });
  new TerraformOutput(stack, "project", { value: projectId });
  expect(synth(stack)["output"]).toMatchObject({
    id: { value: expect.stringMatching(/^\$\{scaleway_container_namespace\.shop_\w+\.id\}$/) },
    project: { value: expect.stringMatching(/^\$\{scaleway_container_namespace\.shop_\w+\.project_id\}$/) },
  });
});

test("creates a reference to the state of its stack, when the container is in another one", () => {
  const app = newApp();
  const namespace = new ContainerNamespace(new ScalewayStack(app, "one", { region: "fr-par" }), "shop");
  const other = new ScalewayStack(app, "two", { region: "fr-par" });
  new ServerlessContainer(other, "api", { ...minimal, namespace });
  expect(only(synth(other), "scaleway_container")["namespace_id"]).toMatch(
    /^\$\{data\.terraform_remote_state\..*namespaceshop\w*id\}$/,
  );
});

test.each([
  ["the project is no UUID", { projectId: "my-project" }, 'projectId: "my-project" is no UUID'],
  [
    "a name is both plain and secret",
    { environmentVariables: { A: "1" }, secretEnvironmentVariables: { A: SecretValue.variable("a") } },
    "secretEnvironmentVariables.A: is also a plain variable",
  ],
  [
    "a variable is reserved",
    { environmentVariables: { SCW_X: "1" } },
    'environmentVariables.SCW_X: "SCW_X" is reserved',
  ],
  ["a secret is text", { secretEnvironmentVariables: { A: "hunter2" } }, "secretEnvironmentVariables.A: is a string"],
  ["a tag is no text", { tags: [1] }, "tags.0: 1 is a number, not text"],
  ["a prop is unknown", { projectID: PROJECT }, "projectID: is not a known prop"],
])("fails, when %s", (_, props, says) => {
  const issues = issuesOf(() => new ContainerNamespace(newStack(), "shop", props as ContainerNamespaceProps));
  expect(issues).toHaveLength(1);
  expect(issues[0]).toContain(says);
  expect(issues[0]).not.toContain("hunter2");
});
