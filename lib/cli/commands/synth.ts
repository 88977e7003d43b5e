import { Command } from "commander";
import type * as Zod from "zod";
import { ValidationError, inOneLine, type ValidationIssue } from "../../base/errors";
import { MANIFEST_LIMITS } from "../../facts/limits";
import { readSources, source, type Source } from "../../yaml/sources";
import type * as Synthesize from "../../manifest/synthesize";
import { EXIT, count, readAll, tellLine, type Io } from "../io";
import type * as Summary from "./summary";

interface Options {
  readonly output: string;
  readonly lockFile?: string;
  readonly strict?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_OUTPUT = "cdktf.out";

const EXAMPLES = `
Values of secrets are written to secrets.auto.tfvars.json beside each cdk.tf.json.

Examples:
  scw-containers synth order-api.yaml
  scw-containers synth manifests/ --strict
  cdktf deploy --app "npx scw-containers synth order-api.yaml"   # in a folder with a cdktf.json
`;

export function synthCommand(io: Io, exit: (code: number) => void): Command {
  return new Command("synth")
    .description("write the Terraform stacks that OpenMCF manifests describe")
    .argument("<path...>", "manifests, folders of them, or - for standard input")
    .option("-o, --output <folder>", "where to write them", process.env["CDKTF_OUTDIR"] ?? DEFAULT_OUTPUT)
    .option("--lock-file <file>", "where digests of images are (default: images.lock.json)")
    .option("--strict", "fail, and write nothing, when there is a warning")
    .option("-q, --quiet", "print nothing but warnings and errors")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], options: Options) => {
      // An empty variable is none.
      exit(await synth(paths, { ...options, output: options.output || DEFAULT_OUTPUT }, io));
    });
}

async function synth(
  paths: readonly string[],
  { output, strict = false, quiet = false, lockFile }: Options,
  io: Io,
): Promise<number> {
  // Only now, so that help comes at once; import() would load Node's other module system first, which takes 20 ms.
  const { z } = require("zod") as typeof Zod;
  // Each schema is used a few times: to compile it would take longer than it saves.
  z.config({ jitless: true });
  const { synthesize } = require("../../manifest/synthesize") as typeof Synthesize;
  const { summary } = require("./summary") as typeof Summary;
  const line = (word: "error" | "warning" | "note") => (issue: ValidationIssue) => {
    tellLine(word, inOneLine(issue), io);
  };
  try {
    const { manifests, warnings, infos, removed } = synthesize(await sourcesOf(paths, io), {
      output,
      strict,
      ...(lockFile !== undefined && { lockFile }),
    });
    if (!quiet && removed !== undefined) io.out(summary(manifests, io.colors.out));
    warnings.forEach(line("warning"));
    if (!quiet) infos.forEach(line("note"));
    if (removed === undefined) {
      io.tell(`${count(warnings.length, "warning")}, which --strict does not let pass; nothing was written.\n`);
      return EXIT.failure;
    }
    if (quiet) return EXIT.ok;
    io.out(`Wrote ${count(manifests.length, "stack")} to ${output}.\n`);
    if (removed.length > 0) io.out(`Removed from it, as they are in none of these manifests: ${removed.join(", ")}.\n`);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof ValidationError) {
      error.issues.forEach(line("error"));
      io.tell(`${count(error.issues.length, "problem")}; nothing was written.\n`);
      return EXIT.badInput;
    }
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    tellLine("error", `cannot write to ${output}: ${message}`, io);
    return EXIT.failure;
  }
}

/** Files and folders by their paths, and what - stands for. */
async function sourcesOf(paths: readonly string[], { stdin }: Io): Promise<Source[]> {
  const given = await Promise.all(
    [...new Set(paths)].map(async (path) =>
      path === "-" ? source("stdin", await readAll(stdin, MANIFEST_LIMITS.fileBytes)) : path,
    ),
  );
  return readSources(given);
}
