import { CiProject } from "../helpers/ci-project";
import { ENVIRONMENT, MARKER, describeWithTools, hashLine, runScript } from "../helpers/ci-run";

let project: CiProject;
afterEach(() => {
  project.remove();
});

const run = (script: string, changes?: Readonly<Record<string, string>>) => runScript(project, script, changes);

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
    project.answer("--format markdown", { files: { "report.md": text } });
  };
  const changes = (name: string, ...resource_changes: object[]) => {
    project.answer(`stacks/${name} show`, { out: JSON.stringify({ resource_changes }) });
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
      "npx scw-containers review --stacks --format markdown --max-bytes 50000 --title my-container --out report.md",
      "terraform -chdir=cdktf.out/stacks/api show -json plan",
      "terraform -chdir=cdktf.out/stacks/web show -json plan",
    ]);
  });

  test("runs the program in TERRAFORM_BINARY_NAME, whose path may have spaces", () => {
    reviewed(`fine ${MARKER}\n`);
    project.install("my tools/tofu");
    const TERRAFORM_BINARY_NAME = `${project.folder}/my tools/tofu`;
    expect(run("plan.sh", { TERRAFORM_BINARY_NAME })).toEqual({ status: 0, output: "" });
    expect(project.calls("tofu -chdir")).toHaveLength(6);
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

  test("neither keeps nor lists a plan without changes", () => {
    reviewed(`fine ${MARKER}\n\n\`\`\`sh\n${hashLine("plan of api", "api")}\n\`\`\`\n`);
    changes("api", { address: "a.b", change: { actions: ["no-op"] } });
    changes("web", { address: "a.b", change: { actions: ["update"] } });
    expect(run("plan.sh").status).toBe(0);
    expect(project.has("plans/api.enc")).toBe(false);
    expect(project.read("plans/review.md").match(/^echo .*$/gm)).toEqual([hashLine("plan of web", "web")]);
  });

  test.each([
    ["a resource that moves", { previous_address: "a.c", change: { actions: ["no-op"] } }],
    ["an import without other changes", { change: { actions: ["no-op"], importing: { id: "1" } } }],
    ["a resource that is forgotten", { change: { actions: ["forget"] } }],
  ])("keeps the plan of %s", (_, change) => {
    reviewed(`fine ${MARKER}\n`);
    changes("api", { address: "a.b", ...change });
    run("plan.sh");
    expect(project.has("plans/api.enc")).toBe(true);
  });

  test("writes commit, time and run below the first line", () => {
    reviewed(`fine ${MARKER}\n\ntext\n`);
    run("plan.sh", { RUN_URL: "https://ci.example.com/1" });
    const [first, second, line, ...rest] = project.read("review.md").split("\n");
    expect([first, second]).toEqual([`fine ${MARKER}`, ""]);
    expect(line).toMatch(
      /^Commit 0123456789abcdef, planned \d{4}-\d\d-\d\d \d\d:\d\d UTC, \[run\]\(https:\/\/ci\.example\.com\/1\)\.$/,
    );
    expect(rest.slice(0, 2)).toEqual(["", "text"]);
    expect(project.read("plans/review.md")).toBe(project.read("review.md"));
  });

  test.each([
    ["npm run synth", "`npm run synth` failed.\n"],
    [`-chdir=${stack("web")} init`, "`terraform init in cdktf.out/stacks/web` failed.\n"],
    [`-chdir=${stack("web")} plan`, "`terraform plan in cdktf.out/stacks/web` failed.\n"],
    ["--format json", "`scw-containers review` failed.\n"],
  ])("fails, and reports the command, if this fails: %s", (call, failure) => {
    project.answer(call, { code: 1 });
    expect(run("plan.sh").status).toBe(1);
    expect(project.read("failed.txt")).toBe(failure);
    expect(project.has("review.md")).toBe(false);
    expect(project.calls("--format markdown")).toEqual([]);
  });

  test.each(Object.keys(ENVIRONMENT))("fails, if %s is not set", (name) => {
    const { status, output } = run("plan.sh", { [name]: "" });
    expect(status).toBe(1);
    expect(output).toContain(` ${name}: `);
    expect(project.calls()).toEqual([]);
  });
});
