/** What the commands of a step need. `clone` and `account` are never run here. */
export const NEEDS = ["clone", "network", "terraform", "engine", "account"] as const;
export type Need = (typeof NEEDS)[number];

/** A file that the reader writes. */
export interface FileStep {
  readonly kind: "file";
  readonly line: number;
  readonly path: string;
  readonly content: string;
}

/** Commands that the reader runs, and what they print. */
export interface RunStep {
  readonly kind: "run";
  readonly line: number;
  readonly commands: string;
  readonly needs: readonly Need[];
  readonly exitCode: number;
  readonly output?: Output;
}

/** The lines of an output in the page, without the fences. */
export interface Output {
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

export type Step = FileStep | RunStep;

interface Block extends Output {
  readonly language: string;
  readonly marker: string;
}

/**
 * The steps of a page: a block after `<!-- file: PATH -->` is a file, a block of sh is run, and a block of text after it is its output.
 * `<!-- run: needs=terraform,engine exit=1 -->` before a block of sh describes it.
 * @throws Error if a block or a marker is not valid
 */
export function parseSteps(page: string): Step[] {
  const steps: Step[] = [];
  for (const block of blocksOf(page.split("\n"))) {
    const place = `line ${block.firstLine}`;
    const [, path] = /^<!-- file: (\S+) -->$/.exec(block.marker) ?? [];
    if (path !== undefined) {
      steps.push({ kind: "file", line: block.firstLine, path, content: `${block.text}\n` });
    } else if (block.language === "sh") {
      steps.push({ kind: "run", line: block.firstLine, commands: block.text, ...parseRun(block.marker, place) });
    } else if (block.language === "text") {
      const step = steps.pop();
      if (step?.kind !== "run" || step.output !== undefined)
        throw new Error(`${place}: there is no command before it.`);
      steps.push({ ...step, output: block });
    } else {
      throw new Error(`${place}: a block of ${block.language} needs a marker <!-- file: PATH --> before it.`);
    }
  }
  return steps;
}

function parseRun(marker: string, place: string): Pick<RunStep, "needs" | "exitCode"> {
  const [, words] = /^<!-- run: (.+) -->$/.exec(marker) ?? [];
  const options = Object.fromEntries(
    (words ?? "")
      .split(" ")
      .filter(Boolean)
      .map((word) => word.split("=")),
  ) as Record<string, string>;
  const { needs = "", exit = "0", ...rest } = options;
  const names = needs.split(",").filter(Boolean);
  const unknown = [...names.filter((name) => !NEEDS.includes(name as Need)), ...Object.keys(rest)];
  if (unknown.length > 0 || !/^\d+$/.test(exit)) throw new Error(`${place}: ${marker} is not valid.`);
  return { needs: names as Need[], exitCode: Number(exit) };
}

/** The fenced blocks, each with the line before its fence, blank lines left out. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let start: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (!line.trimStart().startsWith("```")) continue;
    if (start === undefined) {
      start = index;
      continue;
    }
    const marker = lines.slice(0, start).findLast((each) => each.trim() !== "") ?? "";
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const [fence = "", ...content] = lines.slice(start, index).map((each) => each.slice(indent));
    const [language, text] = [fence.slice("```".length), content.join("\n")];
    blocks.push({ language, marker: marker.trim(), text, firstLine: start + 2, lastLine: index });
    start = undefined;
  }
  return blocks;
}
