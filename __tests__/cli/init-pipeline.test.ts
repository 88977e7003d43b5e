import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

const root = join(__dirname, "../..");
const templates = join(root, "templates");

/** The project ID that gitlab-ci-local sets. */
const PROJECT_ID = "1217";

describe("the pipeline of GitLab", () => {
  const read = (file: string) => parse(readFileSync(join(templates, "gitlab", file), "utf8")) as unknown;
  const pipeline = read("dot-gitlab-ci.yml") as {
    readonly stages: readonly string[];
    readonly plan: { readonly artifacts: object };
    readonly request: object;
    readonly check: object;
    readonly apply: object;
  };
  const { apply: deployment } = read("ci/gitlab-apply.yml") as { readonly apply: object };
  const tools = read("ci/gitlab-tools.yml") as {
    readonly variables: Readonly<Record<string, string>>;
    readonly ".terraform": { readonly before_script: readonly string[] };
  };
  const recipe =
    /^```yaml\n(workflow:.*?)^```$/ms.exec(readFileSync(join(root, "docs/release-pipeline.md"), "utf8"))?.[1] ?? "";
  const bucket = { STATE_BUCKET: "my-state" };
  const request = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: PROJECT_ID };
  const push = { CI_PIPELINE_SOURCE: "push", ...bucket };
  const own = { file: ".gitlab-ci.yml", branch: "main" };
  const child = { file: "ci/gitlab-apply.yml", branch: "main" };
  const withRecipe = { file: "with-recipe.yml", branch: "main" };
  const withTest = { file: "with-e2e.yml", branch: "main" };
  const cases: [name: string, pipeline: object, jobs: string[]][] = [
    ["plans a merge request", { ...own, branch: "change", variables: { ...request, ...bucket } }, ["test", "plan"]],
    [
      "only tests in a merge train",
      { ...own, branch: "change", variables: { ...request, ...bucket, CI_MERGE_REQUEST_EVENT_TYPE: "merge_train" } },
      ["test"],
    ],
    ["applies a merge", { ...own, variables: push }, ["test", "request", "check", "apply"]],
    ["applies plans that change something", { ...child, variables: { HAS_CHANGES: "true" } }, ["apply"]],
    ["applies plans of which nothing is known", { ...child, variables: {} }, ["apply"]],
    ["needs no approval for plans without changes", { ...child, variables: { HAS_CHANGES: "false" } }, ["nothing"]],
    ["only tests in a schedule", { ...own, variables: { ...bucket, CI_PIPELINE_SOURCE: "schedule" } }, ["test"]],
    ["only tests without a bucket for the state", { ...own, branch: "change", variables: request }, ["test"]],
    [
      "only tests the merge request of a fork",
      { ...own, branch: "change", variables: { ...request, ...bucket, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "9" } },
      ["test"],
    ],
    [
      "tests a merge request end to end, also without a bucket for the state",
      { ...withTest, branch: "change", variables: request },
      ["test", "e2e"],
    ],
    [
      "does not repeat the end-to-end test after a merge",
      { ...withTest, variables: push },
      ["test", "request", "check", "apply"],
    ],
    [
      "applies a merge with the recipe of docs/release-pipeline.md",
      { ...withRecipe, variables: push },
      ["test", "request", "check", "apply"],
    ],
    [
      "builds and releases a tag with the recipe of docs/release-pipeline.md",
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
    cpSync(join(templates, "gitlab/ci"), join(folder, "ci"), { recursive: true });
    writeFileSync(join(folder, withRecipe.file), stringify({ ...pipeline, ...(parse(recipe) as object) }));
    const [start, job] = ["gitlab", "e2e-gitlab"].map((part) =>
      readFileSync(join(templates, part, "dot-gitlab-ci.yml"), "utf8"),
    );
    // As init joins the files.
    writeFileSync(join(folder, withTest.file), `${start}\n${job}`);
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
      // A failure replaces what the note says.
      const afterFailure = [
        ...(jobs.includes("plan") ? ["failed"] : []),
        ...(jobs.includes("request") ? ["unapplied"] : []),
      ];
      expect(results[index]).toEqual({ problems: null, jobs, afterFailure });
    },
  );

  test("checks the merged lock file against the registries before the apply, with a key that can only read", () => {
    const { stages, request, check, apply } = pipeline;
    expect(stages.indexOf("check")).toBeLessThan(stages.indexOf("apply"));
    expect(check).toMatchObject({ stage: "check", script: ["npm ci", "npm run lock -- --check"] });
    expect(request).toMatchObject({ stage: "check", artifacts: { reports: { dotenv: "changes.env" } } });
    for (const job of [request, check, apply]) expect(job).not.toHaveProperty("environment");
    expect(apply).toMatchObject({
      stage: "apply",
      variables: { HAS_CHANGES: "$HAS_CHANGES" },
      trigger: { include: [{ local: child.file }], strategy: "depend" },
    });
    expect(deployment).toMatchObject({
      environment: "production",
      resource_group: "production",
      script: ["bash ci/gitlab-fetch.sh", "bash ci/apply.sh"],
      after_script: [expect.stringMatching(/^bash ci\/gitlab-state\.sh /)],
    });
  });

  test.each([
    ["", "terraform", "https://releases.hashicorp.com/terraform/1.11.4"],
    ["tofu", "tofu", "https://github.com/opentofu/opentofu/releases/download/v1.10.6"],
  ])("installs the program that TERRAFORM_BINARY_NAME chooses: %j", (name, program, site) => {
    const script = tools[".terraform"].before_script.slice(1).join("\n");
    // The commands print what they would do.
    const commands = ["curl", "sha256sum", "unzip"]
      .map((command) => `${command}() { echo ${command} "$@"; }\n`)
      .join("");
    const env = { ...tools.variables, TERRAFORM_BINARY_NAME: name };
    const out = execFileSync("bash", ["-euc", commands + script], { env, encoding: "utf8" });
    const file = `${program}_${program === "tofu" ? "1.10.6" : "1.11.4"}`;
    expect(out.split("\n")).toEqual([
      expect.stringContaining(` ${site}/${file}_linux_amd64.zip ${site}/${file}_SHA256SUMS`),
      `sha256sum --check --ignore-missing ${file}_SHA256SUMS`,
      `unzip -q -o ${file}_linux_amd64.zip ${program} -d /usr/local/bin`,
      "",
    ]);
  });

  test("runs the end-to-end test with Docker in a service, whose certificates the job reads", () => {
    const text = readFileSync(join(templates, "e2e-gitlab/dot-gitlab-ci.yml"), "utf8");
    const { e2e } = parse(text) as {
      readonly e2e: {
        readonly services: readonly string[];
        readonly variables: Readonly<Record<string, string>>;
        readonly script: readonly string[];
      };
    };
    expect(e2e.services).toEqual([expect.stringMatching(/^docker:\d+-dind$/)]);
    const { DOCKER_HOST, DOCKER_CERT_PATH, DOCKER_TLS_CERTDIR } = e2e.variables;
    expect([DOCKER_HOST, DOCKER_CERT_PATH]).toEqual(["tcp://docker:2376", `${DOCKER_TLS_CERTDIR}/client`]);
    expect([e2e.script[0], e2e.script.at(-1)]).toEqual(["npm ci", "bash ci/e2e.sh"]);
    expect(spawnSync("bash", ["-nc", e2e.script.join("\n")], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  test("has Terraform's report, and shows the plans only to those who can push", () => {
    expect(pipeline.plan.artifacts).toEqual({
      when: "always",
      access: "developer",
      expire_in: "1 week",
      paths: ["plans/", "failed.txt"],
      reports: { terraform: "terraform-report.json" },
    });
  });
});
