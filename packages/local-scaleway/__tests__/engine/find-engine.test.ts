import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { EngineMissingError, findEngine, type EngineChoice } from "../../src/engine/find-engine";

const ANSWERS: Readonly<Record<string, unknown>> = {
  "/version": { Version: "28.1.0", Components: [{ Name: "Engine", Version: "28.1.0" }] },
  "/info": { OSType: "linux", OperatingSystem: "Debian" },
  "/networks/bridge": { IPAM: { Config: [{ Gateway: "fd00::1" }, { Gateway: "172.17.0.1" }] } },
};

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** An engine that answers with facts. */
async function serve(at: string | number, answers: object = {}): Promise<number> {
  const all: Readonly<Record<string, unknown>> = { ...ANSWERS, ...answers };
  const respond: RequestListener = ({ url = "" }, response) => {
    const answer = all[url];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  };
  const server = createServer(respond);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(at as number, resolve));
  return typeof at === "string" ? 0 : (server.address() as AddressInfo).port;
}

function find(environment: NodeJS.ProcessEnv, choice: EngineChoice = "auto") {
  const HOME = environment["HOME"] ?? temporaryFolder("home");
  return findEngine(choice, { owner: "test", environment: { HOME, ...environment } });
}

function writeContext(home: string, name: string, host: string): void {
  const folder = join(home, ".docker/contexts/meta", createHash("sha256").update(name).digest("hex"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "meta.json"), JSON.stringify({ Endpoints: { docker: { Host: host } } }));
  writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ currentContext: name }));
}

describe("an engine is found", () => {
  test("at DOCKER_HOST", async () => {
    const socket = join(temporaryFolder("engine"), "docker.sock");
    await serve(socket);
    const { engine } = await find({ DOCKER_HOST: `unix://${socket}` });
    expect([engine?.name, engine?.host]).toEqual(["Docker 28.1.0", { name: "172.17.0.1", address: "172.17.0.1" }]);
  });

  test("at a TCP address, whose instances cannot reach the addresses of this machine", async () => {
    const port = await serve(0);
    const { engine } = await find({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    expect(engine?.host).toEqual({ name: "host.docker.internal" });
  });

  test("in the current Docker context, which DOCKER_CONTEXT replaces", async () => {
    const home = temporaryFolder("home");
    const [first, second] = [join(home, "first.sock"), join(home, "second.sock")];
    await serve(first);
    await serve(second, { "/version": { Version: "4.3.1", Components: [{ Name: "Podman Engine" }] } });
    writeContext(home, "second", `unix://${second}`);
    writeContext(home, "first", `unix://${first}`);
    expect((await find({ HOME: home })).engine?.name).toBe("Docker 28.1.0");
    expect((await find({ HOME: home, DOCKER_CONTEXT: "second" })).engine?.name).toBe("podman 4.3.1");
  });

  test("at a usual socket, also after one without an engine", async () => {
    const home = temporaryFolder("home");
    for (const folder of [".docker/run", ".colima/default"]) mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, ".docker/run/docker.sock"), "");
    await serve(join(home, ".colima/default/docker.sock"), {
      "/info": { OSType: "linux", OperatingSystem: "Docker Desktop" },
    });
    const search = await find({ HOME: home });
    // An engine of this machine may come first.
    expect(search.engine).toBeDefined();
  });

  test("not if none is wanted", async () => {
    expect(await find({ DOCKER_HOST: "unix:///missing.sock" }, "none")).toEqual({});
  });
});

describe("one line says what is missing", () => {
  const missing = async (environment: NodeJS.ProcessEnv) => (await find(environment)).missing;

  test.each([
    [
      "a socket that does not exist",
      { DOCKER_HOST: "unix:///missing.sock" },
      "/missing.sock (DOCKER_HOST): no engine answers. ",
    ],
    [
      "a port without an engine",
      { DOCKER_HOST: "127.0.0.1:1" },
      "tcp://127.0.0.1:1 (DOCKER_HOST): no engine answers. ",
    ],
    [
      "an address by SSH",
      { DOCKER_HOST: "ssh://somebody@host" },
      "DOCKER_HOST: is not a local socket or a TCP address. ",
    ],
    ["a text that is not a URL", { DOCKER_HOST: "::" }, "DOCKER_HOST: is not a local socket or a TCP address. "],
    ["a context that does not exist", { DOCKER_CONTEXT: "shop" }, 'DOCKER_CONTEXT "shop": does not exist. '],
  ])("for %s", async (_, environment, line) => {
    expect(await missing(environment)).toMatch(/^Containers do not run\. [^\n]+\.$/);
    expect(await missing(environment)).toContain(line);
    await expect(find(environment, "docker")).rejects.toThrow(EngineMissingError);
  });

  test.each([
    [
      "a server that is not an engine",
      { "/version": undefined, "/info": undefined },
      "is not an engine with Docker's API",
    ],
    ["an engine for Windows", { "/info": { OSType: "windows" } }, "Windows containers"],
  ])("for %s", async (_, answers, line) => {
    const port = await serve(0, answers);
    expect(await missing({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toContain(line);
  });

  test("for a socket that the user may not use", async () => {
    const folder = temporaryFolder("engine");
    const socket = join(folder, "docker.sock");
    await serve(socket);
    chmodSync(socket, 0o000);
    const line = await missing({ DOCKER_HOST: `unix://${socket}` });
    // Root may use every socket.
    if (process.getuid?.() === 0) expect(line).toBeUndefined();
    else expect(line).toContain("permission denied. ");
  });
});
