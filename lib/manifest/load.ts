import { ValidationError, throwIfAny, type ValidationIssue } from "../base/errors";
import { groupBy } from "../base/group-by";
import { showName } from "../base/show";
import { MANIFEST_LIMITS } from "../facts/limits";
import { parseDocuments, tooManyDocuments } from "../yaml/documents";
import { comparePosition, issueAt, noDocument, type FieldPosition } from "../yaml/issues";
import type { Source } from "../yaml/sources";
import { isValid, parseManifest, type AnyDocument, type DocumentDefaults, type ValidDocument } from "./document";
import { groupDocuments, mainDocument, type Group } from "./groups";
import { findReferences, referenceIssues } from "./references";

/**
 * Parses all documents of all sources.
 * @throws ValidationError with every issue, in the order of the sources
 */
export function loadDocuments(sources: readonly Source[], defaults: DocumentDefaults): ValidDocument[] {
  const files = sources.map((source) => parseDocuments(source));
  const count = files.reduce((sum, { documents }) => sum + documents.length, 0);
  if (count > MANIFEST_LIMITS.documents) {
    throw new ValidationError("manifests", [{ ...tooManyDocuments(count), path: "" }]);
  }
  const parsed = files.flatMap((file) => file.documents.map((yaml) => parseManifest(yaml, defaults)));
  const documents = parsed.flatMap(({ document }) => document ?? []);
  const references = findReferences(documents);
  const issues = [
    ...files.flatMap((file) => file.issues),
    ...parsed.flatMap((each) => each.issues),
    ...referenceIssues(references),
    ...documentNameIssues(documents),
    ...stackNameIssues(groupDocuments(documents, references)),
  ];
  throwIfAny("manifests", inFileOrder(sources, issues));
  if (documents.length === 0)
    throwIfAny(
      "manifests",
      sources.map(({ file }) => noDocument(file)),
    );
  return documents.filter(isValid);
}

/** Sorts issues or warnings by their positions in the files. */
export function inFileOrder<Item extends Partial<FieldPosition>>(
  sources: readonly Source[],
  items: readonly Item[],
): Item[] {
  const order = new Map(sources.map(({ file }, index) => [file, index]));
  const rank = ({ file = "" }: Item) => order.get(file) ?? 0;
  return [...items].sort((a, b) => rank(a) - rank(b) || comparePosition(a, b));
}

function* documentNameIssues(documents: readonly AnyDocument[]): Iterable<ValidationIssue> {
  for (const [first, ...duplicates] of groupBy(documents, ({ kind, name }) => `${kind} ${name}`).values()) {
    for (const duplicate of duplicates) yield nameIssue(duplicate, `the ${describe(first)} has the same name`);
  }
}

/** Finds stacks with the same name: main documents of different kinds may have the same name. */
function* stackNameIssues(groups: readonly Group[]): Iterable<ValidationIssue> {
  const mainDocuments = groups.map((group) => mainDocument(group));
  for (const [first, ...duplicates] of groupBy(mainDocuments, ({ name }) => name).values()) {
    for (const duplicate of duplicates.filter(({ kind }) => kind !== first.kind)) {
      yield nameIssue(duplicate, `the ${describe(first)} creates a stack with the same name`);
    }
  }
}

function nameIssue({ yaml, name }: AnyDocument, reason: string): ValidationIssue {
  const message = `is not unique, got ${showName(name)}: ${reason}. Use another name.`;
  return issueAt(yaml, ["metadata", "name"], { code: "duplicate-name", message });
}

function describe({ kind, yaml }: AnyDocument): string {
  return `${kind} in ${yaml.file}:${yaml.locate(["metadata", "name"]).line}`;
}
