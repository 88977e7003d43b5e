import { localSource } from "../../../lib/cli/local/log-source";
import { ALL_CONTAINERS, queryLogs } from "../../../lib/cli/logs/loki";
import { readLogs, type LogRequest } from "../../../lib/cli/logs/read";
import { line, LokiTestServer, newFolder } from "../../../packages/local-scaleway/__tests__/helpers/logs";

let server: LokiTestServer;
const folder = () => newFolder();
beforeEach(async () => {
  server = new LokiTestServer();
  await server.start();
});
afterEach(() => server.stop());

const query = (each: Parameters<typeof queryLogs>[1]) => queryLogs(localSource(server.url), each);
const request: LogRequest = { selector: ALL_CONTAINERS, pollMs: 20 };
const NOTHING = { query: "{", start: 0n, end: 1n, limit: 1, direction: "forward" } as const;
async function read(settings: Partial<LogRequest>, signal?: AbortSignal, onLines?: (all: string[]) => void) {
  const texts: string[] = [];
  for await (const entries of readLogs({ ...request, ...settings }, query, signal)) {
    texts.push(...entries.map(({ message }) => message));
    onLines?.(texts);
  }
  return texts;
}
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

test("reads the last 1000 lines", async () => {
  for (const text of numbers(0, 2500)) server.logs.append(line(text));
  expect(await read({})).toEqual(numbers(1500, 2500));
});

test("reads all lines since a time, in pages, also if many have the same millisecond", async () => {
  for (const text of numbers(0, 2500)) server.logs.append(line(text, { time: 1_000_000 }));
  expect(await read({ since: 1n })).toEqual(numbers(0, 2500));
  expect(await read({ since: BigInt(Date.now() + 3_600_000) * 1_000_000n })).toEqual([]);
});

test.each([
  [{ tail: 2 }, ["8", "9"]],
  [{ tail: 0 }, []],
  [{ tail: 3, since: 1n }, ["7", "8", "9"]],
  [{ tail: 20 }, numbers(0, 10)],
])("reads the last lines: %j", async (settings, expected) => {
  for (const text of numbers(0, 10)) server.logs.append(line(text));
  expect(await read(settings)).toEqual(expected);
});

test.each([
  ['say "hi"', ['say "hi"', 'I say "hi" again']],
  ["é\t", ["é\tx"]],
  ['"', ['say "hi"', 'I say "hi" again']],
  ["stdout", []],
])("reads only lines that contain %j", async (grep, expected) => {
  for (const text of ['say "hi"', "hi", 'I say "hi" again', "é\tx"]) server.logs.append(line(text));
  expect(await read({ grep })).toEqual(expected);
});

test("reads each new line once, until the signal", async () => {
  for (const text of numbers(0, 5)) server.logs.append(line(text));
  const stopped = new AbortController();
  let next = 5;
  const texts = await read({}, stopped.signal, (all) => {
    if (all.length === next && next < 3005)
      for (const text of numbers(next, (next += 1000))) server.logs.append(line(text));
    if (all.length === 3005) stopped.abort();
  });
  expect(texts).toEqual(numbers(0, 3005));
});

test("reads on after a restart of the server", async () => {
  const path = folder();
  await server.stop();
  server = new LokiTestServer(path);
  await server.start();
  server.logs.append(line("before"));
  const stopped = new AbortController();
  const patient: typeof query = (each) => query(each).catch(() => []);
  const texts: string[] = [];
  for await (const entries of readLogs(request, patient, stopped.signal)) {
    texts.push(...entries.map(({ message }) => message));
    if (texts.length === 1 && entries.length > 0) {
      await server.stop();
      server = new LokiTestServer(path);
      await server.start();
      server.logs.append(line("after"));
    }
    if (texts.length === 2) stopped.abort();
  }
  expect(texts).toEqual(["before", "after"]);
});

test("displays lines that are not wrapped as they are", async () => {
  const page = {
    status: "success",
    data: { result: [{ stream: { stream: "stderr" }, values: [["1", '{"level":"info"}'], ["x", "y"], 1] }] },
  };
  const spy = jest.spyOn(globalThis, "fetch").mockResolvedValue(new Response(JSON.stringify(page)));
  const [entry, ...rest] = await query(NOTHING);
  spy.mockRestore();
  expect([entry, rest]).toMatchObject([{ message: '{"level":"info"}', stream: "stderr", time: 1n }, []]);
});

test.each([
  ["<html>", 200],
  ["null", 200],
  ["parse error at line 1", 400],
])("reports an answer that is not one of Loki: %s", async (text, status) => {
  const spy = jest.spyOn(globalThis, "fetch").mockResolvedValue(new Response(text, { status }));
  await expect(query(NOTHING)).rejects.toThrow(server.url);
  spy.mockRestore();
});
