import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { temporaryFolder } from "../helpers/temporary-folder";

const TEMPLATE = readFileSync(join(__dirname, "../../templates/e2e/ci/smoke.mjs"), "utf8");

let server: Server | undefined;
let requests: IncomingMessage[];
beforeEach(() => {
  requests = [];
});
afterEach(() => {
  server?.close().closeAllConnections();
  server = undefined;
});

/** A container that answers with these statuses, and then always with the last one; 0 is no answer. */
async function containerOf(...statuses: readonly number[]): Promise<string> {
  server = createServer((request, response) => {
    const status = statuses[Math.min(requests.push(request), statuses.length) - 1]!;
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, { location: "/elsewhere" }).end("a text");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs the smoke test with a stand-in of the command that prints the URL. */
async function smoke(npx: string) {
  const folder = temporaryFolder("smoke");
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/npx"), `#!/bin/sh\necho "$*" >calls\n${npx}\n`, { mode: 0o755 });
  // Without the waits.
  const script = TEMPLATE.replace("RETRY_LIMIT_MS = 60_000", "RETRY_LIMIT_MS = 500").replace("wait(1000)", "wait(1)");
  writeFileSync(join(folder, "smoke.mjs"), script);
  const env = { PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"] ?? ""}`, SCW_SECRET_KEY: "the-key" };
  const child = spawn(process.execPath, ["smoke.mjs"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, out, err, call: readFileSync(join(folder, "calls"), "utf8") };
}

const lines = (...statuses: (number | string)[]) => statuses.map((status) => `my-container /: ${status}\n`).join("");

describe("the smoke test", () => {
  test("calls the container of the local Scaleway of the test, with a token for private containers", async () => {
    const { call, ...result } = await smoke(`echo ${await containerOf(200)}`);
    expect(result).toEqual({ code: 0, out: lines(200), err: "" });
    expect(call).toBe("--no scw-containers local --state .e2e/scaleway url my-container\n");
    expect(requests.map(({ url, headers }) => [url, headers["x-auth-token"]])).toEqual([["/", "the-key"]]);
  });

  test("repeats a call that fails, or has another status", async () => {
    const { code, out } = await smoke(`echo ${await containerOf(503, 0, 200)}`);
    expect([code, out.split("\n").length, requests.length]).toEqual([0, 4, 3]);
  });

  test.each([404, 301, 0])("fails if the status stays %j, and follows no redirect", async (status) => {
    const { code, err } = await smoke(`echo ${await containerOf(status)}`);
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: my-container \/: [^\n]+\n$/)]);
    expect(requests.length).toBeGreaterThan(1);
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(["/"]));
  });

  test("fails with the error of the command if the container does not exist", async () => {
    expect(await smoke("echo 'error: no such container' >&2; exit 1")).toMatchObject({
      code: 1,
      out: "",
      err: "error: no such container\n",
    });
  });
});
