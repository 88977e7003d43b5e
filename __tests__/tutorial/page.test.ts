import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSteps } from "../../scripts/tutorial/steps";
import { runTutorial } from "../../scripts/tutorial/run";

const steps = parseSteps(readFileSync(join(__dirname, "../../docs/tutorial.md"), "utf8"));
const MISSING = "npm run tutorial runs it";

test("the commands of the tutorial that need only Node.js and git print what the page contains", () => {
  const results = runTutorial(steps, { missing: { install: MISSING, terraform: MISSING, engine: MISSING } });
  expect(results.flatMap(({ problem = [] }) => problem)).toEqual([]);
  const ran = results.flatMap(({ step, skipped }) => (skipped === undefined ? step.commands.split("\n") : []));
  expect(ran).toEqual(expect.arrayContaining(["npm test", "npm run typecheck", "npm run test:update"]));
  expect(results).toHaveLength(steps.filter(({ kind }) => kind === "run").length);
});

test("every command that calls a container needs an engine", () => {
  const calls = steps.filter((step) => step.kind === "run" && /curl|docker|local (?:logs|trigger)/.test(step.commands));
  expect(calls).not.toHaveLength(0);
  for (const step of calls) {
    expect(step).toMatchObject({
      needs: expect.arrayContaining([expect.stringMatching(/^(engine|account)$/)]) as unknown,
    });
  }
});
