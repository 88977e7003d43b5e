import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve } from "node:path";
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

/**
 * The path of a stack's local state, relative to the stack's folder, where Terraform runs. The state is in the working directory,
 * even if the output folder is elsewhere: otherwise two projects with one output folder would share it.
 */
export function localStatePath(stack: TerraformStack): string {
  return fromStackFolder(stack, `terraform.${stack.node.id}.tfstate`);
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
