import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasGap, isCurrent, plainText } from "./output";
import { type FileStep, type Need, type RunStep, type Step } from "./steps";

export interface Options {
  /** The temporary directory that stands for the parent of the clone. */
  readonly folder: string;
  /** Why something is missing, by need. */
  readonly missing: Readonly<Partial<Record<Need, string>>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Prints each step with its duration. */
  readonly print?: (line: string) => void;
}

export interface Result {
  readonly step: RunStep;
  readonly output?: string;
  /** Why the step was not run. */
  readonly skipped?: string;
  readonly problem?: string;
  /** Whether the commands printed something else than the page. */
  readonly isOutdated?: boolean;
}

/** Runs the steps of a page in their order, from the clone of this repository. Variables and the working directory of a step are those of the next one. */
export class Runner {
  private readonly clone = process.cwd();
  private cwd = this.clone;

  constructor(private readonly options: Options) {}

  public run(steps: readonly Step[]): Result[] {
    const results: Result[] = [];
    for (const step of steps) {
      if (step.kind === "file") {
        this.write(step);
        continue;
      }
      const result = this.runCommands(step);
      results.push(result);
      // The next steps would fail too.
      if (result.problem !== undefined && result.isOutdated !== true) break;
    }
    return results;
  }

  private write({ path, content }: FileStep): void {
    const file = join(this.cwd, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  private runCommands(step: RunStep): Result {
    const { print = () => undefined, missing } = this.options;
    const skipped = step.needs.map((need) => missing[need]).find((reason) => reason !== undefined);
    if (skipped !== undefined) return { step, skipped };
    const start = performance.now();
    // The parent of the clone belongs to the user.
    const inClone = this.cwd === this.clone;
    const commands = inClone ? step.commands.replaceAll(/(?<=\s)\.\.(?=[/\s]|$)/g, this.options.folder) : step.commands;
    const { code, output } = this.execute(commands);
    print(`line ${step.line}: ${firstLine(step.commands)} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return { step, output, ...problemOf(step, code, output) };
  }

  private execute(commands: string): { code: number | null; output: string } {
    const { folder, environment } = this.options;
    const [state, place] = [join(folder, ".variables"), join(folder, ".cwd")];
    const lines = [`exec 2>&1`, `trap 'code=$?; export -p > "${state}"; pwd > "${place}"; exit $code' EXIT`];
    // Variables are exported, so that the next step has them.
    lines.push("set -ea");
    if (existsSync(state)) lines.unshift(`. "${state}"`);
    const { status, stdout } = spawnSync("bash", ["-c", `${lines.join("\n")}\n${commands}`], {
      cwd: this.cwd,
      env: environment,
      encoding: "utf8",
      maxBuffer: 100_000_000,
    });
    this.cwd = readFileSync(place, "utf8").trim();
    return { code: status, output: plainText(stdout) };
  }
}

function problemOf({ commands, exitCode, output }: RunStep, code: number | null, actual: string): Partial<Result> {
  const place = firstLine(commands);
  if (code !== exitCode) return { problem: `${place}: exit code ${code}, expected ${exitCode}.\n${actual}` };
  if (output === undefined || isCurrent(output.text, actual)) return {};
  const remedy = hasGap(output.text) ? "Edit the lines" : "Run npm run tutorial -- --update";
  return { problem: `${place}: the output differs. ${remedy}. It printed:\n${actual}`, isOutdated: true };
}

function firstLine(text: string): string {
  return text.split("\n").find((line) => !line.startsWith("#")) ?? text;
}
