import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { CiProject } from "../helpers/ci-project";
import { ENVIRONMENT, MARKER, describeWithTools, hashLine, runScript } from "../helpers/ci-run";

let project: CiProject;
afterEach(() => {
  project.remove();
});

const run = (script: string, changes?: Readonly<Record<string, string>>) => runScript(project, script, changes);

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
  const applied = () => project.calls(" apply ").map(({ line }) => line);

  test("applies the reviewed plans with their own provider versions", () => {
    expect(run("apply.sh")).toEqual({ status: 0, output: "" });
    expect(project.calls().map(({ line }) => line)).toEqual([
      ...["api", "web"].flatMap((name) => [
        `unzip -q -o -j cdktf.out/stacks/${name}/plan tfconfig/m-/* .terraform.lock.hcl -d cdktf.out/stacks/${name}`,
        `terraform -chdir=cdktf.out/stacks/${name} init -input=false -lockfile=readonly`,
        `terraform -chdir=cdktf.out/stacks/${name} show -json plan`,
        `terraform -chdir=cdktf.out/stacks/${name} apply -input=false -no-color -lock-timeout=15m plan`,
        `terraform -chdir=cdktf.out/stacks/${name} output -json`,
      ]),
    ]);
  });

  test("runs the program in TERRAFORM_BINARY_NAME, whose path may have spaces", () => {
    project.install("my tools/tofu");
    const TERRAFORM_BINARY_NAME = `${project.folder}/my tools/tofu`;
    expect(run("apply.sh", { TERRAFORM_BINARY_NAME })).toEqual({ status: 0, output: "" });
    expect(project.calls("tofu -chdir")).toHaveLength(8);
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

  test.each([
    ["it succeeds", "nothing"],
    ["it fails", "stacks/web apply"],
  ])("leaves no decrypted plan, if %s", (_, failing) => {
    project.answer(failing, { code: 1 });
    run("apply.sh");
    expect(applied()).toHaveLength(2);
    expect(project.has("cdktf.out")).toBe(false);
  });

  describe("that fails", () => {
    const COCKPIT_TOKEN = "the-cockpit-token";
    const container = (id: string, status: string) => ({
      ...{ type: "scaleway_container", mode: "managed" },
      values: { id: `fr-par/${id}`, name: `order-${id}`, region: "fr-par", namespace_id: "fr-par/ns", status },
    });
    const namespace = {
      ...{ type: "scaleway_container_namespace", mode: "managed" },
      values: { id: "fr-par/ns", project_id: "the-project" },
    };
    const answerState = (...resources: object[]) => {
      const containers = [container("a", "error"), container("b", "ready")];
      const state = { values: { root_module: { resources: [...resources, ...containers] } } };
      project.answer("show -json", { out: JSON.stringify(state) });
    };
    const values = (...texts: string[]) => ({
      data: { result: [{ values: texts.map((message, index) => [String(9 - index), JSON.stringify({ message })]) }] },
    });
    beforeEach(() => {
      project = new CiProject(["unzip", "terraform", "curl"]);
      seal("api");
      project.write("reviewed.md", review(lines[0]!));
      project.answer("apply", { code: 1 });
      answerState(namespace);
      const change = { after: { key: "s3cr3t-value" }, after_sensitive: { key: true } };
      project.answer("show -json plan", { out: JSON.stringify({ resource_changes: [{ change }] }) });
      project.answer("data-sources", { out: '{"data_sources":[{"url":"https://logs.test"}]}' });
      const second = "::error::cannot connect with s3cr3t-value and the-cockpit-token\u001b[2J ##[add-path]";
      project.answer("query_range", { out: JSON.stringify(values(second, "first")) });
    });

    test("prints the last lines of containers in error, without secrets", () => {
      const { status, output } = run("apply.sh", { COCKPIT_TOKEN });
      expect(status).toBe(1);
      const expected =
        "The last lines of order-a:\n  | first\n  | ::error::cannot connect with ••• and •••[2J ## [add-path]\n";
      expect(output).toContain(expected);
      expect(output).not.toContain("order-b");
      const [search, query] = project.calls("curl");
      expect([search!.header, query!.header]).toEqual([
        "X-Auth-Token: the-secret-key\n",
        "Authorization: Bearer the-cockpit-token\n",
      ]);
      expect(search!.line).toContain("?project_id=the-project&");
      expect(query!.line).toContain('resource_id="a"');
      expect(project.has("cdktf.out")).toBe(false);
    });

    test("searches the default project if the stack does not contain the namespace", () => {
      answerState();
      project.answer("show -json plan", { out: "{}" });
      expect(run("apply.sh", { COCKPIT_TOKEN }).output).toContain("The last lines of order-a:\n");
      expect(project.calls("curl")[0]!.line).not.toContain("project_id");
    });

    test.each([["data-sources"], ["query_range"]])("reports that the logs cannot be read: %s", (part) => {
      project.answer(part, { code: 22 });
      const { status, output } = run("apply.sh", { COCKPIT_TOKEN });
      expect([status, output.match(/^The logs of order-a cannot be read\..*$/gm)?.length]).toEqual([1, 1]);
    });

    test("prints no lines without a token", () => {
      const { status, output } = run("apply.sh");
      expect([status, output.includes("order-a"), project.calls("curl")]).toEqual([1, false, []]);
    });
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
      "differ",
    ],
    [
      "a hash is inside a line",
      () => {
        project.write("reviewed.md", review(...lines.map((line) => `> ${line}`)));
      },
      "differ",
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
      "differ",
    ],
  ])("applies nothing, if %s", (_, change, error) => {
    change();
    const { status, output } = run("apply.sh");
    expect(status).toBe(1);
    expect(output).toMatch(new RegExp(`^error: .*${error}.*\n$`, "m"));
    expect(project.calls()).toEqual([]);
  });

  test("succeeds, and runs nothing, if the review lists no plan and there is none", () => {
    rmSync(`${project.folder}/plans`, { recursive: true });
    project.write("reviewed.md", `fine ${MARKER}\n`);
    expect(run("apply.sh")).toEqual({ status: 0, output: "" });
    expect(project.calls()).toEqual([]);
    expect(project.read("state.md")).toContain("**Nothing to apply.**");
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
