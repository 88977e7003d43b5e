import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RegistryClient } from "../../lib/images/registry-client";
import type { HttpSettings } from "../../lib/images/http";
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
  return {
    folder,
    server: async () => {
      const server = await RegistryServer.start();
      ends.push(() => server.close());
      return server;
    },
    /** Waits of retries are noted, not made. */
    client: (environment: NodeJS.ProcessEnv = {}, http: Partial<HttpSettings> = {}) => {
      const waits: number[] = [];
      const wait = (ms: number) => Promise.resolve(waits.push(ms));
      const empty = join(tmpdir(), "no-such-folder");
      const client = new RegistryClient({
        environment: { DOCKER_CONFIG: empty, ...environment },
        http: { wait, ...http },
      });
      ends.push(() => client.close());
      return Object.assign(client, { waits });
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
