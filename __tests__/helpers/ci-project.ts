import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const TEMPLATES = join(__dirname, "../../templates");
const TOOLS = ["jq", "openssl", "sha256sum", "bash"];
/** What the scripts need besides the commands that are stubbed. */
export const hasTools = TOOLS.every((tool) => spawnSync(tool, ["--version"]).error === undefined);

/** A call of a stub, and what a stub answers to it. */
export interface Call {
  readonly line: string;
  readonly stdin: string;
  /** What came by --header @file. */
  readonly header: string;
}
interface Answer {
  readonly out?: string;
  readonly code?: number;
  readonly files?: Readonly<Record<string, string>>;
}

const STUB = `#!${process.execPath}
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, dirname } = require("node:path");
const [, path, ...args] = process.argv;
const line = [basename(path), ...args].join(" ");
const stdin = /(--input|@)(?= ?-( |$))/.test(line) ? readFileSync(0, "utf8") : "";
const file = args.find((arg) => arg.startsWith("@/"));
const header = file ? readFileSync(file.slice(1), "utf8") : "";
const { log, answers } = JSON.parse(readFileSync(dirname(path) + "/stubs.json", "utf8"));
appendFileSync(log, JSON.stringify({ line, stdin, header }) + "\\n");
const { out = "", code = 0, files = {} } = answers.findLast(([part]) => line.includes(part))?.[1] ?? {};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, text);
}
process.stdout.write(out);
process.exitCode = code;
`;

/** A folder with the scripts of a new project, where some commands only record how they are called. */
export class CiProject {
  public readonly folder = mkdtempSync(join(tmpdir(), "ci-project-"));
  readonly #bin = join(this.folder, ".bin");
  readonly #answers: [part: string, answer: Answer][] = [];

  constructor(stubs: readonly string[]) {
    for (const part of ["ci", "github", "gitlab"]) {
      cpSync(join(TEMPLATES, part, "ci"), join(this.folder, "ci"), { recursive: true });
    }
    mkdirSync(this.#bin);
    for (const name of stubs) {
      writeFileSync(join(this.#bin, name), STUB);
      chmodSync(join(this.#bin, name), 0o755);
    }
  }

  /** What a stub does when its command line has a text in it; the last one that fits counts. */
  public answer(part: string, answer: Answer): void {
    this.#answers.push([part, answer]);
  }

  public write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  public read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  public has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  public run(script: string, env: Readonly<Record<string, string>> = {}): { status: number | null; output: string } {
    writeFileSync(
      join(this.#bin, "stubs.json"),
      JSON.stringify({ log: join(this.folder, "calls.log"), answers: this.#answers }),
    );
    const { PATH = "", HOME = "" } = process.env;
    const { status, stdout, stderr } = spawnSync("bash", [`ci/${script}`], {
      cwd: this.folder,
      env: { PATH: `${this.#bin}:${PATH}`, HOME, ...env },
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  }

  public calls(part = ""): Call[] {
    if (!this.has("calls.log")) return [];
    const calls = this.read("calls.log")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Call);
    return calls.filter(({ line }) => line.includes(part));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
