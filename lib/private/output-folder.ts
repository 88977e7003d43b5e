import { App } from "cdktf";
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
