import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { inspect } from "node:util";
import { DefaultTokenResolver, StringConcat, TerraformStack, TerraformVariable, Token, Tokenization } from "cdktf";
import {
  ContainerNamespace,
  MnqSource,
  SecretValue,
  ServerlessContainer,
  ValidationError,
  acknowledgeWarning,
  type SecretManagerOptions,
  type ServerlessContainerProps,
} from "../../lib";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth, type Json } from "../helpers/synth";

const PLANTED = "hunter2-planted";

const secretsOf = (secretEnvironmentVariables: Record<string, SecretValue>, stack = newStack()): Json => {
  new ServerlessContainer(stack, "api", { ...minimal, secretEnvironmentVariables });
  const json = synth(stack);
  return { json, secrets: only(json, "scaleway_container")["secret_environment_variables"] };
};

test.each([
  ["/a/b", "/a--b"],
  ["/a:3", "/a"],
])("reads two secrets of the paths %s and %s apart", (first, second) => {
  const { json } = secretsOf({
    ONE: SecretValue.secretManager("key", { path: first }),
    TWO: SecretValue.secretManager("key", { path: second, revision: "3" }),
  });
  const paths = Object.values(json.data.scaleway_secret as Record<string, Json>).map(({ path }) => path as string);
  expect(paths.sort()).toEqual([first, second].sort());
});

test("accepts names that every JavaScript object has", () => {
  const { secrets } = secretsOf({
    ONE: SecretValue.variable("constructor"),
    TWO: SecretValue.secretManager("constructor"),
  });
  expect(secrets).toEqual({ ONE: "${var.constructor}", TWO: expect.stringMatching(/^\$\{base64decode\(data\./) });
});

test("does not display a literal if a construct that contains it is inspected", () => {
  const stack = newStack();
  const secret = SecretValue.unsafePlainText(PLANTED);
  const api = new ServerlessContainer(stack, "api", { ...minimal, secretEnvironmentVariables: { A: secret } });
  const connection = { queueUrl: "https://a/b", endpoint: "https://a", accessKey: secret, secretKey: secret };
  const trigger = api.addTrigger("orders", { source: MnqSource.sqs(connection) });
  const schedule = api.addSchedule("nightly", { schedule: "0 2 * * *", headers: { "X-Key": secret } });
  for (const each of [api, trigger, schedule, api.namespace]) expect(inspect(each)).not.toContain(PLANTED);
});

describe("variable", () => {
  test("creates one sensitive variable per stack, however often it is used", () => {
    const stack = newStack();
    const url = () => SecretValue.variable("database_url");
    const namespace = new ContainerNamespace(stack, "shop", { secretEnvironmentVariables: { URL: url() } });
    new ServerlessContainer(stack, "a1", { ...minimal, namespace, secretEnvironmentVariables: { URL: url() } });
    new ServerlessContainer(stack, "b1", { ...minimal, namespace, secretEnvironmentVariables: { OTHER: url() } });
    const json = synth(stack);
    expect(json["variable"]).toEqual({
      database_url: {
        type: "string",
        sensitive: true,
        nullable: false,
        validation: [
          {
            condition: '${length(var.database_url) > 0 && !startswith(var.database_url, "$argon2id")}',
            error_message: expect.stringContaining("Set TF_VAR_database_url."),
          },
        ],
      },
    });
    expect(JSON.stringify(json).match(/\$\{var\.database_url\}/g)).toHaveLength(3);
  });

  test("is created in every stack that uses it", () => {
    const app = newApp();
    const secret = SecretValue.variable("key");
    for (const id of ["one", "two"]) {
      const stack = new TerraformStack(app, id);
      new ScalewayProvider(stack, "scaleway", {});
      expect(secretsOf({ KEY: secret }, stack as never)).toMatchObject({
        secrets: { KEY: "${var.key}" },
        json: { variable: { key: { sensitive: true } } },
      });
    }
  });

  test.each(["a", "_a", "A-1", "database_url"])("accepts the name %s", (name) => {
    expect(secretsOf({ X: SecretValue.variable(name) })["secrets"]).toEqual({ X: `\${var.${name}}` });
  });

  const reserved = "source count depends_on for_each lifecycle providers version locals".split(" ");
  test.each(["", "1a", "a.b", "a b", "ä", ...reserved])("rejects the name %j", (name) => {
    expect(codesOf(() => SecretValue.variable(name))).toEqual(["invalid-variable-name name"]);
  });

  test("fails at synth if the user has a variable with the same name", () => {
    const stack = newStack();
    new TerraformVariable(stack, "key", { type: "string" });
    new ServerlessContainer(stack, "api", {
      ...minimal,
      secretEnvironmentVariables: { KEY: SecretValue.variable("key") },
    });
    const { issues } = validationError(() => synth(stack));
    expect(issues).toMatchObject([{ code: "duplicate-name", path: "variable.key" }]);
    for (const owner of ["stack/key", "stack/SecretVariables/key"]) expect(issues[0]?.message).toContain(owner);
  });
});

describe("secretManager", () => {
  test("reads the secret by name, in the stack's region", () => {
    const { json, secrets } = secretsOf({ KEY: SecretValue.secretManager("mail-key") });
    const [[id, data]] = Object.entries(json.data.scaleway_secret_version as Json) as [[string, Json]];
    expect(data).toMatchObject({ secret_name: "mail-key", revision: "latest_enabled", region: "fr-par" });
    expect(secrets).toEqual({ KEY: `\${base64decode(data.scaleway_secret_version.${id}.data)}` });
  });

  test("reads a revision of a secret in a folder", () => {
    const options = { path: "/mail/out", revision: "3" };
    const { json } = secretsOf({ KEY: SecretValue.secretManager("dkim", options) });
    const [[id, secret]] = Object.entries(json.data.scaleway_secret as Json) as [[string, Json]];
    expect(secret).toMatchObject({ name: "dkim", path: "/mail/out", region: "fr-par" });
    expect(Object.values(json.data.scaleway_secret_version as Json)).toEqual([
      expect.objectContaining({ secret_id: `\${data.scaleway_secret.${id}.id}`, revision: "3" }),
    ]);
  });

  test("reads each secret once per stack", () => {
    const { json } = secretsOf({
      A: SecretValue.secretManager("one"),
      B: SecretValue.secretManager("one", { revision: "latest_enabled" }),
      C: SecretValue.secretManager("one", { revision: "2" }),
      D: SecretValue.secretManager("two"),
    });
    expect(Object.keys(json.data.scaleway_secret_version as Json)).toHaveLength(3);
  });

  test.each([
    [{ revision: "0" }, "invalid-format revision"],
    [{ revision: "" }, "empty revision"],
    [{ revision: 3 }, "wrong-type revision"],
    [{ path: "mail" }, "invalid-format path"],
    [{ region: "fr-par" }, "unknown-prop region"],
  ])("rejects the options %j", (options, issue) => {
    expect(codesOf(() => SecretValue.secretManager("x", options as SecretManagerOptions))).toEqual([issue]);
  });

  test("rejects an empty name", () => {
    expect(codesOf(() => SecretValue.secretManager(""))).toEqual(["empty name"]);
  });
});

describe("reference", () => {
  test("passes a token on, and text around one", () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "password", { type: "string", sensitive: true });
    const { secrets } = secretsOf(
      { A: SecretValue.reference(stringValue), B: SecretValue.reference(`pg://a:${stringValue}@db/%{x}`) },
      stack,
    );
    expect(secrets).toEqual({ A: "${var.password}", B: "pg://a:${var.password}@db/%%{x}" });
  });

  test("rejects a literal without displaying it", () => {
    const { issues, message } = validationError(() => SecretValue.reference(PLANTED));
    expect(issues).toMatchObject([{ code: "not-a-token", path: "token" }]);
    expect(message).not.toContain(PLANTED);
  });
});

describe("unsafePlainText", () => {
  test("is in the configuration, with its templates escaped", () => {
    expect(secretsOf({ A: SecretValue.unsafePlainText("${x} %{y}") })["secrets"]).toEqual({ A: "$${x} %%{y}" });
  });

  test("rejects a number", () => {
    expect(codesOf(() => SecretValue.unsafePlainText(5 as unknown as string))).toEqual(["wrong-type text"]);
  });
});

describe("a secret does not leak", () => {
  const resolve = (value: unknown): unknown => {
    const resolver = new DefaultTokenResolver(new StringConcat());
    return Tokenization.resolve(value, { scope: newStack(), resolver, preparing: false });
  };
  const ways: [string, (secret: SecretValue) => unknown][] = [
    ["String()", String],
    ["a template literal", (secret) => secret],
    ["concatenation", (secret) => (secret as unknown as string) + "!"],
    ["JSON.stringify", (secret) => JSON.stringify({ secret })],
    ["util.inspect", (secret) => inspect({ secret }, { depth: 9, showHidden: true })],
    ["Object.values", (secret) => inspect([...Object.entries(secret), Reflect.ownKeys(secret)], { showHidden: true })],
    ["structuredClone", (secret) => inspect(structuredClone(secret), { showHidden: true, depth: 9 })],
    ["a snapshot", (secret) => inspect(expect.objectContaining({ secret }), { depth: 9 })],
    ["valueOf", (secret) => inspect(secret.valueOf(), { showHidden: true })],
    ["token resolution", (secret) => inspect(resolve({ secret }), { depth: 9 })],
    ["Token.asString", (secret) => inspect(resolve(Token.asString(secret)), { depth: 9 })],
  ];

  test.each(ways)("through %s", (_, show) => {
    for (const secret of [SecretValue.unsafePlainText(PLANTED), SecretValue.secretManager(PLANTED)]) {
      expect(String(show(secret))).not.toContain(PLANTED);
    }
  });

  test("through console.log", () => {
    const stdout = new PassThrough();
    const secret = SecretValue.unsafePlainText(PLANTED);
    new Console({ stdout }).log(secret, { secret }, [secret], `%s %o %O %j`, secret, secret, secret, secret);
    const printed = String(stdout.read());
    expect(printed).toContain("SecretValue: not readable");
    expect(printed).not.toContain(PLANTED);
  });

  test.each<[string, Partial<Record<keyof ServerlessContainerProps, unknown>>]>([
    ["a wrong neighbour", { port: 0 }],
    ["text in the place of a secret", { secretEnvironmentVariables: { KEY: PLANTED } }],
    ["the secret in a plain variable", { environmentVariables: { KEY: SecretValue.unsafePlainText(PLANTED) } }],
    ["the secret as name", { name: SecretValue.unsafePlainText(PLANTED) }],
    ["the secret as image", { image: SecretValue.unsafePlainText(PLANTED) }],
    ["the secret in a list", { args: ["--key", SecretValue.unsafePlainText(PLANTED)] }],
    ["an object of secrets that is none", { secretEnvironmentVariables: [PLANTED] }],
    ["a plain variable that is too long", { environmentVariables: { KEY: PLANTED.repeat(9999) } }],
    [
      "a secret that is too long",
      { secretEnvironmentVariables: { KEY: SecretValue.unsafePlainText(PLANTED.repeat(9999)) } },
    ],
  ])("into the error for %s", (_, props) => {
    const wrong = { ...minimal, secretEnvironmentVariables: { OK: SecretValue.unsafePlainText(PLANTED) }, ...props };
    let thrown: unknown;
    try {
      new ServerlessContainer(newStack(), "api", wrong as ServerlessContainerProps);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ValidationError);
    expect(inspect(thrown, { depth: 9, showHidden: true }) + JSON.stringify(thrown)).not.toContain(PLANTED);
  });

  test("into cdk.tf.json if it comes from a variable", () => {
    const { json } = secretsOf({ KEY: SecretValue.variable("key") });
    expect(json.variable.key).not.toHaveProperty("default");
  });

  test("into warnings", () => {
    const stack = newStack();
    const api = new ServerlessContainer(stack, "api", {
      ...minimal,
      secretEnvironmentVariables: { KEY: SecretValue.unsafePlainText(`${PLANTED}\nsecond line`) },
    });
    acknowledgeWarning(api, "mutable-tag");
    synth(stack);
    const messages = api.node.metadata.map((entry) => String(entry.data)).join("\n");
    expect(messages).toContain("[plain-text-secret]");
    expect(messages).toContain("[multi-line-secret]");
    expect(messages).not.toContain(PLANTED);
  });
});

test("every text field rejects the placeholder of a secret that was converted to text", () => {
  const asText = `Bearer ${String(SecretValue.variable("token"))}`;
  const props: [string, Partial<ServerlessContainerProps>][] = [
    ["description", { description: asText }],
    ["args.0", { args: [asText] }],
    ["environmentVariables.A", { environmentVariables: { A: asText } }],
    ["registrySha256", { registrySha256: asText }],
  ];
  for (const [path, prop] of props) {
    expect(codesOf(() => new ServerlessContainer(newStack(), "api", { ...minimal, ...prop }))).toEqual([
      `secret-as-text ${path}`,
    ]);
  }
});

test("a string is not a SecretValue for the compiler, nor at run time", () => {
  // @ts-expect-error -- a string must not compile
  const secrets: Record<string, SecretValue> = { KEY: PLANTED };
  const { issues } = validationError(() => secretsOf(secrets));
  expect(issues).toMatchObject([{ code: "not-a-secret", path: "secretEnvironmentVariables.KEY" }]);
  expect(issues[0]?.message).toContain("SecretValue.variable(");
});

test("a secret field rejects a token and names the function that wraps it", () => {
  const stack = newStack();
  const { stringValue } = new TerraformVariable(stack, "password", { type: "string", sensitive: true });
  const secrets = { KEY: stringValue as unknown as SecretValue };
  const { issues } = validationError(() => secretsOf(secrets, stack));
  expect(issues).toMatchObject([{ code: "not-a-secret", path: "secretEnvironmentVariables.KEY" }]);
  expect(issues[0]?.message).toContain("SecretValue.reference(");
});
