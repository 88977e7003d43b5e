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
import { codeAndPath, codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth } from "../helpers/synth";

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

test("sets name and description on all three resources, escaped", () => {
  const json = synth(add({ ...EXPIRY, name: "shop (x)", description: "Calls %{api} ${x}" }).stack);
  const shown = { name: "shop (x)", description: "Calls %%{api} $${x}" };
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

test("does not replace the key with the namespace, because the key does not refer to it", () => {
  expect(JSON.stringify(only(synth(add().stack), "scaleway_iam_api_key"))).not.toContain("container_namespace");
});

describe("secretKey", () => {
  test("can be a secret of another container", () => {
    const { stack, token } = add();
    const shop = new ServerlessContainer(stack, "shop", minimal);
    shop.addSecret("API_TOKEN", token.secretKey);
    const containers = synth(stack)["resource"].scaleway_container as Record<string, Record<string, object>>;
    expect(Object.values(containers)[1]!["secret_environment_variables"]).toEqual({
      API_TOKEN: expect.stringMatching(/^\$\{scaleway_iam_api_key\.api_shop_\w+\.secret_key\}$/),
    });
  });

  test("can be a secret in another stack, through a sensitive output", () => {
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

  test("can be a sensitive output", () => {
    const { stack, token } = add();
    // #region output
    new TerraformOutput(stack, "prices_token", { value: token.secretKey.unsafeUnwrap(stack), sensitive: true });
    // #endregion
    expect(synth(stack)["output"].prices_token).toEqual({
      value: expect.stringMatching(/^\$\{scaleway_iam_api_key\.api_shop_\w+\.secret_key\}$/),
      sensitive: true,
    });
  });

  test("is rejected as the value of an output, which would be empty", () => {
    const { stack, token } = add();
    new TerraformOutput(stack, "token", { value: token.secretKey, sensitive: true });
    expect(codesOf(() => synth(stack))).toEqual(["secret-not-accepted output.token"]);
  });

  test("is stored in Secret Manager with storeIn", () => {
    const json = synth(add({ ...EXPIRY, storeIn: { secretName: "token", path: "/shop/${x}" } }).stack);
    expect(only(json, "scaleway_secret")).toEqual({ name: "token", path: "/shop/$${x}", region: "fr-par" });
    expect(only(json, "scaleway_secret_version")).toEqual({
      secret_id: expect.stringMatching(/^\$\{scaleway_secret\.api_shop_Secret_\w+\.id\}$/),
      data: expect.stringMatching(/^\$\{scaleway_iam_api_key\.api_shop_\w+\.secret_key\}$/),
      region: "fr-par",
    });
  });

  test("is stored in the region of the container if the stack has none", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway", {});
    const container = new ServerlessContainer(stack, "api", { ...minimal, region: "nl-ams" });
    new AccessToken(stack, "shop", { container, ...EXPIRY, storeIn: { secretName: "token" } });
    expect(only(synth(stack), "scaleway_secret")["region"]).toBe("nl-ams");
  });

  test("is a placeholder as text; accessKey and headerName are not secrets", () => {
    const { token } = add();
    expect(String(token.secretKey)).toContain("not readable as text");
    expect(token.headerName).toBe("X-Auth-Token");
    expect(token.accessKey).toContain("TfToken");
  });
});

describe("expiresAt", () => {
  test.each(["2099-01-31T00:00:00Z", "2099-01-31T23:59:59.5+02:00", new Date(Date.now() + 60_000).toISOString()])(
    "creates a key if it is %s",
    (expiresAt) => {
      expect(only(synth(add({ expiresAt }).stack), "scaleway_iam_api_key")["expires_at"]).toBe(expiresAt);
    },
  );

  test.each([
    ["expired", "2020-01-31T00:00:00Z"],
    ["expired", new Date(Date.now() - 1000).toISOString()],
    ["invalid-format", "2099-01-31"],
    ["invalid-format", "2099-01-31T00:00Z"],
    ["invalid-format", "2099-01-31T00:00:00"],
    ["invalid-format", "2099-02-30T00:00:00Z"],
    ["invalid-format", "in a year"],
    ["invalid-format", ""],
    ["wrong-type", 4_000_000_000],
    ["wrong-type", new Date()],
  ])("fails with %s if it is %s", (code, expiresAt) => {
    expect(codesOf(() => add({ expiresAt: expiresAt as string }))).toEqual([`${code} expiresAt`]);
  });
});

describe("warns", () => {
  const warningsFor = (options: AccessTokenOptions, props: object) =>
    warnings(add(options, props).stack).map(({ path, id }) => `${path}: ${id ?? ""}`);

  test("about a token without expiry", () => {
    expect(warningsFor({}, {})).toEqual(["stack/api/shop: token-without-expiry"]);
  });

  test("about a token of a public container, which answers without it", () => {
    expect(warningsFor(EXPIRY, { privacy: "public" })).toEqual(["stack/api/shop: token-of-public-container"]);
  });

  test("about a token that expires within 30 days", () => {
    const inDays = (days: number) => ({ expiresAt: new Date(Date.now() + days * 24 * 3600 * 1000).toISOString() });
    expect(warningsFor(inDays(29.9), {})).toEqual(["stack/api/shop: token-expires-soon"]);
    expect(warnings(add(inDays(2.5)).stack)[0]!.message).toContain("3 days");
    expect(warningsFor(inDays(30.1), {})).toEqual([]);
  });

  test("about nothing if it expires and the container is private", () => {
    expect(warningsFor(EXPIRY, {})).toEqual([]);
  });
});

test.each([
  ["wrong-type container", { container: "api" }],
  ["missing storeIn.secretName", { storeIn: {} }],
  ["invalid-format storeIn.secretName", { storeIn: { secretName: "a b" } }],
  ["invalid-format storeIn.path", { storeIn: { secretName: "x", path: "shop" } }],
  ["wrong-type storeIn", { storeIn: Lazy.stringValue({ produce: () => "x" }) }],
  ["wrong-type container", { container: { containerId: "x" } }],
  ["empty storeIn.secretName", { storeIn: { secretName: "" } }],
  ["unknown-prop expires", { expires: "2099-01-31T00:00:00Z" }],
])("fails with %s", (code, props) => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", minimal);
  expect(codesOf(() => new AccessToken(stack, "shop", { container, ...props } as never))).toEqual([code]);
  expect(stack.node.tryFindChild("shop")).toBeUndefined();
});

test("fails if the project of an imported container is not given", () => {
  const stack = newStack();
  const containerId = "fr-par/11111111-1111-1111-1111-111111111111";
  const container = ServerlessContainer.fromAttributes(stack, "other", { containerId });
  expect(codesOf(() => new AccessToken(stack, "shop", { container }))).toEqual(["unknown-project container"]);
  expect(stack.node.tryFindChild("shop")).toBeUndefined();
});

test.each([
  ["a string", "hunter2"],
  ["null", null],
  ["a list", ["x"]],
])("fails with one problem if the options are %s", (kind, options) => {
  const { api } = add();
  const error = validationError(() => api.addToken("other", options as never));
  expect(error.issues.map(codeAndPath)).toEqual(["wrong-type"]);
  expect(error.message).toContain(kind);
  expect(error.message).not.toContain("hunter2");
});

describe("in one stack", () => {
  test("fails if two tokens are stored under the same name", () => {
    const { stack, api } = add({ ...EXPIRY, storeIn: { secretName: "token" } });
    api.addToken("other", { ...EXPIRY, storeIn: { secretName: "token", path: "/elsewhere" } });
    synth(stack);
    api.addToken("again", { ...EXPIRY, storeIn: { secretName: "token", path: "/" } });
    const error = validationError(() => synth(stack));
    expect(error.issues.map(codeAndPath)).toEqual(["duplicate-name secret./token"]);
    expect(error.message).toMatch(/stack\/api\/shop\/Secret.*stack\/api\/again\/Secret/);
  });

  test("accepts 10 tags, and fails at 11, which IAM rejects", () => {
    const tagged = (count: number) => {
      const tags = Array.from({ length: count }, (_, index) => `tag-${index}`);
      const stack = new ScalewayStack(newApp(), "stack", { region: "fr-par", tags });
      new ServerlessContainer(stack, "api", minimal).addToken("shop", EXPIRY);
      return stack;
    };
    synth(tagged(10));
    const error = validationError(() => synth(tagged(11)));
    expect(error.issues.map(codeAndPath)).toEqual(["too-many stack/api/shop/Application"]);
    expect(error.message).toMatch(/\b11\b.*\b10\b/);
  });

  test("tags the application, the policy and the stored secret", () => {
    const { stack } = add({ ...EXPIRY, tags: ["team=shop"], storeIn: { secretName: "token" } });
    const json = synth(stack);
    for (const type of ["scaleway_iam_application", "scaleway_iam_policy", "scaleway_secret"]) {
      expect(only(json, type)["tags"]).toEqual(["team=shop"]);
    }
    expect(only(synth(add().stack), "scaleway_iam_policy")).not.toHaveProperty("tags");
  });

  test("counts the tags of the token and of the stack together, without doubles", () => {
    const tags = Array.from({ length: 6 }, (_, index) => `tag-${index}`);
    const taggedWith = (own: readonly string[]) => {
      const stack = new ScalewayStack(newApp(), "stack", { region: "fr-par", tags });
      new ServerlessContainer(stack, "api", minimal).addToken("shop", { ...EXPIRY, tags: own });
      return stack;
    };
    synth(taggedWith(tags));
    expect(codesOf(() => synth(taggedWith(tags.map((tag) => `own-${tag}`))))).toEqual([
      "too-many stack/api/shop/Application",
    ]);
  });
});

test("has a custom name if the default would be too long", () => {
  const { api } = add(EXPIRY, { name: "a".repeat(34) });
  const id = "b".repeat(30);
  const error = validationError(() => api.addToken(id, EXPIRY));
  expect(error.issues.map(codeAndPath)).toEqual(["too-long name"]);
  expect(error.message).toMatch(/\b65\b.*\b64\b/);
  expect(api.addToken(id, { ...EXPIRY, name: "short" }).name).toBe("short");
});
