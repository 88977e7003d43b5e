import { Lazy, Op, TerraformVariable, Token, type IResolvable } from "cdktf";
import { type ScalewayStack, SecretValue, ServerlessContainer } from "../../lib";
import { ENVIRONMENT_LIMITS } from "../../lib/facts/limits";
import { plaintextSecrets, resources, synth, warnings } from "../../lib/testing";
import { codesOf } from "../helpers/issues";
import { minimal, newStack } from "../helpers/synth";

const password = SecretValue.variable("password");
const host = Lazy.stringValue({ produce: () => "${scaleway_rdb_instance.db.endpoint_ip}" });
/** A map or a list in every form of a token: those of variables, and those of functions that produce a value at synth. */
const { value: map } = new TerraformVariable(newStack(), "map", { type: "map(string)" });
const { listValue: list } = new TerraformVariable(newStack(), "list", { type: "list(string)" });
const lazyMap = Lazy.anyValue({
  produce: () => ({ 'a "b"': ['$${x} "${var.x["k"]}" \\', 1, undefined], c: undefined }),
});
const port = Token.asNumber(Op.add(5431, 1));

/** What a container receives as its secret A. */
function deployed(secret: SecretValue, stack = newStack()): unknown {
  new ServerlessContainer(stack, "api", { ...minimal, secretEnvironmentVariables: { A: secret } });
  const [container] = resources(synth(stack), "scaleway_container");
  return (container?.["secret_environment_variables"] as { A: unknown }).A;
}

describe("SecretValue.template", () => {
  test("joins text, tokens and secrets", () => {
    const secret = SecretValue.template`postgresql://app:${password}@${host}:${port}/app?a=%20${"b"}`;
    expect(deployed(secret)).toBe(
      "postgresql://app:${var.password}@${scaleway_rdb_instance.db.endpoint_ip}:${(5431 + 1)}/app?a=%20b",
    );
    expect(SecretValue.isSecretValue(secret)).toBe(true);
    expect(`${String(secret)} ${JSON.stringify(secret)}`).not.toContain("postgresql");
  });

  test("accepts secrets of every source, also composed ones", () => {
    const parts = [
      SecretValue.secretManager("db-password"),
      SecretValue.reference(host),
      SecretValue.template`<${password}>`,
    ] as const;
    expect(deployed(SecretValue.template`${parts[0]}-${parts[1]}-${parts[2]}`)).toMatch(
      /^\$\{base64decode\(data\.scaleway_secret_version\.[\w-]+\.data\)\}-\$\{scaleway_rdb_instance\.db\.endpoint_ip\}-<\$\{var\.password\}>$/,
    );
  });

  test("escapes the templates of Terraform in its text", () => {
    expect(deployed(SecretValue.template`\${a}%{b}$${password}`)).toBe('$${a}%%{b}${"$"}${var.password}');
  });

  test("creates the variable in the stack that uses the secret", () => {
    const secret = SecretValue.template`x${password}`;
    const [first, second] = [newStack("fr-par", "first"), newStack("fr-par", "second")];
    deployed(secret, first);
    deployed(secret, second);
    for (const stack of [first, second]) expect(Object.keys(synth(stack).variable as object)).toEqual(["password"]);
  });

  test.each<[string, () => unknown, string]>([
    ["an object", () => SecretValue.template`${password}${{} as never}`, "wrong-type values.1"],
    ["undefined", () => SecretValue.template`${password}${undefined as never}`, "missing values.1"],
    ["a Promise", () => SecretValue.template`${Promise.resolve("x") as never}${password}`, "wrong-type values.0"],
    ["a secret as text", () => SecretValue.template`${password}${String(password)}`, "secret-as-text values.1"],
    ["a part of a token", () => SecretValue.template`${password}${host.slice(8)}`, "broken-token values.1"],
    ["arithmetic on a token", () => SecretValue.template`${password}${port * 2}`, "token-arithmetic values.1"],
    ["NaN", () => SecretValue.template`${password}${NaN}`, "wrong-type values.1"],
    ["a list token", () => SecretValue.template`${password}${list as never}`, "wrong-type values.1"],
    ["a map token", () => SecretValue.template`${Token.asStringMap(map) as never}`, "wrong-type values.0"],
    ["no secret", () => SecretValue.template`postgresql://app:hunter2@${"db"}`, "not-a-secret"],
  ])("rejects %s", (_, act, code) => {
    expect(codesOf(act)).toEqual([code]);
  });
});

describe("SecretValue.base64", () => {
  test("encodes a secret, for example for basic authentication", () => {
    const credentials = SecretValue.base64(SecretValue.template`app:${password}`);
    expect(deployed(SecretValue.template`Basic ${credentials}`)).toBe('Basic ${base64encode("app:${var.password}")}');
  });

  test("encodes a secret with several lines, which has no warning then", () => {
    const stack = newStack();
    const lines = SecretValue.template`-----BEGIN\n${password}\n`;
    deployed(SecretValue.base64(lines), stack);
    expect(warnings(stack)).toEqual([]);
    const other = newStack();
    deployed(lines, other);
    expect(warnings(other).map(({ id }) => id)).toEqual(["multi-line-secret"]);
  });

  test.each([["text"], [undefined], [host], [{}]])("rejects %j, which is not a SecretValue", (value) => {
    expect(codesOf(() => SecretValue.base64(value as never))).toEqual(["not-a-secret secret"]);
  });

  test.each([[host], [map], [list]])("suggests SecretValue.reference for the token %#", (token) => {
    expect(() => SecretValue.base64(token as never)).toThrow("SecretValue.reference(");
  });
});

describe("SecretValue.urlEncode", () => {
  test("encodes a secret for a URL, with a space that every part of a URL decodes", () => {
    const url = SecretValue.template`postgresql://app:${SecretValue.urlEncode(password)}@${host}:${port}/app`;
    expect(deployed(url)).toBe(
      'postgresql://app:${replace(urlencode(var.password), "+", "%20")}@${scaleway_rdb_instance.db.endpoint_ip}:${(5431 + 1)}/app',
    );
  });

  test("encodes a secret that looks like the hash of a secret, which is accepted then", () => {
    const hash = SecretValue.template`$argon2id${password}`;
    expect(() => deployed(hash)).toThrow("$argon2id");
    expect(() => deployed(SecretValue.urlEncode(hash))).not.toThrow();
  });

  test("counts the encoded text of a literal", () => {
    const { max } = ENVIRONMENT_LIMITS.secretBytes;
    const characters = ["!", "'", "(", ")", "*", " ", "+", "/", "é"];
    const bytes = [3, 3, 3, 3, 3, 3, 3, 3, 6];
    for (const [index, character] of characters.entries()) {
      const encoded = SecretValue.urlEncode(SecretValue.template`${character}${password}`);
      const fill = (length: number) => SecretValue.template`${encoded}${"a".repeat(max - bytes[index]! + length)}`;
      expect(() => deployed(fill(0))).not.toThrow();
      expect(codesOf(() => deployed(fill(1)))).toEqual(["too-long secretEnvironmentVariables.A"]);
    }
  });

  test("is plain text if the secret is", () => {
    const stack = newStack();
    deployed(SecretValue.urlEncode(SecretValue.unsafePlainText("p@ss")), stack);
    expect(warnings(stack).map(({ id }) => id)).toEqual(["plain-text-secret"]);
    expect(plaintextSecrets(synth(stack)).map(({ attribute }) => attribute)).toEqual([
      "secret_environment_variables.A",
    ]);
  });

  test.each([["text"], [undefined], [host], [{}]])("rejects %j, which is not a SecretValue", (value) => {
    expect(codesOf(() => SecretValue.urlEncode(value as never))).toEqual(["not-a-secret secret"]);
  });
});

describe("SecretValue.reference", () => {
  test("accepts a token that is an object, such as the value of a variable", () => {
    const stack = newStack();
    const { value } = new TerraformVariable(stack, "any", {});
    expect(deployed(SecretValue.reference(value as never), stack)).toBe("${var.any}");
  });

  test.each([
    ["a list", list],
    ["a map", Token.asStringMap(map)],
  ])("rejects %s", (_, token) => {
    expect(codesOf(() => SecretValue.reference(token as never))).toEqual(["wrong-type token"]);
  });
});

describe("SecretValue.json", () => {
  test.each<[string, (variable: TerraformVariable) => unknown]>([
    ["an object", ({ value }) => value as unknown],
    ["a text", ({ stringValue }) => stringValue],
    ["the placeholder of a map", ({ value }) => Token.asStringMap(value as IResolvable)],
  ])("encodes the token of a whole map that is %s", (_, tokenOf) => {
    const stack = newStack();
    const token = tokenOf(new TerraformVariable(stack, "map", { type: "map(string)" }));
    const { listValue } = new TerraformVariable(stack, "list", { type: "list(string)" });
    expect(deployed(SecretValue.json({ map: token, list: listValue, password }), stack)).toBe(
      '${jsonencode({"map" = var.map, "list" = var.list, "password" = var.password})}',
    );
    const other = newStack();
    const whole = tokenOf(new TerraformVariable(other, "map", { type: "map(string)" }));
    expect(deployed(SecretValue.json(whole as never), other)).toBe("${jsonencode(var.map)}");
  });

  test("encodes a text that is produced at synth, with quotes outside and inside its code", () => {
    const text = Lazy.stringValue({ produce: () => 'say "${var.x["k"]}" \\' });
    expect(deployed(SecretValue.json({ text, password }))).toBe(
      '${jsonencode({"text" = "say \\"${var.x["k"]}\\" \\\\", "password" = var.password})}',
    );
  });

  test("encodes a value that is produced at synth, whose texts are templates", () => {
    expect(deployed(SecretValue.json([lazyMap]))).toBe(
      '${jsonencode([{"a \\"b\\"" = ["$${x} \\"${var.x["k"]}\\" \\\\", 1]}])}',
    );
  });

  test("encodes an object with secrets and tokens", () => {
    const secret = SecretValue.json({ user: 'a"pp${x}', password, list: [host, port, null, true, 1.5] });
    expect(deployed(secret)).toBe(
      '${jsonencode({"user" = "a\\"pp$${x}", "password" = var.password, "list" = [scaleway_rdb_instance.db.endpoint_ip, (5431 + 1), null, true, 1.5]})}',
    );
  });

  test.each<[string, unknown, string]>([
    ["a function", { a: password, b: () => 1 }, "wrong-type b"],
    ["undefined", { a: { b: undefined }, c: password }, "missing a.b"],
    ["a Date", [password, new Date(0)], "wrong-type 1"],
    ["a secret as text", { a: password, b: `x${String(password)}` }, "secret-as-text b"],
    ["a part of a token", { a: password, b: [host.slice(8)] }, "broken-token b.0"],
    [
      "a secret as text in a key",
      { a: password, [`x${String(password)}`]: 1 },
      expect.stringMatching(/^secret-as-text /),
    ],
    ["a part of a token in a key", { a: password, [host.slice(8)]: 1 }, expect.stringMatching(/^broken-token /)],
    ["no secret", { a: "hunter2" }, "not-a-secret"],
  ])("rejects %s", (_, value, code) => {
    expect(codesOf(() => SecretValue.json(value as never))).toEqual([code]);
  });

  test("rejects an object that contains itself", () => {
    const value: Record<string, unknown> = { password };
    value["self"] = value;
    expect(codesOf(() => SecretValue.json(value as never))[0]).toMatch(/^wrong-type self\.self/);
  });
});

describe("the rules for secrets", () => {
  test.each([
    ["too large", SecretValue.template`${"x".repeat(65_537)}${password}`, "too-long secretEnvironmentVariables.A"],
    ["a hash of argon2", SecretValue.template`$argon2id${password}`, "argon2-prefix secretEnvironmentVariables.A"],
  ])("also hold for the text of a composed secret: %s", (_, secret, code) => {
    expect(codesOf(() => deployed(secret))).toEqual([code]);
  });

  test("a literal inside a composed secret has a warning", () => {
    const stack: ScalewayStack = newStack();
    deployed(SecretValue.template`${password}${SecretValue.base64(SecretValue.unsafePlainText("x"))}`, stack);
    expect(warnings(stack).map(({ id }) => id)).toEqual(["plain-text-secret"]);
  });

  test("a composed secret is no plain text in the configuration", () => {
    const stack = newStack();
    deployed(SecretValue.template`postgresql://app:${password}@db/app`, stack);
    expect(plaintextSecrets(synth(stack))).toEqual([]);
  });

  test("a header accepts a composed secret, and is sensitive", () => {
    const stack = newStack();
    const container = new ServerlessContainer(stack, "api", minimal);
    container.addSchedule("nightly", {
      schedule: "0 2 * * *",
      headers: { Authorization: SecretValue.template`Bearer ${password}` },
    });
    const [trigger] = resources(synth(stack), "scaleway_container_trigger");
    expect(trigger).toMatchObject({ cron: { headers: { Authorization: '${sensitive("Bearer ${var.password}")}' } } });
  });
});
