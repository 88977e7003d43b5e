import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, parse, posix, relative, resolve } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

const outputFolders = new WeakMap<App, string>();

/** Sets the final folder of an app that is synthesized to a temporary folder first. */
export function setOutputFolder(app: App, folder: string): void {
  outputFolders.set(app, folder);
}

/** The final folder of the stacks of an app. */
export function outputFolder(scope: IConstruct): string {
  const app = App.of(scope);
  return outputFolders.get(app) ?? app.outdir;
}

/** The folder of the local states of all output folders but the default. */
const STATES_FOLDER = "cdktf.tfstate.d";

/**
 * The file of a stack's local state. It is in the working directory, even if the output folder is elsewhere: otherwise two projects
 * with one output folder would share it. An output folder in the project that is not `cdktf.out` has its own states: otherwise two
 * apps of the project, or two stages of one app, would share them.
 */
export function localStateFile(stack: TerraformStack): string {
  const { base, dir } = parse(resolve(outputFolder(stack)));
  // Not the target of a link, whose path can differ on each machine.
  const folder = toSlashes(relative(realpathSync("."), join(withoutLinks(dir), base)));
  const isDefault = folder === "" || folder === "cdktf.out" || /^\.\.(\/|$)/.test(folder) || isAbsolute(folder);
  return posix.join(isDefault ? "." : posix.join(STATES_FOLDER, folder), stateName(stack));
}

/** The local states of other output folders for a stack that has no local state yet. */
export function otherStateFiles(stack: TerraformStack): string[] {
  const file = localStateFile(stack);
  if (existsSync(file)) return [];
  const paths = existsSync(STATES_FOLDER) ? readdirSync(STATES_FOLDER, { recursive: true, encoding: "utf8" }) : [];
  const name = stateName(stack);
  const states = paths
    .filter((path) => basename(path) === name)
    .map((path) => posix.join(STATES_FOLDER, toSlashes(path)));
  return existsSync(name) ? [name, ...states] : states;
}

function stateName(stack: TerraformStack): string {
  return `terraform.${stack.node.id}.tfstate`;
}

/** Converts a path relative to the project into one relative to the stack's folder, where Terraform runs. */
export function fromStackFolder(scope: IConstruct, path: string): string {
  const project = relative(stackFolder(TerraformStack.of(scope)), realpathSync("."));
  return posix.join(toSlashes(project), toSlashes(relative(".", path)));
}

/** Converts a path relative to the stack's folder into the one that it has if the output folder is the default, on every machine. */
export function fromDefaultFolder(stack: TerraformStack, path: string): string {
  return posix.join("../../..", toSlashes(relative(realpathSync("."), resolve(stackFolder(stack), path))));
}

function stackFolder(stack: TerraformStack): string {
  return withoutLinks(resolve(outputFolder(stack), "stacks", stack.node.id));
}

/** Follows the symbolic links of a path that may not exist yet. Terraform's working directory has no links, so `..` does not lead back through one. */
function withoutLinks(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(withoutLinks(dirname(path)), basename(path));
}

function toSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
