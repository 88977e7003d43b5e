import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../base/files";

export const SECRETS_FILE = "secrets.auto.tfvars.json";
export const IGNORE_FILE = ".gitignore";

/** Writes the values of the secret variables of a stack for Terraform, or removes the file if there are none. */
export function writeSecrets(folder: string, secrets: Readonly<Record<string, string>>): void {
  const file = join(folder, SECRETS_FILE);
  const hasSecrets = Object.keys(secrets).length > 0;
  ignoreSecrets(folder, hasSecrets);
  if (hasSecrets) replaceFile(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  else rmSync(file, { force: true });
}

/** Adds the secrets file to .gitignore, or removes it. Other lines of .gitignore stay as they are. */
export function ignoreSecrets(folder: string, hasSecrets: boolean): void {
  const file = join(folder, IGNORE_FILE);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [""];
  const otherLines = lines.filter((line) => line !== SECRETS_FILE);
  const isIgnored = otherLines.length < lines.length;
  if (hasSecrets && !isIgnored) replaceFile(file, [SECRETS_FILE, ...lines].join("\n"));
  else if (!hasSecrets && otherLines.join("") === "") rmSync(file, { force: true });
  else if (!hasSecrets && isIgnored) replaceFile(file, otherLines.join("\n"));
}
