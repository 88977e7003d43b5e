import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import type { Labels } from "../../src/logs/entry";
import { LogFiles } from "../../src/logs/log-files";
import { LogStore } from "../../src/logs/log-store";
import type { LogLine } from "../../src/logs/logs";
import { respondLoki } from "../../src/logs/loki-server";
import { respondTail } from "../../src/logs/tail";

export const API = "4f4fbe17-1c2a-49e4-93bb-be471f23cce1";
export const WORKER = "9a37c1c8-0c2a-49e4-93bb-be471f23cce2";
const NAMES = new Map([
  [API, "shop1eb07827-order-api"],
  [WORKER, "shop1eb07827-worker"],
]);

/** The labels of the two containers of the tests. */
export function labelsOf(id: string): Labels | undefined {
  const name = NAMES.get(id);
  if (name === undefined) return undefined;
  return { region: "fr-par", resource_id: id, resource_name: name, resource_type: "serverless_container" };
}

export function newFolder(): string {
  return join(temporaryFolder("logs"), "logs");
}

export function openLogs(folder: string): LogStore {
  return new LogStore(new LogFiles(folder), labelsOf);
}

export function line(text: string, settings: Partial<LogLine> = {}): LogLine {
  return { containerId: API, instanceId: "i1", stream: "stdout", time: Date.now(), text, ...settings };
}

/** The texts of all entries, the oldest first. */
export async function texts(logs: LogStore, settings: object = {}): Promise<string[]> {
  const all = { selects: () => true, filter: (entries: any) => entries, start: "0".repeat(19), end: "9".repeat(19) };
  const entries = await logs.read({ ...all, limit: 1_000_000, direction: "forward", ...settings });
  return entries.map((entry) => JSON.parse(entry.line).message);
}

/** A server with the API of logs only. */
export class LokiTestServer {
  private readonly server: Server;
  public readonly logs: LogStore;

  constructor(folder = newFolder()) {
    this.logs = openLogs(folder);
    this.server = createServer((request, response) => void respondLoki(request, response, this.logs));
    this.server.on("upgrade", (request, socket) => void respondTail(request, socket, this.logs));
  }

  public async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  public async get(path: string, parameters: Record<string, string> = {}, headers: object = { "x-token": "any" }) {
    const answer = await fetch(`${this.url}/loki/api/v1/${path}?${new URLSearchParams(parameters).toString()}`, {
      headers: { ...headers },
    });
    const text = await answer.text();
    return { status: answer.status, text, body: text.startsWith("{") ? JSON.parse(text) : undefined };
  }

  public async stop(): Promise<void> {
    await this.logs.close();
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
