import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CiProject, isInstalled } from "../helpers/ci-project";

const EXAMPLE = join(__dirname, "../../examples/alert");
const FILES = ["rules.sh", "rules/metrics.yaml", "rules/logs.yaml"];
const OUTPUTS = {
  metrics_url: { value: "https://metrics.example.com" },
  logs_url: { value: "https://logs.example.com" },
};

let project: CiProject;
beforeEach(() => {
  project = new CiProject(["curl", "terraform"]);
  for (const name of FILES) project.write(`ci/${name}`, readFileSync(join(EXAMPLE, name)));
});
afterEach(() => {
  project.remove();
});
const run = (env: Record<string, string> = { SCW_SECRET_KEY: "the-secret" }) =>
  project.run("rules.sh", env, ["cdktf.out/stacks/shop"]);

(isInstalled("bash", "jq") ? describe : describe.skip)("the script of the alert rules", () => {
  test("sends each file to the URL of its data source, and keeps the secret out of the arguments", () => {
    project.answer("terraform -chdir=cdktf.out/stacks/shop output -json", { out: JSON.stringify(OUTPUTS) });
    expect(run().status).toBe(0);
    const calls = project.calls("curl");
    expect(calls.map(({ line }) => line.split(" ").at(-1))).toEqual([
      "https://metrics.example.com/prometheus/config/v1/rules/shop",
      "https://logs.example.com/loki/api/v1/rules/shop",
    ]);
    expect(calls.map(({ line }) => /@(\S+\.yaml)/.exec(line)?.[1])).toEqual([
      "ci/rules/metrics.yaml",
      "ci/rules/logs.yaml",
    ]);
    expect(calls.every(({ line, header }) => header.includes("the-secret") && !line.includes("the-secret"))).toBe(true);
  });

  test("sends nothing if the stack has no URL, or without a key", () => {
    project.answer("output -json", { out: "{}" });
    expect([run().status, run({}).status]).toEqual([1, 1]);
    expect(project.calls("curl")).toEqual([]);
  });
});

test.each(["metrics", "logs"])("the rules of %s have a name, an expression and a text", (kind) => {
  const { rules } = parse(readFileSync(join(EXAMPLE, `rules/${kind}.yaml`), "utf8")) as {
    rules: Record<string, unknown>[];
  };
  for (const rule of rules) {
    expect(rule).toMatchObject({ alert: expect.any(String), expr: expect.any(String), for: expect.any(String) });
    expect(rule).toHaveProperty("annotations.summary");
  }
});
