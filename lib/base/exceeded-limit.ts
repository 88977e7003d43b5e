import { z } from "zod";
import { schemaAt } from "./known-fields";
import type { ExceededLimit } from "./problem";
import { isRegionName, nameOfLimit, type LimitName } from "../facts/limit-names";
import type { NumberLimit, TextLimit } from "../facts/limits";

/** The names of the limits of fields. A field that is made from another one has its name. */
const names = z.registry<{ limit: LimitName }>();

/** Names the limit of a field, so that users can raise it. */
export function withLimitName<Field extends z.ZodType>(field: Field, limit: LimitName | undefined): Field {
  if (limit !== undefined) names.add(field, { limit });
  return field;
}

/** The name of a limit with the value that exceeds it; undefined if the limit cannot be raised. */
export function exceeding(limit: NumberLimit | TextLimit, actual: number): ExceededLimit | undefined {
  const name = nameOfLimit(limit);
  return name && { limit: name, actual };
}

/** The limit that is the only reason for an issue; undefined if no raised limit would accept the value. */
export function exceededLimit(issue: z.core.$ZodIssue, schema: z.ZodType): ExceededLimit | undefined {
  if (issue.code === "custom")
    return isExceededLimit(issue.params?.["exceeded"]) ? issue.params["exceeded"] : undefined;
  if (issue.code !== "invalid_key") return exceededBy(issue, schemaAt(schema, issue.path), issue.input);
  const map = schemaAt(schema, issue.path.slice(0, -1));
  const [inner, ...others] = issue.issues;
  if (!(map instanceof z.ZodRecord) || inner === undefined || others.length > 0) return undefined;
  return exceededBy(inner, map.keyType, issue.path.at(-1));
}

function isExceededLimit(value: unknown): value is ExceededLimit {
  return typeof value === "object" && value !== null && "limit" in value && "actual" in value;
}

function exceededBy({ code }: z.core.$ZodIssue, field: unknown, value: unknown): ExceededLimit | undefined {
  const limit = field instanceof z.ZodType ? names.get(field)?.limit : undefined;
  if (limit === undefined) return undefined;
  if (limit === "region") {
    return typeof value === "string" && isRegionName(value) ? { limit, actual: value } : undefined;
  }
  const actual = typeof value === "string" || Array.isArray(value) ? value.length : value;
  // An empty text is missing, and not too short.
  const isBound = code === "too_big" || (code === "too_small" && value !== "");
  return isBound && typeof actual === "number" ? { limit, actual } : undefined;
}
