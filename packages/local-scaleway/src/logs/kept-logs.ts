import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { urlOf } from "../client";
import { LogFiles } from "./log-files";
import { LogStore } from "./log-store";
import { respondLoki } from "./loki-server";

/** The folder with the logs, in the state folder. */
export function logFolder(stateFolder: string): string {
  return join(stateFolder, "logs");
}

/** Serves the logs of a state folder that no server uses. Nothing else is started, and nothing is written. */
export async function serveKeptLogs(stateFolder: string): Promise<{ readonly url: string; close(): void }> {
  const logs = new LogStore(new LogFiles(logFolder(stateFolder)), () => undefined);
  const server = createServer((request, response) => {
    respondLoki(request, response, logs).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: urlOf((server.address() as AddressInfo).port), close };
}
