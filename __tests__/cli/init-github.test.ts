import { rmSync } from "node:fs";
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
  project = new CiProject(["gh", "unzip"]);
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

describeWithTools("the state of a pull request", () => {
  const review = `fine ${MARKER}\n\nCommit def, planned 2030-01-01 10:00 UTC.\n\ntext`;
  const write = (body: string, env: Readonly<Record<string, string>> = {}) => {
    project.answer("comments?per_page=100", { out: JSON.stringify([comment({ body })]) });
    const result = project.run("github-state.sh", { ...ENVIRONMENT, TITLE: "the title", ...env });
    expect(result).toEqual({ status: 0, output: "" });
    return project.read("comment.md");
  };

  test("is above the review, with a link, and replaces an earlier state", () => {
    const first = write(review, { RUN_URL: "https://ci.example.com/1" });
    expect(first.split("\n")[0]).toBe(`the title ${MARKER} <!-- scw-containers state -->`);
    expect(first).toContain("[Run](https://ci.example.com/1), ");
    expect(first.endsWith(`\n\n${review}\n`)).toBe(true);
    project.write("state.md", first.split("fine")[0]!);
    expect(write(first.replaceAll("\n", "\r\n"))).toBe(first);
  });

  test("keeps the review only if it is of the same commit", () => {
    expect(write(review, { COMMIT: "def" })).toContain("fine");
    rmSync(`${project.folder}/state.md`);
    const other = write(review, { COMMIT: "abc" });
    expect([other.includes("the title"), other.includes("fine")]).toEqual([true, false]);
  });
});

describeWithTools("the reviewed plans of a merged pull request", () => {
  const fetch = ({
    pulls = [pull()],
    comments = [comment()],
    runs = [run()],
    artifacts = [{ id: 31, expired: false, created_at: "2030-01-01T11:00:00Z" }],
    artifact = BODY,
  } = {}) => {
    project.answer("commits/abc/pulls", { out: JSON.stringify(pulls) });
    project.answer("issues/7/comments", { out: JSON.stringify(comments) });
    project.answer("workflows/plan.yml/runs", { out: JSON.stringify({ workflow_runs: runs }) });
    project.answer("runs/21/artifacts", { out: JSON.stringify({ artifacts }) });
    project.answer("unzip", { files: { "plans/review.md": artifact } });
    return project.run("github-fetch.sh", ENVIRONMENT);
  };
  const state = `done ${MARKER} <!-- scw-containers state -->\n\n<!-- /scw-containers state -->\n\n`;

  test.each([
    ["as it was written", BODY],
    ["below a state", state + BODY],
    ["with the line ends of Windows", (state + BODY).replaceAll("\n", "\r\n")],
  ])("are those of the last run for the head of the pull request, if its review is in the comment %s", (_, body) => {
    expect(fetch({ comments: [comment({ body })] })).toEqual({ status: 0, output: "" });
    expect(project.read("reviewed.md")).toBe(BODY);
    expect(project.calls("head_sha=def")).toHaveLength(1);
    expect(project.calls("/zip").map(({ line }) => line)).toEqual(["gh api repos/shop/infra/actions/artifacts/31/zip"]);
  });

  const forks = [run({ head_repository: { full_name: "mallory/infra" } })];
  const failed = run({ id: 22, conclusion: "failure" });
  const later = [{ id: 31, expired: false, created_at: "2030-01-01T12:00:01Z" }];
  const expired = [{ id: 31, expired: true, created_at: "2030-01-01T11:00:00Z" }];
  // The error of each case, and the last call before it.
  test.each([
    ["the commit has no pull request", { pulls: [] }, "did not merge pull request 7", "/pulls"],
    ["it is another pull request", { pulls: [pull({ number: 70 })] }, "did not merge", "/pulls"],
    ["the pull request is not merged", { pulls: [pull({ merged_at: null })] }, "did not merge", "/pulls"],
    ["it was merged to another branch", { pulls: [pull({ base: { ref: "old" } })] }, "did not merge", "/pulls"],
    ["it was merged as another commit", { pulls: [pull({ merge_commit_sha: "x" })] }, "did not merge", "/pulls"],
    ["there is no comment", { comments: [] }, "7 has no review", "/comments"],
    ["another user wrote it", { comments: [comment({ user: { login: "mallory" } })] }, "7 has no review", "/comments"],
    ["there are two", { comments: [comment(), comment()] }, "7 has no review", "/comments"],
    ["no plan has run", { runs: [] }, "7 has no finished plan", "/runs"],
    ["only a fork has run it", { runs: forks }, "7 has no finished plan", "/runs"],
    ["the plan failed", { runs: [failed] }, "7 did not succeed", "/runs"],
    ["it was cancelled", { runs: [run({ conclusion: "cancelled" })] }, "7 did not succeed", "/runs"],
    ["the last plan failed, and an earlier one did not", { runs: [failed, run()] }, "7 did not succeed", "/runs"],
    ["no plan was kept", { artifacts: [] }, "7 has no plans", "/artifacts"],
    ["the plans have expired", { artifacts: expired }, "7 has no plans, or they have expired", "/artifacts"],
    ["it was planned again after the merge", { artifacts: later }, "after its merge", "/artifacts"],
    [
      "a word of the comment was changed",
      { comments: [comment({ body: BODY.replace("text", "test") })] },
      "was changed",
      "unzip",
    ],
    [
      "the comment has a text below the review",
      { comments: [comment({ body: `${BODY}more\n` })] },
      "was changed",
      "unzip",
    ],
    [
      "a state hides the review",
      { comments: [comment({ body: `${state.split("\n", 1).join("")}\n${BODY}` })] },
      "was changed",
      "unzip",
    ],
    ["a state is below the first line", { comments: [comment({ body: BODY + state })] }, "was changed", "unzip"],
  ])("are refused, if %s", (_, answers, error, lastCall) => {
    const { status, output } = fetch(answers);
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`^error: .*${error}.*\n$`));
    expect(project.calls().at(-1)?.line).toContain(lastCall);
    expect(project.has("reviewed.md")).toBe(false);
    // The comment gets the error.
    expect(project.read("state.md")).toContain(
      `🔴 **Not applied.** ${output.slice("error: ".length).trim()} ${MARKER}`,
    );
  });
});
