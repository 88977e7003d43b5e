import type { Difference, Findings } from "./findings";

/** 0 without differences, 1 with differences, 2 if something could not be read. */
export type ExitCode = 0 | 1 | 2;

/** The report in Markdown. It begins with the number of compared values, and never reports success if nothing was compared. */
export function reportOf({ compared, differences, unreadable }: Findings): { text: string; exitCode: ExitCode } {
  // A missing package is the problem of several comparisons.
  const problems = [...new Set(compared.length === 0 ? [...unreadable, "No value was compared."] : unreadable)];
  const sections = [
    `Compared ${compared.length} values: ${differences.length} differences, ${problems.length} problems.`,
    ...section("Differences", differences.map(describe)),
    ...section("Not compared", problems),
  ];
  const exitCode = problems.length > 0 ? 2 : differences.length > 0 ? 1 : 0;
  return { text: `${sections.join("\n\n")}\n`, exitCode };
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join("\n")];
}

function describe({ what, ours, published, source, fix }: Difference): string {
  return `${what}: ${code(ours)} here, ${code(published)} in ${source}. ${fix}`;
}

/** The text as inline code on one line. Published text is not trusted: it is cut, and it cannot be Markdown. */
function code(text: string): string {
  const line = text.replaceAll(/[\s`]+/g, " ");
  return `\`${line.length > 200 ? `${line.slice(0, 199)}…` : line}\``;
}
