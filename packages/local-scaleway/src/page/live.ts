import type { ServerResponse } from "node:http";
import type { PageView } from "./view";

/** How often a browser receives changes. */
export const INTERVAL_MS = 250;

/** The parts of a view as JSON, by collection and ID. */
type Parts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Sends the view to each browser as server-sent events: all of it first, then the parts that have changed. */
export class LiveView {
  /** What each browser has received. */
  private readonly received = new Map<ServerResponse, Parts>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly view: () => PageView) {}

  /** Sends changes until the browser closes the connection. */
  public open(response: ServerResponse): void {
    if (response.destroyed) return;
    const parts = partsOf(this.view());
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(event(changes(new Map(), parts)));
    this.received.set(response, parts);
    response.once("close", () => {
      this.received.delete(response);
      if (this.received.size === 0) this.stop();
    });
    this.timer ??= setInterval(() => {
      this.send();
    }, INTERVAL_MS);
  }

  /** Ends all connections. */
  public close(): void {
    this.stop();
    for (const response of this.received.keys()) response.end();
    this.received.clear();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private send(): void {
    // A browser that is slow gets the newest state when it has read the last one.
    const ready = [...this.received].filter(([response]) => !response.writableNeedDrain);
    if (ready.length === 0) return;
    let parts: Parts;
    try {
      parts = partsOf(this.view());
    } catch {
      // For example a restored snapshot with invalid records. The browser connects again, and gets the error.
      this.close();
      return;
    }
    for (const [response, previous] of ready) {
      const changed = changes(previous, parts);
      if (changed === "{}") continue;
      response.write(event(changed));
      this.received.set(response, parts);
    }
  }
}

function partsOf(view: PageView): Parts {
  const collections = Object.entries(view) as [string, Readonly<Record<string, object>>][];
  return new Map(
    collections.map(([name, values]) => [
      name,
      new Map(Object.entries(values).map(([id, value]) => [id, JSON.stringify(value)])),
    ]),
  );
}

/** The parts that differ, as JSON: `{"containers": {"<id>": {…}, "<removed id>": null}}`. */
function changes(before: Parts, after: Parts): string {
  const collections = [...after].flatMap(([name, parts]) => {
    const previous = before.get(name);
    const changed = [...parts].filter(([id, json]) => previous?.get(id) !== json);
    const removed = [...(previous?.keys() ?? [])].filter((id) => !parts.has(id)).map((id) => [id, "null"] as const);
    const fields = [...changed, ...removed].map(([id, json]) => `${JSON.stringify(id)}:${json}`);
    return fields.length === 0 ? [] : [`${JSON.stringify(name)}:{${fields.join()}}`];
  });
  return `{${collections.join()}}`;
}

function event(json: string): string {
  return `data: ${json}\n\n`;
}
