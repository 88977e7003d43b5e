import { readFileSync } from "node:fs";
import { REPORTS, reportFile } from "../../helpers/reports";
import { PlanReview } from "../../../lib/review/plan-review";
import { container, planJson } from "../../helpers/plan-json";

/** A comment on GitHub is 780 pixels wide. */
const MAX_PIXELS = 780;
/** The width of a character of code, and the padding and border of a cell. */
const CHARACTER = 8;
const PADDING = 27;
const MAX_COLUMNS = 4;

const rowsOf = (markdown: string) =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.slice(2, -2).split(" | "));

/** The longest part that a browser does not break. */
function longestPart(cell: string): number {
  return Math.max(...cell.split(/<br>|\s|(?<=[-/])/).map((part) => part.replaceAll(/[`*]/g, "").length));
}

test.each(REPORTS.filter(({ format }) => format === "md").map((report) => [report.name, report] as const))(
  "the table of containers in %s fits the width of a comment",
  (_, report) => {
    const [table = ""] = readFileSync(reportFile(report), "utf8").split("####");
    const rows = rowsOf(table);
    const widths = (rows[0] ?? []).map((__, column) => {
      return PADDING + CHARACTER * Math.max(...rows.map((cells) => longestPart(cells[column] ?? "")));
    });
    expect(widths.length).toBeLessThanOrEqual(MAX_COLUMNS);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(MAX_PIXELS);
  },
);

test("an empty column is left out", () => {
  const markdown = PlanReview.fromPlans([
    { stack: "shop", plan: planJson([container({}, { cpu_limit: 280 })]) },
  ]).toMarkdown();
  expect(rowsOf(markdown)[0]).toEqual(["container", "change", "settings"]);
  const secret = container({}, { secret_environment_variables: { KEY: "planted-secret-1" } });
  const withSecret = PlanReview.fromPlans([{ stack: "shop", plan: planJson([secret]) }]).toMarkdown();
  expect(rowsOf(withSecret)[0]).toHaveLength(MAX_COLUMNS);
});
