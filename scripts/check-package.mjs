// npm run package:check: packs dist/ and uses the package as a separate project would: metadata, declarations under each
// module resolution and in a strict project without @types/node, examples with the output that is committed beside them,
// the testing entry, the command, and new projects that pass their own tests.
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { deepEqual, equal } from "node:assert/strict";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const { name, bin, dependencies, peerDependencies } = manifest;
const EXAMPLES = ["custom-container", "database", "first-container", "plain-stack", "secrets", "queue-worker"];
const TESTING = `
import { App } from "cdktf";
import { ScalewayStack } from "${name}";
import { plaintextSecrets, resources, synth, warnings } from "${name}/testing";
const stack = new ScalewayStack(new App(), "empty", { region: "fr-par" });
const json = synth(stack);
if (resources(json, "scaleway_container").length + plaintextSecrets(json).length + warnings(stack).length > 0) throw new Error("not empty");
`;
const REVIEW = `
import { PlanReview, RULES, markup, type Rule } from "${name}/review";
const rule: Rule = { ...RULES[0]!, id: "none", *check({ plan }) { yield { what: markup\`stack \${plan.stack}\` }; } };
const { risks } = PlanReview.fromPlans([{ stack: "empty", plan: '{"format_version":"1.2","resource_changes":[]}' }], { rules: [rule] }).review;
if (String(risks[0]?.what) !== "stack empty") throw new Error("no risk");
`;
/** The types of the review that users write; the others are what it returns. */
const REVIEW_INPUTS = [
  "Acceptance",
  "Config",
  "Finding",
  "ImageLock",
  "PlanInput",
  "PlanReviewOptions",
  "TextReportOptions",
];
const RESOLUTIONS = {
  node16: { module: "node16", moduleResolution: "node16", noEmit: false, outDir: "out" },
  node10: { module: "commonjs", moduleResolution: "node10" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
/** The scripts that each kind of new project has to pass. */
const NEW_PROJECTS = {
  typescript: { options: [], scripts: ["test", "typecheck", "synth"] },
  manifest: { options: ["--manifest"], scripts: ["test", "synth"] },
};
/** In bytes. */
const MAX_TARBALL_SIZE = 1_500_000;
const project = mkdtempSync(join(tmpdir(), "check-package-"));
const execute = promisify(execFile);
const shell = process.platform === "win32";
const run = async (command, args, options) =>
  (await execute(command, args, { encoding: "utf8", maxBuffer: Infinity, ...options })).stdout;

try {
  const tarball = await install();
  const results = await Promise.allSettled([
    lint(tarball),
    checkDeclarations(),
    checkPrograms(),
    compareManifests(),
    checkNewProjects(),
  ]);
  for (const { status, reason } of results) if (status === "rejected") throw reason;
  console.log(
    `${name} works as a package: ${EXAMPLES.length} examples, the manifests and ${Object.keys(NEW_PROJECTS).length} new projects, ${Object.keys(RESOLUTIONS).length} ways to resolve its types.`,
  );
} catch (error) {
  console.error(
    `${name} does not work as a package: ${[error.stdout, error.stderr].filter(Boolean).join("\n") || error.message}`,
  );
  process.exitCode = 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}

async function install() {
  await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", project], { shell });
  const [tarball] = readdirSync(project);
  const { size } = statSync(join(project, tarball));
  if (size > MAX_TARBALL_SIZE) throw new Error(`${tarball} has ${size} bytes. The limit is ${MAX_TARBALL_SIZE}.`);
  await run("tar", ["-xzf", tarball], { cwd: project });
  mkdirSync(join(project, "node_modules"));
  renameSync(join(project, "package"), join(project, "node_modules", name));
  for (const other of [...Object.keys({ ...dependencies, ...peerDependencies }), "@types/node"]) link(other);
  writeFileSync(join(project, "package.json"), "{}");
  for (const example of EXAMPLES) cpSync(`examples/${example}/main.ts`, join(project, `${example}.ts`));
  writeFileSync(join(project, "testing.ts"), TESTING);
  writeFileSync(join(project, "review.ts"), REVIEW);
  writeFileSync(join(project, "strict.ts"), strictProgram());
  return join(project, tarball);
}

/** Installs a package by a link to the one that is installed here, with its commands. */
function link(other) {
  const modules = join(project, "node_modules");
  const folder = join(modules, other);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    symlinkSync(resolve("node_modules", other), folder, "junction");
  }
  mkdirSync(join(modules, ".bin"), { recursive: true });
  const { bin = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const [command, file] of Object.entries(typeof bin === "string" ? { [other]: bin } : bin)) {
    const entry = join(modules, ".bin", command);
    if (!existsSync(entry)) symlinkSync(join(folder, file), entry);
  }
}

/** No message of publint is ignored, and no rule of "Are the types wrong?". */
async function lint(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: readFileSync(tarball) }, strict: true });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
  const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
  const options = ["--format", "ascii", "--no-color", "--include-entrypoints", "provider/container"];
  await run(process.execPath, [attw, tarball, ...options]);
}

/** Assigns undefined to every optional property of the types that users write. The API reports list these types. */
function strictProgram() {
  const report = readFileSync("api/index.api.md", "utf8");
  const types = Array.from(report.matchAll(/^export (?:interface|type) (\w+)/gm), ([, type]) => `library.${type}`);
  const inputs = [...types, ...REVIEW_INPUTS.map((type) => `review.${type}`)];
  return `
import type * as library from "${name}";
import type * as review from "${name}/review";
export type * from "${name}/testing";
export type * from "${name}/provider/container";
// Does not compile if a declaration loads @types/node.
declare global { var process: "not the one of Node"; }
type WithUndefined<T> = T extends unknown ? { [K in keyof T]: {} extends Pick<T, K> ? T[K] | undefined : T[K] } : never;
function accepts<T>(_: T): void {}
${inputs.map((type) => `accepts<${type}>({} as WithUndefined<${type}>);`).join("\n")}
`;
}

async function checkDeclarations() {
  await typecheck("node10", RESOLUTIONS.node10);
  await typecheck("bundler", RESOLUTIONS.bundler);
  const strict = { ...RESOLUTIONS.node16, noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true };
  await typecheck("strict", { ...strict, lib: ["es2023"], types: [] }, ["strict.ts"]);
}

function typecheck(config, options, files = [...EXAMPLES, "review", "testing"].map((each) => `${each}.ts`)) {
  const compilerOptions = {
    target: "es2022",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    ...options,
  };
  const file = join(project, `tsconfig.${config}.json`);
  writeFileSync(file, JSON.stringify({ compilerOptions, files }));
  return run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", file]);
}

async function checkPrograms() {
  await typecheck("node16", RESOLUTIONS.node16);
  for (const example of EXAMPLES) await compareOutput(example);
  for (const program of ["review", "testing"]) await run(process.execPath, [`out/${program}.js`], { cwd: project });
}

async function compareOutput(example) {
  const outdir = join(project, `${example}.out`);
  await run(process.execPath, [`out/${example}.js`], { cwd: project, env: { ...process.env, CDKTF_OUTDIR: outdir } });
  const [stack] = readdirSync(join(outdir, "stacks"));
  compare(join(outdir, "stacks", stack), `examples/${example}`);
}

async function compareManifests() {
  const command = join("node_modules", name, bin["scw-containers"]);
  const manifests = resolve("examples/manifests");
  await run(process.execPath, [command, "synth", manifests, "--quiet"], { cwd: project });
  const stacks = join(project, "cdktf.out", "stacks");
  const expected = readdirSync(manifests, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  deepEqual(
    readdirSync(stacks),
    expected.map(({ name }) => name),
  );
  for (const stack of readdirSync(stacks)) compare(join(stacks, stack), join(manifests, stack));
}

async function checkNewProjects() {
  for (const [kind, { options, scripts }] of Object.entries(NEW_PROJECTS)) await startProject(kind, options, scripts);
}

/** Writes a new project into a subfolder, which finds the installed packages, and runs its own scripts. */
async function startProject(kind, options, scripts) {
  const command = join("node_modules", name, bin["scw-containers"]);
  await run(process.execPath, [command, "init", `new-${kind}`, "--ci", "both", ...options], { cwd: project });
  const folder = join(project, `new-${kind}`);
  const needs = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const other of Object.keys({ ...needs.dependencies, ...needs.devDependencies })) link(other);
  // Synth needs no Terraform, but the CLI asks for its version.
  const quiet = { CI: "true", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", TERRAFORM_BINARY_NAME: "true" };
  const env = { ...process.env, ...quiet, STATE_BUCKET: "check-package" };
  for (const script of scripts) await run("npm", ["run", script], { cwd: folder, env, shell });
  const stack = join(folder, "cdktf.out", "stacks", `new-${kind}`);
  const file = join(stack, kind === "manifest" ? "backend_override.tf.json" : "cdk.tf.json");
  equal(JSON.parse(readFileSync(file, "utf8")).terraform.backend.s3.key, `new-${kind}.tfstate`);
}

function compare(stack, expected) {
  const isLeftOut = (key) => key === "//" || key === "backend";
  const read = (file) => JSON.parse(readFileSync(file, "utf8"), (key, value) => (isLeftOut(key) ? undefined : value));
  deepEqual(read(join(stack, "cdk.tf.json")), read(join(expected, "cdk.tf.json")));
}
