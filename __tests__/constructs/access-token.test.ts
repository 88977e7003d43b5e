import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { Lazy, TerraformOutput, TerraformStack } from "cdktf";
import {
  AccessToken,
  ContainerNamespace,
  ScalewayStack,
  ServerlessContainer,
  type AccessTokenOptions,
} from "../../lib";
import { warnings } from "../../lib/testing";
import { issuesOf, minimal, newApp, newStack, only, synth } from "../helpers/synth";

const EXPIRY = { expiresAt: "2099-01-31T00:00:00Z" };
const add = (options: AccessTokenOptions = EXPIRY, props: object = {}) => {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "api", { ...minimal, ...props });
  return { stack, api, token: api.addToken("shop", options) };
};
const reference = (type: string, name: string) => new RegExp(`^\\$\\{${type}\\.${name}_\\w+\\.`);

test("creates an application, its policy on the container's project, and its key after the policy", () => {
  const json = synth(add().stack);
  expect(only(json, "scaleway_iam_application")).toEqual({ name: "api-shop" });
  expect(only(json, "scaleway_iam_policy")).toEqual({
    name: "api-shop",
    application_id: expect.stringMatching(reference("scaleway_iam_application", "api_shop_Application")),
    rule: [
      {
        project_ids: ["${scaleway_container_namespace.api_Namespace_E1986080.project_id}"],
        permission_set_names: ["ContainersPrivateAccess"],
      },
    ],
  });
  expect(only(json, "scaleway_iam_api_key")).toEqual({
    application_id: expect.stringMatching(reference("scaleway_iam_application", "api_shop_Application")),
    expires_at: "2099-01-31T00:00:00Z",
    depends_on: [expect.stringMatching(/^scaleway_iam_policy\.api_shop_Policy_\w+$/)],
  });
  expect(json["resource"]).not.toHaveProperty("scaleway_container_token");
});

test("emits name and description on all three, as they are written", () => {
  const json = synth(add({ ...EXPIRY, name: "shop ${x}", description: "Calls %{api}" }).stack);
  const shown = { name: "shop $${x}", description: "Calls %%{api}" };
  expect(only(json, "scaleway_iam_application")).toMatchObject(shown);
  expect(only(json, "scaleway_iam_policy")).toMatchObject(shown);
  expect(only(json, "scaleway_iam_api_key")["description"]).toBe(shown.description);
});

test("is for the project of a shared namespace", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shared");
  new ServerlessContainer(stack, "api", { ...minimal, namespace }).addToken("shop", EXPIRY);
  expect(JSON.stringify(only(synth(stack), "scaleway_iam_policy"))).toMatch(
    /\$\{scaleway_container_namespace\.shared_\w+\.project_id\}/,
  );
});

test("does not replace the key along with the namespace: the key refers to nothing of it", () => {
  expect(JSON.stringify(only(synth(add().stack), "scaleway_iam_api_key"))).not.toContain("container_namespace");
});

describe("secretKey", () => {
  test("goes into another container's secrets", () => {
    const { stack, token } = add();
    const shop = new ServerlessContainer(stack, "shop", minimal);
    shop.addSecret("API_TOKEN", token.secretKey);
    const containers = synth(stack)["resource"].scaleway_container as Record<string, Record<string, object>>;
    expect(Object.values(containers)[1]!["secret_environment_variables"]).toEqual({
      API_TOKEN: expect.stringMatching(/^\$\{scaleway_iam_api_key\.api_shop_\w+\.secret_key\}$/),
    });
  });

  test("goes into a container of another stack, as a sensitive output", () => {
    const app = newApp();
    const one = new ScalewayStack(app, "one", { region: "fr-par" });
    const token = new ServerlessContainer(one, "api", minimal).addToken("shop", EXPIRY);
    const two = new ScalewayStack(app, "two", { region: "fr-par" });
    new ServerlessContainer(two, "shop", { ...minimal, secretEnvironmentVariables: { API_TOKEN: token.secretKey } });
    expect(only(synth(two), "scaleway_container")["secret_environment_variables"].API_TOKEN).toMatch(
      /^\$\{data\.terraform_remote_state\..*secret_key\}$/,
    );
    const outputs = Object.entries(synth(one)["output"] as Record<string, { sensitive?: boolean }>);
    expect(outputs.find(([name]) => name.endsWith("secret_key"))?.[1].sensitive).toBe(true);
  });

  test("goes into a sensitive output", () => {
    const { stack, token } = add();
    // #region output
    new TerraformOutput(stack, "prices_token", { value: token.secretKey.unsafeUnwrap(stack), sensitive: true });
    // #endregion
    expect(synth(stack)["output"].prices_token).toEqual({
      value: expect.stringMatching(/^\$\{scaleway_iam_api_key\.api_shop_\w+\.secret_key\}$/),
      sensitive: true,
    });
  });

  test("is refused as the value of an output, which would be empty", () => {
    const { stack, token } = add();
    new TerraformOutput(stack, "token", { value: token.secretKey, sensitive: true });
    expect(issuesOf(() => synth(stack))).toEqual([
      "output.token: is a SecretValue; give what its unsafeUnwrap(stack) returns, and sensitive: true",
    ]);
  });

  test("goes into Secret Manager, with storeIn", () => {
    const json = synth(add({ ...EXPIRY, storeIn: { secretName: "token-${x}", path: "/shop" } }).stack);
    expect(only(json, "scaleway_secret")).toEqual({ name: "token-$${x}", path: "/shop", region: "fr-par" });
    expect(only(json, "scaleway_secret_version")).toEqual({
      secret_id: expect.stringMatching(/^\$\{scaleway_secret\.api_shop_Secret_\w+\.id\}$/),
      data: expect.stringMatching(/^\$\{scaleway_iam_api_key\.api_shop_\w+\.secret_key\}$/),
      region: "fr-par",
    });
  });

  test("goes into Secret Manager of the container's region, when the stack has none", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway", {});
    const container = new ServerlessContainer(stack, "api", { ...minimal, region: "nl-ams" });
    new AccessToken(stack, "shop", { container, ...EXPIRY, storeIn: { secretName: "token" } });
    expect(only(synth(stack), "scaleway_secret")["region"]).toBe("nl-ams");
  });

  test("shows a placeholder as text; accessKey and headerName are no secrets", () => {
    const { token } = add();
    expect(String(token.secretKey)).toContain("not readable as text");
    expect(token.headerName).toBe("X-Auth-Token");
    expect(token.accessKey).toContain("TfToken");
  });
});

describe("expiresAt", () => {
  test.each(["2099-01-31T00:00:00Z", "2099-01-31T23:59:59.5+02:00", new Date(Date.now() + 60_000).toISOString()])(
    "creates a key, when it is %s",
    (expiresAt) => {
      expect(only(synth(add({ expiresAt }).stack), "scaleway_iam_api_key")["expires_at"]).toBe(expiresAt);
    },
  );

  test.each([
    ["2020-01-31T00:00:00Z", "is in the past; write a later moment"],
    [new Date(Date.now() - 1000).toISOString(), "is in the past"],
    ["2099-01-31", "is no time in RFC 3339; write it as 2030-01-31T00:00:00Z"],
    ["2099-01-31T00:00Z", "is no time in RFC 3339"],
    ["2099-01-31T00:00:00", "is no time in RFC 3339"],
    ["2099-02-30T00:00:00Z", "is no time in RFC 3339"],
    ["in a year", "is no time in RFC 3339"],
    ["", "is no time in RFC 3339"],
    [4_000_000_000, "is a number, not text; write it as 2030-01-31T00:00:00Z"],
    [new Date(), "is an object, not text"],
  ])("fails, when it is %s", (expiresAt, says) => {
    expect(issuesOf(() => add({ expiresAt: expiresAt as string }))).toEqual([expect.stringContaining(says)]);
  });
});

describe("warns", () => {
  const told = (options: AccessTokenOptions, props: object) =>
    warnings(add(options, props).stack).map(({ path, id }) => `${path}: ${id ?? ""}`);

  test("of a token without expiry", () => {
    expect(told({}, {})).toEqual(["stack/api/shop: token-without-expiry"]);
  });

  test("of a token of a public container, which answers without it", () => {
    expect(told(EXPIRY, { privacy: "public" })).toEqual(["stack/api/shop: token-of-public-container"]);
  });

  test("of a token that expires within 30 days", () => {
    const inDays = (days: number) => ({ expiresAt: new Date(Date.now() + days * 24 * 3600 * 1000).toISOString() });
    expect(told(inDays(29.9), {})).toEqual(["stack/api/shop: token-expires-soon"]);
    expect(warnings(add(inDays(2.5)).stack)[0]!.message).toContain("stops working within 3 days");
    expect(told(inDays(30.1), {})).toEqual([]);
  });

  test("of nothing, when it expires and the container is private", () => {
    expect(told(EXPIRY, {})).toEqual([]);
  });
});

test.each([
  ["container: is a string; give a ServerlessContainer", { container: "api" }],
  ["container: has no known project", { container: undefined }],
  ["storeIn.secretName: is missing", { storeIn: {} }],
  ['storeIn.path: "shop" does not start with /', { storeIn: { secretName: "x", path: "shop" } }],
  ["storeIn: props must be an object, not a string", { storeIn: Lazy.stringValue({ produce: () => "x" }) }],
  ["container: is an object; give a ServerlessContainer", { container: { containerId: "x" } }],
  ["storeIn.secretName: is empty", { storeIn: { secretName: "" } }],
  ["expires: is not a known prop", { expires: "2099-01-31T00:00:00Z" }],
])("fails with %s", (says, props) => {
  const stack = newStack();
  const container = says.includes("project")
    ? ServerlessContainer.fromAttributes(stack, "o", { containerId: "fr-par/11111111-1111-1111-1111-111111111111" })
    : new ServerlessContainer(stack, "api", minimal);
  const given = { container, ...Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) };
  expect(issuesOf(() => new AccessToken(stack, "shop", given as never))).toEqual([expect.stringContaining(says)]);
  expect(stack.node.tryFindChild("shop")).toBeUndefined();
});

test.each([
  ["a string", "hunter2"],
  ["null", null],
  ["a list", ["x"]],
])("fails with one problem, when the options are %s", (kind, options) => {
  const { api } = add();
  expect(issuesOf(() => api.addToken("other", options as never))).toEqual([`: props must be an object, not ${kind}`]);
});

describe("in one stack", () => {
  test("fails, when two tokens are stored under one name", () => {
    const { stack, api } = add({ ...EXPIRY, storeIn: { secretName: "token" } });
    api.addToken("other", { ...EXPIRY, storeIn: { secretName: "token", path: "/elsewhere" } });
    synth(stack);
    api.addToken("again", { ...EXPIRY, storeIn: { secretName: "token", path: "/" } });
    expect(issuesOf(() => synth(stack))).toEqual([
      "secret./token: is made 2 times, by stack/api/shop/Secret and stack/api/again/Secret; store each token under a name of its own",
    ]);
  });

  test("takes 10 tags, and fails at 11, which IAM refuses", () => {
    const tagged = (count: number) => {
      const tags = Array.from({ length: count }, (_, index) => `tag-${index}`);
      const stack = new ScalewayStack(newApp(), "stack", { region: "fr-par", tags });
      new ServerlessContainer(stack, "api", minimal).addToken("shop", EXPIRY);
      return stack;
    };
    synth(tagged(10));
    expect(issuesOf(() => synth(tagged(11)))).toEqual([
      "stack/api/shop/Application: has 11 tags; IAM takes at most 10, so give the stack fewer",
    ]);
  });
});

test("has a name of its own, when the default would be too long", () => {
  const { api } = add(EXPIRY, { name: "a".repeat(34) });
  const id = "b".repeat(30);
  expect(issuesOf(() => api.addToken(id, EXPIRY))).toEqual([
    expect.stringContaining("has 65 characters, more than 64"),
  ]);
  expect(api.addToken(id, { ...EXPIRY, name: "short" }).name).toBe("short");
});
