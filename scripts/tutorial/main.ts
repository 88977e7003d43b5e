// npm run tutorial: runs the commands of docs/tutorial.md in a temporary directory, and compares what they print. --update fills the
// outputs, --link links the packages of this clone, which takes less time than to install them. Commands are skipped, with the reason, if Terraform or an engine is missing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { search } from "../../packages/local-scaleway/src/engine/find-engine";
import { hasGap, stableText } from "./output";
import { runTutorial } from "./run";
import type { Result } from "./runner";
import { parseSteps } from "./steps";

const PAGE = "docs/tutorial.md";

void main();

async function main(): Promise<void> {
  const page = readFileSync(PAGE, "utf8");
  const engine = await search(process.env);
  const terraform = missingTerraform();
  const results = runTutorial(parseSteps(page), {
    missing: {
      ...(process.argv.includes("--link") && { install: "--link is set" }),
      ...(terraform !== undefined && { terraform }),
      ...(typeof engine === "string" && { engine }),
    },
    print: console.log,
  });
  if (process.argv.includes("--update")) writeFileSync(PAGE, updated(page, results));
  report(results);
}

/** Why Terraform cannot be used, for example because it cannot install the provider. */
function missingTerraform(): string | undefined {
  const program = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  const folder = mkdtempSync(join(tmpdir(), "tutorial-provider-"));
  const provider = { scaleway: { source: "scaleway/scaleway" } };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: provider } }));
  const runs = (...args: string[]) => spawnSync(program, args, { cwd: folder, stdio: "ignore" }).status === 0;
  try {
    if (!runs("version")) return `${program} is not installed`;
    return runs("init") ? undefined : `${program} cannot install the provider`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The page with the outputs that differ. Outputs with a gap, and those of failed commands, stay. */
function updated(page: string, results: readonly Result[]): string {
  const lines = page.split("\n");
  for (const { step, output, isOutdated } of results.toReversed()) {
    if (!isOutdated || output === undefined || step.output === undefined || hasGap(step.output.text)) continue;
    const { firstLine, lastLine } = step.output;
    lines.splice(firstLine - 1, lastLine - firstLine + 1, ...stableText(output).split("\n"));
  }
  return lines.join("\n");
}

function report(results: readonly Result[]): void {
  const count = (text: string, select: (result: Result) => unknown) => `${results.filter(select).length} ${text}`;
  for (const { step, skipped, problem } of results) {
    if (skipped !== undefined) console.log(`skipped  ${PAGE}:${step.line}: ${skipped}`);
    if (problem !== undefined) console.log(`FAILED   ${PAGE}:${step.line}: ${problem}`);
  }
  const failed = results.filter(({ problem }) => problem !== undefined);
  const passed = count("passed", ({ skipped, problem }) => skipped === undefined && problem === undefined);
  console.log(`${passed}, ${count("skipped", ({ skipped }) => skipped !== undefined)}, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
