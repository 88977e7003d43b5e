import type { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { fieldsAt } from "../base/known-fields";
import { fieldsOf, isObject } from "../base/objects";
import type { Problem } from "../base/problem";
import { kind as kindOf, showName } from "../base/show";
import type { Region } from "../facts/limits";
import type { YamlDocument } from "../yaml/documents";
import type { AcceptedIssue, RaisedLimit } from "../schema/raised-limits";
import { issueAt } from "../yaml/issues";
import { parseWithRaisedLimits } from "./parse-with-raised-limits";
import { readProtoJson } from "./proto-json";
import type { Spelling } from "./spelling";
import { templateIssue } from "./templates";
import { SCHEMAS, isKind, type AnyManifest, type Kind } from "./schema";

/** A document with a kind and a name, and its position in a file. */
export interface AnyDocument {
  readonly yaml: YamlDocument;
  readonly spelling: Spelling;
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

/** What applies to all documents of a run. */
export interface DocumentDefaults {
  readonly region: Region | undefined;
  readonly raisedLimits: readonly RaisedLimit[];
}

/** Parses a document by the schema of its kind. */
export function parseManifest(
  source: YamlDocument,
  { region, raisedLimits }: DocumentDefaults,
): { document?: AnyDocument; issues: ValidationIssue[] } {
  if (!isObject(source.value)) {
    const message = `is not a manifest, got ${kindOf(source.value)}. Write apiVersion, kind, metadata and spec.`;
    return { issues: [issueAt(source, [], { code: "wrong-type", message })] };
  }
  const { kind } = source.value;
  if (!isKind(kind)) return { issues: [templateIssue(source) ?? issueAt(source, ["kind"], kindProblem(kind))] };
  const schema = SCHEMAS[kind];
  const { yaml: written, spelling, issues: spellingIssues } = readProtoJson(schema, source);
  const yaml = withRegion(written, schema, region);
  const template = templateIssue(yaml);
  if (template !== undefined) return { issues: [template] };
  const { value: manifest, issues: fieldIssues, accepted } = parseWithRaisedLimits(schema, yaml, raisedLimits);
  const { name, env: environment } = fieldsOf(fieldsOf(yaml.value)["metadata"]);
  const issues = [
    ...spellingIssues,
    ...fieldIssues.map((issue) => ({ ...issue, message: spelling.inMessage(issue.message) })),
  ];
  if (typeof name !== "string") return { issues };
  const env = typeof environment === "string" ? environment : undefined;
  return { document: { yaml, spelling, kind, name, env, manifest, accepted }, issues };
}

/** Adds a region to a document without one. */
function withRegion(yaml: YamlDocument, schema: z.ZodType, region: Region | undefined): YamlDocument {
  const { spec, ...others } = fieldsOf(yaml.value);
  const hasNone = isObject(spec) && spec["region"] === undefined && fieldsAt(schema, ["spec"]).includes("region");
  return hasNone && region !== undefined ? { ...yaml, value: { ...others, spec: { ...spec, region } } } : yaml;
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
