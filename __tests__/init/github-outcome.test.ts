import { hasTools, isInstalled } from "../helpers/ci-project";
import { FakeGitHub } from "../helpers/fake-github";
import { BUILT_CLI } from "../helpers/run-process";

const describeWithTools = hasTools() && isInstalled("git", "terraform", "unzip", "zip") ? describe : describe.skip;
const title = (comment: string) => comment.split("\n")[0]!.replace(/ <!--.*/, "");
const review = (comment: string) => comment.slice(comment.indexOf("🟢"));

let github: FakeGitHub;
beforeEach(() => {
  github = new FakeGitHub();
});
afterEach(() => {
  github.remove();
});

/** A stack with the secret that an environment variable provides. */
const withSecret = (extra: object, more: object = {}) =>
  github.stack("shop", { api: "${var.secret}" }, { variable: { secret: { sensitive: true } }, ...more, ...extra });

const SECRET = 'pass "word"/\n& mörder';
const FORMS = [
  SECRET,
  "pass",
  "word",
  "mörder",
  JSON.stringify(SECRET).slice(1, -1),
  Buffer.from(SECRET).toString("base64"),
];
const env = { TF_VAR_secret: SECRET };

describeWithTools("the comment of a pull request", () => {
  test("contains the commit and the run of the plan, then that it waits, and how it was applied", () => {
    const output = {
      url: { value: "https://api.example.com" },
      hidden: { value: "https://x.example.com", sensitive: true },
    };
    const number = github.push("one", github.stack("shop", { api: 1 }, { output }));
    github.plan(number);
    const planned = github.comment(number);
    expect(planned).toMatch(/\n\nCommit [0-9a-f]{40}, planned .{16} UTC, \[run\]\(https:\/\/ci\.example\.com\/1\)\.\n/);
    const push = github.merge(number);
    expect(github.requests(push).numbers).toEqual([number]);
    expect(title(github.comment(number))).toMatch(/^⏳ \*\*Waiting\.\*\*/);
    expect(github.apply(push, number).status).toBe(0);
    const applied = github.comment(number);
    expect(applied).toMatch(/^✅ \*\*Applied\*\* in \d+ s\. /);
    expect(applied).toMatch(/\n- `shop` in \d+ s https:\/\/api\.example\.com\n/);
    expect(review(applied)).toBe(planned);
  });

  test("contains what failed instead of an earlier review", () => {
    const number = github.push("one", github.stack("shop", { api: 1 }));
    github.plan(number);
    expect(title(github.comment(number))).toBe("🟢 **No known risk**");
    github.push("one", { "stacks/shop/cdk.tf.json": "{" });
    expect(github.plan(number).status).toBe(1);
    expect(title(github.comment(number))).toBe("🔴 **Failed.** `terraform init in cdktf.out/stacks/shop` failed.");
    expect(github.comment(number)).not.toContain("No known risk");
    // Nothing is applied, although there are plans of an earlier commit.
    expect(github.deliver(number)).toEqual([]);
    expect(title(github.comment(number))).toMatch(
      /^🔴 \*\*Not applied\.\*\* The last plan of pull request 1 did not succeed\./,
    );
  });

  test("contains the reason of Terraform without secrets, if the apply fails", () => {
    const condition = "${terraform_data.api.id == timestamp()}";
    const error_message =
      "refused ${nonsensitive(var.secret)} in ${jsonencode(nonsensitive(var.secret))} ${base64encode(nonsensitive(var.secret))} ``` <!-- /scw-containers state -->";
    const check = {
      terraform_data: {
        api: { input: "${var.secret}" },
        last: { input: 1, lifecycle: { precondition: { condition, error_message } } },
      },
    };
    const number = github.push("one", withSecret({ resource: check }));
    expect(github.plan(number, env)).toMatchObject({ status: 0 });
    const push = github.merge(number);
    expect(github.apply(push, number).status).toBe(1);
    const comment = github.comment(number);
    expect(title(comment)).toMatch(/^🔴 \*\*Not applied\.\*\* cdktf\.out\/stacks\/shop was not applied completely\./);
    expect(comment).toContain("refused •••");
    for (const form of FORMS) expect(comment).not.toContain(form);
    // A second run still accepts the review below the reason.
    expect(github.apply(push, number).status).toBe(1);
    expect(github.comment(number)).toContain("refused •••");
  });

  test("stays valid for a second run, and is refused if somebody else has changed it or planned again", () => {
    const number = github.push("one", github.stack("shop", { api: 1 }));
    github.plan(number);
    const push = github.merge(number);
    github.requests(push);
    const waiting = github.comment(number);
    github.editComment(number, (body) => body.replace("No known risk", "Fine"));
    expect(github.apply(push, number).status).toBe(1);
    expect(title(github.comment(number))).toContain("was changed");
    github.editComment(number, () => waiting);
    expect(github.apply(push, number).status).toBe(0);
    expect(github.apply(push, number).status).toBe(0);
    github.plan(number);
    expect(github.apply(push, number).status).toBe(1);
    expect(title(github.comment(number))).toContain("was planned after its merge");
  });

  test("says that nothing was applied, if nobody approved, but only if it still waits", () => {
    const one = github.push("one", github.stack("aaa", { api: 1 }));
    const two = github.push("two", github.stack("bbb", { api: 1 }));
    for (const number of [one, two]) github.plan(number);
    const push = github.merge(one, two);
    github.requests(push);
    github.apply(push, one);
    github.unapplied(one, two);
    expect([one, two].map((number) => title(github.comment(number)))).toEqual([
      expect.stringMatching(/^✅/),
      "🔴 **Not applied.** rejected",
    ]);
  });
});

describeWithTools("the review of the command itself", () => {
  test("has the hash of each plan that changes, once, and is applied", () => {
    const number = github.push("one", { ...github.stack("aaa", { api: 1 }), ...github.stack("bbb", { api: 1 }) });
    const real = { REAL_CLI: BUILT_CLI };
    expect(github.plan(number, real)).toMatchObject({ status: 0 });
    expect(github.comment(number).match(/^echo .*$/gm)).toHaveLength(2);
    expect(github.deliver(number)).toMatchObject([{ status: 0 }]);
    const next = github.push("two", github.stack("aaa", { api: 2 }));
    expect(github.plan(next, real)).toMatchObject({ status: 0 });
    expect(github.comment(next).match(/^echo .*$/gm)).toEqual([expect.stringContaining("stacks/aaa/plan")]);
    expect(github.deliver(next)).toMatchObject([{ status: 0 }]);
    expect(github.deployed("aaa")).toEqual({ api: 2 });
  });
});

describeWithTools("a request whose branch is older than the target branch", () => {
  test("is planned with the stacks of the target branch, and destroys none of them", () => {
    const real = { REAL_CLI: BUILT_CLI };
    const old = github.push("old", github.stack("aaa", { api: 1 }));
    const other = github.push("other", github.stack("bbb", { api: 1 }));
    github.plan(other, real);
    expect(github.deliver(other)).toMatchObject([{ status: 0 }]);
    expect(github.plan(old, real)).toMatchObject({ status: 0 });
    expect(github.comment(old)).not.toContain("bbb/plan");
    expect(github.deliver(old)).toMatchObject([{ status: 0 }]);
    expect([github.deployed("aaa"), github.deployed("bbb")]).toEqual([{ api: 1 }, { api: 1 }]);
  });
});

describeWithTools("a stack that a request removes", () => {
  test("is destroyed by the plan that the review adds", () => {
    const real = { REAL_CLI: BUILT_CLI };
    const both = github.push("one", { ...github.stack("aaa", { api: 1 }), ...github.stack("bbb", { api: 1 }) });
    github.plan(both, real);
    github.deliver(both);
    const removal = github.push("two", {}, ["stacks/bbb"]);
    expect(github.plan(removal, real)).toMatchObject({ status: 0 });
    expect(title(github.comment(removal))).toContain("Critical risk");
    expect(github.deliver(removal)).toMatchObject([{ status: 0 }]);
    expect([github.deployed("aaa"), github.deployed("bbb")]).toEqual([{ api: 1 }, {}]);
  });
});

describeWithTools("a stale plan", () => {
  test("is planned again with its own secrets", () => {
    const number = github.push("one", withSecret({}));
    github.plan(number, env);
    const other = github.push("two", github.stack("shop", { web: 1 }));
    github.plan(other);
    expect(github.deliver(other)).toMatchObject([{ status: 0 }]);
    const [result] = github.deliver(number);
    expect(result).toMatchObject({ status: 0 });
    for (const form of FORMS) expect(result!.output).not.toContain(form);
    expect(github.deployed("shop")).toEqual({ api: SECRET, web: 1 });
  });
});

describeWithTools("the configuration of the review", () => {
  test("is that of the target branch with its rules, if the branch has one", () => {
    const rules = (text: string) => ({ "scw-review.yaml": `${text} config, `, "rule.mjs": `${text} rule` });
    const number = github.push("one", { ...github.stack("shop", { api: 1 }), ...rules("first") });
    expect(github.plan(number)).toMatchObject({ status: 0 });
    expect(github.baseConfig()).toBe("");
    github.deliver(number);
    const next = github.push("two", rules("second"));
    expect(github.plan(next)).toMatchObject({ status: 0 });
    expect(github.baseConfig()).toBe("first config, first rule");
  });

  test("fails the plan, if the target branch cannot be merged", () => {
    const number = github.push("one", github.stack("shop", { api: 1 }));
    expect(github.plan(number, { BASE_REVISION: "no-branch" }).status).toBe(1);
    expect(title(github.comment(number))).toContain("The target branch cannot be merged");
  });
});
