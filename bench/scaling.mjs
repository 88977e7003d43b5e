// Terraform and the provider on states of different sizes, against a local Scaleway without an engine.
import { statSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import local from "local-scaleway";
import { hasTerraform, Stack, stackEnvironment } from "../scripts/e2e/terraform.mjs";
import { cpuSecondsOf, withServer } from "./local.mjs";
import { synthesizeServices } from "./services.mjs";

/** Applies and plans one state, which is the size of each of several states; undefined if Terraform or the provider is missing. */
export function measureState(root, { containers, isNamespaceShared = false, parallelism = 10, settleSeconds = 0 }) {
  return withServer(root, async ({ url, state }) => {
    await settle(url, state, settleSeconds);
    const configuration = await synthesizeServices(containers, isNamespaceShared);
    const environment = stackEnvironment(configuration, local.localEnvironment(url, process.env));
    if (!(await hasTerraform(environment))) return undefined;
    const stack = new Stack(configuration, environment);
    try {
      if (await stack.init().catch((error) => error)) return undefined;
      const common = ["-input=false", "-no-color", `-parallelism=${parallelism}`];
      const apply = await timed(["apply", "-auto-approve", ...common], stack);
      const plan = await timed(["plan", ...common], stack);
      const stateMegabytes = statSync(join(stack.folder, "terraform.tfstate")).size / 1_000_000;
      return { resources: countResources(configuration), apply, plan, stateMegabytes };
    } finally {
      stack.remove();
    }
  });
}

/** How long Scaleway takes to create something, which the provider waits for. */
async function settle(url, state, seconds) {
  const answer = await fetch(`${url}/local/v1/settings`, {
    method: "PUT",
    headers: { "x-local-token": readFileSync(join(state, "token"), "utf8") },
    body: JSON.stringify({ settle_ms: seconds * 1000 }),
  });
  if (!answer.ok) throw new Error(`The setting is rejected: ${await answer.text()}`);
}

async function timed(args, stack) {
  const start = performance.now();
  const cpuSeconds = await cpuSecondsOf(args, stack);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds };
}

function countResources({ resource }) {
  return Object.values(resource).reduce((sum, all) => sum + Object.keys(all).length, 0);
}
