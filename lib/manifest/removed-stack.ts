import { existsSync, readFileSync } from "node:fs";
import { backendOf } from "../review/states/backend";
import { readState } from "../review/states/state-file";

/** A stack of an earlier run that no manifest describes any more. */
export interface RemovedStack {
  readonly name: string;
  /** Whether it has resources; undefined if its state is not a local file. */
  readonly isDeployed: boolean | undefined;
}

/** Reads the state of a removed stack, before its cdk.tf.json is removed. */
export function removedStack(name: string, folder: string): RemovedStack {
  const backend = backendOf(folder);
  if (backend?.type !== "local") return { name, isDeployed: undefined };
  const state = existsSync(backend.path) ? readState(readFileSync(backend.path, "utf8")) : readState("");
  return { name, isDeployed: state && state.resources.length > 0 };
}
