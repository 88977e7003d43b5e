import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { readUrl } from "../api/http";
import type { Entry } from "./entry";
import type { Follower, LogStore } from "./log-store";
import { parseQuery, type ParsedQuery } from "./logql";
import { hasToken, LOKI, readLimit, streams } from "./loki-api";
import { QueryError } from "./query-error";
import { readTimeRange, type TimeRange } from "./query-times";
import { refuse, WebSocketSender } from "./websocket";

const SEND_DELAY_MS = 100;
const MAX_WAITING_LENGTH = 4_000_000;
const MAX_DROPPED = 100;

interface TailQuery extends ParsedQuery, TimeRange {
  readonly limit: number;
}

/** Answers an upgrade to a websocket with new lines as they come, after the last ones. */
export async function respondTail(request: IncomingMessage, socket: Duplex, logs: LogStore): Promise<void> {
  const { path, query: parameters } = readUrl(request);
  if (!hasToken(request.headers)) {
    refuse(socket, "403 Forbidden", "no token. Pass any text as X-Token.");
    return;
  }
  if (path !== `${LOKI}tail`) {
    refuse(socket, "404 Not Found", "404 page not found");
    return;
  }
  const query = readQuery(parameters);
  if (query instanceof QueryError) {
    refuse(socket, "400 Bad Request", query.message);
    return;
  }
  const sender = WebSocketSender.accept(request, socket);
  if (sender !== undefined) await new Tail(query, sender, logs).start();
}

function readQuery(parameters: URLSearchParams): TailQuery | QueryError {
  try {
    const range = readTimeRange(parameters);
    return { ...parseQuery(parameters.get("query") ?? ""), ...range, limit: readLimit(parameters) };
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
}

/** One client that follows. Lines that it does not read in time are dropped, as at Loki. */
class Tail implements Follower {
  private waiting: Entry[] = [];
  private waitingLength = 0;
  private dropped: Entry[] = [];
  private isStarted = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly query: TailQuery,
    private readonly sender: WebSocketSender,
    private readonly logs: LogStore,
  ) {}

  public async start(): Promise<void> {
    // Before the query: no line is lost between both.
    const stop = this.logs.follow(this);
    this.sender.onClose(() => {
      stop();
      clearTimeout(this.timer);
    });
    this.sender.onDrain(() => {
      this.schedule();
    });
    await this.orClose(async () => {
      const before = await this.logs.read({ ...this.query, direction: "backward" });
      const last = before[0]?.time ?? "";
      this.waiting = [...before.toReversed(), ...this.waiting.filter(({ time }) => time > last)];
    });
    this.isStarted = true;
    this.schedule();
  }

  public add(entry: Entry): void {
    if (!this.query.selects(entry.labels)) return;
    if (this.waitingLength < MAX_WAITING_LENGTH) {
      this.waiting.push(entry);
      this.waitingLength += entry.line.length;
    } else if (this.dropped.length < MAX_DROPPED) this.dropped.push(entry);
    this.schedule();
  }

  public end(): void {
    this.sender.destroy();
  }

  private schedule(): void {
    if (!this.isStarted || this.sender.isBehind) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.orClose(() => {
        this.send();
      });
    }, SEND_DELAY_MS);
  }

  private send(): void {
    const [waiting, dropped] = [this.waiting, this.dropped];
    [this.waiting, this.waitingLength, this.dropped] = [[], 0, []];
    const entries = this.query.filter(waiting);
    if (entries.length === 0 && dropped.length === 0) return;
    const drops = dropped.map(({ labels, time }) => ({ labels, timestamp: time }));
    this.sender.send(
      JSON.stringify({ streams: streams(entries), ...(drops.length > 0 && { dropped_entries: drops }) }),
    );
  }

  /** Ends the connection if a regular expression takes too long for the lines that come. */
  private async orClose(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      this.sender.close();
    }
  }
}
