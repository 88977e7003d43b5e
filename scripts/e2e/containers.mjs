// Containers that run, deployed by Terraform: requests, triggers now, deployments that fail, and private containers.
import { example, oneContainer } from "./configurations.mjs";
import { ARM_IMAGE, MISSING_IMAGE } from "./images.mjs";
import { eventually, expectEqual, send } from "./requests.mjs";
import { Stack, stackEnvironment } from "./terraform.mjs";

const SHORT_PROBE = { tcp: true, failure_threshold: 3, interval: "1s", timeout: "1s" };
const NOT_LISTENING = "Container is unable to start OR is not listening on port 8080";
const INTERNAL_ERROR = "An internal error occurred while deploying the Serverless Container.";

/** Deployments that fail: their settings, and what their reason contains. */
const FAILURES = {
  "a program that exits": [{ args: ["exit.mjs"] }, NOT_LISTENING],
  "a program that does not listen": [{ args: ["deaf.mjs"], liveness_probe: SHORT_PROBE }, NOT_LISTENING],
  "an image for arm64": [{ image: ARM_IMAGE }, INTERNAL_ERROR],
  "a missing image": [{ image: MISSING_IMAGE }, "is not on this machine"],
};

/** The steps by name. Each gets the server, and the images. */
export const CONTAINERS = {
  "first-container answers": answerRequests,
  "deployments that fail": failToDeploy,
  "a first deployment that fails": failFirst,
  "private-service requires a key": requireKey,
};

/** Applies a configuration, and calls a function with its stack. Everything is destroyed at the end. */
export async function withStack(configuration, server, work) {
  const before = await server.objects();
  const stack = new Stack(configuration, stackEnvironment(configuration, server.environment));
  try {
    await stack.init();
    await work(stack);
    await stack.destroy();
    const left = (await server.objects()).filter((object) => !before.includes(object) && !object.startsWith("local."));
    expectEqual("the objects after destroy", left, []);
  } finally {
    stack.remove();
  }
}

async function answerRequests(server, images) {
  await withStack(example("first-container"), server, async (stack) => {
    await stack.apply();
    expectEqual("the second plan", await stack.plan(), {});
    const { urls } = await server.container("order-api");
    expectEqual("the answer on the port", (await send(urls[0])).status, 200);
    const byHost = (host, headers) => send(server.url, { headers: { host, ...headers } });
    const { status, headers } = await byHost("order-api.localhost");
    expectEqual("the answer by HTTP", [status, headers.location], [301, `${urls[0]}/`]);
    const endpoint = new URL(await stack.output("order-api_endpoint")).host;
    expectEqual("the answer of the URL", (await byHost(endpoint, { "x-forwarded-proto": "https" })).status, 200);
    const { triggers } = await server.control("GET", "triggers");
    expectEqual(
      "the triggers",
      triggers.map(({ name, status: state }) => [name, state]),
      [["nightly", "ready"]],
    );
    const run = await server.control("POST", `triggers/${triggers[0].id}/run`, {});
    const calls = JSON.parse((await send(`${urls[0]}/calls`)).content);
    expectEqual("the run of the schedule", [run.status, calls], [200, [{ path: "/", body: '{"task":"report"}' }]]);
    await stack.destroy();
    await eventually("the instances after destroy", () => images.instances(server), []);
  });
}

/** The previous deployment serves meanwhile. */
async function failToDeploy(server) {
  const variables = { environment_variables: { VERSION: "previous" } };
  await withStack(oneContainer(variables), server, async (stack) => {
    await stack.apply();
    for (const [name, [settings, reason]] of Object.entries(FAILURES)) {
      stack.write(oneContainer({ ...variables, ...settings }));
      await expectFailure(name, { stack, server, reason });
      await expectVersion("previous", server);
    }
    stack.write(oneContainer({ environment_variables: { VERSION: "fixed" } }));
    await stack.apply();
    await expectVersion("fixed", server);
  });
}

async function failFirst(server) {
  await withStack(oneContainer({ args: ["exit.mjs"] }), server, async (stack) => {
    await expectFailure("a program that exits", { stack, server, reason: NOT_LISTENING });
    const { urls } = await server.container("order-api");
    const { status, content } = await send(urls[0]);
    expectEqual("the answer", [status, content.includes(NOT_LISTENING)], [503, true]);
  });
}

/** The apply fails with Scaleway's reason. */
async function expectFailure(name, { stack, server, reason }) {
  const error = await stack.apply().catch((thrown) => thrown);
  if (error === undefined) throw new Error(`${name}: the apply was successful`);
  const { status, error_message } = await server.container("order-api");
  expectEqual(`${name}: the status`, status, "error");
  const isShown = error_message.includes(reason) && error.message.includes(error_message);
  if (!isShown) throw new Error(`${name}: ${error.message}: ${error_message}, expected ${reason}`);
}

async function expectVersion(expected, server) {
  const { urls } = await server.container("order-api");
  const { status, content } = await send(urls[0]);
  expectEqual("the version that serves", [status, JSON.parse(content).version], [200, expected]);
}

async function requireKey(server) {
  await withStack(example("private-service"), server, async (stack) => {
    await stack.apply();
    const { urls } = await server.container("prices");
    const statusWith = async (headers) => (await send(urls[0], { headers })).status;
    const key = (await stack.attributes("scaleway_iam_api_key.prices_website_E50BDB0F")).secret_key;
    expectEqual("without a key", await statusWith({}), 403);
    expectEqual("with another key", await statusWith({ "x-auth-token": "11111111-2222-4333-8444-555555555555" }), 403);
    expectEqual("with the key of the stack", await statusWith({ "x-auth-token": key }), 200);
  });
}
