import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const TEMPLATES = join(__dirname, "../../templates");
const SECRETS = { PLAN_PASSPHRASE: "the-passphrase", SCW_ACCESS_KEY: "SCWACCESSKEY", SCW_SECRET_KEY: "the-secret-key" };

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

/** The result of a job: its exit code, and what it printed. */
export interface JobResult {
  readonly status: number | null;
  readonly output: string;
}

/** A repository with a stand-in of GitHub, which runs the scripts of the templates as its workflows do, with the real Terraform. */
export class FakeGitHub {
  readonly #folder = mkdtempSync(join(tmpdir(), "github-"));
  readonly #origin = join(this.#folder, "origin.git");
  readonly #stateFile = join(this.#folder, "github.json");
  #clones = 0;

  constructor(files: Readonly<Record<string, string>>) {
    const bin = join(this.#folder, "bin");
    mkdirSync(bin);
    for (const name of ["npm", "npx"]) cpSync(join(__dirname, "fake-npx.sh"), join(bin, name));
    cpSync(join(__dirname, "fake-gh.mjs"), join(bin, "gh"));
    execFileSync("chmod", ["+x", join(bin, "npm"), join(bin, "npx"), join(bin, "gh")]);
    const clock = Date.parse("2030-01-01T00:00:00Z");
    this.#save({ clock, comments: [], pulls: [], runs: [], artifacts: [] });
    git(this.#folder, "init", "--bare", "--initial-branch", "main", this.#origin);
    const clone = this.#clone();
    for (const part of ["ci", "github"]) cpSync(join(TEMPLATES, part, "ci"), join(clone, "ci"), { recursive: true });
    this.#commit(clone, { ".gitignore": "cdktf.out/\nplans/\n*.md\n*.log\nfailed.txt\n", ...files }, "main");
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

  /** Opens a pull request, or pushes to it. Returns its number. */
  public push(branch: string, files: Readonly<Record<string, string>>): number {
    const clone = this.#clone();
    const isOpen = git(clone, "branch", "--remotes", "--list", `origin/${branch}`) !== "";
    git(clone, "checkout", "-B", branch, isOpen ? `origin/${branch}` : "origin/main");
    const sha = this.#commit(clone, files, branch);
    return this.#change(({ pulls }) => {
      const open = pulls.find(({ head, merged_at }) => head.ref === branch && merged_at === null);
      if (open !== undefined) {
        open.head.sha = sha;
        return open.number;
      }
      const request = { head: { ref: branch, sha }, base: { ref: "main" }, merged_at: null, merge_commit_sha: null };
      return pulls.push({ number: pulls.length + 1, ...request });
    });
  }

  /** Runs the job plan, and the job failed after it if necessary. */
  public plan(number: number, env: Readonly<Record<string, string>> = {}): JobResult {
    const { head } = this.#pull(number);
    const clone = this.#clone();
    git(clone, "merge", "--no-ff", "--message", "Merge", head.sha);
    const variables = { ...env, PULL_REQUEST: String(number), BASE_REVISION: "HEAD^1", COMMIT: head.sha };
    const planned = this.#run(clone, "plan.sh", { ...variables, ...SECRETS, STATE_BUCKET: "my-state" });
    const run = this.#change((state) => state.runs.length + 1);
    const conclusion = planned.status === 0 ? "success" : "failure";
    if (planned.status === 0) {
      this.#expect(this.#run(clone, "github-comment.sh", variables));
      this.#change((state) => {
        const id = state.artifacts.length + 1;
        execFileSync("zip", ["-q", "-r", `${this.#stateFile}-${id}.zip`, "."], { cwd: join(clone, "plans") });
        state.artifacts.push({ id, run, created_at: this.#now(state), expired: false });
      });
    } else {
      const failure = existsSync(join(clone, "failed.txt"))
        ? readFileSync(join(clone, "failed.txt"), "utf8").trim()
        : "";
      this.#expect(this.#run(this.#clone(), "github-state.sh", { ...variables, TITLE: `🔴 **Failed.** ${failure}` }));
    }
    this.#change((state) => {
      state.runs.push({ id: run, head_sha: head.sha, conclusion, head_repository: { full_name: "shop/infra" } });
    });
    return planned;
  }

  /** Merges pull requests with one push, as a merge queue does. Returns the commit before the push and after it. */
  public merge(...numbers: number[]): { before: string; after: string } {
    const clone = this.#clone();
    const before = git(clone, "rev-parse", "HEAD");
    for (const number of numbers) {
      // Changes of one file may conflict. The content of main does not matter here.
      git(clone, "merge", "--no-ff", "-X", "theirs", "--message", `Merge ${number}`, this.#pull(number).head.sha);
      const sha = git(clone, "rev-parse", "HEAD");
      this.#change((state) => {
        Object.assign(state.pulls[number - 1]!, { merge_commit_sha: sha, merged_at: this.#now(state) });
      });
    }
    git(clone, "push", "origin", "HEAD:main");
    return { before, after: git(clone, "rev-parse", "HEAD") };
  }

  /** Runs the job requests. Returns the numbers that the job apply runs for. */
  public requests(push: { before: string; after: string }): { job: JobResult; numbers: number[] } {
    const clone = this.#clone();
    const outputs = join(clone, "outputs.log");
    const job = this.#run(clone, "github-requests.sh", { ...pushed(push), GITHUB_OUTPUT: outputs });
    const [, list = "[]"] = existsSync(outputs) ? (/^requests=(.*)$/m.exec(readFileSync(outputs, "utf8")) ?? []) : [];
    return { job, numbers: JSON.parse(list) as number[] };
  }

  /** Runs the job apply for a pull request. */
  public apply(
    push: { before: string; after: string },
    number: number,
    env: Readonly<Record<string, string>> = {},
  ): JobResult {
    const clone = this.#clone();
    const variables = {
      ...pushed(push),
      PULL_REQUEST: String(number),
      TITLE: "🔴 **Not applied completely.**",
      ...env,
    };
    const fetched = this.#run(clone, "github-fetch.sh", variables);
    const applied = fetched.status === 0 ? this.#run(clone, "apply.sh", { ...variables, ...SECRETS }) : fetched;
    this.#expect(this.#run(clone, "github-state.sh", variables));
    return applied;
  }

  /** Merges a pull request and applies it, if the job requests says so. */
  public deliver(...numbers: number[]): JobResult[] {
    const push = this.merge(...numbers);
    return this.requests(push).numbers.map((number) => this.apply(push, number));
  }

  /** The configuration that the last review got from the target branch. */
  public baseConfig(): string {
    return readFileSync(join(this.#folder, "base-config.log"), "utf8");
  }

  public unapplied(...numbers: number[]): void {
    const REQUESTS = JSON.stringify(numbers);
    this.#expect(this.#run(this.#clone(), "github-unapplied.sh", { REQUESTS, TITLE: "🔴 **Not applied.** rejected" }));
  }

  /** The review comment of a pull request, the only one that CI writes. */
  public comment(number: number): string {
    const comments = this.#load().comments.filter(({ issue }) => issue === number);
    if (comments.length !== 1) throw new Error(`${comments.length} comments`);
    return comments[0]!.body;
  }

  public editComment(number: number, edit: (body: string) => string): void {
    this.#change((state) => {
      const comment = state.comments.find(({ issue }) => issue === number)!;
      comment.body = edit(comment.body);
    });
  }

  public remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #pull(number: number) {
    return this.#load().pulls[number - 1]!;
  }

  #clone(): string {
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

  #run(cwd: string, script: string, env: Readonly<Record<string, string>>): JobResult {
    const { PATH = "", HOME = "" } = process.env;
    const { status, stdout, stderr } = spawnSync("bash", [`ci/${script}`], {
      cwd,
      env: {
        PATH: `${join(this.#folder, "bin")}:${PATH}`,
        HOME,
        FAKE_LOGS: this.#folder,
        FAKE_GITHUB: this.#stateFile,
        FAKE_ORIGIN: this.#origin,
        GITHUB_REPOSITORY: "shop/infra",
        RUN_URL: "https://github.example.com/runs/1",
        ...env,
      },
      encoding: "utf8",
    });
    const output = stdout + stderr;
    for (const secret of [SECRETS.PLAN_PASSPHRASE, SECRETS.SCW_SECRET_KEY]) {
      if (output.includes(secret)) throw new Error(`${script} prints a secret`);
    }
    return { status, output };
  }

  #expect({ status, output }: JobResult): void {
    if (status !== 0) throw new Error(output);
  }

  #load(): State {
    return JSON.parse(readFileSync(this.#stateFile, "utf8")) as State;
  }

  #save(state: State): void {
    writeFileSync(this.#stateFile, JSON.stringify(state));
  }

  #change<T>(change: (state: State) => T): T {
    const state = this.#load();
    const result = change(state);
    this.#save(state);
    return result;
  }

  #now(state: State): string {
    state.clock += 1000;
    return new Date(state.clock).toISOString().replace(".000", "");
  }
}

function git(cwd: string, ...args: string[]): string {
  const options = ["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...options, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

function pushed({ before, after }: { before: string; after: string }) {
  return { BEFORE: before, GITHUB_SHA: after, GITHUB_REF_NAME: "main" };
}
