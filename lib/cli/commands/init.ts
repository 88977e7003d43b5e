import { resolve } from "node:path";
import { count, printable, shellWord } from "../../base/text";
import { packageVersion } from "../../base/package";
import { libraryName, packageEngine, requiredNode, type Engine } from "../../init/engine";
import { createProject } from "../../init/project";
import { setupCommands } from "../../init/setup";
import type { InitOptions } from "../arguments/init";
import { EXIT, type Io } from "../io";

/** Creates a project, and prints its files and the next commands. With --setup, it only prints the commands of the setup. */
export function init(directory: string, options: InitOptions, { stdout }: Io): number {
  if (options.setup === true) {
    stdout(setupCommands(directory, options));
    return EXIT.ok;
  }
  const files = createProject(directory, options);
  stdout(`Wrote ${count(files.length, "file")} to ${printable(directory)}:\n`);
  for (const file of files) stdout(`  ${file}\n`);
  const engine = options.engine ?? packageEngine();
  const node = requiredNode(engine, options.manifest !== true);
  stdout(`\nNext steps, with Node ${node} or later, until the package is on npm:\n`);
  for (const command of nextCommands(directory, engine, options.e2e === true)) stdout(`  ${command}\n`);
  return EXIT.ok;
}

function nextCommands(directory: string, engine: Engine, hasLocalScaleway: boolean): string[] {
  const archive = `${libraryName(engine)}-${packageVersion()}.tgz`;
  const localArchive = `local-scaleway-${packageVersion()}.tgz`;
  const isWorkingDirectory = resolve(directory) === process.cwd();
  return [
    ...(isWorkingDirectory ? [] : [`cd ${shellWord(directory)}`]),
    `cp /path/to/${archive} .`,
    `npm install ./${archive}`,
    ...(hasLocalScaleway ? [`cp /path/to/${localArchive} .`, `npm install --save-dev ./${localArchive}`] : []),
    "npm test",
  ];
}
