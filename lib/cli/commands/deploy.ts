import { printable } from "../../base/text";
import { readProfile } from "../../scaleway-api/profile";
import { ScalewayApi } from "../../scaleway-api/scaleway-api";
import { MAX_FAILURE, NOT_FOUND, runProgram } from "../child-process";
import { EXIT, onStderr, type Io } from "../io";
import { RUN_VARIABLE } from "../local/run";
import { printFailed } from "../logs/failed";
import { readStackTargets } from "../logs/targets";
import { defaultOutput } from "../output-directory";

/** The options of cdktf deploy with the output directory. */
const OUTPUT_OPTION = /^(?:-o|--output)(?:=(.+))?$/;

/** Runs cdktf deploy, and prints the last lines of each container in error if it fails. */
export async function deploy(args: readonly string[], _options: object, io: Io): Promise<number> {
  const code = await runProgram(["cdktf", "deploy", ...args], process.env, io);
  if (code === NOT_FOUND) io.stderr("To install cdktf, run npm install --save-dev cdktf-cli.\n");
  // The command local prints the logs after its command.
  if (code === EXIT.ok || code > MAX_FAILURE || process.env[RUN_VARIABLE] !== undefined) return code;
  try {
    await printLogs(args, io);
  } catch (error) {
    io.stderr(`The logs cannot be printed: ${printable(error instanceof Error ? error.message : String(error))}\n`);
  }
  return code;
}

/** Prints to stderr: stdout is the output of cdktf. */
async function printLogs(args: readonly string[], io: Io): Promise<void> {
  const stacks = await readStackTargets(outputOf(args));
  if (stacks.targets.length === 0 && stacks.problems.length === 0) return;
  const profile = await readProfile();
  const api = profile.secretKey === undefined ? undefined : new ScalewayApi(profile);
  try {
    await printFailed(stacks, { api, io: onStderr(io) });
  } finally {
    await api?.close();
  }
}

function outputOf(args: readonly string[]): string {
  const index = args.findIndex((arg) => OUTPUT_OPTION.test(arg));
  const option = OUTPUT_OPTION.exec(args[index] ?? "")?.[1] ?? (index < 0 ? undefined : args[index + 1]);
  return option ?? defaultOutput();
}
