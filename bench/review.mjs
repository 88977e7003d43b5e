// scw-containers review on a plan of many resources: copies of a plan of the tests, each with names and ids of its own.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { temporaryFolder } from "./apps.mjs";

const PLAN = "__tests__/review/plans/new-tag-env-and-memory.json";
const UUID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** Measures the fastest of some runs, its peak memory, and the size of the plan. */
export function measureReview(root, { resources = 20_000, runs = 5 } = {}) {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, "plan.json");
    const megabytes = writePlan(join(root, PLAN), file, resources);
    const results = Array.from({ length: runs }, () => runReview(root, file));
    const [fastest] = results.sort((a, b) => a.milliseconds - b.milliseconds);
    return { resources, megabytes, ...fastest };
  } finally {
    folder.remove();
  }
}

function runReview(root, file) {
  const start = performance.now();
  const args = ["--require", "./bench/peak.cjs", "dist/cli/main.js", "review", file, "--format", "markdown"];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: Infinity });
  if (status !== 0) throw new Error(stderr);
  return { milliseconds: performance.now() - start, peakMegabytes: Number(stderr.trim().split("\n").at(-1)) };
}

/** Repeats every section of the plan as often as its changes. */
function writePlan(from, to, resources) {
  const plan = JSON.parse(readFileSync(from, "utf8"));
  const copies = Math.ceil(resources / plan.resource_changes.length);
  const repeated = (list) => {
    const text = JSON.stringify(list);
    return Array.from({ length: copies }, (_, index) => JSON.parse(copyOf(text, index))).flat();
  };
  plan.resource_changes = repeated(plan.resource_changes);
  plan.resource_drift = repeated(plan.resource_drift);
  plan.prior_state.values.root_module.resources = repeated(plan.prior_state.values.root_module.resources);
  plan.planned_values.root_module.resources = repeated(plan.planned_values.root_module.resources);
  plan.configuration.root_module.resources = repeated(plan.configuration.root_module.resources);
  const text = JSON.stringify(plan);
  writeFileSync(to, text);
  return text.length / 1_000_000;
}

function copyOf(text, index) {
  const suffix = index.toString(16).padStart(6, "0");
  return text.replaceAll("order-api", `api-${index}`).replaceAll(UUID, (uuid) => uuid.slice(0, -6) + suffix);
}
