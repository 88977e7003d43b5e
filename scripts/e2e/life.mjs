// The life of instances: load, scaling, redeployments under load, two servers, and a server that is killed.
import { setTimeout as wait } from "node:timers/promises";
import { oneContainer } from "./configurations.mjs";
import { withStack } from "./containers.mjs";
import { eventually, expectEqual, send, sendMany } from "./requests.mjs";
import { ScalewayProcess } from "./server.mjs";

const MINUTE_MS = 60_000;
const ERRORS_SHOWN = 3;

export const LIFE = {
  "2000 requests at 50 at a time": scaleUnderLoad,
  "scale to zero and a cold start": scaleToZero,
  "a redeployment under load": redeployUnderLoad,
  "two projects at once": runTwoProjects,
  "a server that is killed": surviveKill,
};

async function scaleUnderLoad(server, images) {
  const settings = { max_scale: 3, scaling_option: [{ concurrent_requests_threshold: 10 }] };
  await withContainer(settings, server, async (url) => {
    const answers = await sendMany(`${url}/?ms=20`, { requests: 2000, concurrency: 50 });
    expectNoErrors(answers);
    expectEqual("the answers", answers.length, 2000);
    const used = new Set(answers.map(({ content }) => JSON.parse(content).instance));
    expectEqual("the instances", [used.size, (await images.instances(server)).length], [3, 3]);
  });
}

async function scaleToZero(server, images) {
  await withContainer({}, server, async (url) => {
    await server.control("POST", "clock", { advance_ms: 14 * MINUTE_MS });
    expectEqual("the instances after 14 minutes", (await images.instances(server)).length, 1);
    await server.control("POST", "clock", { advance_ms: 2 * MINUTE_MS });
    await eventually("the instances after 16 minutes", () => images.instances(server), []);
    expectEqual("the answer of a cold start", (await send(url)).status, 200);
    expectEqual("the instances after a request", (await images.instances(server)).length, 1);
  });
  await withContainer({ min_scale: 2, max_scale: 2 }, server, async () => {
    await eventually("the instances", async () => (await images.instances(server)).length, 2);
    await server.control("POST", "clock", { advance_ms: 60 * MINUTE_MS });
    await wait(1000);
    expectEqual("the instances that stay", (await images.instances(server)).length, 2);
  });
}

async function redeployUnderLoad(server, images) {
  await withContainer({ environment_variables: { VERSION: "1" } }, server, async (url, stack) => {
    let isDeploying = true;
    const answers = [];
    const sendUntilDeployed = async () => {
      while (isDeploying) answers.push(await send(`${url}/?ms=20`));
    };
    const clients = Array.from({ length: 10 }, sendUntilDeployed);
    try {
      for (const VERSION of ["2", "3"]) {
        stack.write(oneContainer({ environment_variables: { VERSION } }));
        await stack.apply();
      }
    } finally {
      isDeploying = false;
      await Promise.all(clients);
    }
    expectNoErrors(answers);
    const versions = answers.map(({ content }) => JSON.parse(content).version);
    expectEqual("the versions that answered", [...new Set(versions)].sort().slice(0, 2), ["1", "2"]);
    expectEqual("the version that serves", JSON.parse((await send(url)).content).version, "3");
    await eventually("the instances", async () => (await images.instances(server)).length, 1);
  });
}

async function runTwoProjects(server, images) {
  const other = new ScalewayProcess();
  await other.start();
  try {
    await withContainer({ environment_variables: { VERSION: "here" } }, server, async (url) => {
      await withContainer({ environment_variables: { VERSION: "there" } }, other, async (otherUrl) => {
        const answers = await Promise.all([send(url), send(otherUrl)]);
        const versions = answers.map(({ content }) => JSON.parse(content).version);
        expectEqual("the versions", versions, ["here", "there"]);
      });
      expectEqual("the answer after the other destroy", (await send(url)).status, 200);
    });
  } finally {
    await other.stop();
  }
  expectEqual("the instances of the other server", await images.instances(other), []);
}

async function surviveKill(_, images) {
  const server = new ScalewayProcess();
  await server.start();
  try {
    await withContainer({ min_scale: 1 }, server, async (url) => {
      const orphans = await images.instances(server);
      await server.kill();
      expectEqual("the orphans of the killed server", [orphans.length, await images.instances(server)], [1, orphans]);
      await server.start();
      expectEqual("the answer after the restart", (await send(url)).status, 200);
      const instances = await images.instances(server);
      expectEqual(
        "the orphans that are left",
        instances.filter((id) => orphans.includes(id)),
        [],
      );
    });
  } finally {
    await server.stop();
  }
  expectEqual("the instances of a stopped server", await images.instances(server), []);
}

/** Deploys one container, and calls a function with its URL. */
async function withContainer(settings, server, work) {
  await withStack(oneContainer(settings), server, async (stack) => {
    await stack.apply();
    const { urls } = await server.container("order-api");
    await work(urls[0], stack);
  });
}

function expectNoErrors(answers) {
  const errors = answers.filter(({ status }) => status !== 200).map(({ status, content }) => `${status} ${content}`);
  if (errors.length === 0) return;
  throw new Error(`${errors.length} of ${answers.length} failed: ${errors.slice(0, ERRORS_SHOWN).join(", ")}`);
}
