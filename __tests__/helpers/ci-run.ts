import { createHash } from "node:crypto";
import { type CiProject, hasTools } from "./ci-project";

export const MARKER = "<!-- scw-containers review: my-container -->";
export const ENVIRONMENT = {
  STATE_BUCKET: "my-state",
  PLAN_PASSPHRASE: "the-passphrase",
  SCW_ACCESS_KEY: "SCWTHEACCESSKEY",
  SCW_SECRET_KEY: "the-secret-key",
};
export const COMMIT = "0123456789abcdef";

export const describeWithTools = hasTools() ? describe : describe.skip;

/** The line of a review with the hash of a plan. */
export function hashLine(plan: string, stack: string): string {
  const hash = createHash("sha256").update(plan).digest("hex");
  return `echo '${hash}  cdktf.out/stacks/${stack}/plan' | sha256sum --check`;
}

/** Runs a script as CI does. Its output and its calls contain no secret: keys are in headers that come from files. */
export function runScript(project: CiProject, script: string, changes: Readonly<Record<string, string>> = {}) {
  const result = project.run(script, { ...ENVIRONMENT, COMMIT, ...changes });
  const log = result.output + JSON.stringify(project.calls().map(({ line, stdin }) => [line, stdin]));
  for (const secret of [ENVIRONMENT.PLAN_PASSPHRASE, ENVIRONMENT.SCW_SECRET_KEY]) expect(log).not.toContain(secret);
  return result;
}
