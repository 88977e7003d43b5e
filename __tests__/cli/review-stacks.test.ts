import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixture, folder, plans, review, useReviewFolder } from "../helpers/review-folder";
import { printedErrors, runCli, runCliWith } from "../helpers/run-cli";

useReviewFolder();

describe("a review of stacks", () => {
  /** A program that shows what stands beside the plan. */
  function install(name: string, script = 'cat "${1#-chdir=}/$5.json"') {
    mkdirSync("bin", { recursive: true });
    writeFileSync(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${script}\n`);
    chmodSync(`bin/${name}`, 0o755);
    // No other Terraform, but what a shell needs.
    for (const tool of ["sh", "cat"]) if (!existsSync(`bin/${tool}`)) symlinkSync(`/bin/${tool}`, `bin/${tool}`);
    process.env["PATH"] = join(folder, "bin");
    delete process.env["TERRAFORM_BINARY_NAME"];
  }

  function stack(name: string, plan: string, file = "plan") {
    const place = join("cdktf.out/stacks", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, "cdk.tf.json"),
      readFileSync(join(plans, "paths/cdk.tf.json"), "utf8")
        .replaceAll("order-api/", `${name}/`)
        .replace('"stackName": "order-api"', `"stackName": "${name}"`),
    );
    // A plan is newer than its configuration, and its JSON is newer than the plan.
    writeFileSync(join(place, file), `PK\u0003\u0004${name}`);
    writeFileSync(join(place, `${file}.json`), readFileSync(fixture(plan)));
  }

  const sha256 = (name: string) => createHash("sha256").update(`PK\u0003\u0004${name}`).digest("hex");

  test("shows on a terminal what it does, and ends the progress, also after an error", async () => {
    install("terraform");
    stack("api", "made-public");
    stack("web", "redeploy-new-digest");
    const progress: string[] = [];
    const run = () => runCliWith({ progress: (text) => progress.push(text) }, "review", "--stacks");
    expect((await run()).code).toBe(0);
    const isReading = (text: string) => text.endsWith(" MB of plans");
    expect(progress.filter((text) => !isReading(text))).toEqual([
      "Reading 0 of 2 plans",
      "Reading 1 of 2 plans",
      "Looking for removed stacks",
      "Reviewing 2 plans",
      "",
    ]);
    expect(progress.filter(isReading).length).toBeGreaterThan(10);
    install("terraform", "exit 1");
    expect((await run()).code).toBe(1);
    expect(progress.slice(-2)).toEqual(["Reading 0 of 2 plans", ""]);
  });

  test.each(["terraform", "tofu"])(
    "shows the plans that cdktf diff left with %s, and how to apply just them",
    async (tool) => {
      install(tool);
      stack("api", "made-public");
      stack("web", "redeploy-new-digest");
      const { code, out, err } = await review("--stacks");
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/\b2 stacks\b/);
      expect(out).toContain("- `api/api/nightly`");
      expect(out.slice(out.indexOf("#### Apply"))).toContain(
        ["api", "web"]
          .flatMap((name) => [
            `echo '${sha256(name)}  cdktf.out/stacks/${name}/plan' | sha256sum --check`,
            `${tool} -chdir=cdktf.out/stacks/${name} apply plan`,
          ])
          .join("\n"),
      );
      expect(readFileSync("calls", "utf8").split("\n").filter(Boolean)).toEqual(
        ["api", "web"].map((name) => `${tool} -chdir=cdktf.out/stacks/${name} show -json -no-color plan`),
      );
      expect(JSON.parse((await review("--stacks", "--format", "json")).out)).toMatchObject({
        stacks: [{ name: "api", planSha256: sha256("api") }, {}],
      });
    },
  );

  test.each([
    ["my-tofu", (name: string) => name],
    ["my tofu", (name: string) => `'${join(folder, "bin", name)}'`],
  ])("runs the program that CDKTF runs, in another folder: %s", async (name, command) => {
    install(name);
    process.env["TERRAFORM_BINARY_NAME"] = name.includes(" ") ? join(folder, "bin", name) : name;
    stack("api", "made-public");
    const apply = `${command(name)} -chdir=cdktf.out/stacks/api apply plan`;
    expect((await review("--stacks", "cdktf.out")).out).toContain(apply);
    expect((await review("cdktf.out/stacks/api/plan.json")).out).toContain(apply);
  });

  /** The file that init writes beside the plan. */
  const lockProviders = (registry: string) => {
    writeFileSync("cdktf.out/stacks/api/.terraform.lock.hcl", `provider "${registry}/scaleway/scaleway" {}\n`);
  };

  test.each([
    ["registry.opentofu.org", "tofu"],
    ["registry.terraform.io", "terraform"],
  ])("runs the program with the providers of %s first, if both are installed", async (registry, program) => {
    for (const name of ["terraform", "tofu"]) install(name);
    stack("api", "made-public");
    lockProviders(registry);
    expect((await review("--stacks")).out).toContain(`${program} -chdir=cdktf.out/stacks/api apply plan`);
    expect(readFileSync("calls", "utf8").split("\n")).toHaveLength(2);
  });

  test("runs the other program, if the first one cannot read the plan", async () => {
    install("terraform", "exit 1");
    install("tofu");
    stack("api", "made-public");
    expect((await review("--stacks")).out).toContain("tofu -chdir=cdktf.out/stacks/api apply plan");
  });

  test.each([
    ["registry.opentofu.org", "Terraform v1.11.4", "TERRAFORM_BINARY_NAME=tofu."],
    ["registry.terraform.io", "OpenTofu v1.10.6", "TERRAFORM_BINARY_NAME=terraform."],
    ["registry.opentofu.org", "OpenTofu v1.10.6", ""],
    ["registry.terraform.io", "Terraform v1.11.4", ""],
  ])(
    "says which product made a plan with the providers of %s that %s cannot read",
    async (registry, version, remedy) => {
      install("program", `if [ "$1" = version ]; then echo "${version}"; exit; fi; echo "Error: no" >&2; exit 1`);
      process.env["TERRAFORM_BINARY_NAME"] = "program";
      stack("api", "made-public");
      lockProviders(registry);
      const { code, err } = await review("--stacks");
      expect([code, printedErrors(err)]).toEqual([
        1,
        [{ text: expect.stringMatching(`: Error: no(\\. .*|)$`) as string }],
      ]);
      expect(err.includes("TERRAFORM_BINARY_NAME")).toBe(remedy !== "");
      expect(err).toContain(remedy);
    },
  );

  test("applies a plan of OpenTofu in JSON with OpenTofu", async () => {
    install("nothing");
    const text = readFileSync(fixture("opentofu-create"), "utf8");
    writeFileSync("plan.json", text);
    writeFileSync("compact.json", JSON.stringify(JSON.parse(text)));
    writeFileSync("other.json", readFileSync(fixture("create")));
    for (const file of ["plan.json", "compact.json"]) expect((await review(file)).out).toContain("\ntofu apply #");
    expect((await review("other.json")).out).toContain("\nterraform apply #");
  });

  test("names the program that CDKTF runs in its messages", async () => {
    process.env["TERRAFORM_BINARY_NAME"] = "/opt/my tools/tofu";
    mkdirSync("cdktf.out/stacks/api", { recursive: true });
    writeFileSync("saved", "PK\u0003\u0004");
    writeFileSync("state.json", '{"values": {}}');
    const command = "'/opt/my tools/tofu' ";
    for (const args of [["saved"], ["state.json"], ["--stacks"], ["--help"]])
      expect(Object.values(await review(...args)).join("")).toContain(command);
    expect((await runCli("--help")).out).toContain(command);
  });

  test.each([
    ['echo "Error: no provider" >&2; exit 1', "Error: no provider"],
    ["exit 3", " 3"],
    ["kill -9 $$", "SIGKILL"],
  ])("fails with what the program said, or how it ended, with code 1: %s", async (script, said) => {
    install("terraform", script);
    stack("api", "made-public");
    const { code, err } = await review("--stacks");
    expect([code, printedErrors(err)]).toEqual([
      1,
      [{ text: expect.stringMatching(`^terraform .*cdktf.out/stacks/api/plan: .*${said}$`) as string }],
    ]);
  });

  test("names a stack by its folder, when its cdk.tf.json has no name, and quotes it for a shell", async () => {
    install("terraform");
    stack("it's", "made-public");
    writeFileSync("cdktf.out/stacks/it's/cdk.tf.json", "{}");
    writeFileSync("cdktf.out/stacks/it's/plan", "PK\u0003\u0004it's");
    expect(JSON.parse((await review("--stacks", "--format", "json")).out)).toMatchObject({
      stacks: [{ name: "it's" }],
    });
    expect((await review("--stacks")).out).toContain("terraform -chdir='cdktf.out/stacks/it'\\''s' apply plan");
  });

  test("fails where there is neither, with code 1", async () => {
    install("nothing");
    stack("api", "made-public");
    const { code, err } = await review("--stacks");
    expect([code, printedErrors(err)]).toEqual([
      1,
      [{ text: expect.stringMatching(/\bterraform\b.*\btofu\b.*\bPATH\b/) as string }],
    ]);
  });

  test("names a program in TERRAFORM_BINARY_NAME that does not exist, with code 1", async () => {
    install("terraform");
    stack("api", "made-public");
    process.env["TERRAFORM_BINARY_NAME"] = "terrafrom";
    const { code, err } = await review("--stacks");
    expect([code, printedErrors(err)]).toEqual([
      1,
      [{ text: expect.stringMatching(/^TERRAFORM_BINARY_NAME\b.*\bterrafrom\b/) as string }],
    ]);
  });

  test("names the commands that plan a stack without a plan", async () => {
    mkdirSync("cdktf.out/stacks/api", { recursive: true });
    const folder = "terraform -chdir=cdktf.out/stacks/api";
    const { code, err } = await review("--stacks");
    expect([code, printedErrors(err)]).toEqual([
      2,
      [{ code: "no-plan", text: expect.stringContaining(`${folder} init && ${folder} plan -out=plan.`) as string }],
    ]);
  });

  test("names the command that converts a saved plan in another directory", async () => {
    stack("api", "made-public");
    const { code, err } = await review("cdktf.out/stacks/api/plan");
    expect(code).toBe(2);
    expect(err).toContain("terraform -chdir=cdktf.out/stacks/api show -json plan > cdktf.out/stacks/api/plan.json,");
  });

  test("fails for a stack with two plans, with code 2", async () => {
    install("terraform");
    stack("api", "made-public");
    stack("api", "made-public", "old.tfplan");
    const { code, out, err } = await review("--stacks");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error.*: cdktf\.out\/stacks\/api: .*old\.tfplan, plan/);
  });

  test("knows the saved plan beside one that is JSON", async () => {
    install("terraform");
    stack("api", "made-public");
    expect((await review("cdktf.out/stacks/api/plan.json")).out).toContain(
      `echo '${sha256("api")}  cdktf.out/stacks/api/plan' | sha256sum --check`,
    );
  });
});
