import { manifestJsonSchema } from "../../manifest/schema";
import { settingsJsonSchema } from "../../manifest/settings-schema";
import { configJsonSchema } from "../../review/analysis/config";
import { reviewJsonSchema } from "../../review/report/report-schema";
import { statusJsonSchema } from "../../status/status-schema";
import type { SchemaName } from "../arguments/schema";
import { EXIT, type Io } from "../io";

const SCHEMAS = {
  manifest: manifestJsonSchema,
  settings: settingsJsonSchema,
  review: reviewJsonSchema,
  "review-config": configJsonSchema,
  status: statusJsonSchema,
} as const satisfies Record<SchemaName, () => object>;

/** Prints a JSON Schema. */
export function schema(name: SchemaName, _options: object, { stdout }: Io): number {
  stdout(`${JSON.stringify(SCHEMAS[name](), null, 2)}\n`);
  return EXIT.ok;
}
