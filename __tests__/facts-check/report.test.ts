import type { Difference } from "../../scripts/facts/findings";
import { reportOf } from "../../scripts/facts/report";

const DIFFERENCE: Difference = { what: "crate max", ours: "1", published: "2", source: "a page", fix: "Change it." };
const NOTHING = { compared: [], differences: [], unreadable: [] };

test("has code 0 only if something was compared and nothing is different or unreadable", () => {
  const compared = ["crate max"];
  expect(reportOf({ ...NOTHING, compared })).toEqual({
    exitCode: 0,
    text: "Compared 1 values: 0 differences, 0 problems.\n",
  });
  expect(reportOf({ ...NOTHING, compared, differences: [DIFFERENCE] }).exitCode).toBe(1);
  expect(reportOf({ ...NOTHING, compared, unreadable: ["A file is missing."] }).exitCode).toBe(2);
  expect(reportOf({ compared, differences: [DIFFERENCE], unreadable: ["A file is missing."] }).exitCode).toBe(2);
  expect(reportOf(NOTHING).exitCode).toBe(2);
});

test("lists each difference with both values, the source and the change", () => {
  const { text } = reportOf({
    compared: ["crate max"],
    differences: [DIFFERENCE],
    unreadable: ["A file is missing.", "A file is missing."],
  });
  expect(text).toContain("1 differences, 1 problems");
  expect(text).toContain("- crate max: `1` here, `2` in a page. Change it.");
  expect(text).toContain("- A file is missing.");
});

test("displays published text as code on one line of at most 200 characters", () => {
  const published = `\`@everyone\n# ${"x".repeat(500)}`;
  const line = reportOf({ ...NOTHING, compared: ["a"], differences: [{ ...DIFFERENCE, published }] })
    .text.split("\n")
    .at(-2);
  expect(line).toMatch(/^- crate max: `1` here, ` @everyone # x{186}…` in a page\. Change it\.$/);
});
