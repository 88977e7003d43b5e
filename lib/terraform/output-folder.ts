import { join, posix, relative } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

const OUTPUT_FOLDER = Symbol.for("cdktf-scaleway-containers/output-folder");

/** Sets the final output folder of an app that is synthesized to a temporary folder first. */
export function setOutputFolder(app: App, folder: string): void {
  Object.defineProperty(app, OUTPUT_FOLDER, { value: folder });
}

/** The final output folder of an app. */
function outputFolder(scope: IConstruct): string {
  const app = App.of(scope) as App & { [OUTPUT_FOLDER]?: string };
  return app[OUTPUT_FOLDER] ?? app.outdir;
}

/**
 * The path from a stack's folder, where Terraform runs, to a file of the project. It is relative, so it is the same on every
 * machine.
 * @param path the path from the working directory
 */
export function fromStackFolder(scope: IConstruct, path: string): string {
  const stackFolder = join(outputFolder(scope), "stacks", TerraformStack.of(scope).node.id);
  const project = relative(stackFolder, ".").replaceAll("\\", "/");
  const isInside = /^(\.\.\/)*\.\.$/.test(project);
  return posix.join(isInside ? project : "../../..", relative(".", path).replaceAll("\\", "/"));
}
