import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { PlanReview } from "../../../lib/review/plan-review";
import { MASK, Secrets } from "../../../lib/review/plan/secrets";
import { change, container, planJson } from "../../helpers/plan-json";
import { propertyRuns } from "../../helpers/property-runs";

const masked = (secret: string, text: string) => {
  const secrets = new Secrets();
  secrets.add(secret);
  return secrets.mask(text);
};
const base64 = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");
const json = (text: string) => JSON.stringify(text);

/** Go's url.QueryEscape, as Terraform's urlencode. */
const queryEscape = (text: string) =>
  Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character) && byte < 128) return character;
    return byte === 0x20 ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
/** Go's url.PathEscape. */
const pathEscape = (text: string) =>
  queryEscape(text)
    .replaceAll("+", "%20")
    .replaceAll(/%(24|26|2B|3A|3D|40)/g, (code) => decodeURIComponent(code));
/** Terraform's jsonencode. */
const jsonEncode = (text: string) =>
  json(text).replaceAll(/[<>&\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);

const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  itself: (secret) => secret,
  urlencode: queryEscape,
  "urlencode in small letters": (secret) => queryEscape(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  "url.PathEscape": pathEscape,
  encodeURIComponent: (secret) => encodeURIComponent(secret),
  encodeURI: (secret) => encodeURI(secret),
  jsonencode: jsonEncode,
  "JSON.stringify": json,
  "JSON in ASCII": (secret) =>
    json(secret).replaceAll(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "jsonencode in jsonencode": (secret) => jsonEncode(jsonEncode(secret)),
  base64encode: (secret) => base64(secret),
  "base64encode without padding": (secret) => base64(secret).replaceAll("=", ""),
  base64url: (secret) => Buffer.from(secret).toString("base64url"),
  "base64 of a user and the secret": (secret) => base64(`admin:${secret}`),
  "base64 of a text around the secret": (secret) => base64(`{"auth":"${secret}"}`),
  "base64 of jsonencode": (secret) => base64(`{"auth":${jsonEncode(secret)}}`),
  "base64 of the credentials of a registry": (secret) => base64(`{"auth":"${base64(`user1:${secret}`)}"}`),
  "base64encode of urlencode": (secret) => base64(queryEscape(secret)),
  "urlencode of base64encode": (secret) => queryEscape(base64(secret)).replaceAll("%3D", ""),
  strrev: (secret) => Array.from(secret).reverse().join(""),
  "textencodebase64 of UTF-16LE": (secret) => base64(secret, "utf16le"),
  "textencodebase64 of UTF-16BE": (secret) => Buffer.from(secret, "utf16le").swap16().toString("base64"),
  hex,
  "hex in capital letters": (secret) => hex(secret).toUpperCase(),
  NFC: (secret) => secret.normalize("NFC"),
  NFD: (secret) => secret.normalize("NFD"),
  trimspace: (secret) => secret.trim(),
};

const SECRETS = [
  ...[
    "tr0ub4dor&3-correct",
    "Summer(2026)! it's*mine",
    'a"b\\c<d>&e',
    "pässwörd-ÅÉ",
    "密码密码密码",
    "a/b+c=d?e#f%41",
    "x  y  z1",
  ],
  ...["line one\nline two", "\u2028 sep 99", "$${var.x}%{if}", "ab12cd", "~-_.!*'()", "🔑 key 🔑"],
];

describe.each(Object.entries(FORMS))("masks the form %s", (name, form) => {
  test.each(SECRETS)("of %j", (secret) => {
    const text = form(secret);
    expect(masked(secret, text)).not.toContain(text);
    const result = masked(secret, `x=${text}; y`);
    // Quotes are a part of the JSON, not of the secret.
    if (!name.startsWith("base64 of")) expect(result.replaceAll(/[\\"]/g, "")).toBe(`x=${MASK}; y`);
    else expect(result).toContain(MASK);
  });

  test("of any secret", () => {
    const secrets = fc
      .string({ minLength: 8, maxLength: 30, unit: "grapheme" })
      .filter((text) => !/\p{Surrogate}/u.test(text) && text.trim() === text && Buffer.from(text).length >= 8);
    fc.assert(
      fc.property(secrets, fc.constantFrom("", "a", "-- "), (secret, before) => {
        const text = form(secret);
        expect(masked(secret, `${before}${text}`)).not.toContain(text);
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});

test.each([
  ["upper", "tr0ub4dor-x", "TR0UB4DOR-X"],
  ["lower", "Tr0uB4dor-x", "tr0ub4dor-x"],
  ["title", "tr0ub4dor-x éa", "Tr0ub4dor-X Éa"],
])("masks a secret that %s changes", (_, secret, text) => {
  expect(masked(secret, `a ${text} b`)).toBe(`a ${MASK} b`);
});

test("keeps words that differ from a secret in their case only", () => {
  expect(masked("Password", "a password")).toBe("a password");
  expect(masked("Production", "PRODUCTION")).toBe("PRODUCTION");
});

test("masks the digits of Base64 that share bits with the secret, and the padding, but not the text around it", () => {
  expect(masked("hunter2-hunter2", `Basic ${base64("u:hunter2-hunter2")}`)).toBe(`Basic dT${MASK}`);
  expect(masked("hunter2-hunter2", "hunter2-hunter2==")).toBe(`${MASK}==`);
});

type Json = Record<string, unknown>;

function report(secret: string, text: string): string {
  const marks = { change: { after_sensitive: { secret: true } } };
  const plan = planJson([change("a_b", ["create"], null, { secret, text }, marks)]);
  const review = PlanReview.fromPlans([{ stack: "shop", plan }]);
  return [review.toMarkdown(), review.toText(), review.toJson()].join("\n");
}

test.each<readonly [part: string, secret: string, text: string, hidden: string]>([
  ["the password in a URL", "postgres://app:p%40ss-w0rd@db/x?a=1", "it is p@ss-w0rd", "p@ss-w0rd"],
  ["the encoded password in a URL", "postgres://app:p%40ss-w0rd@db/x", "it is p%40ss-w0rd", "p%40ss-w0rd"],
  ["a password with a slash in a URL", "redis://:abc/def-12@r:6379", "it is abc/def-12", "abc/def-12"],
  ["the password in JSON", '{"db":{"user":"app","password":"hunter2-x"}}', "it is hunter2-x", "hunter2-x"],
  ["a generated value in JSON", '{"db":["k3y0123456789abcdef"]}', "it is k3y0123456789abcdef", "k3y0123456789"],
  ["a pair in JSON", '[{"name":"DB_PASSWORD","value":"hunter2-x"}]', "it is hunter2-x", "hunter2-x"],
  ["a number in JSON", '{"pin":12345678}', "it is 12345678", "12345678"],
  ["a line of a short secret", "alpha-one\nbeta-two", "it is beta-two", "beta-two"],
  ["a value in dotenv", "USER=app\nDB_PASSWORD=hunter2-x\n", "it is hunter2-x", "hunter2-x"],
  ["the value of an option", "serve --password hunter2-x", "it is hunter2-x", "hunter2-x"],
])("masks %s", (_, secret, text, hidden) => {
  const written = report(secret, text);
  expect(written).toContain("it is (sensitive)");
  expect(written).not.toContain(hidden);
});

test.each([
  ["the host in a URL", "postgres://app:hunter2-x@database.example.com/x", "database.example.com"],
  ["the user in JSON", '{"user":"application","password":"hunter2-x"}', "application"],
  ["a line of a document", `${"key: value\n".repeat(12)}password: hunter2-x`, "key: value"],
])("keeps %s", (_, secret, text) => {
  expect(report(secret, text)).toContain(`\`${text}\``);
});

test.each<readonly [string, Json]>([
  ["a pair of name and value", { env: [{ name: "DB_PASSWORD", value: "hunter2-x" }] }],
  ["a pair with capital letters", { env: [{ Name: "DB_PASSWORD", Value: "hunter2-x" }] }],
  ["a pair of key and value", { env: [{ key: "DB_PASSWORD", value: "hunter2-x" }] }],
  ["a pair in a block in a block", { a: [{ b: [{ env: [{ name: "API_TOKEN", value: "hunter2-x" }] }] }] }],
  ["a pair in JSON", { json: JSON.stringify([{ env: [{ name: "DB_PASSWORD", value: "hunter2-x" }] }]) }],
  ["a map", { env: { DB_PASSWORD: "hunter2-x" } }],
  ["the element after an option", { command: ["app", "--password", "hunter2-x"] }],
  ["an option with its value", { command: ["app", "--password=hunter2-x"] }],
  ["set_sensitive", { set_sensitive: [{ name: "a.b", value: "hunter2-x", type: "string" }] }],
  ["a map of secret variables", { secret_variables: { LOG: "hunter2-x" } }],
  ["a list of secret variables", { secret_env_vars: [{ name: "LOG", value: "hunter2-x" }] }],
])("masks a secret in %s, there and in another resource", (_, values) => {
  const other = container({}, { tags: ["it is hunter2-x", "hunter2-x"] });
  for (const [before, after] of [
    [null, values],
    [{ id: "1" }, { id: "1", ...values }],
    [{ id: "1", ...values }, null],
  ]) {
    const plan = planJson([change("a_b", before === null ? ["create"] : ["update"], before, after), other]);
    const review = PlanReview.fromPlans([{ stack: "shop", plan }]);
    expect([review.toMarkdown(), review.toText(), review.toJson()].join("\n")).not.toContain("hunter2-x");
  }
});

test.each<readonly [string, Json]>([
  ["a variable with fields", { variables: { db: { value: { password: "hunter2-x" } } } }],
  ["an output with fields", { output_changes: { o: { actions: ["create"], after: { api_token: "hunter2-x" } } } }],
  ["an output of the state", { prior_state: { values: { outputs: { o: { value: { api_token: "hunter2-x" } } } } } }],
  ["a sensitive output of a module", moduleWith({ outputs: { o: { sensitive: true, expression: literal() } } })],
  ["an argument that a module declares sensitive", moduleWith({ variables: { a: { sensitive: true } } })],
  [
    "the default of a variable with the name of a secret",
    root({ variables: { db_password: { default: "hunter2-x" } } }),
  ],
  [
    "the environment of a provisioner",
    root({
      resources: [
        {
          address: "a.b",
          type: "a",
          provisioners: [{ expressions: { environment: literal({ API_KEY: "hunter2-x" }) } }],
        },
      ],
    }),
  ],
])("masks a secret in %s", (_, more) => {
  const plan = planJson([container({}, { tags: ["it is hunter2-x"] })], more);
  const review = PlanReview.fromPlans([{ stack: "shop", plan }]);
  expect(review.toJson()).toContain("it is (sensitive)");
  expect(review.toJson()).not.toContain("hunter2-x");
});

test("masks the token in a URL, which may be public, without a risk", () => {
  const variables = { SENTRY_DSN: "https://0123456789abcdef@sentry.example.com/1" };
  const plan = planJson([container({}, { environment_variables: variables })]);
  const review = PlanReview.fromPlans([{ stack: "shop", plan }]);
  expect(review.review.risks).toEqual([]);
  expect(review.toMarkdown()).toContain("`https://(sensitive)@sentry.example.com/1`");
});

test("keeps the fields of an output that are not sensitive", () => {
  const output = {
    actions: ["create"],
    after: { user: "admin-user", pass: "hunter2-x" },
    after_sensitive: { pass: true },
  };
  const plan = planJson([], { output_changes: { o: output } });
  const { outputs } = PlanReview.fromPlans([{ stack: "shop", plan }]).review;
  expect(outputs[0]?.after).toEqual({ user: "admin-user", pass: MASK });
});

test("a sensitive hostname is masked in the joined name of a DNS record, and the report is written", () => {
  const record = { name: "secretive", dns_zone: "example.com", type: "CNAME", data: "x." };
  const changes = [
    change("scaleway_domain_record", ["create"], null, record),
    change("a_b", ["create"], null, { host: "secretive.example.com" }, { change: { after_sensitive: { host: true } } }),
  ];
  const review = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }]);
  for (const written of [review.toMarkdown(), review.toText(), review.toJson()]) {
    expect(written).not.toContain("secretive.example.com");
  }
  expect(review.toJson()).toContain("(sensitive).example.com");
});

function literal(value: unknown = "hunter2-x"): Json {
  return { constant_value: value };
}

function root(root_module: Json): Json {
  return { configuration: { root_module } };
}

function moduleWith(module: Json): Json {
  return root({ module_calls: { m: { expressions: { a: literal() }, module } } });
}

test.each<readonly [name: string, encode: (secret: string) => string]>([
  ["urlencode of jsonencode", (secret) => queryEscape(jsonEncode(secret))],
  ["base64encode of jsonencode of jsonencode", (secret) => base64(jsonEncode(jsonEncode(secret)))],
  ["base64encode of JSON in JSON in JSON", (secret) => base64(json(json(jsonEncode(secret))))],
  ["base64encode of base64encode of JSON", (secret) => base64(base64(`{"a":${jsonEncode(secret)}}`))],
  ["urlencode of urlencode", (secret) => queryEscape(queryEscape(`${secret}<>`))],
  ["urlencode of base64encode of JSON", (secret) => queryEscape(base64(`{"a":[${jsonEncode(secret)}]}`))],
  ["hex of JSON", (secret) => hex(`{"a":${jsonEncode(secret)}}`)],
  ["base64gzip", (secret) => gzipSync(`password = ${secret}`).toString("base64")],
  ["textencodebase64 of JSON", (secret) => base64(`{"a":${jsonEncode(secret)}}`, "utf16le")],
  ["base64encode of urlencode of JSON", (secret) => base64(queryEscape(jsonEncode(secret)))],
])("masks a secret in several encodings: %s", (_, encode) => {
  const text = encode("Sup3r&S3cret<x>/+é");
  expect(masked("Sup3r&S3cret<x>/+é", text)).toContain(MASK);
  expect(masked("another-Secret-1", text)).toBe(text);
  expect(masked("Sup3r&S3cret<x>/+é", `a ${text} b`)).not.toContain(text.slice(8, -8));
});
