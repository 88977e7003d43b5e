// Containers of the local Scaleway on an engine: the apply of examples/first-container, and cold starts, against a start of the same image
// by the engine alone.
import { request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { APP_IMAGE, Images } from "../scripts/e2e/images.mjs";
import { example } from "../scripts/e2e/configurations.mjs";
import { ScalewayProcess } from "../scripts/e2e/server.mjs";
import { Stack, stackEnvironment } from "../scripts/e2e/terraform.mjs";

const SCALE_TO_ZERO_MS = 16 * 60_000;
const RETRY_MS = 5;
const PORT = "8080/tcp";

/** Medians in milliseconds; a text if there is no engine, Terraform or provider. */
export async function measureContainers({ rounds }) {
  const images = await Images.build();
  if (typeof images === "string") return images;
  const server = new ScalewayProcess();
  try {
    await server.start();
    return await measure(server, images, rounds);
  } finally {
    await server.stop();
    await images.remove();
  }
}

async function measure(server, images, rounds) {
  const configuration = example("first-container");
  const stack = new Stack(configuration, stackEnvironment(configuration, server.environment));
  try {
    const problem = await stack.init().catch((error) => error);
    if (problem !== undefined) return problem.message;
    const times = { apply: [], cold: [], engine: [] };
    for (let round = 0; round < rounds; round++) {
      times.apply.push(await timeOf(() => stack.apply()));
      const { urls } = await server.container("order-api");
      await server.control("POST", "clock", { advance_ms: SCALE_TO_ZERO_MS });
      while ((await images.instances(server)).length > 0) await wait(RETRY_MS);
      times.cold.push(await timeOf(() => answer(urls[0])));
      times.engine.push(await timeOfEngine(images.docker));
      await stack.destroy();
    }
    return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
  } finally {
    stack.remove();
  }
}

/** From the start of a container by the engine to its first answer, with the same limits. */
async function timeOfEngine(docker) {
  let container;
  try {
    return await timeOf(async () => {
      container = await docker.createContainer({
        Image: APP_IMAGE,
        Env: ["PORT=8080"],
        ExposedPorts: { [PORT]: {} },
        HostConfig: { PortBindings: { [PORT]: [{ HostIp: "127.0.0.1", HostPort: "" }] }, Memory: 512_000_000 },
      });
      await container.start();
      const { NetworkSettings } = await container.inspect();
      await answer(`http://127.0.0.1:${NetworkSettings.Ports[PORT][0].HostPort}`);
    });
  } finally {
    await container?.remove({ force: true });
  }
}

/** Waits for the first answer. */
async function answer(url) {
  while (!(await isAnswered(url))) await wait(RETRY_MS);
}

function isAnswered(url) {
  return new Promise((resolve) => {
    const sent = request(url, { agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode === 200));
    });
    sent.once("error", () => resolve(false)).end();
  });
}

async function timeOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
