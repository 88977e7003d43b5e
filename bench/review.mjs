// scw-containers review on a plan of many resources: a plan of the tests, over and over.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { temporaryFolder } from "./apps.mjs";

const PLAN = "__tests__/review/plans/new-tag-env-and-memory.json";
const RESOURCES = 20_000;
const RUNS = 5;

/** The fastest of some runs, with the most memory of it, and how large the plan is. */
export function measureReview(root) {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, "plan.json");
    const megabytes = writePlan(join(root, PLAN), file);
    const runs = Array.from({ length: RUNS }, () => {
      const start = performance.now();
      const args = ["--require", "./bench/peak.cjs", "dist/cli/main.js", "review", file, "--format", "markdown"];
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: root,
        encoding: "utf8",
        maxBuffer: Infinity,
      });
      if (status !== 0) throw new Error(stderr);
      return { milliseconds: performance.now() - start, peakMegabytes: Number(stderr.trim().split("\n").at(-1)) };
    });
    const [fastest] = runs.sort((a, b) => a.milliseconds - b.milliseconds);
    return { resources: RESOURCES, megabytes, ...fastest };
  } finally {
    folder.remove();
  }
}

/** Every section of the plan as long as that of its changes. */
function writePlan(from, to) {
  const plan = JSON.parse(readFileSync(from, "utf8"));
  const copies = RESOURCES / plan.resource_changes.length;
  const repeated = (list) =>
    Array.from({ length: copies }, (_, index) =>
      JSON.parse(JSON.stringify(list).replaceAll("order-api", `api-${index}`)),
    ).flat();
  plan.resource_changes = repeated(plan.resource_changes);
  plan.resource_drift = repeated(plan.resource_drift);
  plan.prior_state.values.root_module.resources = repeated(plan.prior_state.values.root_module.resources);
  plan.planned_values.root_module.resources = repeated(plan.planned_values.root_module.resources);
  plan.configuration.root_module.resources = repeated(plan.configuration.root_module.resources);
  const text = JSON.stringify(plan);
  writeFileSync(to, text);
  return text.length / 1_000_000;
}
