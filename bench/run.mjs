// npm run bench: construct and synth with this library, against the stock bindings; the cold start of scw-containers, against
// loading cdktf alone; the review of a plan of 20 000 resources; the local Scaleway with 300 containers. About five minutes.
// npm run bench -- --small: the same in seconds and without Terraform, to see that everything runs and that both apps say the same; its
// times mean nothing.
// npm run bench -- local: only this part; the others are synth, cli, review, and scaling: Terraform on states of up to 300 containers.
import { deepEqual, equal } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { prepare, temporaryFolder } from "./apps.mjs";
import { measureCli } from "./cli.mjs";
import { measureContainers } from "./containers.mjs";
import { measureGateway } from "./gateway.mjs";
import { measureServer, measureTerraform } from "./local.mjs";
import { measureReview } from "./review.mjs";
import { measureState } from "./scaling.mjs";

const FULL = {
  counts: [100, 1000, 3000],
  rounds: 4,
  starts: 15,
  review: {},
  local: { containers: 300, starts: 5, requests: 2000, rounds: 5 },
  scaling: [
    ...[10, 50, 100, 300].map((containers) => ({ containers })),
    { containers: 100, isNamespaceShared: true },
    { containers: 50, settleSeconds: 15 },
    { containers: 50, settleSeconds: 15, parallelism: 50 },
  ],
};
const SMALL = {
  counts: [20],
  rounds: 1,
  starts: 1,
  review: { resources: 400, runs: 1 },
  local: { containers: 20, starts: 1, requests: 20 },
  scaling: [{ containers: 2 }],
};
const { values, positionals } = parseArgs({ options: { small: { type: "boolean" } }, allowPositionals: true });
const { counts, rounds, starts, review, local, scaling } = values.small ? SMALL : FULL;
const PARTS = { synth: benchSynth, cli: benchCli, review: benchReview, local: benchLocal, scaling: benchScaling };
const IMPLEMENTATIONS = ["library", "stock"];
// Without it V8 now and then parses a function anew for each stack trace that CDKTF captures: seconds, for either side.
const STEADY_TRACES = "--no-enable-lazy-source-positions";
const root = fileURLToPath(new URL("..", import.meta.url));
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });

const parts = positionals.length > 0 ? positionals : Object.keys(PARTS);
const unknown = parts.find((part) => PARTS[part] === undefined);
if (unknown !== undefined) throw new Error(`unknown part ${unknown}; expected one of ${Object.keys(PARTS).join(", ")}`);
node("scripts/build.mjs", ...(values.small ? ["--if-changed"] : []));
for (const part of parts) await PARTS[part]();

async function benchSynth() {
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
  const rows = counts.map((count) => {
    const [ours, stock] = IMPLEMENTATIONS.map((implementation) => fastest(samples, implementation, count));
    const times = [ours, stock].map((run) => inMilliseconds(run.milliseconds));
    const memory = [ours, stock].map((run) => inMegabytes(run.megabytes));
    return [count, ...times, ratio(ours.milliseconds, stock.milliseconds), ...memory];
  });
  print(["N", "this library", "stock L1", "ratio", "peak memory", "stock L1"], rows);
}

function benchCli() {
  const commands = Object.entries(measureCli(root, starts));
  const rows = commands.map(([command, time]) => [command, inMilliseconds(time), ratio(time, commands[0][1])]);
  print(["cold start", "time", "ratio"], rows);
}

function benchReview() {
  const { resources, megabytes, milliseconds, peakMegabytes } = measureReview(root, review);
  const row = [resources, inMegabytes(megabytes), inMilliseconds(milliseconds), inMegabytes(peakMegabytes)];
  print(["plan review", "plan", "time", "peak memory"], [row]);
}

async function benchLocal() {
  const { containers } = local;
  const { readyMilliseconds, idleMegabytes, requests, milliseconds, peakMegabytes } = await measureServer(root, local);
  print(
    ["local Scaleway", "ready", "idle memory", "requests", "time", "peak memory"],
    [
      [
        `${containers} containers`,
        inMilliseconds(readyMilliseconds),
        inMegabytes(idleMegabytes),
        requests,
        inMilliseconds(milliseconds),
        inMegabytes(peakMegabytes),
      ],
    ],
  );
  const { direct, gateway } = await measureGateway(root, local);
  const medians = [direct, gateway, gateway - direct].map((each) => `${each.toFixed(2)} ms`);
  print(["warm request, p50", "direct", "gateway", "overhead", "ratio"], [["", ...medians, ratio(gateway, direct)]]);
  if (values.small) return;
  await benchContainers();
  const steps = await measureTerraform(root, containers);
  if (steps === undefined) {
    console.log("Skipped Terraform: Terraform or the provider is missing.");
    return;
  }
  const rows = steps.map(({ step, seconds, terraformSeconds, serverSeconds }) => {
    const [time, terraform, server] = [seconds, terraformSeconds, serverSeconds].map((each) => `${each.toFixed(1)} s`);
    return [step, time, terraform, server, `${((100 * serverSeconds) / terraformSeconds).toFixed(1)} %`];
  });
  print([`${containers} containers`, "time", "CPU of Terraform", "CPU of the server", "share"], rows);
}

async function benchScaling() {
  const rows = [];
  for (const size of scaling) {
    const result = await measureState(root, size);
    if (result === undefined) {
      console.log("Skipped states: Terraform or the provider is missing.");
      return;
    }
    const { containers, isNamespaceShared, parallelism = 10, settleSeconds = 0 } = size;
    const { resources, apply, plan, stateMegabytes } = result;
    const times = [apply, plan].flatMap(({ seconds, cpuSeconds }) => [seconds, cpuSeconds]);
    const inSeconds = times.map((each) => `${each.toFixed(1)} s`);
    const setting = `${isNamespaceShared ? "shared namespace" : "own namespaces"}, ready after ${settleSeconds} s`;
    rows.push([containers, setting, parallelism, resources, ...inSeconds, `${stateMegabytes.toFixed(1)} MB`]);
  }
  const header = ["containers", "setting", "parallelism", "resources", "apply", "CPU", "plan", "CPU", "state"];
  print(header, rows);
}

async function benchContainers() {
  const times = await measureContainers(local);
  if (typeof times === "string") {
    console.log(`Skipped containers: ${times}`);
    return;
  }
  const { apply, cold, engine } = times;
  const row = ["", ...[apply, cold, engine, cold - engine].map(inMilliseconds), ratio(cold, engine)];
  print(["containers, p50", "apply", "cold start", "engine alone", "overhead", "ratio"], [row]);
}

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
function fastest(samples, implementation, count) {
  const { runs } = samples.find((sample) => sample.implementation === implementation && sample.count === count);
  return runs.reduce((best, run) => (run.milliseconds < best.milliseconds ? run : best));
}

function inMilliseconds(number) {
  return `${Math.round(number)} ms`;
}

function inMegabytes(number) {
  return `${Math.round(number)} MB`;
}

function ratio(number, base) {
  return `${(number / base).toFixed(2)}x`;
}

/** Prints a table of Markdown, and an empty line. */
function print(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).padStart(12)).join(" | ")} |`;
  console.log([header, header.map((_, index) => (index === 0 ? "---" : "---:")), ...rows].map(line).join("\n"), "\n");
}
