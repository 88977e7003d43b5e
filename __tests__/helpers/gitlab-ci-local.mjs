// Reads pipelines from stdin. Prints the problems that GitLab's schema finds in the file of each, and its jobs.
// A separate process, because gitlab-ci-local consists of ES modules.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { handler } from "gitlab-ci-local/src/handler.js";
import schema from "gitlab-ci-local/src/schema/index.js";
import { WriteStreamsMock } from "gitlab-ci-local/src/write-streams.js";
import { parse } from "yaml";

// gitlab-ci-local optimizes the validator, which takes three times as long as using it a few times.
const ajv = new Ajv({ strict: false, validateFormats: false, inlineRefs: false, code: { optimize: false } });
const results = [];
for (const { file, branch, variables } of JSON.parse(readFileSync(0, "utf8"))) {
  execFileSync("git", ["checkout", "-B", branch], { stdio: "ignore" });
  const streams = new WriteStreamsMock();
  const variable = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  await handler({ cwd: ".", file, listCsv: true, jsonSchemaValidation: false, variable }, streams);
  ajv.validate(schema, parse(readFileSync(".gitlab-ci-local/expanded-gitlab-ci.yml", "utf8")));
  const jobsOn = (when) =>
    streams.stdoutLines.flatMap((line) => (line.includes(`;${when};`) ? line.split(";", 1) : []));
  results.push({ problems: ajv.errors, jobs: jobsOn("on_success"), afterFailure: jobsOn("on_failure") });
}
console.log(JSON.stringify(results));
