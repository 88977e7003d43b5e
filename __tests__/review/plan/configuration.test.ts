import { loadRules } from "../../../lib/review/analysis/custom-rules";
import { codeSpan, htmlCode, shortened } from "../../../lib/review/report/markdown-text";
import { PlanReview } from "../../../lib/review/plan-review";
import { readStackFile } from "../../../lib/review/plan/stack-file";
import { CONTAINER, change, container, planJson } from "../../helpers/plan-json";

type Json = Record<string, unknown>;

const reviewOf = (changes: readonly unknown[], root_module: Json) =>
  PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes, { configuration: { root_module } }) }]);

test("what is in modules belongs together, and their secrets are masked", () => {
  const module = {
    variables: { key: { sensitive: true, default: "s3cret-default" }, open: {} },
    resources: [
      {
        address: "scaleway_container.it",
        type: "scaleway_container",
        expressions: { name: { constant_value: "api" } },
      },
      {
        address: "scaleway_container_trigger.it",
        type: "scaleway_container_trigger",
        expressions: { container_id: { references: ["scaleway_container.it.id", "scaleway_container.it", "var.x"] } },
      },
      { type: 1 },
    ],
    module_calls: { inner: { module: { resources: "none" } } },
  };
  const changes = [
    container(
      null,
      { tags: ["s3cret-default", "p4ssw0rd-given"] },
      { address: 'module.shop["a"].scaleway_container.it' },
    ),
    change(
      "scaleway_container_trigger",
      ["create"],
      null,
      { name: "nightly", cron: [{ schedule: "0 2 * * *" }] },
      {
        address: 'module.shop["a"].scaleway_container_trigger.it',
      },
    ),
  ];
  const calls = { shop: { expressions: { password: { constant_value: "p4ssw0rd-given" } }, module } };
  const review = reviewOf(changes, { module_calls: calls });
  expect(review.review.containers[0]?.triggers).toEqual([{ name: "nightly", action: "create", after: "0 2 * * *" }]);
  expect(review.review.graph.edges).toHaveLength(1);
  expect(review.toJson()).not.toMatch(/s3cret-default|p4ssw0rd-given/);
});

test("every trigger that has the id of a container is told with it", () => {
  const cron = (name: string) =>
    change(
      "scaleway_container_trigger",
      ["create"],
      null,
      { name, cron: [{ schedule: "0 2 * * *" }], container_id: CONTAINER.id },
      { address: `scaleway_container_trigger.${name}` },
    );
  const { containers } = reviewOf([container({}, {}), cron("one"), cron("two")], {}).review;
  expect(containers[0]?.triggers.map(({ name }) => name)).toEqual(["one", "two"]);
});

test("deprecated attributes say what a container is, where they are configured", () => {
  const expressions = { memory_limit: {}, http_option: {}, registry_image: {} };
  const resources = [{ address: "scaleway_container.it", type: "scaleway_container", expressions }];
  const old = { memory_limit: 512, http_option: "enabled", registry_image: "x/api:v1", privacy: "public" };
  const { containers } = reviewOf([container(null, old)], { resources }).review;
  expect(containers[0]?.after).toMatchObject({ memoryLimitMb: 512, takesPlainHttp: true });
  const redirected = reviewOf([container(null, { ...old, http_option: "redirected" })], { resources }).review;
  expect(redirected.containers[0]?.after).toMatchObject({ takesPlainHttp: false });
});

test("what is not known yet is told as such", () => {
  const unknown = {
    memory_limit_bytes: undefined,
    privacy: undefined,
    image: undefined,
    https_connections_only: undefined,
  };
  const review = reviewOf(
    [container({}, unknown, { change: { after_unknown: { memory_limit_bytes: true, privacy: true, image: true } } })],
    {},
  );
  expect(review.toMarkdown()).toContain("private → (known after apply)");
  expect(review.toMarkdown()).toContain("→ ? MB<br>140 mvCPU");
  expect(review.toMarkdown()).toContain("Cost of all containers: (known after apply).");
  expect(review.toMarkdown()).toContain("`(known after apply)`");
});

test("a cdk.tf.json that is none tells nothing", () => {
  for (const text of ["", "[]", '{"resource": {"a": null}}', '{"//": {"metadata": {"stackName": 1}}}']) {
    expect(readStackFile(text)).toMatchObject({ name: undefined });
  }
});

test("every module of rules that does not exist is reported", async () => {
  await expect(loadRules("scw-review.yaml", ["./missing-a.mjs", "missing-b.mjs"], [])).rejects.toMatchObject({
    issues: [
      { code: "module-not-loaded", file: "./missing-a.mjs" },
      { code: "module-not-loaded", file: "missing-b.mjs" },
    ],
  });
  expect(await loadRules("scw-review.yaml", [], [])).toEqual([]);
});

test("odd texts are shown for what they are", () => {
  expect([codeSpan(""), codeSpan("  "), codeSpan("`"), codeSpan(" x")]).toEqual([
    "(empty)",
    "(white space)",
    "`` ` ``",
    "`  x `",
  ]);
  expect(shortened("ab😀cd", 3)).toBe("ab… (4 more characters)");
  expect(htmlCode("a😀")).toBe("<code>a&#128512;</code>");
});

test.each<readonly [name: string, expression: Json, expected: Json | undefined]>([
  ["a literal", { constant_value: "nl-ams" }, { path: "region", before: "fr-par", after: "nl-ams" }],
  ["the same literal", { constant_value: "fr-par" }, undefined],
  ["a reference", { references: ["var.region"] }, { path: "region", before: "fr-par", isUnknown: true }],
  [
    "a literal with a reference",
    { constant_value: "${var.region}", references: ["var.region"] },
    { path: "region", before: "fr-par", isUnknown: true },
  ],
])("the region of a replacement is that of the configuration, if it is %s", (_, region, expected) => {
  const after = { region: undefined };
  const replaced = { actions: ["delete", "create"], change: { after_unknown: { region: true } } };
  const resource = { address: "scaleway_container.it", type: "scaleway_container", expressions: { region } };
  const { review } = reviewOf([container({}, after, replaced)], { resources: [resource] });
  expect(review.changes[0]?.attributes.find(({ path }) => path === "region")).toEqual(expected);
});
