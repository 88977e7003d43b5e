import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const SECRETS_FILE = "secrets.auto.tfvars.json";
export const IGNORE_FILE = ".gitignore";

/** Writes the values of a stack's secret variables where Terraform finds them, or removes them when there are none. */
export function writeSecrets(folder: string, secrets: Readonly<Record<string, string>>): void {
  const file = join(folder, SECRETS_FILE);
  const hasSecrets = Object.keys(secrets).length > 0;
  ignoreSecrets(folder, hasSecrets);
  // Anew: the mode of a file that is there already would stay.
  rmSync(file, { force: true });
  if (hasSecrets) writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" });
}

/** Has git ignore the file, or no longer. What else stands in .gitignore is left as it is. */
export function ignoreSecrets(folder: string, hasSecrets: boolean): void {
  const file = join(folder, IGNORE_FILE);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [""];
  const others = lines.filter((line) => line !== SECRETS_FILE);
  const isIgnored = others.length < lines.length;
  if (hasSecrets && !isIgnored) writeAnew(file, [SECRETS_FILE, ...lines].join("\n"));
  else if (!hasSecrets && others.join("") === "") rmSync(file, { force: true });
  else if (!hasSecrets && isIgnored) writeAnew(file, others.join("\n"));
}

/** In place of what is there: where that is a link, what it leads to stays as it is. */
function writeAnew(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { flag: "wx" });
  renameSync(`${file}.new`, file);
}
