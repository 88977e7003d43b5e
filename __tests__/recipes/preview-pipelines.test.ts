import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const EXAMPLE = join(__dirname, "../../examples/preview-environments");
const read = (name: string) => readFileSync(join(EXAMPLE, name), "utf8");

interface Job {
  readonly if?: string;
  readonly environment?: { readonly action?: string; readonly on_stop?: string } | string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly rules?: readonly { readonly if?: string; readonly when?: string }[];
}

test("on GitHub, forks and Dependabot get no preview, and only jobs with previews use the environment with the keys", () => {
  const { jobs, permissions } = parse(read(".github/workflows/preview.yml")) as {
    jobs: Record<string, Job>;
    permissions: object;
  };
  expect(permissions).toEqual({});
  for (const job of Object.values(jobs)) {
    expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(job.if).toContain("user.login != 'dependabot[bot]'");
    expect(JSON.stringify(job.environment)).toContain("previews");
    expect(job.permissions).toEqual({ contents: "read", "pull-requests": "write" });
  }
});

test("on GitLab, forks get no preview, and the preview is stopped by its job", () => {
  const jobs = parse(read(".gitlab-ci.yml"), { merge: true }) as Record<string, Job>;
  const [preview, stop] = [jobs["preview"], jobs["stop-preview"]];
  expect(preview?.environment).toMatchObject({ on_stop: "stop-preview", auto_stop_in: "1 week" });
  expect(stop?.environment).toMatchObject({ action: "stop" });
  expect(stop?.rules).toMatchObject([{ when: "manual" }]);
  for (const job of [preview, stop]) {
    expect(job?.rules?.[0]?.if).toContain("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID");
  }
});

test("the pipeline of GitLab conforms to its schema, and previews a merge request of the project only", () => {
  const folder = mkdtempSync(join(tmpdir(), "previews-"));
  try {
    cpSync(join(EXAMPLE, ".gitlab-ci.yml"), join(folder, ".gitlab-ci.yml"));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "--initial-branch", "main");
    git("remote", "add", "origin", "git@gitlab.example.com:shop/infra.git");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "commit", "-m", "Start");
    const request = {
      CI_PIPELINE_SOURCE: "merge_request_event",
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
      STATE_BUCKET: "my-state",
    };
    const pipelines = [
      request,
      { ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" },
      { ...request, CI_PIPELINE_SOURCE: "schedule" },
    ].map((variables) => ({ file: ".gitlab-ci.yml", branch: "change", variables }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(__dirname, "../helpers/gitlab-ci-local.mjs")],
      { cwd: folder, encoding: "utf8", input: JSON.stringify(pipelines) },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject([
      { problems: null, jobs: ["preview"] },
      { problems: null, jobs: [] },
      { problems: null, jobs: ["clean-previews"] },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
