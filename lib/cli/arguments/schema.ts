import { Argument, Command } from "commander";

const SCHEMA_NAMES = ["manifest", "settings", "review", "review-config", "status"] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];

export function schemaArguments(action: (name: SchemaName, options: object) => Promise<void>): Command {
  return new Command("schema")
    .description(
      "print the JSON Schema (draft 2020-12) of manifests, settings, reports, the review configuration, or statuses",
    )
    .addArgument(new Argument("[name]", "the schema to print").choices(SCHEMA_NAMES).default("manifest"))
    .addHelpText("after", "\nExample:\n  scw-containers schema > manifest.schema.json\n")
    .action(action);
}
