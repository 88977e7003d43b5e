import type { lookup } from "node:dns";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo, type LookupFunction } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { RegistryClient } from "../../lib/registry/registry-client";
import type { HttpSettings } from "../../lib/registry/http";
import { RegistryServer } from "./registry-server";

/** Servers, clients and folders of a test, which end with it. */
export function useRegistries() {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), "registries-"));
    ends.push(() => {
      rmSync(path, { recursive: true });
    });
    return path;
  };
  const server = async (...tls: Parameters<typeof RegistryServer.start>) => {
    const started = await RegistryServer.start(...tls);
    ends.push(() => started.close());
    return started;
  };
  /** Waits that servers ask for are noted, not made. */
  const client = (environment: NodeJS.ProcessEnv = {}, http: Partial<HttpSettings> = {}) => {
    const waits: number[] = [];
    const wait = (ms: number) => Promise.resolve(waits.push(ms));
    const empty = join(tmpdir(), "no-such-folder");
    const asked = new RegistryClient({
      environment: { DOCKER_CONFIG: empty, ...environment },
      http: { wait, firstWaitMs: 0, ...http },
    });
    ends.push(() => asked.close());
    return Object.assign(asked, { waits });
  };
  return {
    folder,
    server,
    client,
    /** A registry, who asks it, and the name of an image in it. */
    start: async () => {
      const started = await server();
      return { server: started, client: client(), image: `${started.host}/shop/api` };
    },
    /** A registry with an image. */
    startWithImage: async () => {
      const started = await server();
      const { digest } = started.putImage("shop/api", "v1");
      return { server: started, image: `${started.host}/shop/api:v1`, digest };
    },
    /** A proxy that connects to one port of this machine, whomever it is asked for; without one it does as it is told, or refuses. */
    proxy: async (
      port?: number,
      refuse = (socket: Duplex) => {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      },
    ) => {
      const asked: [target: string | undefined, login: string | undefined][] = [];
      const proxy = createServer().on("connect", (request, socket) => {
        asked.push([request.url, request.headers["proxy-authorization"]]);
        if (port === undefined) {
          refuse(socket);
          return;
        }
        const target = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
        socket.on("error", () => target.destroy()).pipe(target);
        target.on("error", () => socket.destroy()).pipe(socket);
      });
      await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
      ends.push(() => {
        proxy.closeAllConnections();
        proxy.close();
      });
      return { asked, host: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    },
    /** A folder with Docker's configuration. */
    config: (content: object | string) => {
      const path = folder();
      writeFileSync(join(path, "config.json"), typeof content === "string" ? content : JSON.stringify(content));
      return path;
    },
    /** A folder for PATH with a credential helper: a shell script. */
    helper: (name: string, script: string) => {
      const path = join(folder(), "bin");
      mkdirSync(path);
      writeFileSync(join(path, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return `${path}:${process.env["PATH"]}`;
    },
  };
}

/** The message of what a promise is rejected with. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "nothing failed",
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );
}

/** Names of a test, and the addresses that they have. */
export function names(addresses: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const resolve: LookupFunction = (hostname, _, callback) => {
    asked.push(hostname);
    const found = addresses[hostname];
    if (found === undefined)
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), []);
    else
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
  };
  return { asked, lookup: resolve as unknown as typeof lookup };
}
