// A project in a temporary folder that uses the packed package, with the dependencies that are installed in this repository.
import { execFile } from "node:child_process";
import {
  chmodSync,
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
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { deepEqual, equal } from "node:assert/strict";
import { promisify } from "node:util";
import { EXAMPLES, programs } from "./sources.mjs";

const { withEngineNames } = createRequire(import.meta.url)("../../dist/init/engine.js");
const execute = promisify(execFile);
export const shell = process.platform === "win32";
export const run = async (command, args, options) =>
  (await execute(command, args, { encoding: "utf8", maxBuffer: Infinity, ...options })).stdout;

const RESOLUTIONS = {
  node16: { module: "node16", moduleResolution: "node16", noEmit: false, outDir: "out" },
  node10: { module: "commonjs", moduleResolution: "node10" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
const STRICT = { module: "node16", moduleResolution: "node16", skipLibCheck: false, exactOptionalPropertyTypes: true };
/** The scripts that each kind of new project has to pass. */
const NEW_PROJECTS = {
  typescript: { options: [], scripts: ["test", "typecheck", "synth"] },
  manifest: { options: ["--manifest"], scripts: ["test", "synth"] },
};

export class Consumer {
  /**
   * @param constructs the folder of the version of constructs in node_modules
   * @param typescript the folder of the compiler
   */
  constructor(engine, { constructs = "constructs", typescript = resolve("node_modules/typescript") } = {}) {
    this.engine = engine;
    this.name = `${engine}-scaleway-containers`;
    this.typescript = typescript;
    this.folder = mkdtempSync(join(tmpdir(), `check-${engine}-`));
    this.modules = join(this.folder, "node_modules");
    this.constructs = constructs;
  }

  get command() {
    const { bin } = JSON.parse(readFileSync(join(this.modules, this.name, "package.json"), "utf8"));
    return join(this.modules, this.name, bin["scw-containers"]);
  }

  async install(tarball) {
    const { dependencies } = await this.unpack(tarball, this.name);
    writeFileSync(join(this.folder, "package.json"), "{}");
    for (const example of EXAMPLES) this.write(`${example}.ts`, readFileSync(`examples/${example}/main.ts`, "utf8"));
    for (const [file, text] of Object.entries(programs(this.name, this.engine))) this.write(file, text);
    // A copy resolves constructs in this project. A link would resolve it in the repository.
    cpSync(`node_modules/${this.engine}`, join(this.modules, this.engine), { recursive: true });
    cpSync(`node_modules/${this.constructs}`, join(this.modules, "constructs"), { recursive: true });
    for (const other of [...Object.keys(dependencies), "@types/node"]) this.link(other);
  }

  /** Installs a packed package without its dependencies, and returns its package.json. */
  async unpack(tarball, name) {
    const target = join(this.modules, name);
    mkdirSync(target, { recursive: true });
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", target]);
    const metadata = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
    this.linkCommands(target, metadata);
    return metadata;
  }

  write(file, text) {
    writeFileSync(join(this.folder, file), withEngineNames(text, this.engine));
  }

  /** Installs a package by a link to the one of the repository, with its commands. */
  link(other, source = resolve("node_modules", other)) {
    const folder = join(this.modules, other);
    if (!existsSync(folder)) {
      mkdirSync(dirname(folder), { recursive: true });
      symlinkSync(source, folder, "junction");
    }
    this.linkCommands(folder, JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  }

  linkCommands(folder, { name, bin = {} }) {
    mkdirSync(join(this.modules, ".bin"), { recursive: true });
    for (const [command, file] of Object.entries(typeof bin === "string" ? { [name]: bin } : bin)) {
      const entry = join(this.modules, ".bin", command);
      chmodSync(join(folder, file), 0o755);
      if (!existsSync(entry)) symlinkSync(join(folder, file), entry);
    }
  }

  typecheck(config, options, files = [...EXAMPLES, "review", "testing"].map((each) => `${each}.ts`)) {
    const compilerOptions = {
      target: "es2022",
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: ["node"],
      ...options,
    };
    const file = join(this.folder, `tsconfig.${config}.json`);
    writeFileSync(file, JSON.stringify({ compilerOptions, files }));
    return run(process.execPath, [join(this.typescript, "bin/tsc"), "-p", file]);
  }

  /** Compiles against all declarations, without @types/node. */
  async checkStrictTypes() {
    await this.typecheck("strict", { ...STRICT, lib: ["es2023"], types: [] }, ["strict.ts"]);
  }

  async checkResolutions() {
    await this.typecheck("node10", RESOLUTIONS.node10);
    await this.typecheck("bundler", RESOLUTIONS.bundler);
  }

  compile() {
    return this.typecheck("node16", RESOLUTIONS.node16);
  }

  /** Runs the compiled programs, and compares the output of the examples with the committed one. */
  async checkPrograms(node = process.execPath) {
    for (const example of EXAMPLES) {
      const outdir = join(this.folder, `${example}.out`);
      const env = { ...process.env, CDKTF_OUTDIR: outdir };
      await run(node, [`out/${example}.js`], { cwd: this.folder, env });
      const [stack] = readdirSync(join(outdir, "stacks"));
      compare(join(outdir, "stacks", stack), `examples/${example}`);
    }
    for (const program of ["review", "testing"]) await run(node, [`out/${program}.js`], { cwd: this.folder });
  }

  async checkManifests(node = process.execPath) {
    const manifests = resolve("examples/manifests");
    await run(node, [this.command, "synth", manifests, "--quiet"], { cwd: this.folder });
    const stacks = join(this.folder, "cdktf.out", "stacks");
    const expected = readdirSync(manifests, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    deepEqual(
      readdirSync(stacks),
      expected.map(({ name }) => name),
    );
    for (const stack of readdirSync(stacks)) compare(join(stacks, stack), join(manifests, stack));
  }

  async checkNewProjects() {
    for (const kind of Object.keys(NEW_PROJECTS)) await this.checkNewProject(kind);
  }

  /** Writes a new project into a subfolder, which finds the installed packages, and runs its scripts. */
  async checkNewProject(kind, env = process.env) {
    const { options, scripts } = NEW_PROJECTS[kind];
    await run(process.execPath, [this.command, "init", `new-${kind}`, "--ci", "both", ...options], {
      cwd: this.folder,
    });
    const folder = join(this.folder, `new-${kind}`);
    const needs = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const names = Object.keys({ ...needs.dependencies, ...needs.devDependencies });
    // The CLI of cdktn is not installed in the repository: it may require a newer Node.js.
    const hasCli = !names.includes("cdktn-cli") || existsSync(join(this.modules, "cdktn-cli"));
    for (const other of names) if (other !== "cdktn-cli") this.link(other);
    // Synth needs no Terraform, but the CLI asks for its version.
    const quiet = { CI: "true", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", TERRAFORM_BINARY_NAME: "true" };
    const environment = { ...env, ...quiet, STATE_BUCKET: "check-package" };
    for (const script of scripts) {
      if (script === "synth" && !hasCli) continue;
      await run("npm", ["run", script], { cwd: folder, env: environment, shell });
    }
    if (!hasCli) return;
    const stack = join(folder, "cdktf.out", "stacks", `new-${kind}`);
    const file = join(stack, kind === "manifest" ? "backend_override.tf.json" : "cdk.tf.json");
    equal(JSON.parse(readFileSync(file, "utf8")).terraform.backend.s3.key, `new-${kind}.tfstate`);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function compare(stack, expected) {
  const isLeftOut = (key) => key === "//" || key === "backend";
  const read = (file) => JSON.parse(readFileSync(file, "utf8"), (key, value) => (isLeftOut(key) ? undefined : value));
  deepEqual(read(join(stack, "cdk.tf.json")), read(join(expected, "cdk.tf.json")));
}
