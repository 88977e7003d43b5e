import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../helpers/temporary-folder";

const MAIN = join(__dirname, "../../scripts/release/main.mjs");
const REPOSITORY = { type: "git", url: "git+https://github.com/shop/containers.git" };

export interface Run {
  readonly code: number;
  readonly out: string;
  /** The errors, without their label. */
  readonly errors: readonly string[];
}

/** A repository in git with the files of a release, on its branch main. */
export class ReleaseFolder {
  public readonly path = temporaryFolder("release");

  /** @param source a folder to copy, which is faster than a new repository */
  constructor(source: string | ReleaseFolder = "1.0.0") {
    if (typeof source === "string") this.create(source);
    else cpSync(source.path, this.path, { recursive: true });
  }

  private create(version: string): void {
    const manifest = (name: string) => ({ name, version, repository: REPOSITORY });
    this.writeJson("package.json", manifest("containers"));
    this.writeJson("packages/local-scaleway/package.json", manifest("local"));
    this.writeJson("dist-cdktn/package.json", manifest("containers-cdktn"));
    const packages = { "": { version }, "packages/local-scaleway": { version } };
    this.writeJson("package-lock.json", { version, packages });
    this.write(
      "CHANGELOG.md",
      "# Changelog\n\n## Unreleased\n\n### Added\n\n- Logs.\n\n## 0.9.0 - 2026-01-31\n\n- First.\n",
    );
    this.write("packages/local-scaleway/CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
    this.write(".gitignore", "dist-cdktn\n");
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit();
    this.git("update-ref", "refs/remotes/origin/main", "HEAD");
  }

  public write(file: string, text: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  public writeJson(file: string, value: object): void {
    this.write(file, `${JSON.stringify(value, null, 2)}\n`);
  }

  public read(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  public replace(file: string, before: string, after: string): void {
    this.write(file, this.read(file).replace(before, after));
  }

  public commit(): void {
    this.git("add", "--all");
    this.git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "Change");
  }

  public git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.path, encoding: "utf8" });
  }

  /** Runs a step of the release. It does not block, so that a server of the test can answer. */
  public async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    const options = { cwd: this.path, env: { PATH: process.env["PATH"], HOME: this.path, ...env } };
    const result = await promisify(execFile)(process.execPath, [MAIN, ...args], options).catch((error: unknown) => {
      return error as { code: number; stdout: string; stderr: string };
    });
    const errors = Array.from(result.stderr.matchAll(/^error: (.*)$/gm), ([, text = ""]) => text);
    return { code: "code" in result ? result.code : 0, out: result.stdout, errors };
  }
}
