import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";
import { displayTokens } from "../base/text";

/** The IDs of warnings, each with what it reports. */
export const WARNINGS: Readonly<Record<WarningId, string>> = {
  "deploy-false": "A manifest has `deploy: false`, which has no effect.",
  "digest-without-tag": "An image has a digest, but no tag.",
  "failure-threshold": "The health check of a manifest has a failure threshold below Scaleway's minimum.",
  "image-not-locked": "The image of a manifest is not in the lock file.",
  "import-into-new-namespace": "A container is imported into a namespace that is not imported.",
  "local-storage-limit": "Scaleway may reject the size of the local storage.",
  "mnq-region": "Scaleway does not list Queues and NATS in the region.",
  "multi-line-secret": "A secret has several lines.",
  "mutable-tag": "A push to the tag of an image does not trigger a redeployment.",
  "non-http-port": "A container listens on the port of a protocol other than HTTP.",
  "other-local-state": "A stack has no local state for its output folder, but one for another.",
  "plain-text-secret": "A secret is in plain text in `cdk.tf.json`.",
  "private-network-region": "A private network is in another region than the container.",
  "project-of-environment":
    "`SCW_DEFAULT_PROJECT_ID` names another project than the stack, and the provider prefers it.",
  "raised-limit": "A value is beyond a limit that this release knows, and the limit is raised.",
  "reserved-prefix": "The name of a variable starts with `SCW_`, which Scaleway reserves.",
  "secret-build-argument": "A build argument looks like a secret.",
  "secret-looking-variable": "A variable, argument, header or request body in plain text looks like a secret.",
  "several-thresholds": "A manifest has several scaling thresholds, of which Scaleway accepts one.",
  "token-expires-soon": "An access token expires within 30 days.",
  "token-of-public-container": "An access token is for a public container.",
  "token-without-expiry": "An access token never expires.",
  "undeclared-resource":
    "A manifest refers to a resource that no document describes. Without `--strict`, it is a note.",
  "variable-without-value": "`cdktf deploy` is running, and a variable has no value.",
  "visibility-below-timeout": "A message is delivered again before its request times out.",
  "visibility-timeout-zero": "The provider does not send a visibility timeout of 0.",
};

/** The IDs of infos, each with what it reports. */
export const INFOS: Readonly<Record<InfoId, string>> = {
  "always-on-cost": "`minScale` keeps instances running, which costs money.",
  "ignored-fields": "A manifest has fields that only OpenMCF uses.",
  "limit-not-raised": "A raised limit is not needed, because this release knows it.",
  "many-namespaces": "An app creates more than 80 namespaces in one project, which has a quota of 100.",
  "unused-acknowledgement": "The settings acknowledge a warning that the run does not have.",
  "secrets-over-plain-http": "A public container with secrets answers plain HTTP.",
};

/** The ID of a warning: input that is valid, but probably not intended. `cdktf synth` prints it once per construct. */
export type WarningId =
  | "deploy-false"
  | "digest-without-tag"
  | "failure-threshold"
  | "image-not-locked"
  | "import-into-new-namespace"
  | "local-storage-limit"
  | "mnq-region"
  | "multi-line-secret"
  | "mutable-tag"
  | "non-http-port"
  | "other-local-state"
  | "plain-text-secret"
  | "private-network-region"
  | "project-of-environment"
  | "raised-limit"
  | "reserved-prefix"
  | "secret-build-argument"
  | "secret-looking-variable"
  | "several-thresholds"
  | "token-expires-soon"
  | "token-of-public-container"
  | "token-without-expiry"
  | "undeclared-resource"
  | "variable-without-value"
  | "visibility-below-timeout"
  | "visibility-timeout-zero";

/** The ID of an info: a fact that `cdktf synth` prints. */
export type InfoId =
  | "always-on-cost"
  | "ignored-fields"
  | "limit-not-raised"
  | "many-namespaces"
  | "secrets-over-plain-http"
  | "unused-acknowledgement";

/** The ID of a warning or an info. */
type AnnotationId = WarningId | InfoId;

export function isWarningId(id: string | undefined): id is WarningId {
  return id !== undefined && Object.hasOwn(WARNINGS, id);
}

interface Annotation {
  readonly id: AnnotationId;
  readonly level: AnnotationMetadataEntryType;
  readonly message: string;
  readonly field?: FieldPath;
}

/** The keys and positions that lead from the props of a construct to a value. */
export type FieldPath = readonly (string | number)[];

const annotations = new WeakMap<IConstruct, Annotation[]>();
const acknowledged = new WeakMap<IConstruct, Set<AnnotationId>>();

/**
 * Silences a warning or an info on a construct and its children, whether it is already added or added later.
 * @param scope a construct, a stack or the app
 * @param id the ID that the warning displays
 * @example
 * ```ts
 * const preview = new ServerlessContainer(stack, "preview", {
 *   image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/preview:latest"),
 *   privacy: "private",
 * });
 * acknowledgeWarning(preview, "mutable-tag");
 * ```
 */
export function acknowledgeWarning(scope: IConstruct, id: WarningId | InfoId): void {
  acknowledged.set(scope, (acknowledged.get(scope) ?? new Set()).add(id));
}

/** The annotations of a construct and its children at a level. The ID is undefined if another library has added it. */
export function annotationsOf(
  scope: IConstruct,
  level: AnnotationMetadataEntryType,
): { path: string; id: AnnotationId | undefined; message: string; field?: FieldPath | undefined }[] {
  return scope.node.findAll().flatMap((construct) => {
    const { path, metadata } = construct.node;
    const own = annotations.get(construct) ?? [];
    const foreign = metadata.filter(
      ({ type, data }) => type === level.toString() && !own.some((each) => textOf(each) === data),
    );
    return [
      ...own
        .filter((each) => each.level === level && !isAcknowledged(construct, each.id))
        .map(({ id, message, field }) => ({ path, id, message, ...(field && { field }) })),
      ...foreign.map(({ data }) => ({ path, id: undefined, message: String(data) })),
    ];
  });
}

/** Adds a warning. The field is needed if several fields of a construct can cause it. */
export function addWarning(scope: IConstruct, id: WarningId, message: string, field?: FieldPath): void {
  addAnnotation(scope, { id, level: AnnotationMetadataEntryType.WARN, message, ...(field && { field }) });
}

export function addInfo(scope: IConstruct, id: InfoId, message: string, field?: FieldPath): void {
  addAnnotation(scope, { id, level: AnnotationMetadataEntryType.INFO, message, ...(field && { field }) });
}

/** Whether a construct itself has a warning or an info with a message. */
export function hasAnnotation(scope: IConstruct, id: WarningId | InfoId, message: string): boolean {
  const text = textOf({ id, message: displayTokens(message) });
  return annotations.get(scope)?.some((each) => textOf(each) === text) === true;
}

function addAnnotation(scope: IConstruct, { message, ...others }: Annotation): void {
  const annotation = { ...others, message: displayTokens(message) };
  const own = annotations.get(scope);
  if (own === undefined) {
    annotations.set(scope, [annotation]);
    // At synth, since an annotation in the metadata cannot be removed if it is acknowledged later.
    scope.node.addValidation({ validate: () => writeMetadata(scope) });
  } else if (!own.some((each) => textOf(each) === textOf(annotation))) own.push(annotation);
}

/** CDKTF prints the metadata. Its `Annotations` would also record a stack trace with paths of this machine. */
function writeMetadata(scope: IConstruct): string[] {
  for (const annotation of annotations.get(scope) ?? []) {
    const text = textOf(annotation);
    const isWritten = scope.node.metadata.some(({ data }) => data === text);
    if (!isWritten && !isAcknowledged(scope, annotation.id)) scope.node.addMetadata(annotation.level, text);
  }
  return [];
}

function isAcknowledged(scope: IConstruct, id: AnnotationId): boolean {
  return scope.node.scopes.some((ancestor) => acknowledged.get(ancestor)?.has(id));
}

function textOf({ id, message }: Pick<Annotation, "id" | "message">): string {
  return `${message} [${id}]`;
}
