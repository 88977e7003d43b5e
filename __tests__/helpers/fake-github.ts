import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CiHost, SECRETS, git, type JobResult, type Push } from "./ci-host";

const REPOSITORY = { GITHUB_REPOSITORY: "shop/infra" };

/** A stand-in of GitHub, whose jobs run as in the workflows. */
export class FakeGitHub extends CiHost {
  constructor() {
    super("github", "gh");
  }

  /** Runs the job plan, and the job failed after it if necessary. */
  public plan(number: number, env: Readonly<Record<string, string>> = {}): JobResult {
    const { head } = this.pull(number);
    const clone = this.clone();
    git(clone, "checkout", head.sha);
    const variables = {
      ...REPOSITORY,
      PULL_REQUEST: String(number),
      BASE_REVISION: "origin/main",
      COMMIT: head.sha,
      ...env,
    };
    const merged = this.run(clone, "merge.sh", variables);
    const secrets = { ...SECRETS, STATE_BUCKET: "my-state" };
    const planned = merged.status === 0 ? this.run(clone, "plan.sh", { ...variables, ...secrets }) : merged;
    const run = this.change((state) => state.runs.length + 1);
    const conclusion = planned.status === 0 ? "success" : "failure";
    if (planned.status === 0) {
      this.expect(this.run(clone, "github-comment.sh", variables));
      this.change((state) => {
        const id = state.artifacts.length + 1;
        execFileSync("zip", ["-q", "-r", `${this.stateFile}-${id}.zip`, "."], { cwd: join(clone, "plans") });
        state.artifacts.push({ id, run, created_at: this.now(state), expired: false });
      });
    } else {
      const failure = existsSync(join(clone, "failed.txt"))
        ? readFileSync(join(clone, "failed.txt"), "utf8").trim()
        : "";
      this.expect(this.run(this.clone(), "github-state.sh", { ...variables, TITLE: `🔴 **Failed.** ${failure}` }));
    }
    this.change((state) => {
      state.runs.push({ id: run, head_sha: head.sha, conclusion, head_repository: { full_name: "shop/infra" } });
    });
    return planned;
  }

  /** Runs the job requests. Returns the numbers that the job apply runs for. */
  public requests(push: Push): { job: JobResult; numbers: number[] } {
    const clone = this.clone();
    const outputs = join(clone, "outputs.log");
    const job = this.run(clone, "github-requests.sh", { ...pushed(push), GITHUB_OUTPUT: outputs });
    const [, list = "[]"] = existsSync(outputs) ? (/^requests=(.*)$/m.exec(readFileSync(outputs, "utf8")) ?? []) : [];
    return { job, numbers: JSON.parse(list) as number[] };
  }

  /** Runs the job apply for a pull request. */
  public apply(push: Push, number: number, env: Readonly<Record<string, string>> = {}): JobResult {
    const clone = this.clone();
    const variables = {
      ...pushed(push),
      PULL_REQUEST: String(number),
      TITLE: "🔴 **Not applied completely.**",
      ...env,
    };
    const fetched = this.run(clone, "github-fetch.sh", variables);
    const applied = fetched.status === 0 ? this.run(clone, "apply.sh", { ...variables, ...SECRETS }) : fetched;
    this.expect(this.run(clone, "github-state.sh", variables));
    return applied;
  }

  /** Merges a pull request and applies it, if the job requests says so. */
  public deliver(...numbers: number[]): JobResult[] {
    const push = this.merge(...numbers);
    return this.requests(push).numbers.map((number) => this.apply(push, number));
  }

  public unapplied(...numbers: number[]): void {
    const REQUESTS = JSON.stringify(numbers);
    this.expect(
      this.run(this.clone(), "github-unapplied.sh", { ...REPOSITORY, REQUESTS, TITLE: "🔴 **Not applied.** rejected" }),
    );
  }
}

function pushed({ before, after }: Push) {
  return { ...REPOSITORY, BEFORE: before, GITHUB_SHA: after, GITHUB_REF_NAME: "main" };
}
