import { join, posix, relative } from "node:path";
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

/** Converts a path relative to the project into one relative to the stack's folder, where Terraform runs. It is the same on every machine. */
export function fromStackFolder(scope: IConstruct, path: string): string {
  const stackFolder = join(outputFolder(scope), "stacks", TerraformStack.of(scope).node.id);
  const project = relative(stackFolder, ".").replaceAll("\\", "/");
  const isInside = /^(\.\.\/)*\.\.$/.test(project);
  return posix.join(isInside ? project : "../../..", relative(".", path).replaceAll("\\", "/"));
}
