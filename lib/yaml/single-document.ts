import type { ValidationIssue } from "../base/errors";
import { parseDocuments, type YamlDocument } from "./documents";
import { issueAt, noDocument } from "./issues";
import type { Source } from "./sources";

/** Reads a file with one document, such as a configuration. A file of comments has no document and no issues. */
export function readSingleDocument(source: Source): {
  readonly yaml: YamlDocument | undefined;
  readonly issues: readonly ValidationIssue[];
} {
  if ("bytes" in source && isOnlyComments(source.bytes)) return { yaml: undefined, issues: [] };
  const { documents, issues } = parseDocuments(source);
  const [yaml, ...others] = documents;
  const second = { code: "several-documents", message: "is a second document. Remove it." } as const;
  return {
    yaml,
    issues: [
      ...issues,
      ...others.map((each) => issueAt(each, [], second)),
      ...(documents.length + issues.length === 0 ? [noDocument(source.file)] : []),
    ],
  };
}

function isOnlyComments(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes).toString().split("\n");
  return lines.every((line) => /^\s*(#|$)/.test(line));
}
