import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs a file that makes an app and synthesizes it, as the CLI does; the text of each stack's cdk.tf.json.
 * To run the same file again, call it in jest.isolateModules(), which takes a third of a second to load the library again.
 */
export function runApp(file: string): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "run-app-"));
  process.env["CDKTF_OUTDIR"] = outdir;
  try {
    jest.requireActual(join(__dirname, "../..", file));
    const stacks = readdirSync(join(outdir, "stacks"));
    return Object.fromEntries(
      stacks.map((stack) => [stack, readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")]),
    );
  } finally {
    delete process.env["CDKTF_OUTDIR"];
    rmSync(outdir, { recursive: true, force: true });
  }
}
