import { PlanReview, type Config } from "../../../lib/review";
import { configChanges } from "../../../lib/review/analysis/config-changes";
import { container, planJson } from "../../helpers/plan-json";

const accepted = { risk: "drift", reason: "see ADR 12", expires: "2027-01-31" };

test.each<readonly [before: Config, after: Config, changes: readonly object[]]>([
  [{}, {}, []],
  [{ severities: { drift: "low" } }, { severities: { drift: "low" } }, []],
  [{ severities: { drift: "low" } }, {}, [{ path: "severities.drift", before: "low" }]],
  [
    { limits: { floorIncreaseEur: 1 } },
    { limits: { floorIncreaseEur: 2 } },
    [{ path: "limits.floorIncreaseEur", before: 1, after: 2 }],
  ],
  [{ rules: ["a", "b"] }, { rules: ["b", "a"] }, []],
  [{ ignoreStates: ["a"] }, { ignoreStates: ["a", "*"] }, [{ path: "ignoreStates", after: "*" }]],
  [
    { rules: ["a"] },
    { rules: ["b"] },
    [
      { path: "rules", before: "a" },
      { path: "rules", after: "b" },
    ],
  ],
  [{ allowedRegistries: [] }, {}, [{ path: "allowedRegistries", before: "[]" }]],
  [{}, { allowedRegistries: [] }, [{ path: "allowedRegistries", after: "[]" }]],
  [{ accept: [accepted] }, { accept: [{ ...accepted }] }, []],
  [{ accept: [] }, { accept: [accepted] }, [{ path: "accept", after: "drift until 2027-01-31: see ADR 12" }]],
  [
    { accept: [accepted] },
    { accept: [{ ...accepted, where: "shop", expires: "2099-01-31" }] },
    [
      { path: "accept", before: "drift until 2027-01-31: see ADR 12" },
      { path: "accept", after: "drift in shop until 2099-01-31: see ADR 12" },
    ],
  ],
])("of %j and %j", (before, after, changes) => {
  expect(configChanges(before, after)).toEqual(changes);
});

test("every format displays the changes, and masks the secrets of the plan in them", () => {
  const secret = "planted-secret-1";
  const plan = planJson([container({}, { secret_environment_variables: { KEY: secret } })]);
  const review = PlanReview.fromPlans([{ stack: "shop", plan }], {
    baseConfig: {},
    config: { accept: [{ ...accepted, reason: `since ${secret}` }], severities: { drift: "off" } },
  });
  for (const report of [review.toMarkdown(), review.toText({ width: 300 }), review.toJson()]) {
    expect(report).toContain("severities.drift");
    expect(report).not.toContain(secret);
  }
  expect(String(review.review.verdict)).toContain("2 settings");
});
