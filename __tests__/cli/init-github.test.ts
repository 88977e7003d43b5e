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
    return project.calls("--method");
  };

  test("is made, when there is none, and is the summary of the run as well", () => {
    const [call, ...more] = write([]);
    expect(more).toEqual([]);
    expect(call?.line).toContain("--method POST repos/shop/infra/issues/7/comments");
    expect(JSON.parse(call!.stdin)).toEqual({ body: BODY });
    expect(project.read("summary.md")).toBe(BODY);
  });

  test("is updated, when there is one, on whatever page", () => {
    const others = Array.from({ length: 100 }, (_, id) => comment({ id: id + 100, body: "fine" }));
    const [call, ...more] = write(others, [comment()]);
    expect(more).toEqual([]);
    expect(call?.line).toContain("--method PATCH repos/shop/infra/issues/comments/11");
    expect(JSON.parse(call!.stdin)).toEqual({ body: BODY });
  });

  test("is not that of somebody else, nor one that quotes it further down", () => {
    const [call] = write([comment({ user: { login: "mallory" } }), comment({ body: `Look:\n${BODY}` })]);
    expect(call?.line).toContain("--method POST");
  });
});

describeWithTools("what was reviewed before a merge", () => {
  const fetch = ({ pulls = [pull()], comments = [comment()], runs = [run()], code = 0 } = {}) => {
    project.answer("commits/abc/pulls", { out: JSON.stringify(pulls) });
    project.answer("issues/7/comments", { out: JSON.stringify(comments) });
    project.answer("workflows/plan.yml/runs", { out: JSON.stringify({ workflow_runs: runs }) });
    project.answer("run download", { code });
    return project.run("github-fetch.sh", ENVIRONMENT);
  };

  test("is the bot's comment, and the plans of the last run for the head of the pull request", () => {
    expect(fetch()).toEqual({ status: 0, output: "" });
    expect(project.read("reviewed.md")).toBe(`${BODY}\n`);
    expect(project.calls("head_sha=def")).toHaveLength(1);
    expect(project.calls("run download").map(({ line }) => line)).toEqual([
      "gh run download 21 --repo shop/infra --name plans --dir plans",
    ]);
  });

  test.each([
    ["the commit is of no pull request", { pulls: [] }, "does not belong to a merged pull request"],
    [
      "the pull request is not merged",
      { pulls: [pull({ merged_at: null })] },
      "does not belong to a merged pull request",
    ],
    [
      "it was merged to another branch",
      { pulls: [pull({ base: { ref: "old" } })] },
      "does not belong to a merged pull request",
    ],
    [
      "it was merged as another commit",
      { pulls: [pull({ merge_commit_sha: "x" })] },
      "does not belong to a merged pull request",
    ],
    ["there is no comment", { comments: [] }, "has no review comment"],
    ["somebody else wrote it", { comments: [comment({ user: { login: "mallory" } })] }, "has no review comment"],
    ["there are two", { comments: [comment(), comment()] }, "or several"],
    [
      "it was changed after the merge",
      { comments: [comment({ updated_at: "2030-01-01T12:00:01Z" })] },
      "after the merge",
    ],
    ["the plan has not run", { runs: [] }, "no finished plan"],
    ["a fork has run it", { runs: [run({ head_repository: { full_name: "mallory/infra" } })] }, "no finished plan"],
    ["the plan has failed", { runs: [run({ conclusion: "failure" })] }, "did not succeed"],
    ["it was cancelled", { runs: [run({ conclusion: "cancelled" })] }, "did not succeed"],
    [
      "the last plan has failed, and one before has not",
      { runs: [run({ id: 22, conclusion: "failure" }), run()] },
      "Fix the problem that its log reports, and plan the change",
    ],
    ["the plans are gone", { code: 1 }, "have expired"],
  ])("is refused, when %s", (_, given, message) => {
    const { status, output } = fetch(given);
    expect(status).toBe(1);
    expect(output).toContain("error: ");
    expect(output).toContain(message);
    expect(project.calls("run download")).toHaveLength(message === "have expired" ? 1 : 0);
  });
});
