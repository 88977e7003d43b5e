import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { PlanReview, RULES } from "cdktf-scaleway-containers/review";
// #region rule
import { markup, type Rule } from "cdktf-scaleway-containers/review";

const noParis: Rule = {
  id: "no-paris",
  severity: "high",
  finds: "a container in Paris",
  why: "Our data stays in the Netherlands.",
  todo: "Set region to nl-ams.",
  *check({ containers }) {
    for (const { change, name, after } of containers) {
      const region = after?.values["region"];
      if (region === "fr-par") yield { change, what: markup`${name} is in ${region}` };
    }
  },
};
// #endregion

test("the rule of the docs finds what it says", () => {
  const plan = readFileSync("__tests__/review/plans/made-public.json");
  const { review } = PlanReview.fromPlans([{ stack: "order-api", plan }], { rules: [...RULES, noParis] });
  expect(review.risks.map(({ id, what }) => `${id}: ${String(what)}`)).toEqual([
    "becomes-public: order-api becomes public",
    "no-paris: order-api is in fr-par",
  ]);
});

test("the program of the docs reports what is risky", () => {
  const file = "__tests__/review/plans/made-public.json";
  const notify = jest.fn();
  // #region use
  const review = PlanReview.fromPlans([{ stack: "order-api", plan: readFileSync(file) }], { title: "Staging" });
  if (review.hasRisk("high")) notify(review.toMarkdown());
  // #endregion
  expect(notify).toHaveBeenCalledWith(expect.stringMatching(/^🔴 `Staging` \*\*High risk:\*\*/));
});

test("the picture of the docs is of the report as it is now", () => {
  const report = readFileSync("__tests__/review/reports/container-renamed.md");
  const hash = createHash("sha256").update(report).digest("hex");
  expect(readFileSync("docs/plan-review.md", "utf8")).toContain(`<!-- picture of ${hash} -->`);
});
