import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { parse } from "yaml";
import { ScalewayStack } from "../../lib";
import { synth } from "../../lib/testing";
import { files, folder, init, listedFiles, parent, useInitFolder } from "../helpers/init-folder";
import { runCli } from "../helpers/run-cli";

jest.mock("node:fs", () => ({ ...jest.requireActual<object>("node:fs") }));

const root = join(__dirname, "../..");
interface Package {
  readonly name: string;
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
}
const readPackage = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
const library = readPackage(root);

useInitFolder();
const read = (path: string) => readFileSync(join(folder, path), "utf8");

const TYPESCRIPT = [
  ".gitignore",
  "README.md",
  "__snapshots__/stack.test.ts.snap",
  "cdktf.json",
  "images.lock.json",
  "main.ts",
  "package.json",
  "stack.test.ts",
  "stack.ts",
  "tsconfig.json",
];
const MANIFEST = [
  ".gitignore",
  "README.md",
  "images.lock.json",
  "manifests/order-api.yaml",
  "package.json",
  "state.mjs",
];
const CI = ["ci/apply.sh", "ci/changes.jq", "ci/logs.sh", "ci/mask.jq", "ci/merge.sh", "ci/plan.sh", "ci/state.sh"];
const GITHUB = [
  ".github/workflows/apply.yml",
  ".github/workflows/plan.yml",
  "ci/github-api.sh",
  "ci/github-comment.sh",
  "ci/github-fetch.sh",
  "ci/github-requests.sh",
  "ci/github-state.sh",
  "ci/github-unapplied.sh",
];
const GITLAB = [
  ".gitlab-ci.yml",
  "ci/gitlab-api.sh",
  "ci/gitlab-apply.yml",
  "ci/gitlab-tools.yml",
  "ci/gitlab-fetch.sh",
  "ci/gitlab-note.sh",
  "ci/gitlab-state.sh",
];
const E2E = ["ci/e2e.sh", "ci/e2e-stacks.mjs", "ci/smoke.mjs"];

describe("writes", () => {
  test.each([
    ["an app with CI for GitHub", [], [...TYPESCRIPT, ...CI, ...GITHUB]],
    ["an app without CI", ["--ci", "none"], TYPESCRIPT],
    ["an app with CI for both", ["--ci", "both"], [...TYPESCRIPT, ...CI, ...GITHUB, ...GITLAB]],
    ["manifests with CI for GitLab", ["--manifest", "--ci", "gitlab"], [...MANIFEST, ...CI, ...GITLAB]],
    ["an end-to-end test", ["--ci", "none", "--e2e"], [...TYPESCRIPT, ...E2E]],
    [
      "an end-to-end test with its job for GitHub",
      ["--manifest", "--e2e"],
      [...MANIFEST, ...CI, ...GITHUB, ...E2E, ".github/workflows/e2e.yml"],
    ],
    [
      "an end-to-end test with its job for GitLab, in the pipeline",
      ["--ci", "gitlab", "--e2e"],
      [...TYPESCRIPT, ...CI, ...GITLAB, ...E2E],
    ],
  ])("%s, and lists the files", async (_, args, expected) => {
    const { code, out, err } = await init(...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(files()).toEqual([...expected].sort());
    expect(listedFiles(out)).toEqual([...expected].sort());
  });

  test.each([[[]], [["--manifest"]]])("its name, region and version everywhere, with %j", async (args) => {
    await init("--ci", "both", "--e2e", "--region", "pl-waw", ...args);
    for (const path of files()) expect(read(path)).not.toMatch(/my-container|fr-par|0\.0\.0-version/);
    expect(readPackage(folder)).toMatchObject({
      name: "order-api",
      dependencies: { "cdktf-scaleway-containers": library.version },
    });
    expect(read("ci/state.sh")).toContain("\nname=order-api\n");
  });

  test.each([
    [[], 'SecretValue.variable("database_url")', "TF_VAR_database_url"],
    [["--manifest"], "${env:DATABASE_URL}", "DATABASE_URL"],
  ])("the variable of a secret that the code of the README reads, with %j", async (args, code, variable) => {
    await init("--ci", "both", "--e2e", ...args);
    const readme = read("README.md");
    expect(readme).toContain(code);
    expect(readme).toContain(`export ${variable}=`);
    expect(readme).toContain(`\n${variable}: \${{ secrets.DATABASE_URL }}\n`);
    expect(read(".github/workflows/plan.yml")).toContain(`# ${variable}: \${{ secrets.DATABASE_URL }}\n`);
    expect(read("ci/e2e.sh")).toContain(`\n# export ${variable}=`);
    const names =
      [readme, read(".github/workflows/plan.yml"), read("ci/e2e.sh")].join().match(/\b(TF_VAR_)?database_url\b/gi) ??
      [];
    if (variable === "DATABASE_URL") expect(new Set(names)).toEqual(new Set([variable]));
  });

  test.each([
    [[], ["TypeScript", "## CI", "### GitHub"], ["### GitLab"]],
    [["--ci", "gitlab"], ["## CI", "### GitLab"], ["### GitHub"]],
    [["--manifest", "--ci", "none"], ["manifest"], ["## CI", "###", "## End-to-end test", "local-scaleway"]],
    [
      ["--ci", "none", "--e2e"],
      ["## End-to-end test", "local-scaleway"],
      ["## CI", "###"],
    ],
    [["--ci", "both", "--e2e"], ["The workflow `e2e`", "The job `e2e`"], []],
  ])("a README of the files of the project, with %j", async (args, present, absent) => {
    await init(...args);
    for (const part of present) expect(read("README.md")).toContain(part);
    for (const part of absent) expect(read("README.md")).not.toContain(part);
  });

  test("the requested name, even if it is another placeholder", async () => {
    expect(await init("--manifest", "--name", "fr-par", "--region", "nl-ams")).toMatchObject({ code: 0 });
    expect(parse(read("manifests/fr-par.yaml"))).toMatchObject({
      metadata: { name: "fr-par" },
      spec: { region: "nl-ams" },
    });
  });

  test("into the working directory, with its name", async () => {
    const before = process.cwd();
    mkdirSync(folder);
    process.chdir(folder);
    try {
      const { code, out } = await runCli("init", "--ci", "none");
      expect(code).toBe(0);
      expect(out).not.toContain("cd ");
      expect(readPackage(folder).name).toBe("order-api");
    } finally {
      process.chdir(before);
    }
  });

  const archive = `cdktf-scaleway-containers-${library.version}.tgz`;
  const localVersion = readPackage(join(root, "packages/local-scaleway")).version;
  const localArchive = `local-scaleway-${localVersion}.tgz`;
  test.each([
    [[], []],
    [["--e2e"], [`cp /path/to/${localArchive} .`, `npm install --save-dev ./${localArchive}`]],
  ])("the next commands, each on a line, with the folder quoted for a shell, with %j", async (args, more) => {
    const { out } = await runCli("init", join(parent, "it's mine"), "--name", "order-api", ...args);
    const commands = [
      `cd '${parent}/it'\\''s mine'`,
      `cp /path/to/${archive} .`,
      `npm install ./${archive}`,
      ...more,
      "npm test",
    ];
    expect(out).toContain(commands.map((command) => `  ${command}\n`).join(""));
  });

  test("the directory of the end-to-end test into .gitignore", async () => {
    await init();
    expect(read(".gitignore").split("\n")).not.toContain(".e2e/");
    const other = join(parent, "other");
    await runCli("init", other, "--e2e");
    expect(readFileSync(join(other, ".gitignore"), "utf8").split("\n")).toContain(".e2e/");
  });
});

describe("its package.json", () => {
  test("has the tested versions of this library", async () => {
    await init("--ci", "none");
    const { dependencies, devDependencies, overrides } = readPackage(folder);
    const { "cdktf-scaleway-containers": version, ...others } = { ...dependencies, ...devDependencies };
    expect(version).toBe(library.version);
    expect(library.devDependencies).toMatchObject(others);
    expect(overrides).toEqual(library.overrides);
  });

  test("has the same dependencies for manifests", async () => {
    const { dependencies } = readPackage(join(root, "templates/manifest"));
    expect(readPackage(join(root, "templates/typescript")).dependencies).toEqual(dependencies);
    await init("--manifest");
    expect(readPackage(folder).scripts["test"]).toBe("scw-containers synth manifests --strict --check");
  });
});

describe("a project for cdktn", () => {
  test.each([[[]], [["--manifest"]]])(
    "names CDKTF only in files and variables that cdktn reads, with %j",
    async (args) => {
      const { code, out } = await init("--engine", "cdktn", "--ci", "both", "--e2e", ...args);
      expect(code).toBe(0);
      expect(out).toContain(`  npm install ./cdktn-scaleway-containers-${library.version}.tgz\n`);
      const names = files().flatMap(
        (path) => read(path).match(/\bcdktf(?!\\?\.(out|json)\b)[\w.@-]*|\bCDKTF\b/g) ?? [],
      );
      expect(names).toEqual([]);
      expect(files().some((path) => read(path).includes("cdktn-scaleway-containers"))).toBe(true);
    },
  );

  test("has the tested version of cdktn and its CLI, which requires a newer Node.js", async () => {
    const { out } = await init("--engine", "cdktn");
    const { cdktn: version } = library.devDependencies!;
    const { scripts, dependencies, devDependencies, engines } = readPackage(folder);
    expect(dependencies).toEqual({
      cdktn: version,
      "cdktn-scaleway-containers": library.version,
      constructs: library.devDependencies!["constructs"],
    });
    expect(devDependencies).toMatchObject({ "cdktn-cli": version, "@types/node": "^22.19.0" });
    expect(engines).toEqual({ node: ">=22.19" });
    expect(scripts["synth"]).toBe("cdktn synth");
    expect(read("main.ts")).toContain('from "cdktn";');
    expect([out, read("README.md")]).toEqual([
      expect.stringContaining(" Node 22.19 "),
      expect.stringContaining(" Node 22.19 "),
    ]);
  });

  test("has the Node.js of this library with manifests, which do not use the CLI", async () => {
    const { out } = await init("--engine", "cdktn", "--manifest");
    const { devDependencies, engines } = readPackage(folder);
    expect([devDependencies, engines]).toEqual([undefined, library.engines]);
    expect(out).toContain(" Node 20.19 ");
  });

  test("is the default of the package for cdktn", async () => {
    const { readFileSync: readText } = jest.requireActual<{ readFileSync: typeof readFileSync }>("node:fs");
    const fs = jest.requireMock<{ readFileSync: typeof readFileSync }>("node:fs");
    jest.spyOn(fs, "readFileSync").mockImplementation(((file: string, options: "utf8") => {
      const text = readText(file, options);
      return file === join(root, "package.json") ? text.replace(library.name, "cdktn-scaleway-containers") : text;
    }) as typeof readFileSync);
    await init("--manifest");
    expect(Object.keys(readPackage(folder).dependencies)).toContain("cdktn-scaleway-containers");
  });
});

describe("the state of manifests", () => {
  const backend = "cdktf.out/stacks/order-api/backend_override.tf.json";
  const state = (bucket: string) => {
    const env = { ...process.env, STATE_BUCKET: bucket };
    execFileSync(process.execPath, ["state.mjs"], { cwd: folder, env });
  };

  test("is stored like that of an ObjectStorageBackend, or in a file without a bucket", async () => {
    await init("--manifest", "--region", "nl-ams");
    mkdirSync(join(folder, "cdktf.out/stacks/order-api"), { recursive: true });
    state("my-state");
    const stack = new ScalewayStack(new App(), "order-api", { region: "nl-ams", backend: { bucket: "my-state" } });
    expect(JSON.parse(read(backend))).toEqual({ terraform: { backend: synth(stack).terraform?.["backend"] } });
    state("");
    expect(existsSync(join(folder, backend))).toBe(false);
  });
});
