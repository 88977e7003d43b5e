import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { startServer, type LocalServer } from "local-scaleway";
import { runCli } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const MAIN = join(__dirname, "..", "..", "dist", "cli", "main.js");
const URL_PATTERN = /http:\/\/127\.0\.0\.1:\d+/;
/** No engine listens here. */
const NO_ENGINE = { DOCKER_HOST: "tcp://127.0.0.1:1", DOCKER_CONTEXT: "" };

let state = "";
beforeEach(() => {
  state = join(temporaryFolder("local"), "state of a project");
});
afterEach(() => local("stop"));

const local = (...args: string[]) => runCli("local", "--state", state, ...args);

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** Runs the command in a process of its own: the server in the background is its child. */
function spawnLocal(args: readonly string[], environment: NodeJS.ProcessEnv = NO_ENGINE): Run {
  const child = spawn(process.execPath, [MAIN, "local", "--state", state, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { out: "", err: "" };
  child.stdout.on("data", (text: Buffer) => (output.out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output.err += text.toString()));
  const ended = new Promise<Awaited<Run["ended"]>>((resolve) =>
    child.once("close", (code) => {
      resolve({ code, ...output });
    }),
  );
  return { child, ended };
}

const detach = (...args: string[]) => spawnLocal(["--detach", "--engine", "none", ...args]).ended;
const pidOf = (out: string) => Number(/process (\d+)/.exec(out)?.[1]);

describe("local --detach", () => {
  test("returns when the server answers, and prints its URL and the link to its page", async () => {
    const { code, out, err } = await detach();
    expect([code, err]).toEqual([0, ""]);
    const [url = ""] = URL_PATTERN.exec(out) ?? [];
    expect((await fetch(url)).status).toBe(200);
    const token = readFileSync(join(state, "token"), "utf8");
    expect(out).toContain(`${url}/#${token}`);
    expect(readFileSync(join(state, "server.log"), "utf8")).toContain(url);
    // The signals of the terminal go to another process group.
    expect(() => process.kill(-pidOf(out), 0)).not.toThrow();
  });

  test("joins the server that runs, and keeps its resources", async () => {
    const first = await detach();
    const [url = ""] = URL_PATTERN.exec(first.out) ?? [];
    await createContainer(url, "order-api");
    const second = await detach();
    expect([second.code, URL_PATTERN.exec(second.out)?.[0], pidOf(second.out)]).toEqual([0, url, pidOf(first.out)]);
    expect((await local("url", "order-api")).code).toBe(0);
    await detach("--reset");
    expect((await local("url", "order-api")).code).toBe(1);
  });

  test("starts one server for 5 commands at the same moment", async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => detach()));
    expect(runs.map(({ code, err }) => [code, err])).toEqual(Array(5).fill([0, ""]));
    expect(new Set(runs.map(({ out }) => pidOf(out))).size).toBe(1);
    expect(readFileSync(join(state, "server.log"), "utf8")).toContain(`process ${pidOf(runs[0]!.out)}`);
    expect(readdirSync(state).filter((file) => file.startsWith("server.log"))).toEqual(["server.log"]);
  });

  test("uses another port if the port is in use, and prints it", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, "127.0.0.1", () => {
        resolve((taken.address() as { port: number }).port);
      }),
    );
    const { code, out } = await detach("--port", String(port));
    taken.close();
    expect([code, URL_PATTERN.exec(out)?.[0]]).toEqual([0, expect.not.stringContaining(`:${port}`)]);
  });

  test.each([
    ["an engine that does not answer", ["--engine", "docker"], NO_ENGINE, "tcp://127.0.0.1:1"],
    ["a variable that is not an address", ["--engine", "docker"], { DOCKER_HOST: "ftp://x" }, "DOCKER_HOST"],
  ])("prints one line and leaves no server: %s", async (_, args, environment, expected) => {
    const { code, out, err } = await spawnLocal(["--detach", ...args], environment).ended;
    expect([code, out, err]).toEqual([1, "", expect.stringMatching(/^error: [^\n]+\n$/)]);
    expect(err).toContain(expected);
    expect(existsSync(join(state, "lock"))).toBe(false);
    expect((await local("status")).code).toBe(1);
  });

  test("does not use a directory with other files", async () => {
    state = temporaryFolder("local");
    writeFileSync(join(state, "package.json"), "{}");
    writeFileSync(join(state, "server.log"), "of the user");
    expect(await local("--detach")).toMatchObject({ code: 1, out: "", err: expect.stringContaining(state) });
    expect(readFileSync(join(state, "server.log"), "utf8")).toBe("of the user");
  });
});

describe("local --engine docker", () => {
  test("is one line without an engine, also in the foreground and for a command", async () => {
    for (const args of [[], ["--", process.execPath, "-e", "process.exit(0)"]]) {
      const { code, out, err } = await spawnLocal(["--engine", "docker", ...args]).ended;
      expect([code, out, err]).toEqual([1, "", expect.stringMatching(/^error: tcp:[^\n]+\n$/)]);
    }
  });

  test("is a line of the output with --engine auto, and the API works", async () => {
    const { code, out } = await spawnLocal(["--detach"]).ended;
    expect([code, out.split("\n").filter((line) => line.includes("tcp://127.0.0.1:1"))]).toEqual([
      0,
      [expect.any(String)],
    ]);
    expect((await fetch(URL_PATTERN.exec(out)?.[0] ?? "")).status).toBe(200);
  });
});

describe("local stop", () => {
  test("ends the process, and keeps the state", async () => {
    const { out } = await detach();
    await createContainer(URL_PATTERN.exec(out)?.[0] ?? "", "order-api");
    expect(await local("stop")).toMatchObject({ code: 0, err: "" });
    expect(() => process.kill(pidOf(out), 0)).toThrow("ESRCH");
    expect(existsSync(join(state, "lock"))).toBe(false);
    await detach();
    expect((await local("url", "order-api")).code).toBe(0);
  });

  test("is successful without a server, and creates no state", async () => {
    expect(await local("stop")).toMatchObject({ code: 0, err: "" });
    expect(existsSync(state)).toBe(false);
  });
});

describe("a signal during the start", () => {
  test.each([
    ["SIGINT", [], 0],
    ["SIGTERM", [], 0],
    ["SIGINT", ["--detach"], 1],
  ] as const)("%s leaves neither a process nor a lock: %j", async (signal, args, code) => {
    const { child, ended } = spawnLocal(["--engine", "none", ...args]);
    const lock = join(state, "lock");
    while (!existsSync(lock)) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill(signal);
    expect([(await ended).code, existsSync(lock)]).toEqual([code, false]);
  });
});

describe("local status and url, without an engine", () => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await startServer({ folder: state, port: 0 });
  });
  afterEach(() => server.close());

  test("print the URLs of a container", async () => {
    await createContainer(server.url, "order-api");
    const { code, out } = await local("url", "order-api");
    expect([code, out]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/)]);
    expect((await fetch(out.trim())).status).toBe(503);
    const status = await local("status");
    for (const text of [out.trim(), "http://order-api.localhost:", "ready"]) expect(status.out).toContain(text);
  });

  test("list the containers if the name is unknown or not unique", async () => {
    await createContainer(server.url, "order-api");
    const unknown = await local("url", "orders");
    expect(unknown).toMatchObject({ code: 1, out: "", err: expect.stringContaining("shop/order-api") });
    await createContainer(server.url, "order-api", "shop2");
    const ambiguous = await local("url", "order-api");
    expect([ambiguous.code, ambiguous.err]).toEqual([1, expect.stringContaining("shop2/order-api")]);
    expect(await local("url", "shop2/order-api")).toMatchObject({ code: 0, err: "" });
  });
});

test.each(["status", "url"])("%s fails without a server", async (command) => {
  expect(await local(command, ...(command === "url" ? ["order-api"] : []))).toMatchObject({ code: 1 });
  expect(existsSync(state)).toBe(false);
});

async function createContainer(url: string, name: string, namespace = "shop"): Promise<void> {
  const post = async (resource: string, body: object) => {
    const path = `${url}/containers/v1/regions/fr-par/${resource}`;
    const answer = await fetch(path, { method: "POST", headers: { "x-auth-token": "x" }, body: JSON.stringify(body) });
    return ((await answer.json()) as { id: string }).id;
  };
  const project_id = "11111111-1111-4111-8111-111111111111";
  const namespace_id = await post("namespaces", { name: namespace, project_id });
  await post("containers", { namespace_id, name, image: "nginx:1.29" });
}
