import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { isWrapper, unwrap } from "../base/known-fields";
import { isObject } from "../base/objects";
import type { Path, YamlDocument } from "../yaml/documents";
import { issueAt } from "../yaml/issues";
import { Spelling, snakeCase } from "./spelling";
import { isUnsetBy } from "./unset";

/** A number in a text, in the notation of JSON: protobuf's JSON accepts numbers as text. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * Reads a document as OpenMCF does, which is protobuf's JSON: the names of fields are in camelCase or in snake_case,
 * fields that are null are not set, and numbers may be text. The value has the names and types of the schema.
 */
export function readProtoJson(
  schema: z.ZodType,
  yaml: YamlDocument,
): { readonly yaml: YamlDocument; readonly spelling: Spelling; readonly issues: ValidationIssue[] } {
  const spelling = new Spelling(schema);
  const duplicates: ValidationIssue[] = [];
  const read = (field: unknown, value: unknown, path: Path): unknown => {
    const inner = unwrap(field);
    if (inner instanceof z.ZodNumber)
      return typeof value === "string" && JSON_NUMBER.test(value) ? Number(value) : value;
    if (inner instanceof z.ZodArray && Array.isArray(value)) {
      return value.map((item: unknown, index) => read(inner.element, item, [...path, index]));
    }
    if (!(inner instanceof z.ZodObject) || !isObject(value)) return value;
    const fields: Readonly<Record<string, z.ZodType>> = inner.shape;
    const result: Record<string, unknown> = {};
    const names = new Set<string>();
    for (const [key, item] of Object.entries(value)) {
      const name = fieldName(fields, key);
      const place = [...path, name];
      if (names.has(name)) duplicates.push(sameField(yaml, spelling.asWritten(path), key, name));
      if (Object.hasOwn(fields, name)) spelling.add(place, key);
      names.add(name);
      const child = fields[name];
      const converted = read(child, item, place);
      if (converted === null ? !isOptional(child) : !isUnsetBy(child, converted)) result[name] = converted;
    }
    return result;
  };
  const value = read(schema, yaml.value, []);
  const document: YamlDocument = {
    file: yaml.file,
    value,
    asWritten: (path) => spelling.asWritten(path),
    locate: (path, part) => yaml.locate(spelling.asWritten(path), part),
  };
  return { yaml: document, spelling, issues: duplicates.length > 0 ? duplicates : spelling.issues(yaml) };
}

/** The name in the schema of a field that is in camelCase or in snake_case. An unknown name stays as it is. */
function fieldName(fields: object, key: string): string {
  return Object.hasOwn(fields, key) ? key : (Object.keys(fields).find((name) => snakeCase(name) === key) ?? key);
}

function sameField(yaml: YamlDocument, parent: Path, key: string, name: string): ValidationIssue {
  const other = key === name ? snakeCase(name) : name;
  const { line } = yaml.locate([...parent, other], "key");
  const message = `is the same field as ${other} in line ${line}. Remove one of the two.`;
  return issueAt(yaml, [...parent, key], { code: "duplicate-key", message }, "key");
}

function isOptional(field: unknown): boolean {
  return isWrapper(field) && (!(field instanceof z.ZodReadonly) || isOptional(field.unwrap()));
}
