import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { manifestJsonSchema } from "../../lib/manifest/schema";
import { runCli } from "../helpers/run-cli";
import { BUILT_CLI, runProcess } from "../helpers/run-process";

const root = join(__dirname, "../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

test.each([["--version"], ["-v"]])("%s prints the version", async (option) => {
  expect(await runCli(option)).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test.each([
  [["--help"], ["init", "synth", "schema", "Exit codes: 0 success, 1 failure, 2 invalid input", "Examples:"]],
  [
    ["synth", "--help"],
    ["<path...>", "--output <directory>", "--strict", "--quiet", "Examples:\n  scw-containers synth"],
  ],
  [
    ["init", "--help"],
    [
      "[directory]",
      "--manifest",
      "--name <name>",
      "--region <region>",
      "--ci <system>",
      "Examples:\n  scw-containers init",
    ],
  ],
  [
    ["schema", "--help"],
    ["JSON Schema", "Example:\n  scw-containers schema"],
  ],
])("%j explains itself, with an example", async (args, parts) => {
  const { code, out, err } = await runCli(...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const part of parts) expect(out).toContain(part);
});

test("schema prints the JSON Schema of manifests", async () => {
  const { code, out } = await runCli("schema");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
});

test.each([
  [["synth", "a.yaml", "--strct"], "unknown option '--strct'\n(Did you mean --strict?)"],
  [["snth"], "unknown command 'snth'\n(Did you mean synth?)"],
  [["synth"], "missing required argument 'path'"],
  [["synth", "a.yaml", "--output"], "option '-o, --output <directory>' argument missing"],
  [["schema", "more"], "Allowed choices are manifest, review, review-config"],
  [["schema", "manifest", "more"], "too many arguments"],
  [[], "Usage: scw-containers"],
])("fails for the arguments %j with code 2, and says what is right", async (args, message) => {
  const { code, out, err } = await runCli(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
});

describe("as a process", () => {
  const cli = (...args: string[]) => ["--import", "tsx", join(root, "lib/cli/main.ts"), ...args];

  test.each<[string, string[]]>([
    [version, ["--version"]],
    ["Usage: scw-containers [options]", ["--help"]],
    ["Usage: scw-containers synth", ["synth", "--help"]],
    ["Usage: scw-containers lock", ["lock", "--help"]],
    ["Usage: scw-containers review", ["review", "--help"]],
    ["error: unknown option '--no'", ["synth", "a.yaml", "--no"]],
  ])("loads neither cdktf nor zod nor yaml to print %j", (text, args) => {
    const trace = `
      const loaded = new Set();
      const { _load } = require("node:module");
      require("node:module")._load = (id, ...rest) => { loaded.add(id); return _load(id, ...rest); };
      process.on("exit", () => console.log([...loaded].join()));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        "--import",
        "tsx",
        "--import",
        `data:text/javascript,import{createRequire}from"node:module";const require=createRequire(${JSON.stringify(`${root}/`)});${encodeURIComponent(trace)}`,
        ...cli(...args).slice(2),
      ],
      { cwd: root, encoding: "utf8" },
    );
    expect(stdout + stderr).toContain(text);
    const loaded = stdout.trimEnd().split("\n").at(-1);
    expect(loaded).toContain("commander");
    expect(loaded).not.toMatch(/(^|,)(cdktf|zod|yaml)(,|$)/);
  });

  test("gives its exit code, and writes problems to standard error without colours or a stack trace", () => {
    const { status, stdout, stderr } = runProcess(root, ["synth", "missing.yaml"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toEqual(
      expect.stringMatching(/^error.*: missing\.yaml: .*\nFound 1 error\. Nothing was written\.\n$/),
    );
  });

  test("reads a pipe, and bears that another one is closed early", () => {
    const command = `"${process.execPath}" "${BUILT_CLI}" schema | head -c 10`;
    const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", command], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stdout: stdout.length, stderr }).toEqual({ status: 0, stdout: 10, stderr: "" });
    expect(runProcess(root, ["synth", "-"], "- a\n").stderr).toMatch(/^error.*: stdin:1:1: /);
  });
});
