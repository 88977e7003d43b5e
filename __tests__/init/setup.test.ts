import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isInstalled } from "../helpers/ci-project";
import { runCli } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const root = join(__dirname, "../..");

/** Records a call with its input, which is a line of the log, and answers like the CLI of Scaleway. */
const STUB = `#!/usr/bin/env bash
input=
if [ ! -t 0 ] && [[ $* != "config "* && $* != iam* && $* != registry* && $* != object* && $* != "api user"* ]]; then input=$(cat | tr -d '\\n'); fi
printf '%s\\n' "$(basename "$0") $* <<<$input" >>"$LOG"
case $* in
  "$FAIL"*) exit 1 ;;
  "config get default-project-id") echo the-project ;;
  "iam application create name="*) echo "{ \\"id\\": \\"id-of-\${4#name=}\\" }" ;;
  "iam api-key create application-id=id-of-"*) echo "{ \\"access_key\\": \\"access-\${4#*=}\\", \\"secret_key\\": \\"secret-\${4#*=}\\" }" ;;
  "api user"*) echo 77 ;;
  *access_tokens*) echo '{ "token": "the-token" }' ;;
esac
`;

/** Runs the printed commands with stand-ins of the CLIs. Random names have the suffix 0. */
function run(script: string, fail = "no call") {
  const folder = temporaryFolder("setup");
  const log = join(folder, "calls.log");
  for (const name of ["scw", "gh", "glab"]) writeFileSync(join(folder, name), STUB, { mode: 0o755 });
  writeFileSync(join(folder, "openssl"), "#!/bin/sh\n[ $2 = -hex ] && echo 0 || echo the-passphrase\n", {
    mode: 0o755,
  });
  const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, LOG: log, FAIL: fail };
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
  const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { status, stdout, stderr, calls };
}

const print = async (...args: string[]) => {
  const { code, out, err } = await runCli("init", "--setup", "--name", "shop", ...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
};
const SECRETS = /secret-id|the-passphrase|the-token/;
const values = (calls: readonly string[], command: string) =>
  calls.filter((call) => call.startsWith(command)).map((call) => call.slice(command.length + 1));

(isInstalled("bash", "jq") ? describe : describe.skip)("the commands of init --setup", () => {
  test("write nothing to the project, and contain no placeholder", async () => {
    const folder = temporaryFolder("project");
    const { out } = await runCli("init", folder, "--setup", "--name", "shop", "--ci", "both", "--region", "pl-waw");
    expect(readdirSync(folder)).toEqual([]);
    expect(out).not.toMatch(/my-container|fr-par/);
  });

  test("create a registry, a bucket with versions, and a key for each of two applications", async () => {
    const { status, stdout, calls } = run(await print("--ci", "none", "--region", "nl-ams"));
    expect(status).toBe(0);
    expect(stdout).toContain("rg.nl-ams.scw.cloud/shop-0");
    const policy = (name: string, ...sets: string[]) =>
      `scw iam policy create name=${name} application-id=id-of-${name} rules.0.project-ids.0=the-project ` +
      sets.map((set, index) => `rules.0.permission-set-names.${index}=${set}`).join(" ");
    const [, plan = "", apply = ""] = /\| plan +\| (.*) \|\n\| apply +\| (.*) \|/.exec(
      readFileSync(join(root, "templates/ci/README.md"), "utf8"),
    )!;
    const names = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    const key = (name: string) =>
      `scw iam api-key create application-id=id-of-${name} description=${name} default-project-id=the-project expires-at=+364d --output json`;
    expect(calls.map((call) => call.replace(/ <<<.*/, ""))).toEqual([
      "scw config get default-project-id",
      "scw registry namespace create name=shop-0 is-public=false project-id=the-project region=nl-ams",
      "scw object bucket create shop-state-0 enable-versioning=true project-id=the-project region=nl-ams",
      "scw iam application create name=shop-plan-0 --output json",
      policy("shop-plan-0", ...names(plan)),
      key("shop-plan-0"),
      "scw iam application create name=shop-apply-0 --output json",
      policy("shop-apply-0", ...names(apply)),
      key("shop-apply-0"),
    ]);
  });

  test("give GitHub the key that can write only for the environment production, which main alone can use", async () => {
    const { status, calls } = run(await print());
    expect(status).toBe(0);
    expect(values(calls, "gh variable set")).toEqual([
      "STATE_BUCKET --body shop-state-0 <<<",
      "SCW_DEFAULT_PROJECT_ID --body the-project <<<",
    ]);
    expect(values(calls, "gh secret set")).toEqual([
      "PLAN_PASSPHRASE <<<the-passphrase",
      "SCW_ACCESS_KEY <<<access-id-of-shop-plan-0",
      "SCW_SECRET_KEY <<<secret-id-of-shop-plan-0",
      "SCW_ACCESS_KEY --env production <<<access-id-of-shop-apply-0",
      "SCW_SECRET_KEY --env production <<<secret-id-of-shop-apply-0",
    ]);
    const [environment, policy, protection] = values(calls, "gh api --silent --method");
    const body = (call = "") => JSON.parse(call.replace(/^.*?<<</, "")) as object;
    expect(environment).toContain("PUT repos/{owner}/{repo}/environments/production --input -");
    expect(body(environment)).toEqual({
      reviewers: [{ type: "User", id: 77 }],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    expect(policy).toContain("environments/production/deployment-branch-policies --field name=main");
    expect(protection).toContain("PUT repos/{owner}/{repo}/branches/main/protection");
    // A skipped job counts as a success: without "test", a request whose tests fail could be merged.
    expect(body(protection)).toMatchObject({ required_status_checks: { contexts: ["test", "plan"] } });
  });

  test("give GitLab the key that can write only as protected variables of production", async () => {
    const { status, calls } = run(await print("--ci", "gitlab"));
    expect(status).toBe(0);
    expect(values(calls, "glab variable set")).toEqual([
      "STATE_BUCKET shop-state-0 <<<",
      "SCW_DEFAULT_PROJECT_ID the-project <<<",
      "PLAN_PASSPHRASE --masked <<<the-passphrase",
      "REVIEW_TOKEN --masked <<<the-token",
      "SCW_ACCESS_KEY <<<access-id-of-shop-plan-0",
      "SCW_SECRET_KEY --masked <<<secret-id-of-shop-plan-0",
      "SCW_ACCESS_KEY --scope production --protected <<<access-id-of-shop-apply-0",
      "SCW_SECRET_KEY --scope production --protected --masked <<<secret-id-of-shop-apply-0",
    ]);
  });

  test("set every value that the README of the project lists, and print no secret", async () => {
    const { stdout, stderr, calls } = run(await print("--ci", "both"));
    expect(stdout + stderr).not.toMatch(SECRETS);
    for (const call of calls) expect(call.replace(/ <<<.*/, "")).not.toMatch(SECRETS);
    for (const [system, command] of [
      ["github", "gh"],
      ["gitlab", "glab"],
    ] as const) {
      const readme = readFileSync(join(root, `templates/${system}/README.md`), "utf8");
      const listed = [...readme.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
      const set = calls.flatMap(
        (call) => new RegExp(`^${command} (?:variable|secret) set (\\w+)`).exec(call)?.[1] ?? [],
      );
      expect(listed.length).toBeGreaterThan(0);
      expect(set.sort()).toEqual(listed.sort());
    }
  });

  test.each([
    ["iam application create", "scw iam policy"],
    ["iam policy", "scw iam api-key"],
    ["object bucket", "scw iam"],
    ["iam api-key", "gh secret"],
    ["secret set PLAN", "gh secret set SCW_ACCESS_KEY"],
  ])("end at the first that fails, such as %s, and name what to delete", async (fail, later) => {
    const { status, stderr, calls } = run(await print(), fail);
    expect(status).not.toBe(0);
    expect(values(calls, later)).toEqual([]);
    expect(stderr).toContain("ends with 0 at Scaleway");
  });

  test("create nothing at Scaleway if GitHub rejects the protection of a private repository", async () => {
    const { status, stderr, calls } = run(await print(), "api --silent --method PUT");
    expect(status).not.toBe(0);
    expect(calls.filter((call) => call.includes("create"))).toEqual([]);
    expect(stderr).not.toContain("at Scaleway");
  });
});
