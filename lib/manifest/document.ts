import type { ValidationIssue } from "../base/errors";
import { fieldsOf, isObject } from "../base/objects";
import type { Problem } from "../base/problem";
import { kind as kindOf, showName } from "../base/show";
import type { Region } from "../facts/limits";
import type { YamlDocument } from "../yaml/documents";
import { withSchemaDefaults } from "../schema/parse";
import { applyRaisedLimits, type AcceptedIssue, type RaisedLimit } from "../schema/raised-limits";
import { issueAt, parseValue } from "../yaml/issues";
import { SCHEMAS, type AnyManifest, type Kind } from "./schema";

/** A document with a kind and a name, and its position in a file. */
export interface AnyDocument {
  readonly yaml: YamlDocument;
  readonly kind: Kind;
  readonly name: string;
  readonly env: string | undefined;
  /** The manifest; undefined if the document has issues. */
  readonly manifest: AnyManifest | undefined;
  /** The issues that a raised limit accepts. */
  readonly accepted: readonly AcceptedIssue[];
}

/** A document without issues. */
export interface ValidDocument extends AnyDocument {
  readonly manifest: AnyManifest;
}

export function isValid(document: AnyDocument): document is ValidDocument {
  return document.manifest !== undefined;
}

/** Parses a document by the schema of its kind. */
export function parseManifest(
  yaml: YamlDocument,
  raisedLimits: readonly RaisedLimit[],
): { document?: AnyDocument; issues: ValidationIssue[] } {
  if (!isObject(yaml.value)) {
    const message = `is not a manifest, got ${kindOf(yaml.value)}. Write apiVersion, kind, metadata and spec.`;
    return { issues: [issueAt(yaml, [], { code: "wrong-type", message })] };
  }
  const { kind, metadata } = fieldsOf(yaml.value);
  if (!isKind(kind)) return { issues: [issueAt(yaml, ["kind"], kindProblem(kind))] };
  const schema = SCHEMAS[kind];
  const parsed = parseValue(schema, yaml);
  const { rejected: issues, accepted } = applyRaisedLimits(parsed.issues, raisedLimits);
  // Zod has no output for a value that only a raised limit accepts.
  const isAccepted = accepted.length > 0 && issues.length === 0;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- checked by the schema
  const manifest = isAccepted ? (withSchemaDefaults(schema, yaml.value) as AnyManifest) : parsed.value;
  const { name, env } = fieldsOf(metadata);
  if (typeof name !== "string") return { issues };
  return { document: { yaml, kind, name, env: typeof env === "string" ? env : undefined, manifest, accepted }, issues };
}

function isKind(kind: unknown): kind is Kind {
  return typeof kind === "string" && Object.hasOwn(SCHEMAS, kind);
}

function kindProblem(kind: unknown): Problem {
  const remedy = `Use one of ${Object.keys(SCHEMAS).join(", ")}.`;
  return kind === undefined
    ? { code: "missing", message: `is missing. ${remedy}` }
    : { code: "unsupported-kind", message: `is not a supported kind, got ${showName(kind)}. ${remedy}` };
}

/** The region of a document. DNS records have none. */
export function documentRegion({ manifest }: AnyDocument): Region | undefined {
  return manifest && "region" in manifest.spec ? manifest.spec.region : undefined;
}
