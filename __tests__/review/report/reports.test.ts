import { readFileSync, readdirSync } from "node:fs";
import Ajv from "ajv/dist/2020";
import { PlanReview } from "../../../lib/review/plan-review";
import { reviewJsonSchema } from "../../../lib/review/report/report-schema";
import { PLANS, REPORTS, names, planInput, reportFile, reportOf } from "../../helpers/reports";

const validate = new Ajv({ strict: false }).compile(reviewJsonSchema());

test.each(REPORTS.map((report) => [`${report.name}.${report.format}`, report] as const))(
  "gives reports/%s",
  (_, report) => {
    expect(reportOf(report)).toBe(readFileSync(reportFile(report), "utf8"));
  },
);

test("has a report for every plan, and no other", () => {
  const files = REPORTS.map((report) => reportFile(report).replace(/.*\//, ""));
  expect(readdirSync("__tests__/review/reports").sort()).toEqual(files.sort());
  expect(readdirSync(PLANS).length).toBe(names.length + 1);
});

describe.each(names)("of the plan %s", (name) => {
  const review = PlanReview.fromPlans([planInput(name)]);
  const formats = () => [review.toMarkdown(), review.toText({ hasColors: true }), review.toJson()];

  test("no format shows a planted secret", () => {
    const text = readFileSync(`${PLANS}/${name}.json`, "utf8");
    const { variables = {} } = JSON.parse(text) as { variables?: Record<string, { value: unknown }> };
    const planted = [
      ...Object.values(variables).flatMap(({ value }) =>
        typeof value === "string" && value.length > 1 ? [value] : [],
      ),
      ...["sk-abc123secret", "sk-new456secret", "user:pass", "postgres://"],
      ...Array.from(text.matchAll(/\$argon2id[^"]*/g), ([hash]) => hash),
      ...Array.from(text.matchAll(/"secret_key": ?"([^"]+)"/g), ([, key = ""]) => key),
    ];
    expect(planted.length).toBeGreaterThan(3);
    for (const report of formats()) for (const secret of planted) expect(report).not.toContain(secret);
  });

  test("the JSON follows the published schema", () => {
    validate(JSON.parse(review.toJson()));
    expect(validate.errors).toBeNull();
  });

  test("two reviews are equal byte for byte", () => {
    const again = PlanReview.fromPlans([planInput(name)]);
    expect([again.toMarkdown(), again.toText({ hasColors: true }), again.toJson()]).toEqual(formats());
  });

  test("every report fits into every size", () => {
    for (const maxBytes of [500, 1000, 2000, 3000, 5000]) {
      for (const report of [
        review.toMarkdown({ maxBytes }),
        review.toText({ maxBytes }),
        review.toJson({ maxBytes }),
      ]) {
        expect(Buffer.byteLength(report)).toBeLessThanOrEqual(maxBytes);
      }
      expect(() => JSON.parse(review.toJson({ maxBytes })) as unknown).not.toThrow();
    }
  });
});

test("an empty plan is one line in Markdown and text", () => {
  const review = PlanReview.fromPlans([planInput("no-changes")]);
  expect(review.toMarkdown()).toBe("🟢 **No changes:** 8 resources up to date. <!-- scw-containers review: plan -->\n");
  expect(review.toText()).toBe("No changes: 8 resources up to date.\n");
});
