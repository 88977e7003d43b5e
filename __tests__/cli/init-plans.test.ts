import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { CiProject, hasTools } from "../helpers/ci-project";

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
  const told = result.output + JSON.stringify(project.calls());
  for (const secret of [ENVIRONMENT.PLAN_PASSPHRASE, ENVIRONMENT.SCW_SECRET_KEY]) expect(told).not.toContain(secret);
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

  test("encrypts the plans, and leaves nothing of an earlier run among them", () => {
    reviewed(`fine ${MARKER}\n`);
    project.write("plans/old.enc", "old");
    run("plan.sh");
    expect(project.has("plans/old.enc")).toBe(false);
    expect(project.read("plans/api.enc")).toMatch(/^Salted__/);
    expect(project.read("plans/api.enc")).not.toContain("plan of api");
  });

  test("adds the hashes to the review that are not in it, and no other", () => {
    const known = hashLine("plan of api", "api");
    reviewed(`fine ${MARKER}\n\n\`\`\`sh\n${known}\n\`\`\`\n`);
    run("plan.sh");
    const lines = project.read("review.md").split("\n");
    expect(lines.filter((line) => line.startsWith("echo "))).toEqual([known, hashLine("plan of web", "web")]);
  });

  test("fails, and reviews nothing, when a stack cannot be planned", () => {
    project.answer(`-chdir=${stack("web")} plan`, { code: 1 });
    expect(run("plan.sh").status).toBe(1);
    expect(project.calls("review")).toEqual([]);
  });

  test.each(Object.keys(ENVIRONMENT))("says that %s is to be set", (name) => {
    const { status, output } = run("plan.sh", { [name]: "" });
    expect(status).toBe(1);
    expect(output).toContain(`${name}: is not set. Set it to `);
    expect(project.calls()).toEqual([]);
  });
});

describeWithTools("an apply in CI", () => {
  const lines = [hashLine("plan of api", "api"), hashLine("plan of web", "web")];
  const review = (...of: string[]) => `fine ${MARKER}\n\n\`\`\`sh\n${of.join("\n")}\n\`\`\`\n`;
  const seal = (name: string, text = `plan of ${name}`) => {
    const options = ["enc", "-aes-256-cbc", "-pbkdf2", "-pass", `pass:${ENVIRONMENT.PLAN_PASSPHRASE}`];
    project.write(`plans/${name}.enc`, execFileSync("openssl", options, { input: text }));
  };
  beforeEach(() => {
    project = new CiProject(["unzip", "terraform"]);
    seal("api");
    seal("web");
    project.write("reviewed.md", review(...lines));
  });
  const applied = () => project.calls("apply").map(({ line }) => line);

  test("applies the plans that were reviewed, with the versions of providers that they were made with", () => {
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

  test("reads a review that came with the line ends of Windows, or names a plan twice", () => {
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
      "differ from the review",
    ],
    [
      "there is a plan that was not reviewed",
      () => {
        seal("more");
      },
      "differ from the review",
    ],
    [
      "a plan that was reviewed is missing",
      () => {
        project.write("reviewed.md", review(...lines, hashLine("x", "more")));
      },
      "differ from the review",
    ],
    [
      "text of the plan brings a hash of its own",
      () => {
        seal("web", "another plan");
        project.write("reviewed.md", review(...lines, hashLine("another plan", "web")));
      },
      "differ from the review",
    ],
    [
      "the review names no plan",
      () => {
        project.write("reviewed.md", review());
      },
      "lists no plan",
    ],
    [
      "a hash is inside of a line",
      () => {
        project.write("reviewed.md", review(...lines.map((line) => `> ${line}`)));
      },
      "lists no plan",
    ],
    [
      "a plan is no encrypted one",
      () => {
        project.write("plans/web.enc", "plain");
      },
      "cannot be decrypted",
    ],
  ])("applies nothing, when %s", (_, change, message) => {
    change();
    const { status, output } = run("apply.sh");
    expect(status).toBe(1);
    expect(output).toContain(message);
    expect(project.calls()).toEqual([]);
  });

  test("applies nothing, when there are no plans or another passphrase", () => {
    expect(run("apply.sh", { PLAN_PASSPHRASE: "another" })).toMatchObject({ status: 1 });
    for (const name of ["api", "web"]) execFileSync("rm", [`${project.folder}/plans/${name}.enc`]);
    expect(run("apply.sh").output).toContain("contains no plan");
    expect(project.calls()).toEqual([]);
  });

  test("stops, and says what a stale plan asks for, when Terraform refuses it", () => {
    project.answer("stacks/api apply", { code: 1 });
    const { status, output } = run("apply.sh");
    expect(status).toBe(1);
    expect(output).toContain("cdktf.out/stacks/api was not applied. If the plan is stale");
    expect(applied()).toHaveLength(1);
  });
});

const hasTerraform = ["terraform", "unzip"].every((tool) => spawnSync(tool, ["-v"]).error === undefined);
(hasTools() && hasTerraform ? test : test.skip)(
  "Terraform itself applies the plan of the scripts once, and no stale one",
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
