import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "./helpers/run-cli";
import { runApp } from "./helpers/run-app";
import { schemaProblems } from "./helpers/schema-check";
import { EXAMPLE_ENVIRONMENT, expectedFile, expectedOutput, isProgram } from "./helpers/expected-output";

const folder = join(__dirname, "../examples");
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

async function outputsOf(name: string): Promise<[stack: string, text: string][]> {
  Object.assign(process.env, EXAMPLE_ENVIRONMENT);
  if (isProgram(join(folder, name))) return Object.entries(runApp(`examples/${name}/main.ts`));
  const outdir = mkdtempSync(join(tmpdir(), "examples-"));
  try {
    expect(await runCli("synth", join(folder, name), "--output", outdir)).toMatchObject({ code: 0, err: "" });
    const stacks = readdirSync(join(outdir, "stacks"));
    return stacks.map((stack) => [stack, readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")]);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

test.each(examples)("examples/%s gives the output beside it, which the provider accepts", async (name) => {
  const outputs = await outputsOf(name);
  const stacks = outputs.map(([stack]) => stack);
  for (const [stack, text] of outputs) {
    expect(expectedOutput(text)).toBe(readFileSync(join(folder, name, expectedFile(stack, stacks)), "utf8"));
    expect(schemaProblems(JSON.parse(text) as Record<string, unknown>)).toEqual([]);
  }
  const committed = readdirSync(join(folder, name), { recursive: true }).filter((file) =>
    /(?<!images\.lock)\.json$/.test(String(file)),
  );
  expect(committed).toHaveLength(outputs.length);
});

test.each(examples)("examples/%s has a README that tells how to run it, and is in the list of all", (name) => {
  const command = isProgram(join(folder, name)) ? `examples/${name}/main.ts` : `scw-containers synth examples/${name}`;
  expect(readFileSync(join(folder, name, "README.md"), "utf8")).toContain(command);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`[${name}](${name})`);
});
