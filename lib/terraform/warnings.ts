import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";

/** Input that is valid but probably not intended. `cdktf synth` prints each warning once per construct. */
export type WarningId =
  | "deploy-false"
  | "digest-without-tag"
  | "image-not-locked"
  | "import-into-new-namespace"
  | "local-storage-limit"
  | "mnq-region"
  | "multi-line-secret"
  | "mutable-tag"
  | "plain-text-secret"
  | "private-network-region"
  | "secret-build-argument"
  | "several-thresholds"
  | "token-expires-soon"
  | "token-of-public-container"
  | "token-without-expiry"
  | "variable-without-value"
  | "visibility-below-timeout"
  | "visibility-timeout-zero";

/** Facts that `cdktf synth` prints, such as costs. They can be acknowledged like warnings. */
export type InfoId = "always-on-cost" | "secrets-over-plain-http";

/** The ids of the metadata entries that hold a message of this library. */
const ids = new WeakMap<object, WarningId | InfoId>();
const acknowledged = new WeakMap<IConstruct, Set<WarningId | InfoId>>();

/**
 * Silences a warning or an info on a construct and everything below it, whether it was given before or comes later.
 * @param scope a construct, a stack or the app
 */
export function acknowledgeWarning(scope: IConstruct, id: WarningId | InfoId): void {
  acknowledged.set(scope, (acknowledged.get(scope) ?? new Set()).add(id));
  for (const construct of scope.node.findAll()) {
    for (const entry of construct.node.metadata) {
      if (ids.get(entry) === id) (entry as { type: string }).type = "acknowledged";
    }
  }
}

/** @internal What a construct and everything below it were told at a level; without an id where it is not of this library. */
export function annotationsOf(
  scope: IConstruct,
  level: AnnotationMetadataEntryType,
): { path: string; id: WarningId | InfoId | undefined; message: string }[] {
  return scope.node
    .findAll()
    .flatMap(({ node }) => node.metadata.map((entry) => ({ path: node.path, entry })))
    .filter(({ entry }) => entry.type === level.toString())
    .map(({ path, entry }) => {
      const id = ids.get(entry);
      const text = String(entry.data);
      return { path, id, message: id === undefined ? text : text.slice(0, -suffix(id).length) };
    });
}

/** @internal */
export function addWarning(scope: IConstruct, id: WarningId, message: string): void {
  add(scope, AnnotationMetadataEntryType.WARN, id, message);
}

/** @internal */
export function addInfo(scope: IConstruct, id: InfoId, message: string): void {
  add(scope, AnnotationMetadataEntryType.INFO, id, message);
}

function add(scope: IConstruct, type: AnnotationMetadataEntryType, id: WarningId | InfoId, message: string): void {
  const data = `${message}${suffix(id)}`;
  if (scope.node.scopes.some((ancestor) => acknowledged.get(ancestor)?.has(id))) return;
  if (scope.node.metadata.some((entry) => entry.data === data)) return;
  // Not through Annotations: it would record a stack trace with this machine's paths in manifest.json.
  scope.node.addMetadata(type, data);
  for (const entry of scope.node.metadata) if (entry.data === data) ids.set(entry, id);
}

function suffix(id: string): string {
  return ` [${id}]`;
}
