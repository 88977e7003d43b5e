import { join, posix, relative } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

const OUTPUT_FOLDER = Symbol.for("cdktf-scaleway-containers/output-folder");

/** For an app that is synthesized elsewhere first: where its stacks are in the end. */
export function setOutputFolder(app: App, folder: string): void {
  Object.defineProperty(app, OUTPUT_FOLDER, { value: folder });
}

/** Where the stacks of an app are in the end. */
export function outputFolder(scope: IConstruct): string {
  const app = App.of(scope) as App & { [OUTPUT_FOLDER]?: string };
  return app[OUTPUT_FOLDER] ?? app.outdir;
}

/** From a stack's folder, where Terraform runs, to a path that is seen from the project's: relative, and so the same on every machine. */
export function fromStackFolder(scope: IConstruct, path: string): string {
  const stackFolder = join(outputFolder(scope), "stacks", TerraformStack.of(scope).node.id);
  const project = relative(stackFolder, ".").replaceAll("\\", "/");
  const isInside = /^(\.\.\/)*\.\.$/.test(project);
  return posix.join(isInside ? project : "../../..", relative(".", path).replaceAll("\\", "/"));
}
