import { PlanReview, RULES, markup, type Rule } from "../../lib/review";
import { configChanges } from "../../lib/review/analysis/config-changes";
import { change, container, planJson } from "../helpers/plan-json";
import { risks } from "../helpers/rule-inputs";

/** The names of fields that every object inherits. */
const NAMES = ["constructor", "toString", "hasOwnProperty", "__proto__"];

test.each(NAMES)("a type with the name %s is one that no rule knows", (name) => {
  expect(risks([change(name, ["delete"], { name: "x" }, null)])).toEqual([`unknown-destroyed: ${name} ${name}.it`]);
});

test.each(NAMES)("a provisioner and a data source with the name %s are read", (name) => {
  const expressions = { command: { constant_value: "./run" } };
  const resources = [
    { address: "a_b.it", mode: "managed", type: "a_b", provisioners: [{ type: name, expressions }] },
    { address: `data.${name}.it`, mode: "data", type: name, expressions },
  ];
  const configuration = { root_module: { resources } };
  expect(risks([change("a_b", ["create"], null, {})], { configuration })).toEqual([`runs-command: ${name} ./run`]);
});

test.each(NAMES)("a rule with the name %s has its own severity", (id) => {
  const rule: Rule = {
    ...{ id, severity: "high", finds: "all", why: "A.", todo: "B." },
    *check() {
      yield { what: markup`it` };
    },
  };
  const review = (config: object) =>
    PlanReview.fromPlans([{ stack: "shop", plan: planJson([]) }], { rules: [...RULES, rule], config }).review;
  expect(review({ severities: { drift: "low" } }).severity).toBe("high");
  const off: unknown = JSON.parse(`{ "severities": { ${JSON.stringify(id)}: "off" } }`);
  expect(review(off as object).silenced.map((risk) => risk.id)).toEqual([id]);
});

test.each(NAMES)("a new severity of the rule %s has no earlier value", (id) => {
  const severities = Object.fromEntries([[id, "off" as const]]);
  expect(configChanges({ severities: {} }, { severities })).toEqual([{ path: `severities.${id}`, after: "off" }]);
});

test.each(NAMES)("variables and containers may have the name %s", (name) => {
  const variables: unknown = JSON.parse(`{ ${JSON.stringify(name)}: "1" }`);
  const found = risks([container({ name }, { name, environment_variables: variables, privacy: "public" })]);
  expect(found).toEqual([`becomes-public: ${name}`]);
});
