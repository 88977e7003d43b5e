import { CiProject, hasTools } from "../helpers/ci-project";

const MARKER = "<!-- scw-containers review: my-container -->";
const BODY = `🟢 No known risk ${MARKER}\n\ntext\n`;
const ENVIRONMENT = {
  GITHUB_REPOSITORY: "shop/infra",
  GITHUB_SHA: "abc",
  GITHUB_REF_NAME: "main",
  GH_TOKEN: "the-token",
  PULL_REQUEST: "7",
};
const comment = (changes: object = {}) => ({
  id: 11,
  user: { login: "github-actions[bot]" },
  body: BODY,
  updated_at: "2030-01-01T10:00:00Z",
  ...changes,
});
const pull = (changes: object = {}) => ({
  number: 7,
  merged_at: "2030-01-01T12:00:00Z",
  merge_commit_sha: "abc",
  base: { ref: "main" },
  head: { sha: "def" },
  ...changes,
});
const run = (changes: object = {}) => ({
  id: 21,
  conclusion: "success",
  head_repository: { full_name: "shop/infra" },
  ...changes,
});

let project: CiProject;
beforeEach(() => {
  project = new CiProject(["gh"]);
  project.write("review.md", BODY);
});
afterEach(() => {
  project.remove();
});

const describeWithTools = hasTools() ? describe : describe.skip;

describeWithTools("the comment of a pull request", () => {
  const write = (...pages: object[][]) => {
    project.answer("comments?per_page=100", { out: pages.map((page) => JSON.stringify(page)).join("") });
    const { status, output } = project.run("github-comment.sh", { ...ENVIRONMENT, GITHUB_STEP_SUMMARY: "summary.md" });
    expect({ status, output }).toEqual({ status: 0, output: "" });
    return project.calls("--method").map(({ line }) => line);
  };

  test("is created, if there is none, and is also the summary of the run", () => {
    expect(write([])).toEqual([
      "gh api --method POST repos/shop/infra/issues/7/comments --field body=@review.md --silent",
    ]);
    expect(project.read("review.md")).toBe(BODY);
    expect(project.read("summary.md")).toBe(BODY);
  });

  test("is updated, if it is on any page", () => {
    const others = Array.from({ length: 100 }, (_, id) => comment({ id: id + 100, body: "fine" }));
    expect(write(others, [comment()])).toEqual([
      "gh api --method PATCH repos/shop/infra/issues/comments/11 --field body=@review.md --silent",
    ]);
    expect(project.read("review.md")).toBe(BODY);
  });

  test("is not another user's comment, or one that quotes the marker below its first line", () => {
    const calls = write([comment({ user: { login: "mallory" } }), comment({ body: `Look:\n${BODY}` })]);
    expect(calls).toEqual([expect.stringContaining("--method POST") as string]);
  });
});

describeWithTools("the reviewed plans of a merged pull request", () => {
  const fetch = ({ pulls = [pull()], comments = [comment()], runs = [run()], code = 0 } = {}) => {
    project.answer("commits/abc/pulls", { out: JSON.stringify(pulls) });
    project.answer("issues/7/comments", { out: JSON.stringify(comments) });
    project.answer("workflows/plan.yml/runs", { out: JSON.stringify({ workflow_runs: runs }) });
    project.answer("run download", { code });
    return project.run("github-fetch.sh", ENVIRONMENT);
  };

  test("are the bot's comment, and the plans of the last run for the head of the pull request", () => {
    expect(fetch()).toEqual({ status: 0, output: "" });
    expect(project.read("reviewed.md")).toBe(BODY);
    expect(project.calls("head_sha=def")).toHaveLength(1);
    expect(project.calls("run download").map(({ line }) => line)).toEqual([
      "gh run download 21 --repo shop/infra --name plans --dir plans",
    ]);
  });

  const forks = [run({ head_repository: { full_name: "mallory/infra" } })];
  const failed = run({ id: 22, conclusion: "failure" });
  // The error of each case, and the last call before it.
  test.each([
    ["the commit has no pull request", { pulls: [] }, "merged pull request", "/pulls"],
    ["the pull request is not merged", { pulls: [pull({ merged_at: null })] }, "merged pull request", "/pulls"],
    ["it was merged to another branch", { pulls: [pull({ base: { ref: "old" } })] }, "merged pull request", "/pulls"],
    ["it was merged as another commit", { pulls: [pull({ merge_commit_sha: "x" })] }, "merged pull request", "/pulls"],
    ["there is no comment", { comments: [] }, "7 has no review", "/comments"],
    ["another user wrote it", { comments: [comment({ user: { login: "mallory" } })] }, "7 has no review", "/comments"],
    ["there are two", { comments: [comment(), comment()] }, "7 has no review", "/comments"],
    ["it was changed later", { comments: [comment({ updated_at: "2030-01-01T12:00:01Z" })] }, "changed", "/comments"],
    ["no plan has run", { runs: [] }, "7 has no finished plan", "/runs"],
    ["only a fork has run it", { runs: forks }, "7 has no finished plan", "/runs"],
    ["the plan failed", { runs: [failed] }, "7 did not succeed", "/runs"],
    ["it was cancelled", { runs: [run({ conclusion: "cancelled" })] }, "7 did not succeed", "/runs"],
    ["the last plan failed, and an earlier one did not", { runs: [failed, run()] }, "7 did not succeed", "/runs"],
    ["the plans have expired", { code: 1 }, "7 have expired", "run download"],
  ])("are refused, if %s", (_, answers, error, lastCall) => {
    const { status, output } = fetch(answers);
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`^error: .*${error}.*\n$`));
    expect(project.calls().at(-1)?.line).toContain(lastCall);
  });
});
