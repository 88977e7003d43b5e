import "../lazy-dependencies";
import { z } from "zod";
import { displayKey } from "../../base/show";
import { count, printable } from "../../base/text";
import { MANIFEST_LIMITS } from "../../facts/limits";
import { readProjectFile } from "../../manifest/project-file";
import type { RemovedStack } from "../../manifest/removed-stack";
import { withPlaceholders } from "../../manifest/secrets";
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
  { output, strict = false, check = false, quiet = false, lockFile, config, raiseLimit = [] }: SynthOptions,
  io: Io,
): Promise<number> {
  // Each schema is used a few times only: compiling it takes longer than it saves.
  z.config({ jitless: true });
  const inputs = await Promise.all(
    [...new Set(paths)].map(async (path) =>
      path === "-" ? source("stdin", await readAll(io.stdin, MANIFEST_LIMITS.fileBytes)) : path,
    ),
  );
  const run = () =>
    synthesize(readSources(inputs), {
      output,
      strict,
      check,
      project: readProjectFile(config),
      raisedLimits: raisedLimits(raiseLimit),
      showProgress: io.showProgress,
      ...(lockFile !== undefined && { lockFile }),
    });
  const { result, names } = check ? withPlaceholders(run) : { result: run(), names: [] };
  const { stacks, warnings, infos, acknowledged, removed } = result;
  const isRejected = strict && warnings.length > 0;
  if (!quiet && !isRejected) io.stdout(summary(stacks, io.colors.stdout));
  for (const warning of warnings) printIssue("warning", warning, io, warning.id);
  if (!quiet) for (const info of infos) printIssue("note", info, io, info.id);
  if (isRejected) {
    io.stderr(`Found ${count(warnings.length, "warning")}. Nothing was written, because of --strict.\n`);
    return EXIT.failure;
  }
  if (quiet) return EXIT.ok;
  if (acknowledged.length > 0) {
    const ids = [...new Set(acknowledged.map(({ id }) => id))].join(", ");
    io.stdout(`Acknowledged ${count(acknowledged.length, "warning")}: ${ids}.\n`);
  }
  if (removed === undefined) {
    if (names.length > 0) io.stdout(`Used placeholders for ${names.map(displayKey).join(", ")}.\n`);
    io.stdout(`Checked ${count(stacks.length, "stack")}. Nothing was written, because of --check.\n`);
    return EXIT.ok;
  }
  io.stdout(`Wrote ${count(stacks.length, "stack")} to ${printable(output)}.\n`);
  for (const line of removedLines(removed)) io.stdout(line);
  return EXIT.ok;
}

/** The stacks of an earlier run that no manifest describes. Their resources stay until they are destroyed. */
function removedLines(removed: readonly RemovedStack[]): string[] {
  const names = (isDeployed: boolean | undefined) =>
    removed.filter((stack) => stack.isDeployed === isDeployed).map(({ name }) => name);
  const [deployed, unknown, others] = [names(true), names(undefined), names(false)].map((list) => list.join(", "));
  const remedy = "To destroy what is deployed, run npx scw-containers review --stacks, and apply its plan.";
  return [
    ...(deployed ? [`No longer synthesized, still deployed: ${deployed}. ${remedy}\n`] : []),
    ...(unknown ? [`No longer synthesized: ${unknown}. If deployed, the resources still run. ${remedy}\n`] : []),
    ...(others ? [`No longer synthesized: ${others}.\n`] : []),
  ];
}

/** The raised limits in arguments such as `container.maxScale=500` or `region=se-sto`. */
function raisedLimits(values: readonly string[]): readonly RaisedLimit[] {
  const entries = values.map((argument) => {
    const [, limit = "", value = ""] = /^([^=]*)=(.*)$/s.exec(argument) ?? [];
    return { limit, to: /^\d+$/.test(value) ? Number(value) : value, reason: "--raise-limit" };
  });
  return parseInput("--raise-limit", z.array(raisedLimitSchema), entries);
}
