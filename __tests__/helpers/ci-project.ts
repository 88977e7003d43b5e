import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const TEMPLATES = join(__dirname, "../../templates");

/** Whether all of these commands are installed. */
export function isInstalled(...tools: readonly string[]): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return tools.every((tool) => folders.some((folder) => existsSync(join(folder, tool))));
}

/** Whether what the scripts need besides the stubbed commands is installed. */
export function hasTools(): boolean {
  return isInstalled("jq", "openssl", "sha256sum", "bash");
}

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

/** A folder with the scripts of a new project, where some commands only record how they are called. */
export class CiProject {
  public readonly folder = mkdtempSync(join(tmpdir(), "ci-project-"));
  readonly #bin = join(this.folder, ".bin");
  readonly #answers: [part: string, answer: Answer][] = [];

  constructor(stubs: readonly string[]) {
    for (const part of ["ci", "github", "gitlab", "e2e"]) {
      cpSync(join(TEMPLATES, part, "ci"), join(this.folder, "ci"), { recursive: true });
    }
    for (const name of stubs) this.install(`.bin/${name}`);
  }

  /** Adds a stub at a path. */
  public install(path: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(__dirname, "ci-stub.sh"), file);
    chmodSync(file, 0o755);
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

  public run(
    script: string,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): { status: number | null; output: string } {
    this.#writeAnswers();
    const { PATH = "", HOME = "" } = process.env;
    const { status, stdout, stderr } = spawnSync("bash", [`ci/${script}`, ...args], {
      cwd: this.folder,
      env: { PATH: `${this.#bin}:${PATH}`, HOME, CI_STUB_FOLDER: this.#bin, ...env },
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  }

  public calls(part = ""): Call[] {
    if (!this.has(".bin/calls")) return [];
    const calls = Array.from(
      this.read(".bin/calls").matchAll(/([^\0]*)\0([^\0]*)\0([^\0]*)\0/g),
      ([, line = "", stdin = "", header = ""]) => ({ line, stdin, header }),
    );
    return calls.filter(({ line }) => line.includes(part));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #writeAnswers(): void {
    const lines = this.#answers.map(([part, { out = "", code = 0, files = {} }]) => {
      const words = [part, out, String(code), ...Object.entries(files).flatMap(([path, text]) => [`./${path}`, text])];
      return `answer ${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}\n`;
    });
    this.write(".bin/answers", lines.join(""));
  }
}
