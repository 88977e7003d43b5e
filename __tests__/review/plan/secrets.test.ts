import fc from "fast-check";
import { PlanReview } from "../../../lib/review/plan-review";
import { looksSecret } from "../../../lib/base/secret-search";
import { MASK, Secrets } from "../../../lib/review/plan/secrets";
import { SECRETS } from "../../../lib/review/plan/resource-types";
import { SENSITIVE_ATTRIBUTES } from "../../../lib/facts/sensitive-attributes";
import { change, container, planJson } from "../../helpers/plan-json";

type Json = Record<string, unknown>;

const SECRET = "tr0ub4dor&3-correct";

function reports(changes: readonly unknown[], more: Json = {}): string {
  const review = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes, more) }]);
  return [review.toMarkdown(), review.toText(), review.toJson()].join("\n");
}

const tagged = (text: string) => container({}, { tags: [text] });
const random = (before: unknown, after: unknown, marks: Json) =>
  change("random_thing", ["update"], before, after, { change: marks });

describe("a secret shows in no format, when it stands", () => {
  test.each<readonly [string, () => string]>([
    ["in a sensitive attribute", () => reports([random({ a: "x" }, { a: SECRET }, { after_sensitive: { a: true } })])],
    [
      "in what was sensitive before",
      () => reports([random({ a: SECRET }, { a: "x" }, { before_sensitive: { a: true } })]),
    ],
    [
      "deep in a block that is sensitive as a whole",
      () => reports([random({}, { a: [{ b: { c: SECRET } }] }, { after_sensitive: { a: true } })]),
    ],
    [
      "in one element of a list",
      () => reports([random({}, { a: ["x", SECRET] }, { after_sensitive: { a: [false, true] } })]),
    ],
    ["in a tag, and is a sensitive variable", () => reports([tagged(`x ${SECRET} y`)], variable(true))],
    [
      "in a tag, and is a variable of a plan that does not tell which are sensitive",
      () => reports([tagged(SECRET)], { ...variable(true), configuration: undefined }),
    ],
    [
      "in a tag, and is a sensitive output",
      () =>
        reports([tagged(SECRET)], {
          output_changes: { o: { actions: ["no-op"], before: SECRET, after: SECRET, before_sensitive: true } },
        }),
    ],
    [
      "in a changed output that is sensitive",
      () =>
        reports([], {
          output_changes: {
            o: { actions: ["create"], before: null, after: { deep: [SECRET] }, after_sensitive: { deep: [true] } },
          },
        }),
    ],
    [
      "in a tag, and in the state of a data source",
      () =>
        reports([tagged(SECRET)], {
          prior_state: state({ values: { data: SECRET }, sensitive_values: { data: true } }),
        }),
    ],
    [
      "in a tag, and is a sensitive output of the state",
      () =>
        reports([tagged(SECRET)], {
          prior_state: {
            format_version: "1.0",
            values: { outputs: { o: { value: SECRET, sensitive: true }, open: { value: "x" } } },
          },
        }),
    ],
    [
      "in a list in the place of a map that is secret by its type",
      () => reports([container({}, { secret_environment_variables: [SECRET, { A: SECRET }] }, { change: UNMARKED })]),
    ],
    [
      "in a tag, and in a module of the state",
      () =>
        reports([tagged(SECRET)], {
          prior_state: {
            values: {
              root_module: {
                child_modules: [
                  {
                    address: "module.m",
                    resources: [{ type: "a", values: { p: SECRET }, sensitive_values: { p: true } }],
                  },
                ],
              },
            },
          },
        }),
    ],
    [
      "in a tag, and in what has drifted",
      () =>
        reports([tagged(SECRET)], { resource_drift: [container({ secret_environment_variables: { A: SECRET } }, {})] }),
    ],
    [
      "in a tag, and is a literal of the configuration",
      () =>
        reports(
          [tagged(SECRET)],
          configured("scaleway_container", { secret_environment_variables: { constant_value: { A: SECRET } } }),
        ),
    ],
    [
      "in a tag, and is a key of the provider's",
      () =>
        reports([tagged(SECRET)], {
          configuration: { provider_config: { scaleway: { expressions: { secret_key: { constant_value: SECRET } } } } },
        }),
    ],
    [
      "in headers and credentials that the provider does not mark",
      () =>
        reports([
          change(
            "scaleway_container_trigger",
            ["update"],
            { cron: [{ headers: {} }], nats: [] },
            { cron: [{ headers: { "X-Auth": SECRET } }], nats: [{ credentials_file_content: SECRET }] },
          ),
        ]),
    ],
    [
      "in a plain variable that looks like one",
      () => reports([container({}, { environment_variables: { DB_PASSWORD: SECRET } })]),
    ],
    ["in the name of a container", () => reports([container({}, { name: SECRET, ...secretly })])],
    [
      "in the name of a variable",
      () => reports([container({}, { environment_variables: { [SECRET]: "on" }, ...secretly })]),
    ],
    ["in an address", () => reports([container({}, secretly, { address: `scaleway_container.it["${SECRET}"]` })])],
    ["as base64", () => reports([container({}, { tags: [Buffer.from(SECRET).toString("base64")], ...secretly })])],
    ["in a URL", () => reports([container({}, { tags: [`https://x/?q=${encodeURIComponent(SECRET)}`], ...secretly })])],
    [
      "in JSON in a text",
      () => reports([container({}, { tags: [JSON.stringify({ deep: JSON.stringify(`"${SECRET}"`) })], ...secretly })]),
    ],
    [
      "in the message of a check",
      () =>
        reports([container({}, secretly)], {
          checks: [
            { address: { to_display: "c" }, status: "fail", instances: [{ problems: [{ message: `got ${SECRET}` }] }] },
          ],
        }),
    ],
    [
      "in the error of a deploy",
      () => reports([container({ status: "error", error_message: `bad ${SECRET}` }, secretly)]),
    ],
    [
      "in a number",
      () => reports([random({}, { pin: 12345678, other: 12345678 }, { after_sensitive: { pin: true } })]),
    ],
  ])("%s", (_, make) => {
    const report = make();
    expect(report.length).toBeGreaterThan(500);
    expect(report).not.toContain(SECRET);
    expect(report).not.toContain("tr0ub4dor");
    expect(report).not.toContain(Buffer.from(SECRET).toString("base64"));
    expect(report).not.toContain(encodeURIComponent(SECRET));
    expect(report).not.toContain("12345678");
  });
});

const UNMARKED = { before_sensitive: {}, after_sensitive: {} };
const secretly = { secret_environment_variables: { A: SECRET } };

function variable(sensitive: boolean): Json {
  return { variables: { v: { value: SECRET } }, configuration: { root_module: { variables: { v: { sensitive } } } } };
}

function state(resource: Json): Json {
  return { values: { root_module: { resources: [{ address: "data.a.b", mode: "data", type: "a", ...resource }] } } };
}

function configured(type: string, expressions: Json): Json {
  return { configuration: { root_module: { resources: [{ address: `${type}.it`, type, expressions }] } } };
}

test("a secret of one stack is masked in another", () => {
  const review = PlanReview.fromPlans([
    { stack: "a", plan: planJson([container({}, secretly)]) },
    { stack: "b", plan: planJson([tagged(SECRET)]) },
  ]);
  expect(review.toMarkdown()).not.toContain(SECRET);
});

test("the password of a connection string is masked on its own, and the lines of a key", () => {
  const key = `-----BEGIN KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0".repeat(2)}\n-----END KEY-----`;
  const env = { secret_environment_variables: { URL: "postgres://shop:p%40ssw0rd@db/x", KEY: key } };
  const report = reports([container({}, { tags: ["p@ssw0rd", "p%40ssw0rd", key.split("\n")[1]], ...env })]);
  expect(report).not.toMatch(/p(@|%40)ssw0rd|MIIEvQ/);
});

test.each([
  ["Terraform's urlencode", "%21p%28ss%20word%29"],
  ["Terraform's urlencode in a query", "%21p%28ss+word%29"],
  ["JavaScript's encodeURIComponent", "!p(ss%20word)"],
])("a secret is masked as %s encodes it", (_, encoded) => {
  const secrets = new Secrets();
  secrets.add("!p(ss word)");
  expect(secrets.mask(`redis://app:${encoded}@10.0.0.2`)).toBe(`redis://app:${MASK}@10.0.0.2`);
});

test.each([
  ["scaleway_rdb_instance", "password", "Ab1!xy"],
  ["scaleway_rdb_user", "password", "Ab1!xy"],
  ["scaleway_rdb_user", "password_wo", "Ab1!xy"],
  ["scaleway_redis_cluster", "password", "Ab1!xy"],
  ["scaleway_iam_user", "password", "Ab1!xy"],
  ["scaleway_redis_cluster", "connection_string", "rediss://shop:Ab1!xy-7@10.0.0.2:6379/0"],
  ["scaleway_iam_api_key", "secret_key", SECRET],
  ["scaleway_cockpit_token", "secret_key", SECRET],
])("a secret of a %s in %s is masked, even if the plan does not mark it", (type, attribute, secret) => {
  const report = reports([
    change(type, ["update"], { [attribute]: "x" }, { [attribute]: secret }),
    tagged(`x ${secret} y`),
  ]);
  expect(report).toContain(attribute);
  expect(report).not.toContain(secret);
});

test("short secrets are masked where they are a whole value", () => {
  const report = reports([
    container({}, { tags: ["abc"], description: "alphabets abc", secret_environment_variables: { A: "abc" } }),
  ]);
  expect(report).toContain("alphabets");
  expect(report).not.toContain('["abc"]');
});

test("words of the API and the names of stacks are no secrets", () => {
  const env = { secret_environment_variables: { A: "public", B: "fr-par", C: "shop" } };
  const report = reports([container({}, { privacy: "public", ...env })]);
  expect(report).toContain("becomes public");
  expect(report).toContain('"stack": "shop"');
});

test("names a stack, when a secret is a part of its name", () => {
  const env = { secret_environment_variables: { A: "shop-eu1" } };
  const review = PlanReview.fromPlans([
    { stack: "my-shop-eu1", plan: planJson([container({}, { privacy: "public", ...env })]) },
    { stack: "other", plan: planJson([]) },
  ]);
  expect(review.toMarkdown()).toContain("`my-shop-eu1`");
});

test("hides the hash in a text, whose secret the plan does not have", () => {
  expect(reports([container({}, { tags: [`was ${HASH}`] })])).not.toContain("$argon2");
});

test("refuses to write a report that a title puts a secret into, and does not tell it", () => {
  const review = PlanReview.fromPlans([{ stack: "shop", plan: planJson([container({}, secretly)]) }], {
    title: `x ${SECRET}`,
  });
  for (const write of [() => review.toMarkdown(), () => review.toText(), () => review.toJson()]) {
    expect(write).toThrow("the report would show a secret of the plan, and is not written");
    expect(write).not.toThrow(SECRET);
  }
});

test("whatever text holds a secret, nothing of it is left", () => {
  const secret = fc.string({ minLength: 6, unit: "grapheme" }).filter((text) => text.trim().length >= 6);
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
      const secrets = new Secrets();
      secrets.add(text);
      expect(secrets.mask(before + text + after)).not.toContain(text);
      expect(secrets.areIn(before + text + after) || /^[a-z_-]{6,20}$/i.test(text)).toBe(true);
    }),
  );
});

test("texts without a secret stay as they are", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 6 })), fc.string(), (all, text) => {
      const secrets = new Secrets();
      for (const secret of all) secrets.add(`${secret}\u{10ffff}`);
      expect(secrets.mask(text)).toBe(text);
    }),
  );
});

test.each([
  ["DB_PASSWORD", "hunter2", true],
  ["dbPassword", "hunter2", true],
  ["API_KEY", "sk-abc123secret", true],
  ["GITHUB_TOKEN", "x".repeat(40), true],
  ["URL", "postgres://shop:hunter2@db/x", true],
  ["X", "-----BEGIN PRIVATE KEY-----", true],
  ["X", "ghp_0123456789abcdef", true],
  ["X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", true],
  ["DB_PASSWORD", "short", false],
  ["DB_PASSWORD", "1234567", true],
  ["DB_PASSWORD_FILE", "/run/secrets/db", false],
  ["TOKEN_TTL", "3600 seconds", false],
  ["SECRET_NAME", "orders-db", false],
  ["LOG_LEVEL", "debugging", false],
  ["KEYBOARD", "qwertyuiop", false],
  ["URL", "https://example.com/x?y=z", false],
])("%s=%s looks secret: %s", (name, value, looks) => {
  expect(looksSecret(name, value)).toBe(looks);
});

test("knows all that the library knows as sensitive", () => {
  for (const [type, paths] of Object.entries(SENSITIVE_ATTRIBUTES)) {
    for (const path of paths) {
      const found = path.split(".").reduce<unknown>((tree, step) => (tree as Json | undefined)?.[step], SECRETS[type]);
      expect([type, path, found]).toEqual([type, path, true]);
    }
  }
});

test.each([
  ...[
    "privacy",
    "before",
    "after",
    "changes",
    "drift",
    "status",
    "path",
    "type",
    "secret",
    "variables",
    "attributes",
    "1",
    "280",
  ],
  ...["configuration", "organization", "scaleway_container", "public", "becomes-public"],
])("a secret that reads %s hides no risk, and keeps no report from being written", (word) => {
  const env = { environment_variables: { A: "1" }, secret_environment_variables: { OLD: HASH, A: word } };
  const changes = [
    container({ privacy: "private", ...env }, { privacy: "public", ...env, secret_environment_variables: { A: word } }),
    change("scaleway_registry_namespace", ["delete"], { name: "shop" }, null),
  ];
  const review = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }]);
  const ids = review.review.risks.map(({ id }) => id);
  expect(ids).toEqual(
    ["becomes-public", "secret-removed"].reduce<string[]>((all, id) => [...all, id], ["unknown-destroyed"]),
  );
  for (const write of [() => review.toMarkdown(), () => review.toText(), () => review.toJson()])
    expect(write).not.toThrow();
});

const HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA";

test("a secret is found behind escapes, and without its last line break", () => {
  const env = { secret_environment_variables: { A: "p<ss&w0rd>1", B: "hunter2pass\n", C: "passphrase" } };
  const tags = ['{"a":"p\\u003css\\u0026w0rd\\u003e1"}', "hunter2pass", '{"b":"\\u0070assphrase"}'];
  const report = reports([container({}, { tags, ...env })]);
  expect(report).not.toMatch(/ss&w0rd|u0026w0rd|hunter2pass|assphrase/);
});

test("the keys of a map that is marked as a whole are not told", () => {
  expect(reports([random({}, { m: { "k3y-s3cret": "x" } }, { after_sensitive: { m: true } })])).not.toContain(
    "k3y-s3cret",
  );
});

test.each([
  ["a number of 6 digits is masked if a secret is equal to it", 123_456, true],
  ["a number of 5 digits is a size, even if a secret is equal to it", 12_345, false],
])("%s", (_, number, isMasked) => {
  const secret = { secret_environment_variables: { PIN: String(number) } };
  const report = reports([container({ timeout: 1, ...secret }, { timeout: number, ...secret })]);
  expect(report.includes(`\`${number}\``)).toBe(!isMasked);
});

test("an action that this version does not know is masked", () => {
  const secret = { secret_environment_variables: { A: "k3y-s3cret-77" } };
  const report = reports([container(secret, secret, { actions: ["explode k3y-s3cret-77"] })]);
  expect(report).toContain("explode (sensitive)");
});
