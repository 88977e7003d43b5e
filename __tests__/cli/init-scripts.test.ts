import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { CiProject, hasTools } from "../helpers/ci-project";

const KEYS = { PLAN_PASSPHRASE: "open-sesame-please", SCW_ACCESS_KEY: "SCWREADONLY", SCW_SECRET_KEY: "the-secret-key" };
const PLAN = "the plan, with a secret in clear";

const describeWithTools = hasTools ? describe : describe.skip;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const line = (text: string, stack = "api") =>
  `echo "${sha256(text)}  cdktf.out/stacks/${stack}/plan" | sha256sum --check`;

let project: CiProject;
beforeEach(() => (project = new CiProject(["npm", "npx", "terraform", "unzip"])));
afterEach(() => {
  for (const { line: call } of project.calls()) expect(call).not.toMatch(/open-sesame|the-secret-key/);
  project.remove();
});

describeWithTools("a plan", () => {
  const plan = (report: string, env: Record<string, string> = { ...KEYS, STATE_BUCKET: "state" }) => {
    project.write("cdktf.out/stacks/api/cdk.tf.json", "{}");
    project.write("cdktf.out/stacks/api/plan", PLAN);
    project.answer("--format markdown", { files: { "review.md": report } });
    return project.run("plan.sh", env);
  };

  test("is made without a lock, encrypted, and reviewed twice: for people, and for GitLab's own summary", () => {
    expect(plan(`x\n${line(PLAN)}\n`)).toEqual({ status: 0, output: "" });
    expect(project.calls().map(({ line: call }) => call)).toEqual([
      "npm run synth",
      "terraform -chdir=cdktf.out/stacks/api init -input=false",
      "terraform -chdir=cdktf.out/stacks/api plan -input=false -lock=false -out=plan",
      "npx scw-containers review --stacks --format json --out review.json",
      "npx scw-containers review --stacks --format markdown --title my-container --out review.md",
    ]);
    expect(project.read("plans/api.enc")).not.toContain(PLAN);
    expect(project.read("review.md")).toBe(`x\n${line(PLAN)}\n`);
  });

  test("has its hash in the report, even where that leaves it out", () => {
    expect(plan("🟢 No changes\n").status).toBe(0);
    expect(project.read("review.md")).toBe(`🟢 No changes\n\n\`\`\`sh\n${line(PLAN)}\n\`\`\`\n`);
  });

  test.each(["STATE_BUCKET", "PLAN_PASSPHRASE", "SCW_SECRET_KEY"])("is not made without %s", (name) => {
    const { status, output } = plan("", { ...KEYS, STATE_BUCKET: "state", [name]: "" });
    expect(status).not.toBe(0);
    expect(output).toContain(`${name}: set it`);
    expect(project.calls()).toEqual([]);
  });
});

describeWithTools("an apply", () => {
  const seal = (text: string, stack = "api", passphrase = KEYS.PLAN_PASSPHRASE) => {
    project.write(
      `plans/${stack}.enc`,
      execFileSync("openssl", ["enc", "-aes-256-cbc", "-pbkdf2", "-pass", `pass:${passphrase}`], { input: text }),
    );
  };
  const apply = (reviewed: string) => {
    project.write("reviewed.md", reviewed);
    return project.run("apply.sh", KEYS);
  };
  const applied = () => project.calls(" apply ").map(({ line: call }) => call);

  test("is of just the plans that were reviewed", () => {
    seal(PLAN);
    seal("other", "web");
    expect(apply(`x\n\`\`\`sh\n${line(PLAN)}\n${line("other", "web")}\r\n\`\`\`\n`)).toEqual({ status: 0, output: "" });
    expect(applied()).toEqual(
      ["api", "web"].map((stack) => `terraform -chdir=cdktf.out/stacks/${stack} apply -input=false plan`),
    );
  });

  test.each([
    ["the hash is another", line("another")],
    ["there is no hash", "🟢 No changes"],
    ["there is one too many", `${line(PLAN)}\n${line("more", "more")}`],
    ["one is not named", ""],
    ["the hash stands within a line", `  - \`x ${line(PLAN)}\``],
    ["a second one for the same plan is smuggled in", `${line(PLAN)}\n${line("another")}`],
  ])("is refused, when %s", (_, reviewed) => {
    seal(PLAN);
    const { status, output } = apply(reviewed);
    expect(status).toBe(1);
    expect(output).toMatch(/^error: The (plans are not those of the review|review names no plan)\./);
    expect(applied()).toEqual([]);
  });

  test("is refused, when the passphrase is another, or there is no plan", () => {
    seal(PLAN, "api", "wrong");
    expect(apply(line(PLAN))).toMatchObject({
      status: 1,
      output: expect.stringContaining("cannot be decrypted") as string,
    });
    project.remove();
    project = new CiProject(["terraform", "unzip"]);
    expect(apply(line(PLAN))).toMatchObject({ status: 1, output: "error: There is no plan in plans/.\n" });
  });

  test("says what to do, when Terraform refuses a stale plan", () => {
    seal(PLAN);
    project.answer(" apply ", { code: 1 });
    const { status, output } = apply(line(PLAN));
    expect(status).toBe(1);
    expect(output).toContain("If the plan is stale, something was changed since: plan again in a new request.");
  });
});
