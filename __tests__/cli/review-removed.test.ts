import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportOfStacks, risksIn } from "../helpers/report-of-stacks";
import { useReviewFolder } from "../helpers/review-folder";
import {
  deploy,
  plan,
  stackFolder,
  terraform,
  testWithTerraform,
  useRealTerraform,
  writeApp,
} from "../helpers/real-terraform";

useReviewFolder();
useRealTerraform();

/** An app with a deployed stack whose code is removed, and whose output CDKTF has deleted. */
function removeStack(): void {
  writeApp(["api", "old"]);
  for (const stack of ["api", "old"]) deploy(stack);
  rmSync(stackFolder("old"), { recursive: true });
  writeApp(["api"]);
  plan("api");
}

describe("a deployed stack that has no code any more", () => {
  testWithTerraform("is a critical risk, and the review contains the plan that destroys it", async () => {
    removeStack();
    const result = await reportOfStacks();
    expect(result).toMatchObject({
      severity: "critical",
      stacks: [
        { name: "api", changes: { delete: 0 } },
        { name: "old", changes: { delete: 1 } },
      ],
    });
    expect(risksIn(result)).toEqual(["stack-orphaned old"]);
    expect(result.risks[0]?.what).toContain("terraform.old.tfstate");
    expect(existsSync("cdktf.out/stacks/old/plan")).toBe(true);
  });

  testWithTerraform("keeps its plan in the next review, so that both reports have one hash", async () => {
    removeStack();
    const hashes = async () => (await reportOfStacks()).stacks.map(({ planSha256 }) => planSha256);
    expect(await hashes()).toEqual(await hashes());
  });

  testWithTerraform("is gone after its plan is applied, and so is its directory", async () => {
    removeStack();
    await reportOfStacks();
    terraform(stackFolder("old"), "apply", "-input=false", "plan");
    expect(await reportOfStacks()).toMatchObject({ severity: "none", stacks: [{ name: "api" }] });
    expect(existsSync(stackFolder("old"))).toBe(false);
  });

  testWithTerraform("is planned again after a script has changed its directory", async () => {
    removeStack();
    await reportOfStacks();
    const override = join(stackFolder("old"), "backend_override.tf.json");
    writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: "other.tfstate" } } } }));
    expect(await reportOfStacks()).toMatchObject({ stacks: [{}, { name: "old", changes: { delete: 1 } }] });
    expect(existsSync(override)).toBe(false);
  });

  testWithTerraform("is planned again after its state has changed", async () => {
    removeStack();
    const [before] = (await reportOfStacks()).stacks.slice(1);
    const state = JSON.parse(readFileSync("terraform.old.tfstate", "utf8")) as { serial: number };
    writeFileSync("terraform.old.tfstate", JSON.stringify({ ...state, serial: state.serial + 1 }));
    expect((await reportOfStacks()).stacks[1]?.planSha256).not.toBe(before?.planSha256);
  });

  testWithTerraform("is found by its directory, with an explicit path of the state", async () => {
    const backend = (stack: string) => ({ local: { path: join(process.cwd(), "states", `${stack}.tfstate`) } });
    writeApp(["api", "old"], backend);
    for (const stack of ["api", "old"]) deploy(stack);
    writeApp(["api"], backend);
    plan("api");
    expect(risksIn(await reportOfStacks())).toEqual(["stack-orphaned old"]);
    rmSync(stackFolder("old"), { recursive: true });
    expect(risksIn(await reportOfStacks())).toEqual(["stack-orphaned old"]);
  });

  testWithTerraform("keeps the name of its directory, and its outdated plan is replaced", async () => {
    const backend = (stack: string) => ({ local: { path: join(process.cwd(), "states", `prod-${stack}.tfstate`) } });
    writeApp(["api", "old"], backend);
    for (const stack of ["api", "old"]) deploy(stack);
    writeApp(["api"], backend);
    plan("api");
    expect(risksIn(await reportOfStacks())).toEqual(["stack-orphaned old"]);
  });

  testWithTerraform("is reviewed alone, if the app has no stack any more", async () => {
    writeApp(["old"]);
    deploy("old");
    rmSync(stackFolder("old"), { recursive: true });
    writeApp([]);
    expect(await reportOfStacks()).toMatchObject({
      severity: "critical",
      stacks: [{ name: "old", changes: { delete: 1 } }],
    });
  });

  testWithTerraform("is reported without a plan, if Terraform fails", async () => {
    removeStack();
    const state = readFileSync("terraform.old.tfstate", "utf8");
    writeFileSync(
      "terraform.old.tfstate",
      state.replaceAll("terraform.io/builtin/terraform", "example.invalid/no/such"),
    );
    const result = await reportOfStacks();
    expect(result.stacks[1]).toMatchObject({ name: "old", changes: { delete: 0, unchanged: 1 } });
    expect(risksIn(result)).toEqual(["stack-orphaned old", "stack-orphaned old"]);
    expect(result.risks[1]?.what).toContain("terraform init failed: Error: ");
  });

  testWithTerraform("is reported without a plan, if a stack of the run manages one of its resources", async () => {
    removeStack();
    const state = JSON.parse(readFileSync("terraform.old.tfstate", "utf8")) as { resources: object[] };
    const { resources } = JSON.parse(readFileSync("terraform.api.tfstate", "utf8")) as { resources: object[] };
    const [moved] = resources.map((resource) => ({ ...resource, name: "moved" }));
    writeFileSync("terraform.old.tfstate", JSON.stringify({ ...state, resources: [...state.resources, moved] }));
    const result = await reportOfStacks();
    expect(result.stacks[1]).toMatchObject({ changes: { delete: 0, unchanged: 2 } });
    expect(result.risks[1]?.what).toContain("the stack api manages some of its resources");
  });

  testWithTerraform("is not reported, if its state is a copy of the state of a stack", async () => {
    writeApp(["api"]);
    deploy("api");
    writeFileSync("terraform.renamed.tfstate", readFileSync("terraform.api.tfstate"));
    plan("api");
    expect(risksIn(await reportOfStacks())).toEqual([]);
  });

  testWithTerraform("is not reported, if its state is empty", async () => {
    removeStack();
    await reportOfStacks();
    terraform(stackFolder("old"), "apply", "-input=false", "plan");
    writeFileSync("terraform.empty.tfstate", "");
    expect(risksIn(await reportOfStacks())).toEqual([]);
  });

  testWithTerraform("is ignored by the configuration, and the first line says so", async () => {
    removeStack();
    writeFileSync("scw-review.yaml", "ignoreStates: [terraform.o*.tfstate]\n");
    const result = await reportOfStacks();
    expect(result).toMatchObject({ severity: "none", scope: { ignoredStates: ["terraform.old.tfstate"] } });
    expect(result.verdict).toContain("1 state ignored");
  });

  testWithTerraform("is not the stack of HCL with the default path", async () => {
    writeApp(["api", "hcl"]);
    for (const stack of ["api", "hcl"]) deploy(stack);
    for (const file of ["cdk.tf.json", ".terraform", "plan"])
      rmSync(join(stackFolder("hcl"), file), { recursive: true });
    writeFileSync(join(stackFolder("hcl"), "cdk.tf"), "");
    expect(await reportOfStacks()).toMatchObject({ risks: [], scope: { notPlanned: ["hcl"] } });
  });

  testWithTerraform("gets another name, if a stack of the run has its name", async () => {
    removeStack();
    renameSync("terraform.old.tfstate", "terraform.api.copy.tfstate");
    writeApp(["api"], () => ({ local: { path: join(process.cwd(), "terraform.other.tfstate") } }));
    renameSync("terraform.api.tfstate", "terraform.other.tfstate");
    renameSync("terraform.api.copy.tfstate", "terraform.api.tfstate");
    terraform(stackFolder("api"), "init", "-reconfigure");
    plan("api");
    expect(risksIn(await reportOfStacks())).toEqual(["stack-orphaned api-removed"]);
  });

  testWithTerraform("is reported if a state cannot be read", async () => {
    removeStack();
    writeFileSync("terraform.old.tfstate", '{"encrypted_data": "x"}');
    mkdirSync("terraform.directory.tfstate");
    expect(risksIn(await reportOfStacks())).toEqual(["orphans-unknown api", "orphans-unknown api"]);
  });

  testWithTerraform("is not searched without a manifest, and the first line says so", async () => {
    removeStack();
    rmSync("cdktf.out/manifest.json");
    const result = await reportOfStacks();
    expect(risksIn(result)).toEqual([]);
    expect(result.verdict).toContain("cdktf.out/manifest.json");
  });
});
