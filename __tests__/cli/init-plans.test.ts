import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { CiProject, hasTools, isInstalled } from "../helpers/ci-project";

const MARKER = "<!-- scw-containers review: my-container -->";
const ENVIRONMENT = {
  STATE_BUCKET: "my-state",
  PLAN_PASSPHRASE: "the-passphrase",
  SCW_ACCESS_KEY: "SCWTHEACCESSKEY",
  SCW_SECRET_KEY: "the-secret-key",
};
const hashLine = (text: string, stack: string) =>
  `echo "${createHash("sha256").update(text).digest("hex")}  cdktf.out/stacks/${stack}/plan" | sha256sum --check`;

let project: CiProject;
afterEach(() => {
  project.remove();
});

function run(script: string, changes: Readonly<Record<string, string>> = {}) {
  const result = project.run(script, { ...ENVIRONMENT, ...changes });
  const log = result.output + JSON.stringify(project.calls());
  for (const secret of [ENVIRONMENT.PLAN_PASSPHRASE, ENVIRONMENT.SCW_SECRET_KEY]) expect(log).not.toContain(secret);
  return result;
}

const describeWithTools = hasTools() ? describe : describe.skip;

describeWithTools("a plan in CI", () => {
  const stack = (name: string) => `cdktf.out/stacks/${name}`;
  beforeEach(() => {
    project = new CiProject(["npm", "npx", "terraform"]);
    project.answer("npm run synth", {
      files: { [`${stack("api")}/cdk.tf.json`]: "{}", [`${stack("web")}/cdk.tf.json`]: "{}" },
    });
    for (const name of ["api", "web"]) {
      project.answer(`-chdir=${stack(name)} plan`, { files: { [`${stack(name)}/plan`]: `plan of ${name}` } });
    }
  });
  const reviewed = (text: string) => {
    project.answer("--format markdown", { files: { "review.md": text } });
  };

  test("plans each stack without a lock, and reviews all of them", () => {
    reviewed(`fine ${MARKER}\n`);
    expect(run("plan.sh")).toEqual({ status: 0, output: "" });
    expect(project.calls().map(({ line }) => line)).toEqual([
      "npm run synth",
      "terraform -chdir=cdktf.out/stacks/api init -input=false",
      "terraform -chdir=cdktf.out/stacks/api plan -input=false -lock=false -out=plan",
      "terraform -chdir=cdktf.out/stacks/web init -input=false",
      "terraform -chdir=cdktf.out/stacks/web plan -input=false -lock=false -out=plan",
      "npx scw-containers review --stacks --format json --out review.json",
      "npx scw-containers review --stacks --format markdown --title my-container --out review.md",
    ]);
  });

  test("runs the program in TERRAFORM_BINARY_NAME, whose path may have spaces", () => {
    reviewed(`fine ${MARKER}\n`);
    project.install("my tools/tofu");
    const TERRAFORM_BINARY_NAME = `${project.folder}/my tools/tofu`;
    expect(run("plan.sh", { TERRAFORM_BINARY_NAME })).toEqual({ status: 0, output: "" });
    expect(project.calls("tofu -chdir")).toHaveLength(4);
    expect(project.calls("terraform ")).toEqual([]);
  });

  test("encrypts the plans, and removes those of an earlier run", () => {
    reviewed(`fine ${MARKER}\n`);
    project.write("plans/old.enc", "old");
    run("plan.sh");
    expect(project.has("plans/old.enc")).toBe(false);
    expect(project.read("plans/api.enc")).toMatch(/^Salted__/);
    expect(project.read("plans/api.enc")).not.toContain("plan of api");
  });

  test("adds only the missing hashes to the review", () => {
    const known = hashLine("plan of api", "api");
    reviewed(`fine ${MARKER}\n\n\`\`\`sh\n${known}\n\`\`\`\n`);
    run("plan.sh");
    const lines = project.read("review.md").split("\n");
    expect(lines.filter((line) => line.startsWith("echo "))).toEqual([known, hashLine("plan of web", "web")]);
  });

  test("fails, and reviews nothing, if a stack cannot be planned", () => {
    project.answer(`-chdir=${stack("web")} plan`, { code: 1 });
    expect(run("plan.sh").status).toBe(1);
    expect(project.calls("review")).toEqual([]);
  });

  test.each(Object.keys(ENVIRONMENT))("fails, if %s is not set", (name) => {
    const { status, output } = run("plan.sh", { [name]: "" });
    expect(status).toBe(1);
    expect(output).toContain(` ${name}: `);
    expect(project.calls()).toEqual([]);
  });
});

describeWithTools("an apply in CI", () => {
  const lines = [hashLine("plan of api", "api"), hashLine("plan of web", "web")];
  const review = (...of: string[]) => `fine ${MARKER}\n\n\`\`\`sh\n${of.join("\n")}\n\`\`\`\n`;
  const options = ["enc", "-aes-256-cbc", "-pbkdf2", "-pass", `pass:${ENVIRONMENT.PLAN_PASSPHRASE}`];
  const encrypted = new Map<string, Uint8Array>();
  const seal = (name: string, text = `plan of ${name}`) => {
    const plan = encrypted.get(text) ?? execFileSync("openssl", options, { input: text });
    encrypted.set(text, plan);
    project.write(`plans/${name}.enc`, plan);
  };
  beforeEach(() => {
    project = new CiProject(["unzip", "terraform"]);
    seal("api");
    seal("web");
    project.write("reviewed.md", review(...lines));
  });
  const applied = () => project.calls("apply").map(({ line }) => line);

  test("applies the reviewed plans with their own provider versions", () => {
    expect(run("apply.sh")).toEqual({ status: 0, output: "" });
    expect(project.calls().map(({ line }) => line)).toEqual([
      "unzip -q -o -j cdktf.out/stacks/api/plan tfconfig/m-/* .terraform.lock.hcl -d cdktf.out/stacks/api",
      "terraform -chdir=cdktf.out/stacks/api init -input=false -lockfile=readonly",
      "terraform -chdir=cdktf.out/stacks/api apply -input=false plan",
      "unzip -q -o -j cdktf.out/stacks/web/plan tfconfig/m-/* .terraform.lock.hcl -d cdktf.out/stacks/web",
      "terraform -chdir=cdktf.out/stacks/web init -input=false -lockfile=readonly",
      "terraform -chdir=cdktf.out/stacks/web apply -input=false plan",
    ]);
  });

  test("runs the program in TERRAFORM_BINARY_NAME, whose path may have spaces", () => {
    project.install("my tools/tofu");
    const TERRAFORM_BINARY_NAME = `${project.folder}/my tools/tofu`;
    expect(run("apply.sh", { TERRAFORM_BINARY_NAME })).toEqual({ status: 0, output: "" });
    expect(project.calls("tofu -chdir")).toHaveLength(4);
    expect(project.calls("terraform -chdir")).toEqual([]);
  });

  test.each([
    ["init", "registry.opentofu.org/scaleway/scaleway", "Terraform v1.11.4", true],
    ["apply", "registry.opentofu.org/scaleway/scaleway", "Terraform v1.11.4", true],
    ["apply", "registry.opentofu.org/scaleway/scaleway", "OpenTofu v1.10.6", false],
    ["apply", "registry.terraform.io/scaleway/scaleway", "Terraform v1.11.4", false],
  ])("reports a plan of OpenTofu that Terraform rejects: %s, %s, %s", (step, provider, out, isReported) => {
    const file = "cdktf.out/stacks/api/.terraform.lock.hcl";
    project.answer("unzip", { files: { [file]: `provider "${provider}" {}` } });
    project.answer(`stacks/api ${step}`, { code: 1 });
    project.answer("terraform version", { out });
    const { status, output } = run("apply.sh");
    expect(status).toBe(1);
    expect(output).toMatch(/^error: cdktf\.out\/stacks\/api .+\n$/);
    expect(output.includes("TERRAFORM_BINARY_NAME")).toBe(isReported);
  });

  test("reads a review that has the line ends of Windows, or lists a plan twice", () => {
    project.write("reviewed.md", review(...lines, ...lines).replaceAll("\n", "\r\n"));
    expect(run("apply.sh").status).toBe(0);
    expect(applied()).toHaveLength(2);
  });

  test.each([
    [
      "a plan has another hash",
      () => {
        seal("web", "another plan");
      },
      "differ",
    ],
    [
      "there is a plan that was not reviewed",
      () => {
        seal("more", "another plan");
      },
      "differ",
    ],
    [
      "a reviewed plan is missing",
      () => {
        project.write("reviewed.md", review(...lines, hashLine("x", "more")));
      },
      "differ",
    ],
    [
      "the text of a plan brings its own hash",
      () => {
        seal("web", "another plan");
        project.write("reviewed.md", review(...lines, hashLine("another plan", "web")));
      },
      "differ",
    ],
    [
      "the review lists no plan",
      () => {
        project.write("reviewed.md", review());
      },
      "no plan",
    ],
    [
      "a hash is inside a line",
      () => {
        project.write("reviewed.md", review(...lines.map((line) => `> ${line}`)));
      },
      "no plan",
    ],
    [
      "a plan is not encrypted",
      () => {
        project.write("plans/web.enc", "plain");
      },
      "plans/web\\.enc",
    ],
    [
      "there are no plans",
      () => {
        rmSync(`${project.folder}/plans`, { recursive: true });
      },
      "plans/",
    ],
  ])("applies nothing, if %s", (_, change, error) => {
    change();
    const { status, output } = run("apply.sh");
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`^error: .*${error}.*\n$`, "m"));
    expect(project.calls()).toEqual([]);
  });

  test("applies nothing with another passphrase", () => {
    expect(run("apply.sh", { PLAN_PASSPHRASE: "another" }).status).toBe(1);
    expect(project.calls()).toEqual([]);
  });

  test("stops with the path of the stack, if Terraform rejects its plan", () => {
    project.answer("stacks/api apply", { code: 1 });
    const { status, output } = run("apply.sh");
    expect(status).toBe(1);
    expect(output).toMatch(/^error: cdktf\.out\/stacks\/api .+\n$/);
    expect(applied()).toHaveLength(1);
  });
});

(hasTools() && isInstalled("terraform", "unzip") ? test : test.skip)(
  "Terraform itself applies the plan of the scripts, and rejects it when it is stale",
  () => {
    project = new CiProject(["npm", "npx"]);
    const configuration = {
      terraform: { backend: { local: { path: `${project.folder}/state` } } },
      resource: { terraform_data: { made: { input: "by CI" } } },
    };
    project.answer("npm run synth", { files: { "cdktf.out/stacks/api/cdk.tf.json": JSON.stringify(configuration) } });
    project.answer("--format markdown", { files: { "review.md": `fine ${MARKER}\n` } });
    expect(run("plan.sh")).toMatchObject({ status: 0 });
    project.write("reviewed.md", project.read("review.md"));
    expect(run("apply.sh")).toMatchObject({ status: 0, output: expect.stringContaining("1 added") as string });
    expect(project.read("state")).toContain("by CI");
    expect(run("apply.sh")).toMatchObject({
      status: 1,
      output: expect.stringContaining("Saved plan is stale") as string,
    });
  },
);
