import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsedJson } from "../../base/json";
import { fieldsOf } from "../../base/objects";
import { SECRETS_FILE } from "../../manifest/secrets-file";
import type { Secrets } from "../../review/plan/secrets";
import { STACK_FILE } from "../../review/states/stack-directories";
import { TOKEN_VARIABLE } from "./cockpit";

/** The variables with keys of this command. */
const KEYS = [TOKEN_VARIABLE, "SCW_SECRET_KEY"];

/** Adds the secrets that are passed to a stack, and may not be in its state: variables, and the file of `scw-containers synth`. */
export function addInputSecrets(folder: string, secrets: Secrets): void {
  const { variable } = fieldsOf(readJson(join(folder, STACK_FILE)));
  const sensitive = Object.entries(fieldsOf(variable)).filter(
    ([, settings]) => fieldsOf(settings)["sensitive"] === true,
  );
  addText(Object.fromEntries(sensitive.map(([name]) => [name, process.env[`TF_VAR_${name}`]])), secrets);
  addText(readJson(join(folder, SECRETS_FILE)), secrets);
}

export function addKeys(secrets: Secrets): void {
  addText(
    KEYS.map((name) => process.env[name]),
    secrets,
  );
}

/** Adds a text, and the texts in a list or a map, which may be in the JSON of a variable. */
function addText(value: unknown, secrets: Secrets): void {
  if (typeof value === "string") {
    secrets.add(value);
    if (/^\s*[[{]/.test(value)) addText(parsedJson(value), secrets);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) addText(part, secrets);
  }
}

function readJson(file: string): unknown {
  return existsSync(file) ? parsedJson(readFileSync(file, "utf8")) : undefined;
}
