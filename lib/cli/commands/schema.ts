import { Argument, Command } from "commander";
import type * as Config from "../../review/analysis/config";
import type * as Report from "../../review/report/report-schema";
import type * as Schema from "../../manifest/schema";
import type { Io } from "../io";

const SCHEMAS = {
  manifest: () => (require("../../manifest/schema") as typeof Schema).manifestJsonSchema(),
  review: () => (require("../../review/report/report-schema") as typeof Report).reviewJsonSchema(),
  "review-config": () => (require("../../review/analysis/config") as typeof Config).configJsonSchema(),
} as const;

export function schemaCommand(io: Io): Command {
  const of = new Argument("[of]", "what it describes").choices(Object.keys(SCHEMAS)).default("manifest");
  return new Command("schema")
    .description("print the JSON Schema (draft 2020-12) of manifests, of reports or of a review's configuration")
    .addArgument(of)
    .addHelpText("after", "\nExample:\n  scw-containers schema > manifest.schema.json\n")
    .action((name: keyof typeof SCHEMAS) => {
      io.out(`${JSON.stringify(SCHEMAS[name](), null, 2)}\n`);
    });
}
