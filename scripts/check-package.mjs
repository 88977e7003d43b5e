// npm run package:check: packs dist/, and uses the package in a project of its own: types under each way to resolve modules,
// examples that give the output that is committed beside them, the testing entry, the command, and new projects that pass
// their own tests.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { deepEqual, equal } from "node:assert/strict";

const { name, bin, dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const EXAMPLES = ["first-container", "plain-stack", "secrets", "queue-worker"];
const TESTING = `
import { App } from "cdktf";
import { ScalewayStack } from "${name}";
import { plaintextSecrets, resources, synth, warnings } from "${name}/testing";
const stack = new ScalewayStack(new App(), "empty", { region: "fr-par" });
const json = synth(stack);
if (resources(json, "scaleway_container").length + plaintextSecrets(json).length + warnings(stack).length > 0) throw new Error("not empty");
`;
const RESOLUTIONS = [
  { module: "node16", moduleResolution: "node16" },
  { module: "commonjs", moduleResolution: "node10" },
  { module: "esnext", moduleResolution: "bundler" },
];
// What each kind of new project is held to.
const NEW_PROJECTS = {
  typescript: { options: [], scripts: ["test", "typecheck", "synth"] },
  manifest: { options: ["--manifest"], scripts: ["test", "synth"] },
};
const project = mkdtempSync(join(tmpdir(), "check-package-"));
const run = (command, args, options) => execFileSync(command, args, { encoding: "utf8", ...options });
try {
  install();
  for (const options of RESOLUTIONS) typecheck(options);
  typecheck({ ...RESOLUTIONS[0], noEmit: false, outDir: "out" });
  for (const example of EXAMPLES) compareOutput(example);
  run(process.execPath, ["out/testing.js"], { cwd: project });
  compareManifests();
  for (const [kind, { options, scripts }] of Object.entries(NEW_PROJECTS)) startProject(kind, options, scripts);
  console.log(
    `${name} works as a package: ${EXAMPLES.length} examples, the manifests and ${Object.keys(NEW_PROJECTS).length} new projects, ${RESOLUTIONS.length} ways to resolve its types.`,
  );
} catch (error) {
  console.error(
    `${name} does not work as a package: ${[error.stdout, error.stderr].filter(Boolean).join("\n") || error.message}`,
  );
  process.exitCode = 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}

function install() {
  const shell = process.platform === "win32";
  run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", project], { shell });
  const [tarball] = readdirSync(project);
  run("tar", ["-xzf", tarball], { cwd: project });
  mkdirSync(join(project, "node_modules"));
  cpSync(join(project, "package"), join(project, "node_modules", name), { recursive: true });
  for (const other of [...Object.keys({ ...dependencies, ...peerDependencies }), "@types/node"]) link(other);
  writeFileSync(join(project, "package.json"), "{}");
  for (const example of EXAMPLES) cpSync(`examples/${example}/main.ts`, join(project, `${example}.ts`));
  writeFileSync(join(project, "testing.ts"), TESTING);
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

function typecheck(options) {
  const compilerOptions = { target: "es2022", strict: true, noEmit: true, types: ["node"], ...options };
  const files = [...EXAMPLES, "testing"].map((each) => `${each}.ts`);
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", project]);
}

function compareOutput(example) {
  const outdir = join(project, `${example}.out`);
  run(process.execPath, [`out/${example}.js`], { cwd: project, env: { ...process.env, CDKTF_OUTDIR: outdir } });
  const [stack] = readdirSync(join(outdir, "stacks"));
  compare(join(outdir, "stacks", stack), `examples/${example}`);
}

function compareManifests() {
  const command = join("node_modules", name, bin["scw-containers"]);
  const manifests = resolve("examples/manifests");
  run(process.execPath, [command, "synth", manifests, "--quiet"], { cwd: project });
  const stacks = join(project, "cdktf.out", "stacks");
  const expected = readdirSync(manifests, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  deepEqual(
    readdirSync(stacks),
    expected.map(({ name }) => name),
  );
  for (const stack of readdirSync(stacks)) compare(join(stacks, stack), join(manifests, stack));
}

/** Writes a new project into a folder below, which finds what is installed, and runs its own scripts. */
function startProject(kind, options, scripts) {
  const command = join("node_modules", name, bin["scw-containers"]);
  run(process.execPath, [command, "init", `new-${kind}`, "--ci", "both", ...options], { cwd: project });
  const folder = join(project, `new-${kind}`);
  const needs = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const other of Object.keys({ ...needs.dependencies, ...needs.devDependencies })) link(other);
  // Synth needs no Terraform, yet the CLI looks for its version.
  const quiet = { CI: "true", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", TERRAFORM_BINARY_NAME: "true" };
  const env = { ...process.env, ...quiet, STATE_BUCKET: "check-package" };
  const shell = process.platform === "win32";
  for (const script of scripts) run("npm", ["run", script], { cwd: folder, env, shell, stdio: "pipe" });
  const stack = join(folder, "cdktf.out", "stacks", `new-${kind}`);
  const file = join(stack, kind === "manifest" ? "backend_override.tf.json" : "cdk.tf.json");
  equal(JSON.parse(readFileSync(file, "utf8")).terraform.backend.s3.key, `new-${kind}.tfstate`);
}

function compare(stack, expected) {
  const isLeftOut = (key) => key === "//" || key === "backend";
  const read = (file) => JSON.parse(readFileSync(file, "utf8"), (key, value) => (isLeftOut(key) ? undefined : value));
  deepEqual(read(join(stack, "cdk.tf.json")), read(join(expected, "cdk.tf.json")));
}
