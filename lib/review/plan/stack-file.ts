import { entriesAt, entriesOf, parseJson, stringAt, valueAt, type Value } from "./json";

/** The parts of a stack's cdk.tf.json that a report uses. */
export interface StackFile {
  readonly name: string | undefined;
  /** By address: the path of the construct, and whether the resource has `prevent_destroy`. */
  readonly resources: ReadonlyMap<string, { readonly path: string | undefined; readonly isProtected: boolean }>;
}

export const NO_STACK_FILE: StackFile = { name: undefined, resources: new Map() };

/** Reads cdk.tf.json; a text that is not JSON counts as an empty file. */
export function readStackFile(text: string): StackFile {
  let json: Value;
  try {
    json = parseJson(text);
  } catch {
    return NO_STACK_FILE;
  }
  const name = stringAt(metadataOf(json), "stackName");
  const resources = entriesAt(json, "resource").flatMap(([type, all]) =>
    entriesOf(all).map(([id, resource]) => {
      const path = stringAt(metadataOf(resource), "path");
      const isProtected = valueAt(valueAt(resource, "lifecycle"), "prevent_destroy") === true;
      return [`${type}.${id}`, { path: path === "" ? undefined : pathOf(path), isProtected }] as const;
    }),
  );
  return { name: name === "" ? undefined : name, resources: new Map(resources) };
}

/** The main resource of a construct has the path of the construct. */
function pathOf(path: string): string {
  return path.replace(/\/Resource$/, "");
}

function metadataOf(value: Value | undefined): Value | undefined {
  return valueAt(valueAt(value, "//"), "metadata");
}
