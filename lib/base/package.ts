import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf } from "./objects";

/** The root directory of this package. */
export const PACKAGE_FOLDER = join(__dirname, "..", "..");

/** The name of this package, which depends on the engine. */
export function packageName(): string {
  return readField("name");
}

/** The version of this package. */
export function packageVersion(): string {
  return readField("version");
}

function readField(name: string): string {
  const text = readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8");
  return String(fieldsOf(JSON.parse(text))[name]);
}
