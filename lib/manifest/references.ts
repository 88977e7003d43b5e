import type { ValidationIssue } from "../base/errors";
import { findCircle } from "../base/circle";
import { groupBy } from "../base/group-by";
import { fieldsOf } from "../base/objects";
import { displayKey, showName } from "../base/show";
import type { Path } from "../yaml/documents";
import { issueAt } from "../yaml/issues";
import { documentRegion, type AnyDocument } from "./document";
import { OUTPUTS, REFERENCES, isReferableKind, type ReferableKind, type ReferenceField } from "./reference-kinds";
import type { Kind } from "./schema";

/** The fields of each kind that can refer to another resource. */
const FIELDS: Readonly<Record<Kind, readonly (readonly [field: ReferenceField, parents: readonly string[]])[]>> = {
  ScalewayServerlessContainer: [
    ["registryEndpoint", ["spec", "image"]],
    ["privateNetworkId", ["spec"]],
  ],
  ScalewayContainerRegistry: [],
  ScalewayPrivateNetwork: [["vpcId", ["spec"]]],
  ScalewayDnsRecord: [["data", ["spec"]]],
};

/** A valueFrom, and the document of this run that it refers to. */
export interface Reference<Document extends AnyDocument = AnyDocument> {
  readonly from: Document;
  readonly field: ReferenceField;
  /** The path of the valueFrom. */
  readonly path: Path;
  readonly kind: ReferableKind;
  readonly name: string;
  readonly fieldPath: unknown;
  readonly to: Document | undefined;
}

/** Finds every reference of the documents. The documents may have issues, so the values are not parsed. */
export function findReferences<Document extends AnyDocument>(documents: readonly Document[]): Reference<Document>[] {
  const byName = groupBy(documents, ({ kind, name }) => `${kind} ${name}`);
  return documents.flatMap((from) =>
    FIELDS[from.kind].flatMap(([field, parents]) => {
      const path = [...parents, field, "valueFrom"];
      const valueFrom = path.reduce((fields, step) => fieldsOf(fields[step]), fieldsOf(from.yaml.value));
      const { kind = REFERENCES[field][0], env, name, fieldPath } = valueFrom;
      if (typeof name !== "string" || !isReferableKind(kind)) return [];
      const to = byName.get(`${kind} ${name}`)?.find((document) => isSameEnvironment(env, document.env));
      return [{ from, field, path, kind, name, fieldPath, to }];
    }),
  );
}

function isSameEnvironment(a: unknown, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

export function* referenceIssues(references: readonly Reference[]): Iterable<ValidationIssue> {
  for (const reference of references) {
    yield* outputIssues(reference);
    yield* regionIssues(reference);
  }
  yield* circleIssues(references);
}

function* outputIssues({ from, path, kind, fieldPath }: Reference): Iterable<ValidationIssue> {
  // The schema reports an output that no kind has.
  const isOutput = Object.values(OUTPUTS).some((output) => output === fieldPath);
  if (!isOutput || fieldPath === OUTPUTS[kind]) return;
  const message = `is not an output of a ${kind}, got ${showName(fieldPath)}. Use ${OUTPUTS[kind]}.`;
  yield issueAt(from.yaml, [...path, "fieldPath"], { code: "not-allowed", message });
}

/** Finds a network in another region than its container, which cannot join it. */
function* regionIssues({ from, to, kind, path }: Reference): Iterable<ValidationIssue> {
  if (kind !== "ScalewayPrivateNetwork" || to === undefined) return;
  const [ownRegion, networkRegion] = [documentRegion(from), documentRegion(to)];
  if (ownRegion === undefined || networkRegion === undefined || ownRegion === networkRegion) return;
  const message = `is not in the region of the container (${ownRegion}), got ${displayKey(to.name)} in ${networkRegion}. Use one region for both.`;
  yield issueAt(from.yaml, path, { code: "region-mismatch", message });
}

/** Finds circles of references. Each has one issue, at its first reference. */
function* circleIssues(references: readonly Reference[]): Iterable<ValidationIssue> {
  const referencesFrom = groupBy(references, ({ from }) => from);
  const next = ({ to }: Reference) => (to === undefined ? [] : (referencesFrom.get(to) ?? []));
  const reported = new Set<Reference>();
  for (const start of references) {
    const circle = reported.has(start) ? undefined : findCircle(start, next);
    if (circle === undefined) continue;
    for (const reference of circle) reported.add(reference);
    const names = [...circle.map(({ from }) => displayKey(from.name)), displayKey(start.from.name)].join(" → ");
    const message = `is part of a circular reference, got ${names}. Replace one of these references by a value.`;
    yield issueAt(start.from.yaml, start.path, { code: "circular-reference", message });
  }
}
