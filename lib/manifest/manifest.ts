import { ValidationError, type ValidationIssue } from "../base/errors";
import { MANIFEST_LIMITS, type Region } from "../facts/limits";
import { show } from "../base/show";
import { groupBy } from "../base/group-by";
import { refuse } from "../schema/parse";
import { checkDocument, type ManifestDocument } from "./document";
import { readSources, source, type Source } from "../yaml/sources";
import { linksOf, type Link } from "./references";
import type { Checked } from "./schema";
import { parseDocuments, tooMany } from "../yaml/documents";
import { byPlace, issueAt } from "../yaml/issues";

/** @internal A document without mistakes. */
export interface CheckedDocument extends ManifestDocument {
  readonly checked: Checked;
}

/**
 * OpenMCF manifests that make one stack: a ScalewayServerlessContainer, and what it refers to in the same run
 * (ScalewayContainerRegistry, ScalewayPrivateNetwork, ScalewayDnsRecord).
 */
export class Manifest {
  /**
   * The manifests of a file, or of the .yaml and .yml files of a folder, where they make one stack.
   * @throws ValidationError with every problem and its place; also where they make several stacks
   */
  public static load(path: string): Manifest {
    return onlyOne(path, Manifest.loadAll(path));
  }

  /**
   * The manifests of files and folders, one for each stack that they make. A document is a stack, named after it;
   * documents that are joined by references share one, named after the first container of them.
   * @throws ValidationError with every problem of all files and its place
   */
  public static loadAll(...paths: readonly string[]): Manifest[] {
    return Manifest.fromSources(readSources(paths));
  }

  /**
   * The manifests of a text, where they make one stack.
   * @param file what the text is called in messages
   * @throws ValidationError as `load` does
   */
  public static parse(text: string, file = "manifest.yaml"): Manifest {
    return onlyOne(file, Manifest.fromSources([source(file, Buffer.from(text))]));
  }

  /** @internal */
  public static fromSources(sources: readonly Source[]): Manifest[] {
    const parsed = sources.map((each) => parseDocuments(each));
    const count = parsed.reduce((sum, { documents }) => sum + documents.length, 0);
    if (count > MANIFEST_LIMITS.documents)
      throw new ValidationError("manifests", [{ path: "", message: tooMany(count) }]);
    const checked = parsed.flatMap(({ documents }) => documents.map((document) => checkDocument(document)));
    const documents = checked.flatMap(({ document }) => document ?? []);
    const { links, issues } = linksOf(documents);
    const groups = groupsOf(documents, links);
    const all = [
      ...parsed.flatMap((each) => each.issues),
      ...checked.flatMap((each) => each.issues),
      ...issues,
      ...links.flatMap((link) => regionIssues(link)),
      ...nameIssues(documents, groups),
    ];
    refuse("manifests", inFileOrder(sources, all));
    return groups.map(
      (group) => new Manifest(leader(group) as CheckedDocument, inOrder(group as CheckedDocument[], links), links),
    );
  }

  /** The name of the stack. */
  public readonly name: string;
  /** @internal The region of the container that names the stack, or of the first document that has one. */
  public readonly region: Region | undefined;

  private constructor(
    /** @internal The one that the stack is named after. */
    public readonly main: CheckedDocument,
    /** @internal Each after those that it refers to. */
    public readonly documents: readonly CheckedDocument[],
    /** @internal */
    public readonly links: readonly Link[],
  ) {
    this.name = main.name;
    this.region = [main, ...documents]
      .map((document) => regionNamedBy(document))
      .find((region) => region !== undefined);
  }
}

function onlyOne(path: string, manifests: Manifest[]): Manifest {
  const [first, ...others] = manifests;
  if (first !== undefined && others.length === 0) return first;
  const message = `makes ${manifests.length} stacks: ${manifests.map(({ name }) => name).join(", ")}; use Manifest.loadAll`;
  throw new ValidationError("Manifest.load", [{ file: path, path: "", message }]);
}

/** @internal */
export function inFileOrder(sources: readonly Source[], issues: readonly ValidationIssue[]): ValidationIssue[] {
  const order = new Map(sources.map(({ file }, index) => [file, index]));
  const rank = ({ file = "" }: ValidationIssue) => order.get(file) ?? 0;
  return [...issues].sort((a, b) => rank(a) - rank(b) || byPlace(a, b));
}

/** Never empty. */
type Group = [ManifestDocument, ...ManifestDocument[]];

/** The documents that are joined by references, in the order of the containers that name their stacks. */
function groupsOf(documents: readonly ManifestDocument[], links: readonly Link[]): Group[] {
  const label = new Map(documents.map((document) => [document, document]));
  for (const { from, to } of links) {
    const [own, other] = [label.get(from), to && label.get(to)];
    if (own === undefined || other === undefined) continue;
    for (const [document, labelled] of label) if (labelled === other) label.set(document, own);
  }
  return [...groupBy(documents, (document) => label.get(document)).values()];
}

/** The first container, or the first of all. */
function leader(group: Group): ManifestDocument {
  return group.find(({ kind }) => kind === "ScalewayServerlessContainer") ?? group[0];
}

/** Each document after those that it refers to, and else as they stand in the files. */
function inOrder(documents: readonly CheckedDocument[], links: readonly Link[]): CheckedDocument[] {
  const linksFrom = groupBy(links, ({ from }) => from);
  const ordered = new Set<CheckedDocument>();
  const add = (document: CheckedDocument) => {
    if (ordered.has(document)) return;
    for (const { to } of linksFrom.get(document) ?? []) if (to !== undefined) add(to as CheckedDocument);
    ordered.add(document);
  };
  for (const document of documents) add(document);
  return [...ordered];
}

/** @internal The region that a document names. */
export function regionNamedBy({ checked }: ManifestDocument): Region | undefined {
  return checked && "region" in checked.spec ? checked.spec.region : undefined;
}

/** A container joins a network of its own region only. */
function regionIssues({ from, to, kind, path }: Link): ValidationIssue[] {
  if (kind !== "ScalewayPrivateNetwork" || to === undefined) return [];
  const [own, other] = [regionNamedBy(from), regionNamedBy(to)];
  if (own === undefined || other === undefined || own === other) return [];
  return [issueAt(from.yaml, path, `${to.name} is in ${other}, and the container in ${own}; put both into one region`)];
}

function* nameIssues(documents: readonly ManifestDocument[], groups: readonly Group[]): Iterable<ValidationIssue> {
  const place = ["metadata", "name"];
  for (const [first, ...others] of groupBy(documents, ({ kind, name }) => `${kind} ${name}`).values()) {
    for (const { yaml, kind, name } of others) {
      yield issueAt(yaml, place, `${show(name)} is also the name of the ${kind} ${whereIs(first)}; choose another`);
    }
  }
  const leaders = groups.map((group) => leader(group));
  for (const [first, ...others] of groupBy(leaders, ({ name }) => name).values()) {
    for (const { yaml, kind, name } of others.filter((other) => other.kind !== first.kind)) {
      yield issueAt(
        yaml,
        place,
        `the ${kind} would make a stack ${show(name)}, as the ${first.kind} ${whereIs(first)} does; choose another`,
      );
    }
  }
}

function whereIs({ yaml }: ManifestDocument): string {
  return `in ${yaml.file}:${yaml.locate(["metadata", "name"]).line}`;
}
