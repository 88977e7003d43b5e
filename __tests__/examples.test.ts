import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runApp } from "./helpers/run-app";
import { schemaProblems } from "./helpers/schema-check";
import { expectedOutput } from "./helpers/expected-output";

const folder = join(__dirname, "../examples");

test.each(readdirSync(folder))("examples/%s gives the output beside it, which the provider accepts", (name) => {
  const stacks = Object.entries(runApp(`examples/${name}/main.ts`));
  expect(stacks).toHaveLength(1);
  for (const [, text] of stacks) {
    const file = join(folder, name, "cdk.tf.json");
    expect(existsSync(file)).toBe(true);
    expect(expectedOutput(text)).toBe(readFileSync(file, "utf8"));
    expect(schemaProblems(JSON.parse(text) as Record<string, unknown>)).toEqual([]);
  }
});
