// npm run facts:check: compares limits, regions and bindings with what Scaleway publishes today. For a check without a network, the options
// --sdk DIRECTORY and --schema FILE replace the downloads.
// Exit codes: 0 without differences, 1 with differences, 2 if something could not be read.
import { parseArgs } from "node:util";
import { checkFacts } from "./check-facts";
import { reportOf } from "./report";

const { values } = parseArgs({ options: { sdk: { type: "string" }, schema: { type: "string" } } });
void checkFacts(values).then((findings) => {
  const { text, exitCode } = reportOf(findings);
  process.stdout.write(text);
  process.exitCode = exitCode;
});
