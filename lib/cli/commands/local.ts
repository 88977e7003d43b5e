import { existsSync } from "node:fs";
import { isSystemError, writeFile } from "../../base/files";
import { packageVersion } from "../../base/package";
import { printable } from "../../base/text";
import type { LocalOptions, LocalRequest } from "../arguments/local";
import { EXIT, printMessage, type Io } from "../io";
import { printUrl } from "../local/containers";
import { localLogs } from "../local/logs";
import { LogError } from "../logs/log-error";
import { loadLocalPackage, type LocalPackage } from "../local/package";
import { run } from "../local/run";
import { serve, serveInBackground, stop } from "../local/serve";
import { printStatus } from "../local/status";
import { runTrigger } from "../local/trigger";

/** The package is not on npm, and somebody else could publish its name there: the user installs a file. */
const missingPackage = () =>
  `the package local-scaleway is not installed, and not on npm yet. ` +
  `In a clone of this library, run npm ci && npm pack ./packages/local-scaleway. ` +
  `Then run npm install --save-dev /path/to/local-scaleway-${packageVersion()}.tgz here.`;
/** The permissions of a file with secrets. */
const PRIVATE = 0o600;

/** Runs a local Scaleway, or a command that uses one. */
export async function local(request: LocalRequest, options: LocalOptions, io: Io): Promise<number> {
  const scaleway = await loadLocalPackage();
  if (scaleway === undefined) {
    printMessage("error", missingPackage(), io);
    return EXIT.failure;
  }
  try {
    return await perform(request, options, scaleway, io);
  } catch (error) {
    if (isSystemError(error) || error instanceof LogError || !(error instanceof Error)) throw error;
    printMessage("error", error.message, io);
    return EXIT.failure;
  }
}

async function perform(request: LocalRequest, options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const { state } = options;
  switch (request.action) {
    case "serve":
      return options.detach === true ? serveInBackground(options, scaleway, io) : serve(options, scaleway, io);
    case "run":
      return run(request.command, options, scaleway, io);
    case "stop":
      return stop(state, scaleway, io);
    case "status":
      return printStatus(state, scaleway, io);
    case "url":
      return printUrl(request.name, options, scaleway, io);
    case "logs":
      return localLogs(request, state, scaleway, io);
    case "reset":
      if (existsSync(state)) await scaleway.resetState(state);
      io.stdout(`Removed all resources in ${printable(state)}.\n`);
      return EXIT.ok;
    case "snapshot":
      writeFile(request.file, `${JSON.stringify(await scaleway.takeSnapshot(state))}\n`, PRIVATE);
      io.stdout(`Wrote ${printable(request.file)}. It contains secrets.\n`);
      return EXIT.ok;
    case "restore":
      await scaleway.loadSnapshot(state, request.file);
      io.stdout(`Restored ${printable(request.file)}.\n`);
      return EXIT.ok;
    case "trigger":
      return runTrigger(request, state, scaleway, io);
  }
}
