import "../lazy-dependencies";
import { z } from "zod";
import { count, printable } from "../../base/text";
import { MANIFEST_LIMITS } from "../../facts/limits";
import { readProjectFile } from "../../manifest/project-file";
import { synthesize } from "../../manifest/synthesize";
import { parseInput } from "../../schema/parse";
import { raisedLimitSchema, type RaisedLimit } from "../../schema/raised-limits";
import { readSources, source } from "../../yaml/sources";
import type { SynthOptions } from "../arguments/synth";
import { EXIT, printIssue, readAll, type Io } from "../io";
import { summary } from "./summary";

/** Synthesizes manifests, and prints a summary of each stack and its warnings. */
export async function synth(
  paths: readonly string[],
  { output, strict = false, quiet = false, lockFile, config, raiseLimit = [] }: SynthOptions,
  io: Io,
): Promise<number> {
  // Each schema is used a few times only: compiling it takes longer than it saves.
  z.config({ jitless: true });
  const inputs = await Promise.all(
    [...new Set(paths)].map(async (path) =>
      path === "-" ? source("stdin", await readAll(io.stdin, MANIFEST_LIMITS.fileBytes)) : path,
    ),
  );
  const { stacks, warnings, infos, acknowledged, removed } = synthesize(readSources(inputs), {
    output,
    strict,
    project: readProjectFile(config),
    raisedLimits: raisedLimits(raiseLimit),
    ...(lockFile !== undefined && { lockFile }),
  });
  if (!quiet && removed !== undefined) io.stdout(summary(stacks, io.colors.stdout));
  for (const warning of warnings) printIssue("warning", warning, io, warning.id);
  if (!quiet) for (const info of infos) printIssue("note", info, io, info.id);
  if (removed === undefined) {
    io.stderr(`Found ${count(warnings.length, "warning")}. Nothing was written, because of --strict.\n`);
    return EXIT.failure;
  }
  if (quiet) return EXIT.ok;
  if (acknowledged.length > 0) {
    const ids = [...new Set(acknowledged.map(({ id }) => id))].join(", ");
    io.stdout(`Acknowledged ${count(acknowledged.length, "warning")}: ${ids}.\n`);
  }
  io.stdout(`Wrote ${count(stacks.length, "stack")} to ${printable(output)}.\n`);
  if (removed.length > 0) {
    io.stdout(`Removed ${count(removed.length, "stack")} of an earlier run: ${removed.join(", ")}.\n`);
  }
  return EXIT.ok;
}

/** The raised limits in arguments such as `container.maxScale=500` or `region=se-sto`. */
function raisedLimits(values: readonly string[]): readonly RaisedLimit[] {
  const entries = values.map((argument) => {
    const [, limit = "", value = ""] = /^([^=]*)=(.*)$/s.exec(argument) ?? [];
    return { limit, to: /^\d+$/.test(value) ? Number(value) : value, reason: "--raise-limit" };
  });
  return parseInput("--raise-limit", z.array(raisedLimitSchema), entries);
}
