import { execFileSync } from "node:child_process";
import { TerraformLocal, TerraformStack } from "cdktf";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { ContainerNamespace, ScalewayStack, SecretValue, ServerlessContainer } from "../../../lib";
import { codesOf } from "../../helpers/issues";
import { minimal, newApp, newStack, synth, type Json } from "../../helpers/synth";

const blocks = (json: Json) => Object.values((json["resource"] as Json)["scaleway_container"] as Record<string, Json>);

test.each([
  ["shop", "shop"],
  ["tf-acctest-command-and-args", "tfacctestcommandanda"],
  ["My-Shop2", "myshop2"],
])("predicts the URL in the namespace %s", (name, start) => {
  const stack = newStack("fr-par", "stack");
  const namespace = new ContainerNamespace(stack, "shared", { name });
  const api = new ServerlessContainer(stack, "api", { ...minimal, namespace });
  api.addEnvironmentVariable("URL", `${api.predictedEndpoint}/callback`);
  const [block] = blocks(synth(stack));
  const uuid = `\${substr(element(split("/", scaleway_container_namespace.${namespace.resource.friendlyUniqueId}.id), 1), 0, 8)}`;
  const url = `https://${start}${uuid}-api.functions.fnc.fr-par.scw.cloud`;
  expect(block?.["environment_variables"]).toEqual({ URL: `${url}/callback` });
  expect(block?.["lifecycle"]).toMatchObject({
    postcondition: [
      {},
      { condition: `\${self.public_endpoint == "${url}"}`, error_message: expect.stringContaining(url) as string },
    ],
  });
});

test("works in circles of containers, in secrets, in both directions", () => {
  const stack = newStack("fr-par", "stack");
  const shared = new ContainerNamespace(stack, "shared");
  const api = new ServerlessContainer(stack, "api", { ...minimal, namespace: shared, deployGate: false });
  const web = new ServerlessContainer(stack, "web", { ...minimal, namespace: shared });
  api.addEnvironmentVariable("WEB_HOST", web.predictedDomainName);
  api.addSecret("URL", SecretValue.template`${SecretValue.variable("a")}@${api.predictedDomainName}`);
  web.addEnvironmentVariable("API_URL", api.predictedEndpoint);
  expect(blocks(synth(stack)).map(({ lifecycle }) => lifecycle.postcondition as unknown)).toEqual([
    [expect.anything()],
    [expect.anything(), expect.anything()],
  ]);
});

test("adds one condition, only if it is used", () => {
  const stack = newStack("fr-par", "stack");
  const api = new ServerlessContainer(stack, "api", minimal);
  const before = synth(stack);
  expect(api.predictedEndpoint).toBe(`https://${api.predictedDomainName}`);
  expect(api.resource.lifecycle?.postcondition).toHaveLength(2);
  expect(blocks(before)[0]?.["lifecycle"].postcondition).toHaveLength(1);
});

test("is rejected in the variables of its namespace", () => {
  const stack = newStack("fr-par", "stack");
  const api = new ServerlessContainer(stack, "api", minimal);
  api.namespace.resource?.addOverride("environment_variables.URL", api.predictedEndpoint);
  expect(codesOf(() => synth(stack))).toEqual(["self-reference stack/api/Namespace environmentVariables.URL"]);
});

test("uses the namespace of another stack, whose containers can use it", () => {
  const app = newApp();
  const [first, second] = ["first", "second"].map((id) => new ScalewayStack(app, id, { region: "fr-par" })) as [
    ScalewayStack,
    ScalewayStack,
  ];
  const namespace = new ContainerNamespace(first, "shared");
  const api = new ServerlessContainer(second, "api", { ...minimal, namespace });
  new ServerlessContainer(first, "web", { ...minimal, environmentVariables: { URL: api.predictedEndpoint } });
  expect(JSON.stringify(blocks(synth(first)))).toContain("substr(element(split(");
  expect(JSON.stringify(blocks(synth(second)))).toContain("data.terraform_remote_state");
});

test("names that are tokens and a region that is not known are left to Terraform", () => {
  const stack = new TerraformStack(newApp(), "stack");
  new ScalewayProvider(stack, "scaleway");
  const local = (id: string) => new TerraformLocal(stack, id, id).asString;
  const namespace = new ContainerNamespace(stack, "shared", { name: local("namespace-name") });
  const api = new ServerlessContainer(stack, "api", { ...minimal, namespace, name: local("api-name") });
  api.addEnvironmentVariable("HOST", api.predictedDomainName);
  const host = (blocks(synth(stack))[0]?.["environment_variables"] as unknown as { HOST: string }).HOST;
  const namespaceAddress = `scaleway_container_namespace.${namespace.resource.friendlyUniqueId}.id`;
  const expression = `"${host}"`.replaceAll(namespaceAddress, '"nl-ams/0b589cb8-1111-1111-1111-111111111111"');
  const [name, container] = ['"TF-acctest-http-option!"', '"web"'];
  const input = expression.replaceAll("local.namespace-name", name).replaceAll("local.api-name", container);
  let output: string;
  try {
    output = execFileSync("terraform", ["console"], { input, encoding: "utf8" });
  } catch {
    // Without Terraform, the expression itself is compared.
    expect(host).toContain('substr(replace(lower(local.namespace-name), "/[^a-z0-9]/", ""), 0, 20)');
    return;
  }
  expect(output.trim()).toBe('"tfacctesthttpoption0b589cb8-web.functions.fnc.nl-ams.scw.cloud"');
});
