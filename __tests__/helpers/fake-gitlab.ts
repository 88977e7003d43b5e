import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CiHost, SECRETS, git, type JobResult, type Push } from "./ci-host";

const PROJECT = {
  CI_API_V4_URL: "https://gitlab.example.com/api/v4",
  CI_PROJECT_ID: "3",
  REVIEW_TOKEN: "the-token",
};

/** A stand-in of GitLab, whose jobs run as in the pipeline. */
export class FakeGitLab extends CiHost {
  constructor() {
    super("gitlab", "curl");
  }

  /** Runs the job plan, and the job failed after it if necessary. */
  public plan(number: number, env: Readonly<Record<string, string>> = {}): JobResult {
    const { head } = this.pull(number);
    const clone = this.clone();
    git(clone, "checkout", head.sha);
    git(clone, "fetch", "origin", "main");
    const request = { CI_MERGE_REQUEST_IID: String(number), BASE_REVISION: "FETCH_HEAD", COMMIT: head.sha };
    const variables = { ...PROJECT, ...request, ...env };
    const merged = this.run(clone, "merge.sh", variables);
    const secrets = { ...SECRETS, STATE_BUCKET: "my-state" };
    const planned = merged.status === 0 ? this.run(clone, "plan.sh", { ...variables, ...secrets }) : merged;
    const isPlanned = planned.status === 0;
    if (isPlanned) this.expect(this.run(clone, "gitlab-note.sh", variables));
    this.change((state) => {
      const id = state.runs.length + 1;
      if (isPlanned) execFileSync("zip", ["-q", "-r", `${this.stateFile}-${id}.zip`, "plans"], { cwd: clone });
      const finished_at = this.now(state).replace("Z", ".000Z");
      state.runs.push({ id, request: number, plan: { status: isPlanned ? "success" : "failed", finished_at } });
    });
    if (isPlanned) return planned;
    const file = join(clone, "failed.txt");
    const reason = existsSync(file) ? readFileSync(file, "utf8").trim() : "A job failed.";
    this.expect(this.run(this.clone(), "gitlab-state.sh", variables, [`🔴 **Failed.** ${reason}`]));
    return planned;
  }

  /** Runs the jobs request and apply. Between them, it calls a function. */
  public apply(push: Push, between: () => void = () => undefined): JobResult {
    const variables = { ...PROJECT, CI_COMMIT_SHA: push.after, CI_COMMIT_BRANCH: "main" };
    const request = this.clone();
    this.run(request, "gitlab-fetch.sh", variables);
    this.expect(this.run(request, "gitlab-state.sh", variables, ["⏳ **Waiting.**"]));
    between();
    const clone = this.clone();
    const fetched = this.run(clone, "gitlab-fetch.sh", variables);
    const applied = fetched.status === 0 ? this.run(clone, "apply.sh", { ...variables, ...SECRETS }) : fetched;
    this.expect(this.run(clone, "gitlab-state.sh", variables, ["🔴 **Not applied completely.**"]));
    return applied;
  }
}
