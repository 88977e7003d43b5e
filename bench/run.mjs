// npm run bench: construct and synth with this library, against the stock bindings; the cold start of scw-containers, against
// loading cdktf alone; the review of a plan of 20 000 resources. About two minutes.
// npm run bench -- --small: the same in seconds, to see that everything runs and that both apps say the same; its times mean nothing.
import { deepEqual, equal } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { prepare, temporaryFolder } from "./apps.mjs";
import { measureCli } from "./cli.mjs";
import { measureReview } from "./review.mjs";

const FULL = { counts: [100, 1000, 3000], rounds: 4, starts: 15, review: {} };
const SMALL = { counts: [20], rounds: 1, starts: 1, review: { resources: 400, runs: 1 } };
const { small } = parseArgs({ options: { small: { type: "boolean" } } }).values;
const { counts, rounds, starts, review } = small ? SMALL : FULL;
const IMPLEMENTATIONS = ["library", "stock"];
// Without it V8 now and then parses a function anew for each stack trace that CDKTF captures: seconds, for either side.
const STEADY_TRACES = "--no-enable-lazy-source-positions";
const root = fileURLToPath(new URL("..", import.meta.url));
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });

node("scripts/build.mjs", ...(small ? ["--if-changed"] : []));
await requireSameResult(counts[0]);

const samples = counts.flatMap((count) =>
  IMPLEMENTATIONS.map((implementation) => ({ implementation, count, runs: [] })),
);
// One after the other and again: what else the machine does meanwhile then hits both alike.
for (let round = 0; round < rounds; round++) {
  for (const { implementation, count, runs } of samples) {
    runs.push(JSON.parse(node(STEADY_TRACES, "bench/case.mjs", implementation, String(count))));
  }
}
print(["N", "this library", "stock L1", "ratio", "peak memory", "stock L1"]);
print(["---:", "---:", "---:", "---:", "---:", "---:"]);
for (const count of counts) {
  const [ours, stock] = IMPLEMENTATIONS.map((implementation) => fastest(implementation, count));
  const ratio = `${(ours.milliseconds / stock.milliseconds).toFixed(2)}x`;
  const times = [ours, stock].map(({ milliseconds }) => `${Math.round(milliseconds)} ms`);
  const memory = [ours, stock].map(({ megabytes }) => `${Math.round(megabytes)} MB`);
  print([count, ...times, ratio, ...memory]);
}

print([]);
print(["cold start", "time", "ratio"]);
print(["---", "---:", "---:"]);
const commands = Object.entries(measureCli(root, starts));
for (const [command, milliseconds] of commands) {
  print([command, `${Math.round(milliseconds)} ms`, `${(milliseconds / commands[0][1]).toFixed(2)}x`]);
}

print([]);
print(["plan review", "plan", "time", "peak memory"]);
print(["---:", "---:", "---:", "---:"]);
const { resources, megabytes, milliseconds, peakMegabytes } = measureReview(root, review);
print([resources, `${Math.round(megabytes)} MB`, `${Math.round(milliseconds)} ms`, `${Math.round(peakMegabytes)} MB`]);

/** Both apps must say the same to Terraform: every attribute, value and output; only ids and paths differ. */
async function requireSameResult(count) {
  const [ours, stock] = await Promise.all(IMPLEMENTATIONS.map((implementation) => synthesize(implementation, count)));
  for (const { resources, outputs } of [ours, stock]) {
    deepEqual(
      resources.map(([type, all]) => [type, all.length]),
      [
        ["scaleway_container", count],
        ["scaleway_container_namespace", count],
      ],
    );
    equal(outputs.length, 2 * count);
  }
  deepEqual(ours, stock);
}

async function synthesize(implementation, count) {
  const synth = await prepare(implementation, count);
  const folder = temporaryFolder();
  try {
    synth(folder.path);
    const { resource, output, provider } = JSON.parse(
      readFileSync(join(folder.path, "stacks", "bench", "cdk.tf.json"), "utf8"),
    );
    const resources = Object.entries(resource).map(([type, all]) => [type, Object.values(all).map(withoutIds).sort()]);
    return { resources: resources.sort(), outputs: Object.entries(output).map(withoutIds).sort(), provider };
  } finally {
    folder.remove();
  }
}

function withoutIds(value) {
  const text = JSON.stringify(value, (key, inner) => (key === "//" ? undefined : inner));
  return text.replaceAll(/\b(scaleway_\w+)\.[\w-]+\./g, "$1.<id>.");
}

/** The fastest round: what else the machine does, and where V8 happens to collect garbage, only ever adds. */
function fastest(implementation, count) {
  const { runs } = samples.find((sample) => sample.implementation === implementation && sample.count === count);
  return runs.reduce((best, run) => (run.milliseconds < best.milliseconds ? run : best));
}

function print(cells) {
  console.log(cells.length === 0 ? "" : `| ${cells.map((cell) => String(cell).padStart(12)).join(" | ")} |`);
}
