import { EventEmitter } from "node:events";
import { INTERVAL_MS, LiveView } from "../../src/page/live";
import type { PageView } from "../../src/page/view";

/** The connection of a browser that may be slow. */
class Connection extends EventEmitter {
  public readonly messages: any[] = [];
  public destroyed = false;
  public writableNeedDrain = false;
  public isEnded = false;
  public writeHead(): void {
    // The headers are tested with a server.
  }
  public write(text: string): void {
    if (this.isEnded) throw new Error("write after end");
    this.messages.push(JSON.parse(/^data: (.*)\n\n$/.exec(text)?.[1] ?? ""));
  }
  public end(): void {
    this.isEnded = true;
  }
}

let view: any;
let reads: number;
let live: LiveView;
beforeEach(() => {
  jest.useFakeTimers();
  view = { server: { server: { url: "u" } }, namespaces: {}, containers: { a: { name: "a" }, b: { name: "b" } } };
  reads = 0;
  live = new LiveView((): PageView => {
    reads++;
    return view;
  });
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

function open(): Connection {
  const connection = new Connection();
  live.open(connection as any);
  return connection;
}

test("sends everything first, then only what has changed or is gone", () => {
  const connection = open();
  expect(connection.messages).toEqual([{ server: view.server, containers: view.containers }]);
  view = { ...view, containers: { a: { name: "a" }, c: { name: "c" } }, namespaces: { n: { name: "n" } } };
  jest.advanceTimersByTime(INTERVAL_MS);
  expect(connection.messages.slice(1)).toEqual([
    { namespaces: { n: { name: "n" } }, containers: { b: null, c: { name: "c" } } },
  ]);
  jest.advanceTimersByTime(INTERVAL_MS * 10);
  expect(connection.messages).toHaveLength(2);
  live.close();
});

test("sends an empty view, so that the browser knows that there is nothing", () => {
  view = { server: {}, containers: {} };
  expect(open().messages).toEqual([{}]);
  live.close();
});

test("sends at most four times a second, however often something changes", () => {
  const connection = open();
  for (let turn = 0; turn < 1000; turn++) {
    view = { ...view, containers: { a: { name: `a${turn}` } } };
    jest.advanceTimersByTime(1);
  }
  expect(connection.messages.length - 1).toBe(4);
  expect(reads).toBe(5);
  live.close();
});

test("reads nothing without a browser", () => {
  open().emit("close");
  const before = reads;
  jest.advanceTimersByTime(INTERVAL_MS * 10);
  expect(reads).toBe(before);
});

test("keeps sending to other browsers when one is gone", () => {
  const [first, second] = [open(), open()];
  first.emit("close");
  view = { ...view, containers: {} };
  jest.advanceTimersByTime(INTERVAL_MS);
  expect([first.messages.length, second.messages.length]).toEqual([1, 2]);
  live.close();
});

test("sends a slow browser the newest state only, when it has read the last one", () => {
  const connection = open();
  connection.writableNeedDrain = true;
  for (const name of ["x", "y", "z"]) {
    view = { ...view, containers: { a: { name }, b: { name: "b" } } };
    jest.advanceTimersByTime(INTERVAL_MS);
  }
  expect([connection.messages.length, reads]).toEqual([1, 1]);
  connection.writableNeedDrain = false;
  jest.advanceTimersByTime(INTERVAL_MS);
  expect(connection.messages.slice(1)).toEqual([{ containers: { a: { name: "z" } } }]);
  live.close();
});

test("ends the connection if the view cannot be read", () => {
  const connection = open();
  view = undefined;
  jest.advanceTimersByTime(INTERVAL_MS);
  expect(connection.isEnded).toBe(true);
});

test("does not write to an ended connection that the browser has not closed yet", () => {
  const ended = open();
  live.close();
  const other = open();
  view = { ...view, containers: {} };
  jest.advanceTimersByTime(INTERVAL_MS);
  expect([ended.messages.length, other.messages.length]).toEqual([1, 2]);
  live.close();
});

test("does not start for a connection that is gone", () => {
  const connection = new Connection();
  connection.destroyed = true;
  live.open(connection as any);
  expect([connection.messages, reads]).toEqual([[], 0]);
});

test("ends all connections when the server closes", () => {
  const connections = [open(), open()];
  live.close();
  expect(connections.map(({ isEnded }) => isEnded)).toEqual([true, true]);
});

test.each(["__proto__", "constructor", 'a"b\n'])("sends a part with the ID %j", (id) => {
  view = { containers: JSON.parse(`{${JSON.stringify(id)}:{"name":"x"}}`) };
  const connection = open();
  expect(Object.entries(connection.messages[0].containers)).toEqual([[id, { name: "x" }]]);
  live.close();
});
