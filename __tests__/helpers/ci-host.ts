import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const TEMPLATES = join(__dirname, "../../templates");
export const SECRETS = {
  PLAN_PASSPHRASE: "the-passphrase",
  SCW_ACCESS_KEY: "SCWACCESSKEY",
  SCW_SECRET_KEY: "the-secret-key",
};

interface State {
  clock: number;
  readonly comments: { readonly issue: number; readonly id: number; body: string }[];
  readonly pulls: {
    readonly number: number;
    readonly head: { readonly ref: string; sha: string };
    readonly base: { readonly ref: string };
    merged_at: string | null;
    merge_commit_sha: string | null;
  }[];
  readonly runs: object[];
  readonly artifacts: {
    readonly id: number;
    readonly run: number;
    readonly created_at: string;
    readonly expired: boolean;
  }[];
}

/** The commits before and after a push. */
export interface Push {
  readonly before: string;
  readonly after: string;
}

/** The result of a job: its exit code, and what it printed. */
export interface JobResult {
  readonly status: number | null;
  readonly output: string;
}

/**
 * A repository with a stand-in of a host, which runs the scripts of the templates as its CI does, with the real Terraform. The
 * stand-in of the host's API is a command, whose state is in a file.
 */
export abstract class CiHost {
  readonly #folder = mkdtempSync(join(tmpdir(), "host-"));
  readonly #origin = join(this.#folder, "origin.git");
  protected readonly stateFile = join(this.#folder, "host.json");
  #clones = 0;

  constructor(system: "github" | "gitlab", command: "gh" | "curl") {
    const bin = join(this.#folder, "bin");
    mkdirSync(bin);
    for (const name of ["npm", "npx"]) cpSync(join(__dirname, "fake-npx.sh"), join(bin, name));
    cpSync(join(__dirname, `fake-${command}.mjs`), join(bin, command));
    for (const name of ["npm", "npx", command]) chmodSync(join(bin, name), 0o755);
    const clock = Date.parse("2030-01-01T00:00:00Z");
    this.#save({ clock, comments: [], pulls: [], runs: [], artifacts: [] });
    git(this.#folder, "init", "--bare", "--initial-branch", "main", this.#origin);
    const clone = this.clone();
    for (const part of ["ci", system]) cpSync(join(TEMPLATES, part, "ci"), join(clone, "ci"), { recursive: true });
    this.#commit(clone, { ".gitignore": "cdktf.out/\nplans/\n*.md\n*.log\nfailed.txt\n" }, "main");
  }

  /** The path of the state of a stack. */
  public stateOf(stack: string): string {
    return join(this.#folder, `${stack}.tfstate`);
  }

  /** A stack with resources that need no provider. */
  public stack(name: string, values: Readonly<Record<string, unknown>>, more: object = {}): Record<string, string> {
    const resource = Object.fromEntries(Object.entries(values).map(([key, input]) => [key, { input }]));
    const content = {
      terraform: { backend: { local: { path: this.stateOf(name) } } },
      resource: { terraform_data: resource },
      ...more,
    };
    return { [`stacks/${name}/cdk.tf.json`]: JSON.stringify(content) };
  }

  /** The values of the resources of a stack in its state. */
  public deployed(stack: string): Record<string, unknown> {
    if (!existsSync(this.stateOf(stack))) return {};
    const { resources } = JSON.parse(readFileSync(this.stateOf(stack), "utf8")) as {
      resources: { name: string; instances: { attributes: { output: { value: unknown } } }[] }[];
    };
    return Object.fromEntries(resources.map(({ name, instances }) => [name, instances[0]?.attributes.output.value]));
  }

  /** Opens a request, or pushes to it. Returns its number. */
  public push(branch: string, files: Readonly<Record<string, string>>, removed: readonly string[] = []): number {
    const clone = this.clone();
    const isOpen = git(clone, "branch", "--remotes", "--list", `origin/${branch}`) !== "";
    git(clone, "checkout", "-B", branch, isOpen ? `origin/${branch}` : "origin/main");
    for (const path of removed) rmSync(join(clone, path), { recursive: true });
    const sha = this.#commit(clone, files, branch);
    return this.change(({ pulls }) => {
      const open = pulls.find(({ head, merged_at }) => head.ref === branch && merged_at === null);
      if (open !== undefined) {
        open.head.sha = sha;
        return open.number;
      }
      const request = { head: { ref: branch, sha }, base: { ref: "main" }, merged_at: null, merge_commit_sha: null };
      return pulls.push({ number: pulls.length + 1, ...request });
    });
  }

  /** Merges requests with one push, as a merge queue does. Returns the commit before the push and after it. */
  public merge(...numbers: number[]): Push {
    const clone = this.clone();
    const before = git(clone, "rev-parse", "HEAD");
    for (const number of numbers) {
      // Changes of one file may conflict. The content of main does not matter here.
      git(clone, "merge", "--no-ff", "-X", "theirs", "--message", `Merge ${number}`, this.pull(number).head.sha);
      const sha = git(clone, "rev-parse", "HEAD");
      this.change((state) => {
        Object.assign(state.pulls[number - 1]!, { merge_commit_sha: sha, merged_at: this.now(state) });
      });
    }
    git(clone, "push", "origin", "HEAD:main");
    return { before, after: git(clone, "rev-parse", "HEAD") };
  }

  /** The configuration that the last review got from the target branch. */
  public baseConfig(): string {
    return readFileSync(join(this.#folder, "base-config.log"), "utf8");
  }

  /** The review comment of a request, the only one that CI writes. */
  public comment(number: number): string {
    const comments = this.load().comments.filter(({ issue }) => issue === number);
    if (comments.length !== 1) throw new Error(`${comments.length} comments`);
    return comments[0]!.body;
  }

  public editComment(number: number, edit: (body: string) => string): void {
    this.change((state) => {
      const comment = state.comments.find(({ issue }) => issue === number)!;
      comment.body = edit(comment.body);
    });
  }

  public remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  protected pull(number: number) {
    return this.load().pulls[number - 1]!;
  }

  protected clone(): string {
    const clone = join(this.#folder, `clone-${this.#clones++}`);
    git(this.#folder, "clone", "--quiet", this.#origin, clone);
    git(clone, "config", "user.name", "a");
    git(clone, "config", "user.email", "a@example.com");
    return clone;
  }

  #commit(clone: string, files: Readonly<Record<string, string>>, branch: string): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      writeFileSync(join(clone, path), text);
    }
    git(clone, "add", "--all");
    git(clone, "commit", "--allow-empty", "--message", "Change");
    git(clone, "push", "origin", `HEAD:${branch}`);
    return git(clone, "rev-parse", "HEAD");
  }

  protected run(
    cwd: string,
    script: string,
    env: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ): JobResult {
    const { PATH = "", HOME = "" } = process.env;
    const { status, stdout, stderr } = spawnSync("bash", [`ci/${script}`, ...args], {
      cwd,
      env: {
        PATH: `${join(this.#folder, "bin")}:${PATH}`,
        HOME,
        FAKE_LOGS: this.#folder,
        FAKE_HOST: this.stateFile,
        FAKE_ORIGIN: this.#origin,
        RUN_URL: "https://ci.example.com/1",
        ...env,
      },
      encoding: "utf8",
    });
    const output = stdout + stderr;
    for (const secret of [SECRETS.PLAN_PASSPHRASE, SECRETS.SCW_SECRET_KEY, "the-token"]) {
      if (output.includes(secret)) throw new Error(`${script} prints a secret`);
    }
    return { status, output };
  }

  protected expect({ status, output }: JobResult): void {
    if (status !== 0) throw new Error(output);
  }

  protected load(): State {
    return JSON.parse(readFileSync(this.stateFile, "utf8")) as State;
  }

  #save(state: State): void {
    writeFileSync(this.stateFile, JSON.stringify(state));
  }

  protected change<T>(change: (state: State) => T): T {
    const state = this.load();
    const result = change(state);
    this.#save(state);
    return result;
  }

  protected now(state: State): string {
    state.clock += 1000;
    return new Date(state.clock).toISOString().replace(".000", "");
  }
}

export function git(cwd: string, ...args: string[]): string {
  const options = ["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...options, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
