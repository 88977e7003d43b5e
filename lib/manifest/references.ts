import type { ValidationIssue } from "../base/errors";
import { show } from "../base/show";
import { groupBy } from "../base/group-by";
import { fieldsOf } from "../base/objects";
import type { ManifestDocument } from "./document";
import { OUTPUTS, REFERENCES, type ReferableKind, type ReferenceField } from "./reference-kinds";
import type { Kind } from "./schema";
import type { Path } from "../yaml/documents";
import { issueAt } from "../yaml/issues";

/** Where the fields are that can refer to another resource. */
const PLACES: Readonly<Record<Kind, readonly (readonly [field: ReferenceField, within: readonly string[]])[]>> = {
  ScalewayServerlessContainer: [
    ["registryEndpoint", ["spec", "image"]],
    ["privateNetworkId", ["spec"]],
  ],
  ScalewayContainerRegistry: [],
  ScalewayPrivateNetwork: [["vpcId", ["spec"]]],
  ScalewayDnsRecord: [["data", ["spec"]]],
};

/** A valueFrom, and the document of this run that it names. */
export interface Link {
  readonly from: ManifestDocument;
  readonly field: ReferenceField;
  /** Of the valueFrom. */
  readonly path: Path;
  readonly kind: ReferableKind;
  readonly name: string;
  readonly to: ManifestDocument | undefined;
}

/** Every reference of the documents, those of documents with mistakes included. */
export function linksOf(documents: readonly ManifestDocument[]): { links: Link[]; issues: ValidationIssue[] } {
  const byName = groupBy(documents, ({ kind, name }) => `${kind} ${name}`);
  const links: Link[] = [];
  const issues: ValidationIssue[] = [];
  for (const from of documents) {
    for (const [field, within] of PLACES[from.kind]) {
      const path = [...within, field, "valueFrom"];
      const {
        kind = REFERENCES[field][0],
        env,
        name,
        fieldPath,
      } = path.reduce((block, step) => fieldsOf(block[step]), fieldsOf(from.yaml.value));
      if (typeof name !== "string" || !isReferable(kind)) continue;
      const to = byName.get(`${kind} ${name}`)?.find((other) => isSame(env, other.env));
      links.push({ from, field, path, kind, name, to });
      // An output that no kind has is told by the schema.
      if (fieldPath === OUTPUTS[kind] || !(Object.values(OUTPUTS) as unknown[]).includes(fieldPath)) continue;
      const message = `${show(fieldPath)} is no output of a ${kind}; write ${OUTPUTS[kind]}`;
      issues.push(issueAt(from.yaml, [...path, "fieldPath"], message));
    }
  }
  return { links, issues: [...issues, ...circles(links)] };
}

/** Environments are the same where one of them is not given. */
function isSame(environment: unknown, other: string | undefined): boolean {
  return environment === undefined || other === undefined || environment === other;
}

function isReferable(kind: unknown): kind is ReferableKind {
  return typeof kind === "string" && Object.hasOwn(OUTPUTS, kind);
}

/** An issue for each circle, at the first reference of it. */
function* circles(links: readonly Link[]): Iterable<ValidationIssue> {
  const linksFrom = groupBy(links, ({ from }) => from);
  const told = new Set<Link>();
  for (const start of links) {
    const circle = told.has(start) ? undefined : wayBack(linksFrom, start);
    if (circle === undefined) continue;
    for (const link of circle) told.add(link);
    const names = [...circle.map(({ from }) => from.name), start.from.name].join(" → ");
    yield issueAt(start.from.yaml, start.path, `goes in a circle: ${names}; write one of them as value`);
  }
}

/** The links from one back to its own document. */
function wayBack(linksFrom: ReadonlyMap<ManifestDocument, readonly Link[]>, start: Link): Link[] | undefined {
  const seen = new Set<ManifestDocument>();
  const way = [start];
  const search = (at: ManifestDocument | undefined): boolean => {
    if (at === start.from) return true;
    if (at === undefined || seen.has(at)) return false;
    seen.add(at);
    return (linksFrom.get(at) ?? []).some((next) => {
      way.push(next);
      if (search(next.to)) return true;
      way.pop();
      return false;
    });
  };
  return search(start.to) ? way : undefined;
}
