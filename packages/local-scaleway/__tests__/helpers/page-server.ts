import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { Clock } from "../../src/api/clock";
import { TOKEN_HEADER } from "../../src/api/control";
import { parseBody, readBody } from "../../src/api/http";
import { LogFiles } from "../../src/logs/log-files";
import { LogStore } from "../../src/logs/log-store";
import { Page } from "../../src/page/page";
import { pageView, type PageSources } from "../../src/page/view";
import { Journal, type Records } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import { sampleRecords, sampleSources } from "./page-sample";

export const TOKEN = "0123456789abcdef".repeat(4);

/** An action that the page has sent. */
export interface Action {
  readonly path: string;
  readonly body: object;
}

/** A server with the page, and stubs of the parts behind it. */
export class PageServer {
  public sources: PageSources = sampleSources();
  public readonly actions: Action[] = [];
  /** The answer to actions. */
  public answer: { readonly status: number; readonly body: object } = { status: 200, body: {} };
  /** The lines that a log has before it is followed. */
  public lines: object[] = [];
  public port = 0;
  /** The number of pages that receive changes. */
  public watchers = 0;
  private readonly store = new Store(new Journal(temporaryFolder("page")));
  private readonly clock = new Clock();
  private readonly followers = new Map<ServerResponse, string>();
  private server: Server | undefined;
  private page: Page | undefined;

  public async start(): Promise<void> {
    const baseUrl = () => this.url;
    const services = { store: this.store, clock: this.clock, settings: { settleMs: 0 }, baseUrl, hasEngine: true };
    const logs = new LogStore(new LogFiles(temporaryFolder("page-logs")), () => undefined);
    const page = new Page(() => pageView(services, this.sources), TOKEN, logs);
    const server = createServer((request, response) => void this.respond(page, request, response));
    [this.page, this.server] = [page, server];
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  public async stop(): Promise<void> {
    const { server } = this;
    this.page?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Restores the sample, or other records. */
  public reset(records: Records = sampleRecords()): void {
    this.store.replace(records);
    this.sources = sampleSources();
    this.answer = { status: 200, body: {} };
    this.lines = [];
    this.actions.length = 0;
  }

  public put(table: string, record: { readonly id: string }): void {
    this.store.transaction(() => {
      this.store.table(table).put(record.id, record);
    });
  }

  public remove(table: string, id: string): void {
    this.store.transaction(() => {
      this.store.table(table).delete(id);
    });
  }

  /** The containers whose logs are followed. */
  public get followed(): string[] {
    return [...this.followers.values()];
  }

  /** Sends lines to those who follow a log. */
  public print(...lines: readonly object[]): void {
    for (const follower of this.followers.keys())
      follower.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  private async respond(page: Page, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = "", headers, method } = request;
    if (url === "/local/v1/page") {
      this.watchers++;
      response.once("close", () => this.watchers--);
    }
    const isAllowed = headers[TOKEN_HEADER] === TOKEN;
    // The real one has no lines that a test can add.
    if (isAllowed && url.startsWith("/local/v1/logs?")) {
      response.write(this.lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      this.followers.set(response, new URLSearchParams(url.split("?")[1]).get("container") ?? "");
      response.once("close", () => this.followers.delete(response));
    } else if (page.answer(request, response)) return;
    else if (isAllowed && method === "POST") {
      this.actions.push({ path: url, body: parseBody(await readBody(request)) });
      response.writeHead(this.answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(this.answer.body));
    } else {
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: "forbidden" }));
    }
  }
}

/** A line of a log. */
export function logLine(text: string, settings: object = {}): object {
  return { time: Date.now(), stream: "stdout", instance: "8f14e45fceea", text, ...settings };
}
