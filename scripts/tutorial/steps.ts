/** What the commands of a step need. Steps with `account` are never run here. */
const NEEDS = ["install", "terraform", "engine", "account"] as const;
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
  readonly options: Readonly<Record<string, string>>;
}

const FENCE = "```";

/**
 * The steps of a page. A block with `file=PATH` after its language is a file, a block of sh is run, and a block of text after it is its
 * output. `needs=terraform,engine` and `exit=1` after sh say when it is run, and its exit code.
 * @throws Error if a block is not valid
 */
export function parseSteps(page: string): Step[] {
  const steps: Step[] = [];
  for (const { language, options, ...block } of blocksOf(page.split("\n"))) {
    const place = `line ${block.firstLine}`;
    if (language === "text") {
      const step = steps.pop();
      if (step?.kind !== "run" || step.output !== undefined)
        throw new Error(`${place}: there is no command before it.`);
      steps.push({ ...step, output: block });
    } else if (language === "sh") {
      steps.push({ kind: "run", line: block.firstLine, commands: block.text, ...parseRun(options, place) });
    } else {
      const { file: path } = options;
      if (path === undefined) throw new Error(`${place}: a block of ${language} needs file=PATH after its language.`);
      steps.push({ kind: "file", line: block.firstLine, path, content: `${block.text}\n` });
    }
  }
  return steps;
}

function parseRun(options: Readonly<Record<string, string>>, place: string): Pick<RunStep, "needs" | "exitCode"> {
  const { needs = "", exit = "0", ...rest } = options;
  const names = needs.split(",").filter(Boolean);
  const unknown = [...names.filter((name) => !NEEDS.includes(name as Need)), ...Object.keys(rest)];
  if (unknown.length > 0) throw new Error(`${place}: ${unknown.join(", ")} is not known.`);
  if (!/^\d+$/.test(exit)) throw new Error(`${place}: exit=${exit} is not a number.`);
  return { needs: names as Need[], exitCode: Number(exit) };
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let start: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (!line.trimStart().startsWith(FENCE)) continue;
    if (start === undefined) {
      start = index;
      continue;
    }
    // A block in a list is indented.
    const indent = line.length - line.trimStart().length;
    const [fence = "", ...content] = lines.slice(start, index).map((each) => each.slice(indent));
    const [language = "", ...words] = fence.slice(FENCE.length).split(" ");
    const options = Object.fromEntries(words.map((word) => word.split("=") as [string, string]));
    blocks.push({ language, options, text: content.join("\n"), firstLine: start + 2, lastLine: index });
    start = undefined;
  }
  return blocks;
}
