import type { ValidationIssue } from "../base/errors";
import { kind as kindOf, show } from "../base/show";
import { fieldsOf, isObject } from "../base/objects";
import { SCHEMAS, type Checked, type Kind } from "./schema";
import type { YamlDocument } from "../yaml/documents";
import { issueAt, issuesOf } from "../yaml/issues";

/** A document of a known kind and name, and where it is. */
export interface ManifestDocument {
  readonly yaml: YamlDocument;
  readonly kind: Kind;
  readonly name: string;
  readonly env: string | undefined;
  /** Nothing while something in it is wrong. */
  readonly checked: Checked | undefined;
}

/** Holds a document against the schema of its kind. */
export function checkDocument(yaml: YamlDocument): { document?: ManifestDocument; issues: ValidationIssue[] } {
  const { value } = yaml;
  if (!isObject(value)) {
    return {
      issues: [issueAt(yaml, [], `is ${kindOf(value)}; write a manifest: apiVersion, kind, metadata and spec`)],
    };
  }
  const { kind, metadata } = fieldsOf(value);
  if (!isKind(kind)) return { issues: [issueAt(yaml, ["kind"], kindProblem(kind))] };
  const issues = issuesOf(SCHEMAS[kind], yaml);
  const { name, env } = fieldsOf(metadata);
  if (typeof name !== "string") return { issues };
  const checked = issues.length === 0 ? (value as Checked) : undefined;
  return { document: { yaml, kind, name, env: typeof env === "string" ? env : undefined, checked }, issues };
}

function isKind(kind: unknown): kind is Kind {
  return typeof kind === "string" && Object.hasOwn(SCHEMAS, kind);
}

function kindProblem(kind: unknown): string {
  if (kind === undefined) return `is missing; write ${Object.keys(SCHEMAS).join(", ")}`;
  return `${show(kind)} is not a kind that is read here; write ${Object.keys(SCHEMAS).join(", ")}`;
}
