import { TerraformOutput, TerraformStack } from "cdktf";
import {
  ContainerNamespace,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type ContainerNamespaceProps,
} from "../../lib";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { codeAndPath, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth } from "../helpers/synth";

const PROJECT = "22222222-2222-2222-2222-222222222222";

test("creates a namespace with every argument if no props are given", () => {
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

test("uses the region of the provider if the stack has none", () => {
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

test("creates a reference to the state of its stack if the container is in another stack", () => {
  const app = newApp();
  const namespace = new ContainerNamespace(new ScalewayStack(app, "one", { region: "fr-par" }), "shop");
  const other = new ScalewayStack(app, "two", { region: "fr-par" });
  new ServerlessContainer(other, "api", { ...minimal, namespace });
  expect(only(synth(other), "scaleway_container")["namespace_id"]).toMatch(
    /^\$\{data\.terraform_remote_state\..*namespaceshop\w*id\}$/,
  );
});

test.each([
  ["the project is not a UUID", { projectId: "my-project" }, "invalid-format projectId"],
  [
    "a name is both plain and secret",
    { environmentVariables: { A: "1" }, secretEnvironmentVariables: { A: SecretValue.variable("a") } },
    "duplicate-variable secretEnvironmentVariables.A",
  ],
  ["a variable is reserved", { environmentVariables: { SCW_PUBLIC: "1" } }, "reserved environmentVariables.SCW_PUBLIC"],
  ["a secret is a text", { secretEnvironmentVariables: { A: "hunter2" } }, "not-a-secret secretEnvironmentVariables.A"],
  ["a tag is not a text", { tags: [1] }, "wrong-type tags.0"],
  ["a prop is unknown", { projectID: PROJECT }, "unknown-prop projectID"],
])("fails if %s", (_, props, code) => {
  const error = validationError(() => new ContainerNamespace(newStack(), "shop", props as ContainerNamespaceProps));
  expect(error.issues.map(codeAndPath)).toEqual([code]);
  expect(error.message).not.toContain("hunter2");
});
