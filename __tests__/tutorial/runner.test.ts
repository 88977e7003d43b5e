import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../helpers/temporary-folder";
import { Runner, type Options } from "../../scripts/tutorial/runner";
import { parseSteps } from "../../scripts/tutorial/steps";

function run(page: string, missing: Options["missing"] = {}) {
  const folder = temporaryFolder("runner");
  const results = new Runner({ folder, missing, environment: process.env }).run(parseSteps(page));
  return { folder, results };
}
const block = (text: string, language = "sh") => `\`\`\`${language}\n${text}\n\`\`\`\n`;

test("passes variables and the working directory on to the next step, and writes files there", () => {
  const page = [
    block("mkdir ../orders\ncd ../orders\nNAME=tea"),
    block("{}", "json file=app/a.json"),
    block('echo "$NAME $(cat app/a.json)"'),
    block("tea {}", "text"),
  ];
  const { folder, results } = run(page.join("\n"));
  expect(results.map(({ problem }) => problem)).toEqual([undefined, undefined]);
  expect(readFileSync(join(folder, "orders/app/a.json"), "utf8")).toBe("{}\n");
});

test("reports an output that differs, and runs the next steps", () => {
  const { results } = run([block("echo coffee"), block("tea", "text"), block("true")].join("\n"));
  expect(results).toMatchObject([{ output: "coffee", isOutdated: true }, { step: { commands: "true" } }]);
  expect(results[0]?.problem).toContain("coffee");
});

test.each([
  ["fails", block("false\ntrue")],
  ["does not fail as expected", block("true", "sh exit=3")],
])("stops at a step that %s", (_, step) => {
  const { results } = run([step, block("true")].join("\n"));
  expect(results).toHaveLength(1);
  expect(results[0]?.problem).toBeDefined();
});

test("accepts an expected exit code", () => {
  expect(run(block("exit 3", "sh exit=3")).results[0]?.problem).toBeUndefined();
});

test("skips a step whose tool is missing, with the reason", () => {
  const { results } = run(block("false", "sh needs=terraform"), { terraform: "terraform is not installed" });
  expect(results).toMatchObject([{ skipped: "terraform is not installed" }]);
});
