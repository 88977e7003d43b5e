import { Fn, TerraformVariable } from "cdktf";
import { ContainerNamespace, ScalewayStack, ServerlessContainer, type GrantInvokeOptions } from "../../../lib";
import { warnings } from "../../../lib/testing";
import { codesOf, validationError } from "../../helpers/issues";
import { minimal, newApp, newStack, only, synth, type Json } from "../../helpers/synth";

const expiresAt = "2099-01-31T00:00:00Z";
const PROJECT = "22222222-2222-2222-2222-222222222222";

function pair(options: GrantInvokeOptions = { expiresAt }, props: object = {}) {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "order-api", { ...minimal, ...props });
  const web = new ServerlessContainer(stack, "web", minimal);
  api.grantInvoke(web, options);
  return { stack, api, web };
}

function named(json: Json, name: string): Json {
  const found = Object.values(json["resource"].scaleway_container as Record<string, Json>);
  return found.find((each) => each["name"] === name)!;
}

test("gives the caller the URL and a token for the project of the called container", () => {
  const { stack } = pair();
  const json = synth(stack);
  const web = named(json, "web");
  expect(web["environment_variables"]).toEqual({
    ORDER_API_URL: expect.stringMatching(/^\$\{scaleway_container\.order-api_\w+\.public_endpoint\}$/),
  });
  expect(web["secret_environment_variables"]).toEqual({
    ORDER_API_TOKEN: expect.stringMatching(/^\$\{scaleway_iam_api_key\.web_ORDER_API_TOKEN_\w+\.secret_key\}$/),
  });
  expect(only(json, "scaleway_iam_application")["name"]).toBe("order-api-web");
  expect(only(json, "scaleway_iam_api_key")["expires_at"]).toBe(expiresAt);
  expect(only(json, "scaleway_iam_policy")["rule"][0].project_ids).toEqual([
    expect.stringMatching(/^\$\{scaleway_container_namespace\.order-api_Namespace_\w+\.project_id\}$/),
  ]);
  expect(named(json, "order-api")["environment_variables"]).toEqual({});
  expect(warnings(stack)).toEqual([]);
});

test("uses the names of the options, and warns about a token without expiry", () => {
  const { stack } = pair({ urlVariable: "ORDERS", tokenVariable: "ORDERS_KEY" });
  const web = named(synth(stack), "web");
  expect(Object.keys(web["environment_variables"] as object)).toEqual(["ORDERS"]);
  expect(Object.keys(web["secret_environment_variables"] as object)).toEqual(["ORDERS_KEY"]);
  expect(warnings(stack).map(({ id }) => id)).toEqual(["token-without-expiry"]);
});

test("gives only the URL of a public container, which needs no token", () => {
  const { stack } = pair({ expiresAt }, { privacy: "public", httpOption: "redirected" });
  const json = synth(stack);
  expect(Object.keys(named(json, "web")["environment_variables"] as object)).toEqual(["ORDER_API_URL"]);
  expect(named(json, "web")["secret_environment_variables"]).toEqual({});
  expect(json["resource"]).not.toHaveProperty("scaleway_iam_api_key");
  expect(warnings(stack)).toEqual([]);
});

test("creates a token if the privacy is a token", () => {
  const stack = newStack();
  const privacy = new TerraformVariable(stack, "privacy", { type: "string" }).stringValue as "private";
  const api = new ServerlessContainer(stack, "api", { ...minimal, privacy });
  api.grantInvoke(new ServerlessContainer(stack, "web", minimal), { expiresAt });
  expect(only(synth(stack), "scaleway_iam_api_key")).toBeDefined();
});

test("starts the names of variables with an underscore if the name starts with a digit", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shop");
  const api = new ServerlessContainer(stack, "3d-api", { ...minimal, namespace });
  api.grantInvoke(new ServerlessContainer(stack, "web", { ...minimal, namespace }), { expiresAt });
  expect(Object.keys(named(synth(stack), "web")["environment_variables"] as object)).toEqual(["_3D_API_URL"]);
});

test("limits the name of the token to the 64 characters of IAM", () => {
  const stack = newStack();
  const [api, web] = ["a", "b"].map((id) => new ServerlessContainer(stack, id.repeat(34), minimal)) as [
    ServerlessContainer,
    ServerlessContainer,
  ];
  api.grantInvoke(web, { expiresAt });
  expect(only(synth(stack), "scaleway_iam_policy")["name"]).toBe(`${"a".repeat(34)}-${"b".repeat(29)}`);
});

describe("in a circle", () => {
  test.each([1, 2, 3])("of %i containers works: one URL is predicted", (count) => {
    const stack = newStack();
    const ids = ["one", "two", "three"].slice(0, count);
    const containers = ids.map((id) => new ServerlessContainer(stack, id, minimal));
    containers.forEach((each, index) => {
      each.grantInvoke(containers[(index + 1) % count]!, { expiresAt });
    });
    const json = synth(stack);
    const urls = ids.flatMap((id) => Object.values(named(json, id)["environment_variables"] as Record<string, string>));
    expect(urls.filter((url) => url.includes(".functions.fnc.fr-par.scw.cloud"))).toHaveLength(1);
    expect(urls).toHaveLength(count);
  });

  test("of two containers that both call a third one predicts no URL", () => {
    const { stack, api, web } = pair();
    const other = new ServerlessContainer(stack, "other", minimal);
    api.grantInvoke(other, { expiresAt });
    web.grantInvoke(other, { expiresAt });
    expect(JSON.stringify(synth(stack))).not.toContain(".functions.fnc.");
  });

  test("with a reference that the program wrote is an error with a remedy", () => {
    const { stack, api, web } = pair();
    api.addEnvironmentVariable("WEB_URL", web.endpoint);
    const error = validationError(() => synth(stack));
    expect(error.issues.map(({ code }) => code)).toEqual(["circular-reference"]);
    expect(error.message).toContain("predictedEndpoint");
  });
});

describe("between stacks", () => {
  const stacks = () => {
    const app = newApp();
    return ["one", "two"].map((id) => {
      const stack = new ScalewayStack(app, id, { region: "fr-par" });
      return { stack, container: new ServerlessContainer(stack, `${id}-api`, minimal) };
    }) as [Pair, Pair];
  };
  interface Pair {
    stack: ScalewayStack;
    container: ServerlessContainer;
  }

  test("creates the token in the stack of the caller, which is deployed second", () => {
    const [one, two] = stacks();
    one.container.grantInvoke(two.container, { expiresAt });
    const json = synth(two.stack);
    expect(only(json, "scaleway_iam_api_key")).toBeDefined();
    expect(only(json, "scaleway_container")["environment_variables"].ONE_API_URL).toMatch(/terraform_remote_state/);
    expect(synth(one.stack)["resource"]).not.toHaveProperty("scaleway_iam_api_key");
    expect(two.stack.dependsOn(one.stack)).toBe(true);
  });

  test("fails in both directions, because the stacks would depend on each other", () => {
    const [one, two] = stacks();
    one.container.grantInvoke(two.container, { expiresAt });
    expect(codesOf(() => two.container.grantInvoke(one.container, { expiresAt }))).toEqual([
      "circular-reference one/one-api",
    ]);
  });

  test("works in both directions if one container is only referred to", () => {
    const [one, two] = stacks();
    const imported = ServerlessContainer.fromAttributes(two.stack, "other", {
      containerId: "fr-par/11111111-1111-1111-1111-111111111111",
      endpoint: "https://a.functions.fnc.fr-par.scw.cloud",
      projectId: PROJECT,
      name: "legacy",
    });
    one.container.grantInvoke(two.container, { expiresAt });
    imported.grantInvoke(one.container, { expiresAt });
    expect(only(synth(one.stack), "scaleway_container")["environment_variables"]).toEqual({
      LEGACY_URL: "https://a.functions.fnc.fr-par.scw.cloud",
    });
  });
});

test("fails if the URL or the project of an imported container is not known", () => {
  const stack = newStack();
  const web = new ServerlessContainer(stack, "web", minimal);
  const containerId = "fr-par/11111111-1111-1111-1111-111111111111";
  const endpoint = "https://a.functions.fnc.fr-par.scw.cloud";
  const one = ServerlessContainer.fromAttributes(stack, "one", { containerId, projectId: PROJECT });
  const two = ServerlessContainer.fromAttributes(stack, "two", { containerId, endpoint });
  expect(codesOf(() => one.grantInvoke(web, { expiresAt }))).toEqual(["unknown-endpoint endpoint"]);
  expect(codesOf(() => two.grantInvoke(web, { expiresAt }))).toEqual(["unknown-project container"]);
});

test.each<[string, unknown, string]>([
  ["a variable is reserved", { urlVariable: "PORT" }, "reserved urlVariable"],
  [
    "the name of the token is a token of CDKTF",
    { tokenVariable: Fn.lower("KEY") },
    "token-not-supported tokenVariable",
  ],
  ["a variable is empty", { tokenVariable: "" }, "empty tokenVariable"],
  ["an option is unknown", { variable: "A" }, "unknown-prop variable"],
  ["the expiry is in the past", { expiresAt: "2020-01-01T00:00:00Z" }, "expired expiresAt"],
])("fails if %s", (_, options, code) => {
  expect(codesOf(() => pair(options as GrantInvokeOptions))).toEqual([code]);
});

test("fails if the caller has no variables, or is granted twice", () => {
  const { api, web } = pair();
  expect(codesOf(() => api.grantInvoke(web, { expiresAt }))).toEqual([
    "duplicate-variable environmentVariables.ORDER_API_URL",
  ]);
  expect(codesOf(() => api.grantInvoke("web" as never))).toEqual(["wrong-type caller"]);
  const options = { urlVariable: "ORDERS_URL", tokenVariable: "ORDERS_TOKEN", expiresAt };
  expect(() => api.grantInvoke(web, options)).not.toThrow();
});
