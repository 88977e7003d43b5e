import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformFileSync } from "@swc/core";
import { SecretValue, ServerlessContainer } from "../../lib";
import { annotations, minimal, newStack } from "../helpers/synth";

const root = join(__dirname, "../..");
const linux = process.platform === "linux" ? test : test.skip;

interface Situation {
  /** The command line of the CLI; undefined if no CLI runs the app. */
  readonly cli?: readonly string[];
  readonly environment?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** The warnings of a stack that is created in a situation: process 100 is the CLI, 200 its shell, our parent. */
function warnings({ cli, environment = [], files = {} }: Situation) {
  const processes: Record<string, string> = {
    "/proc/200/cmdline": "/bin/sh\0-c\0node main.js",
    "/proc/200/status": "Name:\tsh\nPPid:\t100\n",
    "/proc/100/cmdline": cli?.join("\0") ?? "bash\0-l",
    "/proc/100/environ": environment.join("\0"),
    "/proc/100/status": "Name:\tnode\nPPid:\t1\n",
  };
  jest.replaceProperty(process, "ppid", 200);
  jest.replaceProperty(process, "env", { ...process.env, CDKTF_OUTDIR: "cdktf.out" });
  const { readFileSync } = fs;
  jest
    .spyOn(fs, "readFileSync")
    .mockImplementation(
      ((file: string, options: "utf8") =>
        processes[file] ?? files[file] ?? readFileSync(file, options)) as typeof readFileSync,
    );
  jest.spyOn(fs, "readdirSync").mockImplementation(((folder: string) =>
    Object.keys(files)
      .filter((file) => join(file, "..") === folder)
      .map((file) => file.slice(folder === "." ? 0 : folder.length + 1))) as never);
  const stack = newStack("fr-par", "shop");
  new ServerlessContainer(stack, "api", {
    ...minimal,
    secretEnvironmentVariables: { URL: SecretValue.variable("database_url") },
  });
  return annotations(stack, "WARN");
}

const { platform } = process;
beforeEach(() => {
  Object.defineProperty(process, "platform", { value: "linux" });
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.defineProperty(process, "platform", { value: platform });
});

test.each<[string, Situation]>([
  ["deploy", { cli: ["node", "/usr/bin/cdktf", "deploy"] }],
  ["deploy of the packaged CLI", { cli: ["node", "/x/cdktf-cli/bundle/bin/cdktf.js", "deploy", "shop"] }],
  ["deploy of cdktn", { cli: ["node", "/usr/bin/cdktn", "deploy"] }],
  ["deploy of the packaged CLI of cdktn", { cli: ["node", "/x/cdktn-cli/bundle/bin/cdktn.js", "deploy"] }],
  ["apply, its other name", { cli: ["node", "/usr/bin/cdktf", "apply", "--auto-approve"] }],
  ["destroy", { cli: ["node", "/usr/bin/cdktf", "destroy"] }],
  ["deploy with other variables", { cli: ["cdktf", "deploy", "--var=other=1"], environment: ["TF_VAR_url=x"] }],
  [
    "deploy with files of other variables",
    { cli: ["cdktf", "deploy"], files: { "terraform.tfvars": 'database = "x"\n' } },
  ],
  [
    "deploy with a file that Terraform does not load",
    { cli: ["cdktf", "deploy"], files: { "prod.tfvars": 'database_url = "x"' } },
  ],
])("warns about a variable without a value if the CLI runs %s", (_, situation) => {
  expect(warnings(situation)).toEqual([
    {
      path: "shop/SecretVariables/database_url",
      id: "variable-without-value",
      message: expect.stringContaining("TF_VAR_database_url") as string,
    },
  ]);
});

test.each<[string, Situation]>([
  ["no CLI runs the app", {}],
  ["the CLI runs synth", { cli: ["node", "/usr/bin/cdktf", "synth"] }],
  ["the CLI runs diff, which fails on its own", { cli: ["node", "/usr/bin/cdktf", "diff"] }],
  ["the environment contains it", { cli: ["cdktf", "deploy"], environment: ["A=1", "TF_VAR_database_url=x"] }],
  ["--var sets it", { cli: ["cdktf", "deploy", "--var", "database_url=x"] }],
  ["--var= sets it", { cli: ["cdktf", "deploy", "--var=database_url=x"] }],
  ["a file is passed, which may contain it", { cli: ["cdktf", "deploy", "--var-file=prod.tfvars"] }],
  [
    "terraform.tfvars contains it",
    { cli: ["cdktf", "deploy"], files: { "terraform.tfvars": 'a = 1\ndatabase_url = "x"\n' } },
  ],
  [
    "an automatic file of the stack contains it",
    { cli: ["cdktf", "deploy"], files: { "cdktf.out/stacks/shop/secrets.auto.tfvars.json": '{"database_url": "x"}' } },
  ],
])("does not warn if %s", (_, situation) => {
  expect(warnings(situation)).toEqual([]);
});

linux("warns in a real tree of processes", () => {
  const project = fs.mkdtempSync(join(tmpdir(), "running-deploy-"));
  try {
    // Compiled here: Node takes ten times as long with tsx.
    const { code } = transformFileSync(join(root, "lib/terraform/running-deploy.ts"), {
      jsc: { parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
    });
    fs.writeFileSync(join(project, "running-deploy.cjs"), code);
    const app = `
      const { deployLacksVariable } = require("./running-deploy.cjs");
      console.log(deployLacksVariable("given", "shop"), deployLacksVariable("missing", "shop"));`;
    fs.writeFileSync(join(project, "app.cjs"), app);
    // As the CLI does: it starts a shell without the TF_VAR_*.
    const cli = `
      const { TF_VAR_given, ...env } = process.env;
      const { execSync } = require("node:child_process");
      execSync('"' + process.execPath + '" app.cjs && true', { stdio: "inherit", env: { ...env, CDKTF_OUTDIR: "out" } });`;
    fs.writeFileSync(join(project, "cdktf"), cli);
    const { stdout, stderr } = spawnSync(process.execPath, ["cdktf", "deploy"], {
      cwd: project,
      env: { PATH: process.env["PATH"], TF_VAR_given: "x" },
      encoding: "utf8",
    });
    expect([stdout, stderr]).toEqual(["false true\n", ""]);
  } finally {
    fs.rmSync(project, { recursive: true, force: true });
  }
});
