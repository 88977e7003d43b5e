// npm run examples:update: writes the output of every example beside it, and the reviews of the plans in __tests__/review.
// The tests hold them against what is made anew.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EXAMPLE_ENVIRONMENT, expectedFile, expectedOutput, isProgram } from "../__tests__/helpers/expected-output.ts";

import { REPORTS, reportOf, reportFile } from "../__tests__/helpers/reports.ts";

for (const report of REPORTS) writeFileSync(reportFile(report), reportOf(report));

const folders = readdirSync("examples", { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name } of folders) {
  const outdir = mkdtempSync(join(tmpdir(), "examples-"));
  const env = { ...process.env, ...EXAMPLE_ENVIRONMENT, CDKTF_OUTDIR: outdir };
  const folder = `examples/${name}`;
  const program = isProgram(folder) ? [`${folder}/main.ts`] : ["lib/cli/main.ts", "synth", folder, "--quiet"];
  execFileSync(process.execPath, ["--import", "tsx", ...program], { env, stdio: ["ignore", "ignore", "inherit"] });
  const stacks = readdirSync(join(outdir, "stacks"));
  for (const stack of stacks) {
    const text = readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
    const file = join(folder, expectedFile(stack, stacks));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, expectedOutput(text));
  }
  rmSync(outdir, { recursive: true });
}
