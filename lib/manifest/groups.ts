import { groupBy } from "../base/group-by";
import type { AnyDocument } from "./document";
import type { Reference } from "./references";

/** Documents that share a stack. Never empty. */
export type Group<Document extends AnyDocument = AnyDocument> = readonly [Document, ...Document[]];

/** Groups the documents that are connected by references, in the order of their first documents. */
export function groupDocuments<Document extends AnyDocument>(
  documents: readonly Document[],
  references: readonly Reference<Document>[],
): Group<Document>[] {
  const labels = new Map(documents.map((document) => [document, document]));
  for (const { from, to } of references) {
    const [label, otherLabel] = [labels.get(from), to && labels.get(to)];
    if (label === undefined || otherLabel === undefined) continue;
    for (const [document, each] of labels) if (each === otherLabel) labels.set(document, label);
  }
  return [...groupBy(documents, (document) => labels.get(document)).values()];
}

/** The document that gives the stack its name: the first container, or else the first document. */
export function mainDocument<Document extends AnyDocument>(group: Group<Document>): Document {
  return group.find(({ kind }) => kind === "ScalewayServerlessContainer") ?? group[0];
}

/** Sorts documents so that each comes after the documents that it refers to, and otherwise in file order. */
export function inDependencyOrder<Document extends AnyDocument>(
  documents: readonly Document[],
  references: readonly Reference<Document>[],
): Document[] {
  const referencesFrom = groupBy(references, ({ from }) => from);
  const ordered = new Set<Document>();
  const add = (document: Document) => {
    if (ordered.has(document)) return;
    for (const { to } of referencesFrom.get(document) ?? []) if (to !== undefined) add(to);
    ordered.add(document);
  };
  for (const document of documents) add(document);
  return [...ordered];
}
