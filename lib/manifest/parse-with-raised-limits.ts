import type { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { withSchemaDefaults } from "../schema/parse";
import { applyRaisedLimits, type AcceptedIssue, type RaisedLimit } from "../schema/raised-limits";
import type { YamlDocument } from "../yaml/documents";
import { parseValue } from "../yaml/issues";

/** Parses a document by a schema. The value is undefined if there are issues that no raised limit accepts. */
export function parseWithRaisedLimits<Schema extends z.ZodType>(
  schema: Schema,
  yaml: YamlDocument,
  raisedLimits: readonly RaisedLimit[],
): {
  readonly value: z.output<Schema> | undefined;
  readonly issues: readonly ValidationIssue[];
  readonly accepted: readonly AcceptedIssue[];
} {
  const { value, issues } = parseValue(schema, yaml);
  const { rejected, accepted } = applyRaisedLimits(issues, raisedLimits);
  if (rejected.length > 0 || accepted.length === 0) return { value, issues: rejected, accepted };
  // Zod has no output for a value that only a raised limit accepts.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- checked by the schema
  return { value: withSchemaDefaults(schema, yaml.value) as z.output<Schema>, issues: rejected, accepted };
}
