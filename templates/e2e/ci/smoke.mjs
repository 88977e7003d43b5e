// The smoke test: ci/e2e.sh runs it when the stacks are deployed to the local Scaleway. Edit the paths and the expected statuses.
import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

const RETRY_LIMIT_MS = 60_000;
const REQUEST_LIMIT_MS = 30_000;

await expectStatus("my-container", "/", 200);

/** Calls a container until it answers with the expected status. */
async function expectStatus(container, path, expected) {
  const url = urlOf(container) + path;
  for (const deadline = Date.now() + RETRY_LIMIT_MS; ; await wait(1000)) {
    const status = await call(url);
    console.log(`${container} ${path}: ${status}`);
    if (status === expected) return;
    if (Date.now() < deadline) continue;
    console.error(`error: ${container} ${path}: expected status ${expected}, got ${status}.`);
    process.exit(1);
  }
}

/** The status of an answer, or the error of a request without an answer. */
async function call(url) {
  try {
    const { status, body } = await fetch(url, {
      // A private container requires a token.
      headers: { "x-auth-token": process.env.SCW_SECRET_KEY },
      redirect: "manual",
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    await body?.cancel();
    return status;
  } catch (error) {
    return error.cause?.code ?? error.message;
  }
}

function urlOf(container) {
  const command = ["--no", "scw-containers", "local", "--state", ".e2e/scaleway", "url", container];
  const { status, stdout } = spawnSync("npx", command, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) process.exit(1);
  return stdout.trim();
}
