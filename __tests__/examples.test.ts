import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runApp } from "./helpers/run-app";
import { schemaProblems } from "./helpers/schema-check";
import { expectedFile, expectedOutput } from "./helpers/expected-output";

const folder = join(__dirname, "../examples");
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(examples)("examples/%s gives the output beside it, which the provider accepts", (name) => {
  const outputs = Object.entries(runApp(`examples/${name}/main.ts`));
  const stacks = outputs.map(([stack]) => stack);
  for (const [stack, text] of outputs) {
    expect(expectedOutput(text)).toBe(readFileSync(join(folder, name, expectedFile(stack, stacks)), "utf8"));
    expect(schemaProblems(JSON.parse(text) as Record<string, unknown>)).toEqual([]);
  }
  const committed = readdirSync(join(folder, name), { recursive: true }).filter((file) =>
    String(file).endsWith(".json"),
  );
  expect(committed).toHaveLength(outputs.length);
});

test.each(examples)("examples/%s has a README that names its own app, and is in the list of all", (name) => {
  expect(readFileSync(join(folder, name, "README.md"), "utf8")).toContain(`examples/${name}/main.ts`);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`[${name}](${name})`);
  expect(existsSync(join(folder, name, "main.ts"))).toBe(true);
});
