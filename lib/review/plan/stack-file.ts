import { valueAt } from "./attributes";

/** What a synthesized stack, its cdk.tf.json, tells beside its plan. */
export interface StackFile {
  readonly name: string | undefined;
  /** By address: the path of the construct, and whether it may not be destroyed. */
  readonly resources: ReadonlyMap<string, { readonly path: string | undefined; readonly isProtected: boolean }>;
}

export const NO_STACK_FILE: StackFile = { name: undefined, resources: new Map() };

/** Reads cdk.tf.json; what is none tells nothing. */
export function readStackFile(text: string): StackFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return NO_STACK_FILE;
  }
  const name = valueAt(metadataOf(json), "stackName");
  const resources = entriesOf(valueAt(json, "resource")).flatMap(([type, all]) =>
    entriesOf(all).map(([id, resource]) => {
      const path = valueAt(metadataOf(resource), "path");
      const isProtected = valueAt(valueAt(resource, "lifecycle"), "prevent_destroy") === true;
      return [`${type}.${id}`, { path: typeof path === "string" ? pathOf(path) : undefined, isProtected }] as const;
    }),
  );
  return { name: typeof name === "string" ? name : undefined, resources: new Map(resources) };
}

/** A construct's main resource stands for the construct. */
function pathOf(path: string): string {
  return path.replace(/\/Resource$/, "");
}

function metadataOf(value: unknown): unknown {
  return valueAt(valueAt(value, "//"), "metadata");
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
