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
  [["synth", "a.yaml", "--strct"], " --strict?"],
  [["snth"], " synth?"],
  [["synth"], "'path'"],
  [["synth", "a.yaml", "--output"], "'-o, --output <directory>'"],
  [["schema", "more"], "manifest, settings, review, review-config"],
  [["schema", "manifest", "more"], "'schema'"],
  [[], "Usage: scw-containers"],
])("fails for the arguments %j with code 2, and says what is right", async (args, message) => {
  const { code, out, err } = await runCli(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
});

describe("loads neither cdktf nor zod nor yaml", () => {
  const HEAVY = ["cdktf", "zod", "yaml"];
  const runLight = (...args: string[]) =>
    jest.requireActual<{ runCli: typeof runCli }>("../helpers/run-cli").runCli(...args);
  /** Uses a module, which is loaded again, while none of the three can be loaded. */
  async function withoutHeavy(use: () => Promise<void>): Promise<void> {
    await jest.isolateModulesAsync(async () => {
      for (const name of HEAVY) {
        jest.doMock(name, () => {
          throw new Error(`${name} was loaded`);
        });
      }
      await use();
    });
  }
  afterEach(() => {
    for (const name of HEAVY) jest.dontMock(name);
    jest.restoreAllMocks();
  });

  test.each<[string, string[]]>([
    ["Usage: scw-containers [options]", ["--help"]],
    ["Usage: scw-containers synth", ["synth", "--help"]],
    ["Usage: scw-containers lock", ["lock", "--help"]],
    ["Usage: scw-containers review", ["review", "--help"]],
    ["error: unknown option '--no'", ["synth", "a.yaml", "--no"]],
  ])("to print %j", async (text, args) => {
    await withoutHeavy(async () => {
      const { out, err } = await runLight(...args);
      expect(out + err).toContain(text);
    });
  });

  test("before a command runs, which does load them", async () => {
    await withoutHeavy(async () => {
      expect(await runLight("schema")).toEqual({ code: 1, out: "", err: "error: zod was loaded\n" });
    });
  });

  test("to print the version, as the process does", async () => {
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    jest.replaceProperty(process, "argv", [process.execPath, "main.js", "--version"]);
    await withoutHeavy(async () => {
      jest.requireActual("../../lib/cli/main");
      await new Promise(setImmediate);
    });
    expect(write.mock.calls).toEqual([[`${version}\n`]]);
  });
});

describe("as a process", () => {
  test("gives its exit code, reads stdin, and writes problems to stderr without colours or a stack trace", () => {
    const { status, stdout, stderr } = runProcess(root, ["synth", "missing.yaml", "-"], "- a\n");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(
      /^error\[file-not-found\]: missing\.yaml: .*\nerror\[wrong-type\]: stdin:1:1: .*\nFound 2 errors\. .*\n$/,
    );
  });

  test("bears that the reader of its output is gone", () => {
    const command = `"${process.execPath}" "${BUILT_CLI}" schema | true`;
    const { status, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", command], { cwd: root, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
