import type { ServerResponse } from "node:http";
import { LAST_TIME, type Entry } from "../logs/entry";
import type { LogStore } from "../logs/log-store";

const KEPT_LINES = 2000;
/** A browser that is slower than this gets no more lines until it has read these. */
const MAX_WAITING_BYTES = 4_000_000;
const NANOSECOND_DIGITS = 6;

/** Sends the output of a container to a browser as JSON lines: the last lines first, then new ones as they come. */
export async function sendOutput(containerId: string, response: ServerResponse, logs: LogStore): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
  response.flushHeaders();
  const isOfContainer = (labels: Entry["labels"]) => labels["resource_id"] === containerId;
  // New lines wait until the kept ones are sent.
  let waiting: Entry[] | undefined = [];
  const send = (entry: Entry) => {
    if (response.writableLength < MAX_WAITING_BYTES) response.write(`${JSON.stringify(lineOf(entry))}\n`);
  };
  const stop = logs.follow({
    add: (entry) => {
      if (!isOfContainer(entry.labels)) return;
      if (waiting === undefined) send(entry);
      else waiting.push(entry);
    },
    end: () => response.end(),
  });
  response.once("close", stop);
  const kept = await logs.read({
    selects: isOfContainer,
    filter: (entries) => entries,
    start: "",
    end: LAST_TIME,
    limit: KEPT_LINES,
    direction: "backward",
  });
  const last = kept[0]?.time ?? "";
  for (const entry of [...kept.toReversed(), ...waiting.filter(({ time }) => time > last)]) send(entry);
  waiting = undefined;
}

function lineOf({ time, line }: Entry): object {
  // The envelope of Cockpit, which this server has written.
  const { message, resource_instance, stream } = JSON.parse(line) as Record<string, string>;
  return { time: Number(time.slice(0, -NANOSECOND_DIGITS)), stream, instance: resource_instance, text: message };
}
