import { existsSync, lstatSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parsedJson } from "../../base/json";
import { fieldsOf } from "../../base/objects";

/** The directory of the stacks in an output directory. */
export const STACKS = "stacks";
export const STACK_FILE = "cdk.tf.json";
/** The manifest that CDKTF and `scw-containers synth` write beside the stacks. */
export const MANIFEST = "manifest.json";
/** The key of the mark in the cdk.tf.json that the review writes for a stack without code. */
const MARK = "scw-containers review";

/** A directory in the stacks of an output directory. */
export interface StackDirectory {
  readonly name: string;
  readonly folder: string;
  /** `current` is a stack of the run, `removed` one of an earlier run, and `destroy` one that the review wrote. */
  readonly kind: "current" | "removed" | "destroy";
}

/** The directories of stacks. Without a manifest, all of them belong to the run. */
export function stackDirectories(output: string): StackDirectory[] {
  const stacks = join(output, STACKS);
  const current = stacksOfRun(output);
  const names = existsSync(stacks) ? readdirSync(stacks) : [];
  return names
    .filter((name) => lstatSync(join(stacks, name), { throwIfNoEntry: false })?.isDirectory() === true)
    .map((name) => {
      const folder = join(stacks, name);
      if (current?.includes(name) === true) return { name, folder, kind: "current" };
      if (isMarked(folder)) return { name, folder, kind: "destroy" };
      return { name, folder, kind: current === undefined ? "current" : "removed" };
    });
}

/** The directories of the stacks in the manifest; undefined if there is no valid manifest. */
export function stacksOfRun(output: string): string[] | undefined {
  const file = join(output, MANIFEST);
  if (!existsSync(file)) return undefined;
  const { stacks } = fieldsOf(parsedJson(readFileSync(file, "utf8")));
  if (stacks === undefined) return undefined;
  return Object.entries(fieldsOf(stacks)).map(([name, stack]) => {
    const { workingDirectory } = fieldsOf(stack);
    return basename(typeof workingDirectory === "string" ? workingDirectory : name);
  });
}

/** The comment that marks a cdk.tf.json of the review. */
export function markOf(stackName: string, state: object): object {
  return { metadata: { stackName }, [MARK]: state };
}

function isMarked(folder: string): boolean {
  const file = join(folder, STACK_FILE);
  if (!existsSync(file)) return false;
  return MARK in fieldsOf(fieldsOf(parsedJson(readFileSync(file, "utf8")))["//"]);
}
