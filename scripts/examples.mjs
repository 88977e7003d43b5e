// npm run examples: writes the output of every example beside it. The tests hold the two against each other.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectedOutput } from "../__tests__/helpers/expected-output.ts";

for (const name of readdirSync("examples")) {
  const outdir = mkdtempSync(join(tmpdir(), "examples-"));
  const env = { ...process.env, CDKTF_OUTDIR: outdir };
  execFileSync(process.execPath, ["--import", "tsx", `examples/${name}/main.ts`], { env, stdio: "inherit" });
  const [stack] = readdirSync(join(outdir, "stacks"));
  const text = readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
  writeFileSync(join("examples", name, "cdk.tf.json"), expectedOutput(text));
  rmSync(outdir, { recursive: true });
}
