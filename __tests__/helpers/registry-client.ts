import type { lookup } from "node:dns";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo, type LookupFunction } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { RegistryClient, RegistryError } from "../../lib/registry/registry-client";
import type { HttpSettings } from "../../lib/registry/http";
import { RegistryServer } from "./registry-server";

/** Servers, clients and folders that are closed and removed after each test. */
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
  /** Records the waits that servers request, and does not wait. */
  const client = (environment: NodeJS.ProcessEnv = {}, http: Partial<HttpSettings> = {}) => {
    const waits: number[] = [];
    const wait = (ms: number) => Promise.resolve(waits.push(ms));
    const empty = join(tmpdir(), "no-such-folder");
    const created = new RegistryClient({
      environment: { DOCKER_CONFIG: empty, ...environment },
      http: { wait, firstWaitMs: 0, ...http },
    });
    ends.push(() => created.close());
    return Object.assign(created, { waits });
  };
  return {
    folder,
    server,
    client,
    /** A registry, a client, and the name of an image in the registry. */
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
    /** A proxy that connects every request to one port of this machine; without a port it calls `refuse`. */
    proxy: async (
      port?: number,
      refuse = (socket: Duplex) => {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      },
    ) => {
      const requests: [target: string | undefined, login: string | undefined][] = [];
      const proxy = createServer().on("connect", (request, socket) => {
        requests.push([request.url, request.headers["proxy-authorization"]]);
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
      return { requests, host: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
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

/** The RegistryError that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<RegistryError> {
  const result = await promise.catch((error: unknown) => error);
  if (result instanceof RegistryError) return result;
  throw result instanceof Error ? result : new Error("expected a RegistryError, and nothing failed");
}

/** A DNS lookup that knows only the given names. */
export function names(addresses: Readonly<Record<string, readonly string[]>>) {
  const lookups: string[] = [];
  const resolve: LookupFunction = (hostname, _, callback) => {
    lookups.push(hostname);
    const known = addresses[hostname];
    if (known === undefined)
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), []);
    else
      callback(
        null,
        known.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
  };
  return { lookups, lookup: resolve as unknown as typeof lookup };
}
