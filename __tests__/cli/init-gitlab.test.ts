import { CiProject, hasTools } from "../helpers/ci-project";

const MARKER = "<!-- scw-containers review: my-container -->";
const BODY = `🟢 No known risk ${MARKER}\n\ntext\n`;
const API = "https://gitlab.example.com/api/v4";
const ENVIRONMENT = {
  CI_API_V4_URL: API,
  CI_PROJECT_ID: "3",
  CI_MERGE_REQUEST_IID: "7",
  CI_COMMIT_SHA: "abc",
  CI_COMMIT_BRANCH: "main",
  REVIEW_TOKEN: "the-token",
};
const note = (changes: object = {}) => ({
  id: 11,
  author: { id: 5 },
  body: BODY,
  updated_at: "2030-01-01T10:00:00.000Z",
  ...changes,
});
const request = (changes: object = {}) => ({
  iid: 7,
  state: "merged",
  target_branch: "main",
  merge_commit_sha: "abc",
  squash_commit_sha: null,
  sha: "def",
  merged_at: "2030-01-01T12:00:00.000Z",
  ...changes,
});
const others = Array.from({ length: 100 }, (_, id) => note({ id: id + 100, body: "fine" }));

let project: CiProject;
beforeEach(() => {
  project = new CiProject(["curl", "unzip"]);
  project.answer("/user", { out: JSON.stringify({ id: 5 }) });
});
const answerNotes = (...pages: object[][]) => {
  for (const [index, page] of [...pages, []].entries()) {
    project.answer(`notes?per_page=100&page=${index + 1}`, { out: JSON.stringify(page) });
  }
};
afterEach(() => {
  // The token is in no argument, and goes only to GitLab.
  for (const { line, header } of project.calls("curl")) {
    expect(line).not.toContain("the-token");
    expect(header).toBe(line.includes(API) ? "PRIVATE-TOKEN: the-token\n" : "");
  }
  project.remove();
});

const describeWithTools = hasTools() ? describe : describe.skip;

describeWithTools("the note of a merge request", () => {
  const changes = (counts: object) => ({ changes: { create: 0, update: 0, replace: 0, delete: 0, ...counts } });
  const write = (...pages: object[][]) => {
    project.write("review.md", BODY);
    project.write(
      "review.json",
      JSON.stringify({ stacks: [changes({ create: 1, replace: 2 }), changes({ update: 4, delete: 8 })] }),
    );
    answerNotes(...pages);
    expect(project.run("gitlab-note.sh", ENVIRONMENT)).toEqual({ status: 0, output: "" });
    return project.calls("--request");
  };

  test("is created, if there is none, and GitLab's report counts a replacement as two", () => {
    const [call, ...more] = write([]);
    expect(more).toEqual([]);
    expect(call?.line).toContain(`--request POST ${API}/projects/3/merge_requests/7/notes`);
    expect(JSON.parse(call!.stdin)).toEqual({ body: BODY });
    expect(JSON.parse(project.read("terraform-report.json"))).toEqual({ create: 3, update: 4, delete: 10 });
  });

  test("is updated, if it is on any page", () => {
    const [call, ...more] = write(others, [note()]);
    expect(more).toEqual([]);
    expect(call?.line).toContain(`--request PUT ${API}/projects/3/merge_requests/7/notes/11`);
  });

  test("is not another user's note", () => {
    const [call] = write([note({ author: { id: 6 } })]);
    expect(call?.line).toContain("--request POST");
  });

  test("is not written, if the notes cannot be read", () => {
    project.write("review.md", BODY);
    project.write("review.json", JSON.stringify({ stacks: [] }));
    project.answer("notes?per_page=100", { code: 22 });
    expect(project.run("gitlab-note.sh", ENVIRONMENT).status).not.toBe(0);
    expect(project.calls("--request")).toEqual([]);
  });
});

describeWithTools("the reviewed plans of a merge request", () => {
  const job = (changes: object = {}) => ({
    id: 41,
    name: "plan",
    status: "success",
    finished_at: "2030-01-01T11:00:00.000Z",
    ...changes,
  });
  const fetch = ({
    requests = [request()],
    notes = [note()],
    pipelines = [{ id: 31, project_id: 3 }],
    jobs = [job()],
    redirect = "",
    code = 0,
  } = {}) => {
    project.answer("commits/abc/merge_requests", { out: JSON.stringify(requests) });
    project.answer("merge_requests/7/pipelines", { out: JSON.stringify(pipelines) });
    answerNotes(notes);
    project.answer("pipelines/31/jobs", { out: JSON.stringify(jobs) });
    project.answer("pipelines/32/jobs", { out: JSON.stringify([{ name: "test", status: "success" }]) });
    project.answer("jobs/41/artifacts", { out: redirect, code });
    project.answer("unzip", { files: { "plans/review.md": BODY } });
    return project.run("gitlab-fetch.sh", ENVIRONMENT);
  };

  test("are the note by the user of the token, and the plans of the last pipeline", () => {
    expect(fetch()).toEqual({ status: 0, output: "" });
    expect(project.read("reviewed.md")).toBe(BODY);
    expect(project.calls("unzip").map(({ line }) => line)).toEqual(["unzip -q -o plans.zip plans/*"]);
  });

  test("are those of the last pipeline with a plan, if a merge train followed it", () => {
    expect(
      fetch({
        pipelines: [
          { id: 32, project_id: 3 },
          { id: 31, project_id: 3 },
        ],
      }).status,
    ).toBe(0);
  });

  test("are fetched from the storage of GitLab without the token", () => {
    expect(fetch({ redirect: "https://storage.example.com/plans" }).status).toBe(0);
    expect(project.calls("storage.example.com")).toHaveLength(1);
  });

  test.each([
    ["fast-forward", { merge_commit_sha: null, sha: "abc" }],
    ["squashed", { merge_commit_sha: null, squash_commit_sha: "abc" }],
  ])("are found, if the merge was %s", (_, changes) => {
    expect(fetch({ requests: [request(changes)] }).status).toBe(0);
  });

  const later = [job({ finished_at: "2030-01-01T12:00:00.001Z" })];
  // The error of each case, and the last call before it.
  test.each([
    ["the commit has no merge request", { requests: [] }, "merged merge request", "/merge_requests"],
    ["the request is open", { requests: [request({ state: "opened" })] }, "merged merge request", "/merge_requests"],
    [
      "it was merged to another branch",
      { requests: [request({ target_branch: "old" })] },
      "merged merge request",
      "/merge_requests",
    ],
    [
      "it was merged as another commit",
      { requests: [request({ merge_commit_sha: "x" })] },
      "merged merge request",
      "/merge_requests",
    ],
    ["there is no note", { notes: [] }, "7 has no review", "/notes"],
    ["another user wrote it", { notes: [note({ author: { id: 6 } })] }, "7 has no review", "/notes"],
    ["there are two", { notes: [note(), note()] }, "7 has no review", "/notes"],
    ["there was no pipeline", { pipelines: [] }, "7 has no plan", "/pipelines"],
    ["only a fork has run it", { pipelines: [{ id: 31, project_id: 4 }] }, "7 has no plan", "/pipelines"],
    ["the plan failed", { jobs: [job({ status: "failed" })] }, "7 did not succeed", "/jobs"],
    ["the plan still runs", { jobs: [job({ status: "running", finished_at: null })] }, "7 did not succeed", "/jobs"],
    ["it was planned again after the merge", { jobs: later }, "after its merge", "/jobs"],
    ["the plans have expired", { code: 22 }, "7 have expired", "/artifacts"],
    ["a word of the note was changed", { notes: [note({ body: BODY.replace("text", "test") })] }, "changed", "unzip"],
  ])("are refused, if %s", (_, answers, error, lastCall) => {
    const { status, output } = fetch(answers);
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`^error: .*${error}.*\n$`));
    expect(project.calls().at(-1)?.line).toContain(lastCall);
    expect(project.has("reviewed.md")).toBe(false);
    // The note gets the error.
    expect(project.read("state.md")).toContain(
      `🔴 **Not applied.** ${output.slice("error: ".length).trim()} ${MARKER}`,
    );
  });
});

describeWithTools("the state of a merge request", () => {
  const WAITING = `⏳ waiting ${MARKER} <!-- scw-containers state -->\n\n<!-- /scw-containers state -->\n\n`;
  const write = (body: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    answerNotes([note({ body })]);
    project.answer("commits/abc/merge_requests", { out: JSON.stringify([request()]) });
    expect(project.run("gitlab-state.sh", { ...ENVIRONMENT, ...env }, args)).toEqual({ status: 0, output: "" });
    return project.calls("--request PUT").map(({ stdin }) => (JSON.parse(stdin) as { body: string }).body);
  };

  test("is above the review, and finds the request of the merged commit", () => {
    const [body, ...more] = write(WAITING + BODY, ["the title"], { CI_MERGE_REQUEST_IID: "" });
    expect(more).toEqual([]);
    expect(body).toMatch(/^the title /);
    expect(body!.split("<!-- /scw-containers state -->\n\n")).toEqual([expect.anything(), BODY]);
  });

  test.each([
    ["⏳", WAITING + BODY, 1],
    ["⏳", BODY, 0],
  ])("replaces only a note that begins with %s", (start, body, count) => {
    expect(write(body, ["the title", start])).toHaveLength(count);
  });

  test("keeps no review of another commit", () => {
    const [body] = write(BODY, ["the title"], { COMMIT: "def" });
    expect(body).not.toContain("No known risk");
  });
});
