import { PlanReview } from "../../../lib/review";
import { CONTAINER, change, container, planJson } from "../../helpers/plan-json";

type Json = Readonly<Record<string, unknown>>;

const rowsOf = (...changes: readonly unknown[]) =>
  PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }]).review.containers;
const summaryOf = (before: Json, after: Json) => String(rowsOf(container(before, after))[0]?.summary);
const namespace = (before: Json, after: Json) =>
  change(
    "scaleway_container_namespace",
    ["update"],
    { id: CONTAINER.namespace_id, ...before },
    { id: CONTAINER.namespace_id, ...after },
  );

test("a changed variable or secret restarts the container: the summary contains the names only", () => {
  const after = { environment_variables: { MODE: "b" }, secret_environment_variables: { KEY: "planted-secret-1" } };
  const summary = summaryOf({ environment_variables: { MODE: "a" } }, after);
  expect(summary).toMatch(/^restarts: (MODE, KEY|KEY, MODE)$/);
});

test("what Scaleway computes is not a change of the container", () => {
  const computed = { status: "ready", error_message: "", public_endpoint: "https://x" };
  expect(summaryOf({ status: "creating" }, { ...computed, port: 80 })).toBe("changes port");
  expect(summaryOf({ status: "creating" }, computed)).toBe("is updated");
});

test("a redeployment contains the names of the variables that change with it", () => {
  const after = { image: "rg.fr-par.scw.cloud/shop/api:v2", environment_variables: { MODE: "b" } };
  expect(summaryOf({}, after)).toMatch(/^redeploys v1 → v2; .*MODE$/);
});

test("a variable of the namespace restarts the containers in it that do not set it", () => {
  const variables = (value: string) => ({ environment_variables: { MODE: value } });
  const unchanged = (more: Json) => container(more, more, { actions: ["no-op"] });
  const summaries = (more: Json) =>
    rowsOf(namespace(variables("a"), variables("b")), unchanged(more)).map(({ summary, isChanged }) => [
      String(summary),
      isChanged,
    ]);
  expect(summaries({})).toEqual([["restarts: MODE of its namespace", true]]);
  expect(summaries(variables("c"))).toEqual([["no change", false]]);
  expect(summaries({ namespace_id: "fr-par/other" })).toEqual([["no change", false]]);
});

test("a variable of a namespace restarts containers of other stacks", () => {
  const variables = (value: string) => ({ environment_variables: { MODE: value } });
  const plans = [
    { stack: "shared", plan: planJson([namespace(variables("a"), variables("b"))]) },
    { stack: "shop", plan: planJson([container({}, {}, { actions: ["no-op"] })]) },
  ];
  const { containers, verdict } = PlanReview.fromPlans(plans).review;
  expect(containers.map(({ stack, isRestarted }) => [stack, isRestarted])).toEqual([["shop", true]]);
  expect(String(verdict)).toContain("restarts: MODE of its namespace");
});

test("a new container that is public says so", () => {
  const summary = (privacy: string) => String(rowsOf(container(null, { privacy }))[0]?.summary);
  expect([summary("public"), summary("private")]).toEqual(["is new and public", "is new"]);
});

test("the first line names a container that its namespace restarts, although its schedule changes too", () => {
  const variables = (value: string) => ({ environment_variables: { MODE: value } });
  const cron = (schedule: string) => ({
    container_id: CONTAINER.id,
    name: "nightly",
    cron: [{ schedule, timezone: "UTC" }],
  });
  const changes = [
    namespace(variables("a"), variables("b")),
    container({}, {}, { actions: ["no-op"] }),
    change("scaleway_container_trigger", ["update"], cron("0 1 * * *"), cron("0 2 * * *")),
  ];
  const { verdict } = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }]).review;
  expect(String(verdict)).toContain("api restarts: MODE");
});

test("a row has the current URL and the region, and a new container its image and digest", () => {
  const endpoint = { public_endpoint: "https://shop-api.functions.fnc.fr-par.scw.cloud" };
  expect(rowsOf(container(endpoint, {}))).toMatchObject([{ url: endpoint.public_endpoint, region: "fr-par" }]);
  const [created] = rowsOf(container(null, {}));
  expect(created?.url).toBeUndefined();
  expect(String(created?.image)).toBe(`${CONTAINER.image}, digest sha256:${"a".repeat(12)}…`);
});

test("a container that gets another repository has both references", () => {
  const [row] = rowsOf(container({}, { image: "ghcr.io/shop/api:v1" }));
  expect(String(row?.image)).toContain(`${CONTAINER.image} → ghcr.io/shop/api:v1`);
  const [same] = rowsOf(container({}, { image: "rg.fr-par.scw.cloud/shop/api:v2" }));
  expect(String(same?.image)).toBe(`digest sha256:${"a".repeat(12)}… unchanged`);
});

describe("a setting that stays", () => {
  const probe = { startup_probe: [{ tcp: true, interval: "9s" }] };
  const reviewOf = (...changes: readonly unknown[]) =>
    PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }]);

  test("is not displayed as a change that happens", () => {
    const { review } = reviewOf(container(probe, { startup_probe: [] }));
    expect(review.changes).toMatchObject([{ attributes: [], stays: ["startup_probe"] }]);
    expect(review.graph.nodes).toEqual([]);
    expect(String(review.verdict)).not.toContain("1 to update");
    expect(String(review.containers[0]?.summary)).toMatch(/^does not change: startup_probe/);
  });

  test("does not hide the changes beside it", () => {
    const { review } = reviewOf(container(probe, { startup_probe: [], port: 80 }));
    expect(review.changes[0]?.attributes.map(({ path }) => path)).toEqual(["port"]);
    expect(String(review.verdict)).toContain("1 to update");
  });

  test("is in every format", () => {
    const queue = { name: "orders", dead_letter_queue: [{ id: "x", max_receive_count: 3 }] };
    const report = reviewOf(
      change("scaleway_mnq_sqs_queue", ["update"], queue, { name: "orders", dead_letter_queue: [] }),
    );
    for (const text of [report.toMarkdown(), report.toText(), report.toJson()])
      expect(text).toContain("dead_letter_queue");
    expect(report.toMarkdown()).not.toContain("max_receive_count");
  });
});

test("an image that is masked, because it is equal to a secret, is another image", () => {
  const secret = { secret_environment_variables: { A: CONTAINER.image, B: "ghcr.io/evil/api:v1" } };
  expect(summaryOf(secret, { image: "ghcr.io/evil/api:v1", ...secret })).toBe("runs an image that the plan hides");
});

test("a container without a privacy is public", () => {
  expect(summaryOf({ privacy: "private" }, { privacy: null })).toBe("becomes public");
});
