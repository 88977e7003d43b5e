// npm run e2e: the real Terraform (or OpenTofu, with TERRAFORM_BINARY_NAME=tofu) and the real provider against a local Scaleway.
// Every example is applied, plans empty, and is destroyed. Then each setting is changed alone, and drift is repaired.
// Usage: node scripts/e2e/main.mjs [name...]   runs only the examples with these names; "resources", "changes", "drift", "status", "faults" and "containers" are the other
// parts. "containers" needs a container engine, and a name of its steps after it runs only this step
import { readFileSync, readdirSync } from "node:fs";
import { BASE, CHANGES, changed } from "./changes.mjs";
import { CONTAINERS } from "./containers.mjs";
import { FAULTS, applyWithFault } from "./faults.mjs";
import { Images } from "./images.mjs";
import { LIFE } from "./life.mjs";
import { NOT_EMULATED, PREREQUISITES } from "./prerequisites.mjs";
import { expectEqual } from "./requests.mjs";
import { Scaleway, ScalewayProcess } from "./server.mjs";
import { checkStatus } from "./status.mjs";
import { hasTerraform, Stack, stackEnvironment, supportsEphemeral } from "./terraform.mjs";
import { TRIGGERS } from "./triggers.mjs";

const selected = process.argv.slice(2);
const scaleway = new Scaleway();
const failures = [];
let passed = 0;

await scaleway.start();
try {
  const reason = await missingTool();
  if (reason === undefined) await runAll();
  else console.log(`Skipped everything: ${reason}`);
} finally {
  await scaleway.stop();
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function missingTool() {
  if (!(await hasTerraform(scaleway.environment))) return "Terraform is not installed.";
  const stack = new Stack(BASE, scaleway.environment);
  try {
    await stack.init();
    return undefined;
  } catch (error) {
    return `the provider cannot be installed. ${error.message}`;
  } finally {
    stack.remove();
  }
}

async function runAll() {
  for (const name of examples()) {
    if (selected.length > 0 && !selected.includes(name)) continue;
    if (NOT_EMULATED[name] !== undefined) console.log(`skipped  ${name}: ${NOT_EMULATED[name]}`);
    else await step(name, () => applyExample(name));
  }
  if (selected.length === 0 || selected.includes("resources")) await step("resources", applyAllResources);
  if (selected.length === 0 || selected.includes("changes")) await withBase(changeEachSetting);
  if (selected.length === 0 || selected.includes("drift")) await withBase(repairDrift);
  if (selected.length === 0 || selected.includes("status"))
    await step("status", () => withBase((stack) => checkStatus(stack, scaleway)));
  if (selected.length === 0 || selected.includes("faults")) await surviveFaults();
  if (selected.length === 0 || selected.includes("containers")) await runContainers();
}

async function step(name, work) {
  const start = performance.now();
  try {
    await work();
    passed++;
    console.log(`passed   ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures.push(name);
    console.log(`FAILED   ${name}: ${error.message}`);
  }
}

function examples() {
  const files = readdirSync("examples", { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  const ending = "/cdk.tf.json";
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

async function applyExample(name) {
  await scaleway.control("POST", "reset");
  const ids = await prepare(PREREQUISITES[name] ?? []);
  await applyAndDestroy(JSON.parse(withIds(readFileSync(`examples/${name}/cdk.tf.json`, "utf8"), ids)));
}

/** Every resource and data source that is emulated, also those that no example has. */
async function applyAllResources() {
  await scaleway.control("POST", "reset");
  const { ephemeral, ...configuration } = JSON.parse(readFileSync("scripts/e2e/resources.json", "utf8"));
  const hasEphemeral = await supportsEphemeral(scaleway.environment);
  if (!hasEphemeral) console.log("skipped  ephemeral resources: they require Terraform 1.10 or OpenTofu 1.11");
  await applyAndDestroy(hasEphemeral ? { ...configuration, ephemeral } : configuration);
}

async function applyAndDestroy(configuration) {
  const before = await scaleway.objects();
  const stack = new Stack(configuration, stackEnvironment(configuration, scaleway.environment));
  try {
    await stack.init();
    await stack.apply();
    expectEqual("the second plan", await stack.plan(), {});
    await stack.destroy();
    // An adopted object is destroyed too.
    const left = (await scaleway.objects()).filter((object) => !before.includes(object));
    expectEqual("the objects after destroy", left, []);
  } finally {
    stack.remove();
  }
}

/** Creates what an example expects, and returns the IDs by the texts that stand for them. */
async function prepare(requests) {
  const ids = new Map();
  for (const { path, control, body, replaces } of requests) {
    const content = JSON.parse(withIds(JSON.stringify(body), ids));
    if (control !== undefined) await scaleway.control("POST", control, content);
    else {
      const { id } = await scaleway.call("POST", withIds(path, ids), content);
      if (replaces !== undefined) ids.set(replaces, id);
    }
  }
  return ids;
}

/** Names of secrets stand for IDs in paths only. */
function withIds(text, ids) {
  return [...ids].reduce((result, [old, id]) => {
    const isId = /^[\d-]+$/.test(old);
    return isId ? result.replaceAll(old, id) : result.replaceAll(`/secrets/${old}/`, `/secrets/${id}/`);
  }, text);
}

async function withBase(work) {
  await scaleway.control("POST", "reset");
  const stack = new Stack(BASE, stackEnvironment(BASE, scaleway.environment));
  try {
    await stack.init();
    await stack.apply();
    await work(stack);
    await stack.destroy();
  } finally {
    stack.remove();
  }
}

async function changeEachSetting(stack) {
  for (const change of CHANGES) {
    await step(`${change.address} ${change.name} = ${JSON.stringify(change.value)}`, async () => {
      for (const configuration of [changed(change), BASE]) {
        stack.write(configuration);
        expectEqual("the plan", await stack.plan(), { [change.address]: "update" });
        await stack.apply();
        expectEqual("the second plan", await stack.plan(), {});
      }
    });
  }
}

/** What somebody changes or deletes at the API is in the next plan, and is repaired. */
async function repairDrift(stack) {
  const regional = "/containers/v1/regions/fr-par";
  const [{ id: container }] = (await scaleway.call("GET", `${regional}/containers`)).containers;
  const [{ id: trigger }] = (await scaleway.call("GET", `${regional}/triggers`)).triggers;
  const repairs = async (name, expected, work) =>
    step(name, async () => {
      await work();
      expectEqual("the plan", await stack.plan(), expected);
      await stack.apply();
      expectEqual("the second plan", await stack.plan(), {});
    });
  await repairs("a changed container", { "scaleway_container.api": "update" }, () =>
    scaleway.call("PATCH", `${regional}/containers/${container}`, { max_scale: 3, environment_variables: { A: "b" } }),
  );
  await repairs("a changed secret", { "scaleway_container.api": "update" }, () =>
    scaleway.call("PATCH", `${regional}/containers/${container}`, { secret_environment_variables: { KEPT: "other" } }),
  );
  await repairs("a deleted trigger", { "scaleway_container_trigger.nightly": "create" }, () =>
    scaleway.call("DELETE", `${regional}/triggers/${trigger}`),
  );
  await repairs(
    "a deleted container",
    { "scaleway_container.api": "create", "scaleway_container_trigger.nightly": "create" },
    () => scaleway.call("DELETE", `${regional}/containers/${container}`),
  );
}

/** After each fault, the stack can be applied, and then plans nothing. */
async function surviveFaults() {
  for (const fault of FAULTS) {
    const { operation, status, delay_ms, answer_lost } = fault;
    await step(`${operation} with ${JSON.stringify({ status, delay_ms, answer_lost })}`, async () => {
      await scaleway.control("POST", "reset");
      const stack = new Stack(BASE, stackEnvironment(BASE, scaleway.environment));
      try {
        await stack.init();
        await applyWithFault(fault, stack, scaleway);
        expectEqual("the second plan", await stack.plan(), {});
        await stack.destroy();
      } finally {
        stack.remove();
      }
    });
  }
}

/** Containers that run: on an engine, with a server in a process of its own. */
async function runContainers() {
  const images = await Images.build();
  if (typeof images === "string") {
    console.log(`skipped  containers: ${images}`);
    return;
  }
  const server = new ScalewayProcess();
  await server.start();
  try {
    for (const [name, work] of Object.entries({ ...CONTAINERS, ...TRIGGERS, ...LIFE })) {
      if (selected.length > 1 && !selected.includes(name)) continue;
      await step(name, async () => {
        await server.control("POST", "reset");
        await work(server, images);
      });
    }
  } finally {
    await server.stop();
    await images.remove();
  }
}
