import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const source = (file: string) => pathToFileURL(join(__dirname, "../../node_modules/gitlab-ci-local/src", file)).href;

/** A pipeline of `.gitlab-ci.yml`: on a branch, with GitLab's variables. */
export interface Pipeline {
  readonly branch: string;
  readonly variables: Readonly<Record<string, string>>;
}

// Starting gitlab-ci-local takes longer than listing the jobs of a pipeline: one process lists all of them.
const SCRIPT = `
  import { execFileSync } from "node:child_process";
  import { readFileSync } from "node:fs";
  import { handler } from "${source("handler.js")}";
  import { WriteStreamsMock } from "${source("write-streams.js")}";
  const lists = [];
  for (const [index, { branch, variables }] of JSON.parse(readFileSync(0, "utf8")).entries()) {
    execFileSync("git", ["checkout", "-B", branch], { stdio: "ignore" });
    const streams = new WriteStreamsMock();
    const variable = Object.entries(variables).map(([name, value]) => name + "=" + value);
    // The schema says the same each time, and takes longer than all else.
    await handler({ cwd: ".", listCsv: true, jsonSchemaValidation: index === 0, variable }, streams, []);
    lists.push({ lines: streams.stdoutLines, notes: streams.stderrLines });
  }
  console.log(JSON.stringify(lists));
`;

/** The names of the jobs that run in each pipeline of a repository, whose file is held against GitLab's own schema. */
export function jobsOfPipelines(folder: string, pipelines: readonly Pipeline[]): string[][] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", SCRIPT], {
    cwd: folder,
    encoding: "utf8",
    input: JSON.stringify(pipelines),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lists = JSON.parse(stdout) as { readonly lines: string[]; readonly notes: string[] }[];
  expect([...lists[0]!.lines, ...lists[0]!.notes].join("\n")).toContain("json schema validated");
  return lists.map(({ lines }) => lines.flatMap((line) => /^(\w+);.*;on_success;/.exec(line)?.[1] ?? []));
}
