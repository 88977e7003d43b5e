import fc from "fast-check";
import { PlanReview } from "../../lib/review/plan-review";

import { change, container, planJson } from "../helpers/plan-json";
import { validationError } from "../helpers/issues";
import { propertyRuns } from "../helpers/property-runs";

type Json = Record<string, unknown>;

const reviewOf = (plan: string | Uint8Array) => PlanReview.fromPlans([{ stack: "shop", plan }]);
const reports = (plan: string | Uint8Array) => {
  const review = reviewOf(plan);
  return { ...review.review, markdown: review.toMarkdown(), text: review.toText(), json: review.toJson() };
};

describe("tells as it is", () => {
  test.each<readonly [string, unknown[], string]>([
    ["an action that is not known", [change("a_b", ["frobnicate", "x"], {}, {})], "`frobnicate, x`"],
    [
      "a reason that is not known",
      [change("a_b", ["delete"], {}, null, { action_reason: "delete_because_moon" })],
      "`delete_because_moon`",
    ],
    ["what is forgotten", [container({}, null, { actions: ["forget"] })], "is forgotten: it keeps running"],
    [
      "what is forgotten and made anew",
      [container({}, {}, { actions: ["create", "forget"] })],
      "is replaced, **new URL**",
    ],
    [
      "what OpenTofu forgets and makes anew",
      [container({}, {}, { actions: ["forget", "create"] })],
      "is replaced, **new URL**",
    ],
    ["what is made anew first", [container({}, {}, { actions: ["create", "delete"] })], "is replaced, **new URL**"],
    [
      "what is imported",
      [container({}, {}, { actions: ["no-op"], change: { importing: { id: "fr-par/x" } } })],
      "imported from `fr-par/x`",
    ],
    [
      "what is imported by an identity",
      [container({}, {}, { actions: ["no-op"], change: { importing: { identity: { id: "x", zone: 1, a: null } } } })],
      "imported from `id=x, zone=1`",
    ],
    [
      "what is imported by an identity that is not known",
      [container({}, {}, { actions: ["no-op"], change: { importing: { unknown: true } } })],
      "imported from `(known after apply)`",
    ],
    [
      "what has moved",
      [container({}, {}, { actions: ["no-op"], previous_address: "scaleway_container.old" })],
      "moved from `scaleway_container.old`",
    ],
    [
      "a tainted container",
      [container({}, {}, { actions: ["delete", "create"], action_reason: "replace_because_tainted" })],
      "because it is tainted",
    ],
    ["a deposed object", [change("a_b", ["delete"], {}, null, { deposed: "0123abcd" })], "(deposed 0123abcd)"],
    [
      "an attribute that forces a replacement deep in a block",
      [
        change(
          "a_b",
          ["delete", "create"],
          { x: [{ y: 1 }] },
          { x: [{ y: 2 }] },
          { change: { replace_paths: [["x", 0, "y"]] } },
        ),
      ],
      "because its `x[0].y` changes (`1` → `2`)",
    ],
    [
      "the start of a long attribute that forces a replacement",
      [change("a_b", ["delete", "create"], { x: "o".repeat(81) }, { x: "n" }, { change: { replace_paths: [["x"]] } })],
      `because its \`x\` changes (\`${"o".repeat(80)}…\` → \`n\`)`,
    ],
    [
      "a new tag without a digest",
      [container({ registry_sha256: "" }, { image: "rg.fr-par.scw.cloud/shop/api:v2", registry_sha256: "" })],
      "redeploys `v1` → `v2`<br>no digest |",
    ],
    [
      "a tag in the place of none",
      [container({ image: "shop/api" }, { image: "shop/api:v2" })],
      "redeploys `latest` → `v2`<br>digest `sha256:aaaaaaaaaaaa…` unchanged |",
    ],
    [
      "an image where the state has none",
      [container({ image: null }, { image: "shop/api:v2" })],
      "redeploys `?` → `v2`<br>`?` → `shop/api:v2`, digest",
    ],
    [
      "a digest that only the apply finds out",
      [container({}, { registry_sha256: undefined }, { change: { after_unknown: { registry_sha256: true } } })],
      "digest `sha256:aaaaaaaaaaaa…` → `(known after apply)` |",
    ],
    [
      "a text that makes a container redeploy, and is no digest",
      [container({ registry_sha256: "build-1" }, { registry_sha256: "build-2" })],
      "digest `build-1` → `build-2` |",
    ],
    [
      "a container that anybody can call in clear",
      [container({}, { privacy: "public", https_connections_only: false })],
      "private → **public**, **plain HTTP**<br>",
    ],
    [
      "a public container of which the plan does not say whether it takes plain HTTP",
      [container({}, { privacy: "public", https_connections_only: null })],
      "private → **public**<br>",
    ],
    ["a privacy that is not known", [container({}, { privacy: "semi-public" })], "private → `semi-public`<br>"],
    [
      "texts that have too little in common for a difference",
      [change("a_b", ["update"], { t: lines("old") }, { t: lines("new") })],
      "before:\n\n```\nold0\n",
    ],
    [
      "a key that every object of JavaScript has",
      [change("a_b", ["update"], { m: { a: "1" } }, { m: { a: "1", toString: "2" } })],
      "| attribute | value |\n| --- | --- |\n| `m.toString` | `2` |",
    ],
    [
      "how many more attributes are known later",
      [change("a_b", ["create"], null, {}, { change: { after_unknown: unknownFields(32) } })],
      "`a29`, and 2 more",
    ],
    [
      "the known elements of a list that is known in part",
      [change("a_b", ["create"], null, { a: ["x", null] }, { change: { after_unknown: { a: [false, true] } } })],
      "| `a[0]` | `x` |\n\n`a[1]`: (known after apply)",
    ],
    [
      "JSON in a text, laid out",
      [change("a_b", ["update"], { p: policy(["read"]) }, { p: policy(["read", "write"]) })],
      '+        "write"',
    ],
  ])("%s", (_, changes, words) => {
    expect(reports(planJson(changes)).markdown).toContain(words);
  });
});

function lines(word: string): string {
  return Array.from({ length: 600 }, (_, index) => `${word}${index}\n`).join("");
}

function unknownFields(count: number): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, true]));
}

function policy(actions: string[]): string {
  return JSON.stringify({
    version: "2026-01-01",
    statements: [{ effect: "allow", resources: ["shop", "orders"], actions }],
  });
}

test("counts and lists what other providers have", () => {
  const random = { provider_name: "registry.terraform.io/hashicorp/random" };
  const { otherProviders, markdown } = reports(
    planJson([
      change("random_pet", ["create"], null, { length: 2 }, random),
      change("random_id", ["no-op"], {}, {}, random),
      container({}, {}, { actions: ["no-op"] }),
    ]),
  );
  expect(otherProviders).toEqual([{ provider: "hashicorp/random", total: 2, changed: 1 }]);
  expect(markdown).toContain("Resources of other providers: `hashicorp/random` (2, 1 changed).");
});

test.each(["0.2", "1.0", "1.1", "1.2", "1.99"])("reads format %s", (format_version) => {
  expect(reports(planJson([container(null, {})], { format_version })).containers).toHaveLength(1);
});

test("reads what Terraform 1.1 leaves out, and what later versions add", () => {
  const old = { terraform_version: "1.1.9", errored: undefined, complete: undefined };
  expect(reports(planJson([container(null, {})], old)).risks).toEqual([]);
  const later = {
    action_invocations: [{ address: "action.x" }],
    relevant_attributes: [{}],
    new_thing: { deep: [1] },
    deferred_changes: null,
  };
  expect(reports(planJson([container(null, {})], later)).risks).toMatchObject([
    { id: "runs-command", what: { parts: [{ code: "action.x" }, " ", "runs a command", " ", "at apply"] } },
  ]);
});

test("knows OpenTofu by its registry", () => {
  const tofu = { provider_name: "registry.opentofu.org/scaleway/scaleway" };
  expect(reports(planJson([container(null, {}, tofu)])).stacks[0]?.tool).toBe("opentofu");
});

test("reads a plan with a byte order mark, and as PowerShell writes it", () => {
  const plan = planJson([container(null, {})]);
  for (const bytes of [Buffer.from(`\ufeff${plan}`), Buffer.from(`\ufeff${plan}`, "utf16le")]) {
    expect(reports(bytes).containers).toHaveLength(1);
  }
});

test.each<readonly [string, string, string]>([
  ["an empty file", "", "not-a-plan"],
  ["text", "Terraform will perform", "not-a-plan"],
  ["a list", "[]", "not-a-plan"],
  ["a truncated plan", planJson([container(null, {})]).slice(0, 500), "truncated-json"],
  ["a state", '{"format_version":"1.0","values":{}}', "not-a-plan"],
  ["other JSON", '{"name":"x"}', "not-a-plan"],
  ["the log of a plan", '{"@level":"info"}\n{"@level":"info"}', "not-a-plan"],
  [
    "a plan whose changes are not a list",
    planJson([]).replace('"resource_changes":[]', '"resource_changes":{}'),
    "not-a-plan",
  ],
  ["a plan with a change that is not an object", planJson([1]), "not-a-plan"],
  ["a plan of a future format", planJson([], { format_version: "2.0" }), "unsupported-version"],
])("rejects %s", (_, plan, code) => {
  expect(validationError(() => reviewOf(plan)).issues).toEqual([
    {
      code,
      file: "shop",
      path: "",
      message: expect.stringContaining("terraform show -json PLANFILE > plan.json") as string,
    },
  ]);
});

test("reports every plan that is not valid at once", () => {
  const bad = () =>
    PlanReview.fromPlans([
      { stack: "a", file: "a.json", plan: "" },
      { stack: "b", file: "b.json", plan: "[]" },
    ]);
  expect(validationError(bad).issues).toMatchObject([
    { code: "not-a-plan", file: "a.json" },
    { code: "not-a-plan", file: "b.json" },
  ]);
});

test("bears whatever stands in the place of anything", () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
  const anyChange = fc.record(
    {
      address: json,
      type: fc.oneof(
        json,
        fc.constantFrom("scaleway_container", "scaleway_container_trigger", "scaleway_container_domain"),
      ),
      provider_name: json,
      deposed: json,
      action_reason: json,
      change: fc.oneof(
        json,
        fc.record({
          actions: fc.oneof(json, fc.constantFrom(["update"], ["delete"], ["delete", "create"], ["create"], ["no-op"])),
          ...{ before: json, after: json, after_unknown: json, before_sensitive: json, after_sensitive: json },
          ...{ replace_paths: json, importing: json },
        }),
      ),
    },
    { requiredKeys: [] },
  );
  const plan = fc.record(
    {
      ...{
        variables: json,
        planned_values: json,
        prior_state: json,
        output_changes: json,
        checks: json,
        configuration: json,
      },
      ...{ terraform_version: json, errored: json, complete: json },
      resource_changes: fc.array(anyChange, { minLength: 1 }),
      resource_drift: fc.array(anyChange),
    },
    { requiredKeys: ["resource_changes"] },
  );
  fc.assert(
    fc.property(plan, fc.integer({ min: 500, max: 20_000 }), (value, maxBytes) => {
      const review = reviewOf(JSON.stringify(value));
      for (const report of [
        review.toMarkdown({ maxBytes }),
        review.toText({ maxBytes }),
        review.toJson({ maxBytes }),
      ]) {
        expect(Buffer.byteLength(report)).toBeLessThanOrEqual(maxBytes);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});

describe("of a plan of 3000 containers", () => {
  const changes = Array.from({ length: 3000 }, (_, index) =>
    container(
      { privacy: "private" },
      { privacy: "public", name: `service-${index}`, environment_variables: { TEXT: "ü".repeat(900) } },
      { address: `scaleway_container.s${index}` },
    ),
  );
  const review = reviewOf(planJson(changes));

  test.each([500, 2000, 20_000, 60_000, 200_000])(
    "the report has at most %d bytes, uses them, and no fence is cut",
    (maxBytes) => {
      const markdown = review.toMarkdown({ maxBytes });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(maxBytes);
      if (maxBytes > 2000) expect(Buffer.byteLength(markdown)).toBeGreaterThan(maxBytes * 0.8);
      expect(markdown.split("\n").filter((line) => line.startsWith("```")).length % 2).toBe(0);
      expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
      expect(markdown).toContain("**High");
    },
  );

  test("says how much is left out, in every format", () => {
    expect(review.toMarkdown()).toMatch(/and \d+ more (containers|changes)/);
    expect(review.toText({ maxBytes: 20_000 })).toMatch(/and \d+ more/);
    const { omitted } = JSON.parse(review.toJson({ maxBytes: 20_000 })) as { omitted: Json };
    expect(omitted["changes"]).toBe(3000);
  });
});
