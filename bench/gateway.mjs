// A warm request to a container of the local Scaleway: through its gateway, against the instance directly.
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { temporaryFolder } from "./apps.mjs";

const WARM_UPS = 200;

/** The medians of some requests in milliseconds, one after the other. */
export async function measureGateway(root, { requests }) {
  const folder = temporaryFolder();
  const child = fork(join(root, "bench/gateway-server.ts"), [folder.path], {
    cwd: root,
    execArgv: ["--import", "tsx"],
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const [urls] = await once(child, "message");
    const times = { direct: [], gateway: [] };
    // In turns: what else the machine does meanwhile then hits both alike.
    for (let request = -WARM_UPS; request < requests; request++) {
      for (const way of Object.keys(times)) {
        const milliseconds = await timeOf(urls[way], agent);
        if (request >= 0) times[way].push(milliseconds);
      }
    }
    return { direct: median(times.direct), gateway: median(times.gateway) };
  } finally {
    agent.destroy();
    child.kill("SIGKILL");
    await once(child, "exit");
    folder.remove();
  }
}

function timeOf(url, agent) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume().on("end", () => resolve(performance.now() - start));
    }).on("error", reject);
  });
}

function median(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
