import { printable } from "../../base/text";
import { writeFile } from "../../base/files";
import { readProjectFile } from "../../manifest/project-file";
import type { PlanReview } from "../../review/plan-review";
import { reviewFiles } from "../../review/review-files";
import type { ReviewOptions } from "../arguments/review";
import { EXIT, readAll, type Io } from "../io";

/** Reviews plans, and prints the report or writes it to a file. */
export async function review(paths: readonly string[], options: ReviewOptions, io: Io): Promise<number> {
  const plans = await Promise.all(
    [...new Set(paths)].map(async (path) => (path === "-" ? { file: "stdin", bytes: await readAll(io.stdin) } : path)),
  );
  const lockFile = options.lockFile ?? readProjectFile()?.settings.lockFile;
  const { showProgress } = io;
  const result = await reviewFiles(plans, { ...options, ...(lockFile !== undefined && { lockFile }), showProgress });
  const { out } = options;
  // Stdout may be a socket, which cannot be opened by its path.
  if (out === undefined || out === "/dev/stdout") io.stdout(reportOf(result, options, io));
  else {
    writeFile(out, reportOf(result, options, io));
    io.stdout(`${printable(String(result.review.verdict))}\nWrote ${printable(out)}.\n`);
  }
  return options.failOn !== undefined && result.hasRisk(options.failOn) ? EXIT.risk : EXIT.ok;
}

function reportOf(result: PlanReview, { format, out, maxBytes }: ReviewOptions, { width, colors }: Io): string {
  const isTerminal = width !== undefined && out === undefined;
  const size = maxBytes === undefined ? {} : { maxBytes };
  switch (format ?? (isTerminal ? "text" : "markdown")) {
    case "json":
      return result.toJson(size);
    case "markdown":
      return result.toMarkdown(size);
    case "text":
      return result.toText({
        ...size,
        hasColors: colors.stdout && out === undefined,
        ...(width !== undefined && { width }),
      });
  }
}
