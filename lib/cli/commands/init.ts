import { resolve } from "node:path";
import { count, printable, shellWord } from "../../base/text";
import { packageVersion } from "../../base/package";
import { createProject } from "../../init/project";
import type { InitOptions } from "../arguments/init";
import { EXIT, type Io } from "../io";

/** Creates a project, and prints its files and the next commands. */
export function init(directory: string, options: InitOptions, { stdout }: Io): number {
  const files = createProject(directory, options);
  stdout(`Wrote ${count(files.length, "file")} to ${printable(directory)}:\n`);
  for (const file of files) stdout(`  ${file}\n`);
  stdout("\nNext steps, until the package is on npm:\n");
  for (const command of nextCommands(directory)) stdout(`  ${command}\n`);
  return EXIT.ok;
}

function nextCommands(directory: string): string[] {
  const archive = `cdktf-scaleway-containers-${packageVersion()}.tgz`;
  const isWorkingDirectory = resolve(directory) === process.cwd();
  return [
    ...(isWorkingDirectory ? [] : [`cd ${shellWord(directory)}`]),
    `cp /path/to/${archive} .`,
    `npm install ./${archive}`,
    "npm test",
  ];
}
