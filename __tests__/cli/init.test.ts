import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../helpers/run-cli";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "init-"))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const init = (...args: string[]) => runCli("init", join(folder, "shop"), ...args);
const read = (file: string) => readFileSync(join(folder, "shop", file), "utf8");
const files = () =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.replace(/^shop\//, ""))
    .sort();

const APP = [
  "README.md",
  "__snapshots__/stack.test.ts.snap",
  "cdktf.json",
  "main.ts",
  "package.json",
  "stack.test.ts",
  "stack.ts",
  "tsconfig.json",
];
const MANIFESTS = ["README.md", "manifests/shop.yaml", "package.json", "state.mjs"];
const CI = ["ci/apply.sh", "ci/plan.sh"];
const GITHUB = [
  ".github/workflows/apply.yml",
  ".github/workflows/plan.yml",
  "ci/github-comment.sh",
  "ci/github-fetch.sh",
];
const GITLAB = [".gitlab-ci.yml", "ci/gitlab-api.sh", "ci/gitlab-fetch.sh", "ci/gitlab-note.sh"];

test.each([
  [[], [...APP, ...CI, ...GITHUB]],
  [
    ["--ci", "gitlab"],
    [...APP, ...CI, ...GITLAB],
  ],
  [
    ["--ci", "both"],
    [...APP, ...CI, ...GITHUB, ...GITLAB],
  ],
  [["--ci", "none"], APP],
  [["--manifest"], [...MANIFESTS, ...CI, ...GITHUB]],
])("writes a project with %j, and says what and how to go on", async (options, expected) => {
  const { code, out, err } = await init(...options);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(files()).toEqual([".gitignore", ...expected].sort());
  for (const file of expected) expect(out).toContain(`  ${file}\n`);
  expect(out).toMatch(/\n {2}npm install .*\n {2}npm test\n$/);
});

test("names the container, the stack, the package and the region as asked", async () => {
  await init("--name", "order-api", "--region", "nl-ams");
  expect(JSON.parse(read("package.json"))).toMatchObject({ name: "order-api" });
  expect(read("stack.ts")).toContain('region: "nl-ams"');
  expect(read("stack.ts")).toContain('name: "order-api"');
  expect(read("main.ts")).toContain('new ContainerStack(app, "order-api"');
  expect(
    files()
      .map((file) => read(file))
      .join("\n"),
  ).not.toMatch(/my-container|0\.0\.0"/);
});

test("writes the same once more as if it were the first time, and leaves what else is there", async () => {
  await init();
  writeFileSync(join(folder, "shop/mine.txt"), "mine");
  expect(await init()).toMatchObject({ code: 0, err: "" });
  expect(read("mine.txt")).toBe("mine");
});

test("writes nothing, and names every file, when some are there with another content", async () => {
  mkdirSync(join(folder, "shop/ci"), { recursive: true });
  writeFileSync(join(folder, "shop/README.md"), "mine");
  writeFileSync(join(folder, "shop/ci/plan.sh"), "mine");
  const { code, out, err } = await init();
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err.replaceAll(`${folder}/shop/`, "").split("\n")).toEqual([
    "error: README.md: is there already, with another content; move it away, or choose another folder",
    "error: ci/plan.sh: is there already, with another content; move it away, or choose another folder",
    "2 problems; nothing was written.",
    "",
  ]);
  expect(files()).toEqual(["README.md", "ci/plan.sh"]);
});

test("writes nothing, when a file stands where a folder should be", async () => {
  writeFileSync(join(folder, "shop"), "mine");
  expect(await init()).toMatchObject({ code: expect.any(Number) as number, out: "" });
  expect(readFileSync(join(folder, "shop"), "utf8")).toBe("mine");
});

test.each([
  ["Shop", "shop"],
  ["my shop_2", "my-shop-2"],
  ["x", "order-api"],
  ["-", "order-api"],
  ["a".repeat(35), "a".repeat(34)],
])("refuses the name %s, and names one that fits", async (name, fitting) => {
  const { code, err } = await init("--name", name);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining(`write one, as --name ${fitting}\n`) as string,
  });
  expect(files()).toEqual([]);
});

test.each([
  [["--region", "us-east"], "Allowed choices are fr-par, nl-ams, pl-waw"],
  [["--ci", "jenkins"], "Allowed choices are github, gitlab, both, none"],
  [["more"], "too many arguments"],
])("refuses %j", async (options, message) => {
  const { code, err } = await init(...options);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) as string });
});
