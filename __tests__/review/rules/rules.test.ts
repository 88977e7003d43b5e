import { PlanReview } from "../../../lib/review/plan-review";
import { SEVERITIES } from "../../../lib/review/analysis/severity";
import { KNOWN_TYPES } from "../../../lib/review/plan/resource-types";
import { RULES } from "../../../lib/review/rules";
import { CALLER_RULE_ROWS } from "../../helpers/caller-rule-rows";
import { GRAVE_RULE_ROWS } from "../../helpers/grave-rule-rows";
import { OTHER_RULE_ROWS } from "../../helpers/other-rule-rows";
import { change, container, planJson } from "../../helpers/plan-json";
import { cron, risks } from "../../helpers/rule-inputs";

const ROWS = [...GRAVE_RULE_ROWS, ...CALLER_RULE_ROWS, ...OTHER_RULE_ROWS];

test.each(ROWS)("finds %s", (found, risky, fine) => {
  expect(risky()).toContain(found);
  const id = found.slice(0, found.indexOf(":"));
  expect(fine().filter((risk) => risk.startsWith(`${id}:`))).toEqual([]);
});

test.each(["scaleway_rdb_instance", "scaleway_rdb_database", "scaleway_redis_cluster", "scaleway_sdb_sql_database"])(
  "reports the lost data of a %s once",
  (type) => {
    const found = risks([change(type, ["delete"], { name: "orders" }, null)]);
    expect(found.map((risk) => risk.replace(/:.*/s, ""))).toEqual(["data-destroyed"]);
  },
);

test("every rule has a row, an id of its own, and says what, why and what to do", () => {
  expect([...new Set(ROWS.map(([found]) => found.replace(/:.*/, "")))].sort()).toEqual(
    RULES.map(({ id }) => id).sort(),
  );
  for (const { id, severity, finds, why, todo } of RULES) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(SEVERITIES).toContain(severity);
    for (const words of [why, todo]) expect(words).toMatch(/^[A-Z].*\.$/);
    expect(finds).toMatch(/^[a-z].*[^.]$/);
  }
});

test.each(Object.keys(KNOWN_TYPES))("says something of a %s that is destroyed", (type) => {
  const values = { name: "x", cron: [{ schedule: "0 2 * * *" }], schedule: "0 2 * * *" };
  expect(risks([change(type, ["delete"], values, null)]).length).toBeGreaterThan(0);
});

test("says nothing of what does not change", () => {
  expect(
    risks([
      container({ privacy: "public", https_connections_only: false, image: "api:latest" }, {}, { actions: ["no-op"] }),
    ]),
  ).toEqual([]);
});

test("reports no drift of a resource that has only moved", () => {
  const moved = change("a_b", ["no-op"], { a: "1" }, { a: "1" }, { previous_address: "a_b.old" });
  expect(risks([], { resource_drift: [moved] })).toEqual([]);
  expect(risks([], { resource_drift: [change("a_b", ["delete"], { a: "1" }, null)] })).toEqual(["drift: a_b.it"]);
});

test("counts a data source neither as a container nor as a trigger, a domain or a part of the graph", () => {
  const data = ["scaleway_container", "scaleway_container_trigger", "scaleway_container_domain"].map((type) =>
    change(
      type,
      ["read"],
      null,
      {
        ...cron("0 2 * * *"),
        image: "api:latest",
        privacy: "public",
        max_scale: 9000,
        environment_variables: { DB_PASSWORD: "hunter2-x" },
      },
      {
        mode: "data",
        address: `data.${type}.it`,
      },
    ),
  );
  const caller = change("scaleway_iam_api_key", ["create"], null, { description: "caller" });
  const references = ["data.scaleway_container.it.id", "data.scaleway_container.it"];
  const configuredCaller = {
    ...{ address: "scaleway_iam_api_key.it", mode: "managed", type: "scaleway_iam_api_key" },
    expressions: { application_id: { references } },
  };
  const configuration = { root_module: { resources: [configuredCaller] } };
  const { review } = PlanReview.fromPlans([{ stack: "shop", plan: planJson([...data, caller], { configuration }) }]);
  expect(review.risks).toEqual([]);
  expect(review.containers).toEqual([]);
  expect(review.graph.nodes.map(({ label }) => label)).toEqual(["caller"]);
  expect(review.changes.map(({ action }) => action)).toEqual(["create", "read", "read", "read"]);
});
