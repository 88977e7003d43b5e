// Whether what some steps need is installed.
import { execFile } from "node:child_process";

/** The first of these programs that is not installed, or undefined. */
export async function missingProgram(...programs) {
  for (const program of programs) {
    const error = await new Promise((resolve) => execFile(program, ["--version"], resolve));
    if (error?.code === "ENOENT") return program;
  }
  return undefined;
}
