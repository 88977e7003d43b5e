import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf } from "./objects";

/** The root directory of this package. */
export const PACKAGE_FOLDER = join(__dirname, "..", "..");

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8");
  return String(fieldsOf(JSON.parse(text))["version"]);
}
