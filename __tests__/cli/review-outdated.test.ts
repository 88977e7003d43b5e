import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plan, stackFolder, terraform, testWithTerraform, useRealTerraform, writeApp } from "../helpers/real-terraform";
import { reportOfStacks } from "../helpers/report-of-stacks";
import { review, useReviewFolder } from "../helpers/review-folder";
import { printedErrors } from "../helpers/run-cli";

useReviewFolder();
useRealTerraform();

testWithTerraform("the first line lists the stacks without a plan, or their number", async () => {
  const stacks = ["api", "b", "c", "d"];
  writeApp(stacks);
  plan("api");
  expect((await reportOfStacks()).verdict).toContain("no plan of b, c, d.");
  writeApp([...stacks, "e"]);
  expect((await reportOfStacks()).verdict).toContain("no plan of 4 stacks.");
});

describe("a plan that is not current", () => {
  testWithTerraform.each([
    ["its configuration has changed", (text: string) => text.replace("the input", "another input"), 2],
    ["only its comments have changed", (text: string) => text.replace('"stackName": "api"', '"stackName": "web"'), 0],
    [
      "only the directory of the local state has changed",
      (text: string) => text.replace(/"path": ".*\//, '"path": "/other/'),
      0,
    ],
    ["another local state is configured", (text: string) => text.replace("terraform.api", "terraform.web"), 2],
    ["nothing has changed since", (text: string) => text, 0],
  ])("has exit code 2 or 0, when %s", async (_, edit, expected) => {
    writeApp(["api"]);
    plan("api");
    const file = join(stackFolder("api"), "cdk.tf.json");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    const { code, err } = await review("--stacks");
    expect([code, printedErrors(err)]).toEqual([
      expected,
      expected === 0
        ? []
        : [{ code: "outdated-plan", text: expect.stringContaining("cdktf.out/stacks/api/plan: ") as string }],
    ]);
  });

  /** A stack with every kind of argument, and its plan in JSON. */
  function writeJsonPlan(): string {
    writeApp(["api"]);
    const file = join(stackFolder("api"), "cdk.tf.json");
    const configuration = JSON.parse(readFileSync(file, "utf8")) as object;
    const terraform_data = {
      x: { input: null, triggers_replace: [], lifecycle: { ignore_changes: ["input"] }, "//": { metadata: {} } },
      y: { input: { a: [1, 2.5, "${terraform_data.x.id}"] }, count: 2, depends_on: ["terraform_data.x"] },
      z: { input: "$${a}", for_each: '${toset(["a"])}' },
    };
    writeFileSync(file, JSON.stringify({ ...configuration, resource: { terraform_data } }));
    plan("api");
    const json = terraform(stackFolder("api"), "show", "-json", "plan");
    rmSync(join(stackFolder("api"), "plan"));
    writeFileSync(join(stackFolder("api"), "plan.json"), json);
    return file;
  }

  testWithTerraform.each([
    ["nothing has changed", (text: string) => text, 0],
    [
      "only comments and the format have changed",
      (text: string) => text.replace('"metadata":{}', '"metadata": {"a": 1}'),
      0,
    ],
    ["a value has changed", (text: string) => text.replace("2.5", "2.6"), 2],
    ["an argument is new", (text: string) => text.replace('"input":null', '"input":"new"'), 2],
    ["an argument is gone", (text: string) => text.replace('"input":"$${a}",', ""), 2],
    ["a reference has changed", (text: string) => text.replace("terraform_data.x.id", "terraform_data.x.output"), 2],
    ["a resource is new", (text: string) => text.replace('"terraform_data":{', '"terraform_data":{"new":{},'), 2],
    ["a resource is gone", (text: string) => text.replace('"z":', '"//":'), 2],
  ])("in JSON has exit code 2 or 0, when %s", async (_, edit, expected) => {
    const file = writeJsonPlan();
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    const json = join(stackFolder("api"), "plan.json");
    const { code, err } = await review(json);
    expect([code, printedErrors(err).map((error) => error.code)]).toEqual([
      expected,
      expected === 0 ? [] : ["outdated-plan"],
    ]);
  });

  testWithTerraform("in JSON is compared by time, if it has no configuration", async () => {
    const file = writeJsonPlan();
    const json = join(stackFolder("api"), "plan.json");
    const { configuration, ...rest } = JSON.parse(readFileSync(json, "utf8")) as { configuration: unknown };
    expect(configuration).toBeDefined();
    writeFileSync(json, JSON.stringify(rest));
    expect((await review(json)).code).toBe(0);
    utimesSync(file, new Date(), new Date(Date.now() + 60_000));
    expect((await review(json)).code).toBe(2);
  });

  testWithTerraform("in JSON is older than the saved plan, or the saved plan is not current", async () => {
    writeApp(["api"]);
    plan("api");
    const json = join(stackFolder("api"), "plan.json");
    writeFileSync(json, terraform(stackFolder("api"), "show", "-json", "plan"));
    expect((await review(json)).code).toBe(0);
    utimesSync(json, new Date(), new Date(0));
    expect(printedErrors((await review(json)).err)).toMatchObject([{ code: "outdated-plan" }]);
    utimesSync(json, new Date(), new Date());
    writeFileSync(join(stackFolder("api"), "extra.tf.json"), "{}");
    expect(printedErrors((await review(json)).err)).toMatchObject([{ code: "outdated-plan" }]);
  });

  testWithTerraform.each(["--stacks", "cdktf.out/stacks/old/plan.json"])(
    "belongs to a removed stack that is not deployed: %s",
    async (argument) => {
      writeApp(["api", "old"]);
      for (const stack of ["api", "old"]) plan(stack);
      writeFileSync("cdktf.out/stacks/old/plan.json", terraform(stackFolder("old"), "show", "-json", "plan"));
      writeApp(["api"]);
      const { code, err } = await review(argument);
      expect([code, printedErrors(err).map((error) => error.code)]).toEqual([2, ["plan-of-removed-stack"]]);
    },
  );

  testWithTerraform("is listed with every other one", async () => {
    writeApp(["api", "web"]);
    for (const stack of ["api", "web"]) plan(stack);
    for (const stack of ["api", "web"]) writeFileSync(join(stackFolder(stack), "a.tf"), "# new\n");
    expect(printedErrors((await review("--stacks")).err).map(({ code }) => code)).toEqual([
      "outdated-plan",
      "outdated-plan",
    ]);
  });
});
