import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

interface Deploy {
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/**
 * Whether `cdktf deploy` runs this app and the variable has no value: the CLI would ask for it, and wait forever without a
 * terminal. The CLI hides the `TF_VAR_*` variables from the app, so they are read from the process of the CLI, which only Linux
 * supports.
 */
export function deployLacksVariable(name: string, stackId: string): boolean {
  const deploy = runningDeploy();
  if (deploy === undefined) return false;
  const isPassed =
    deploy.environment.some((entry) => entry.startsWith(`TF_VAR_${name}=`)) ||
    deploy.args.some((arg, index) => /^--?var-file\b/.test(arg) || isAssignment(arg, deploy.args[index - 1], name));
  const outdir = process.env["CDKTF_OUTDIR"] ?? "";
  return !isPassed && ![".", join(outdir, "stacks", stackId)].some((folder) => assignsInFiles(folder, name));
}

function isAssignment(arg: string, previous: string | undefined, name: string): boolean {
  return /^--?var$/.test(previous ?? "") ? arg.startsWith(`${name}=`) : new RegExp(`^--?var=["']?${name}=`).test(arg);
}

function assignsInFiles(folder: string, name: string): boolean {
  const assignment = new RegExp(`^\\s*[{,]?\\s*"?${name}"?\\s*[=:]`, "m");
  return list(folder).some(
    (file) => /(^terraform|\.auto)\.tfvars(\.json)?$/.test(file) && assignment.test(read(join(folder, file))),
  );
}

function runningDeploy(): Deploy | undefined {
  if (process.platform !== "linux" || process.env["CDKTF_OUTDIR"] === undefined) return undefined;
  // The CLI starts a shell, which starts the app; a package manager may run in between.
  for (let pid = process.ppid, level = 0; pid > 1 && level < 5; level++) {
    const args = read(`/proc/${pid}/cmdline`).split("\0");
    const cli = args.findIndex((arg) => /^cdkt[fn](\.js)?$/.test(basename(arg)));
    if (cli >= 0 && args.slice(cli + 1).some((arg) => ["deploy", "apply", "destroy"].includes(arg))) {
      return { args, environment: read(`/proc/${pid}/environ`).split("\0") };
    }
    pid = Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  }
  return undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
