import { Command } from "commander";
import type * as Schema from "../manifest/schema";
import type { Io } from "./io";

export function schemaCommand(io: Io): Command {
  return new Command("schema")
    .description("print the JSON Schema (draft 2020-12) of manifests, for editors")
    .addHelpText("after", "\nExample:\n  scw-containers schema > manifest.schema.json\n")
    .action(() => {
      const { manifestJsonSchema } = require("../manifest/schema") as typeof Schema;
      io.out(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
    });
}
