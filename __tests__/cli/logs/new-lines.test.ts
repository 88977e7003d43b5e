import fc from "fast-check";
import type { LogEntry, LogQuery } from "../../../lib/cli/logs/loki";
import { readLogs } from "../../../lib/cli/logs/read";
import { propertyRuns } from "../../helpers/property-runs";

const SECOND = 1_000_000_000n;
const now = () => BigInt(Date.now()) * 1_000_000n;
const entry = (time: bigint, message: string): LogEntry => ({
  time,
  message,
  containerId: "id",
  resourceName: "shop1eb07827-order-api",
  instance: "i1",
  stream: "stdout",
});

/** Answers as Loki does: the first or the last lines of a range, which contains its start and not its end. */
function answer(lines: readonly LogEntry[], { start, end, limit, direction }: LogQuery): LogEntry[] {
  const found = lines.filter(({ time }) => time >= start && time < end).sort((a, b) => Number(a.time - b.time));
  return direction === "forward" ? found.slice(0, limit) : found.slice(-limit);
}

/** Reads while lines become visible, one group for each poll, and returns the texts. */
async function follow(groups: readonly (readonly LogEntry[])[], settings: { since?: bigint; tail?: number } = {}) {
  const stopped = new AbortController();
  const visible: LogEntry[] = [];
  const ranges: bigint[] = [];
  let polls = 0;
  const query = (each: LogQuery): Promise<LogEntry[]> => {
    ranges.push(each.end - each.start);
    const group = groups[polls++];
    if (group === undefined) stopped.abort();
    else visible.push(...group);
    return Promise.resolve(answer(visible, each));
  };
  const texts: string[] = [];
  const request = { selector: "{}", pollMs: 0, maxRange: 2_592_000n * SECOND, ...settings };
  for await (const page of readLogs(request, query, stopped.signal)) texts.push(...page.map(({ message }) => message));
  return { texts, ranges };
}

test("reads each line once, also if it becomes visible seconds after later ones", async () => {
  const line = fc.record({ delayS: fc.integer({ min: 0, max: 9 }), instance: fc.constantFrom("a", "b") });
  const group = fc.array(line, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(group, { maxLength: 8 }), async (all) => {
      const start = now();
      const groups = all.map((lines, poll) =>
        lines.map(({ delayS }, index) =>
          entry(start + BigInt(poll) * SECOND - BigInt(delayS) * SECOND, `${poll}.${index}`),
        ),
      );
      const { texts } = await follow(groups, { since: start - 60n * SECOND });
      expect(texts.sort()).toEqual(
        groups
          .flat()
          .map(({ message }) => message)
          .sort(),
      );
    }),
    { numRuns: propertyRuns(60) },
  );
});

test("does not read the lines before the last ones later", async () => {
  const start = now();
  const lines = Array.from({ length: 30 }, (_, index) => entry(start + BigInt(index), String(index)));
  const { texts } = await follow([lines, [], [entry(start + SECOND, "new")]], { tail: 2 });
  expect(texts).toEqual(["28", "29", "new"]);
});

test("reads new lines if the clock of the server is minutes behind or ahead", async () => {
  for (const difference of [-240n, 240n]) {
    const start = now() + difference * SECOND;
    const groups = [[entry(start, "1")], [entry(start + SECOND, "2")], [], [entry(start + 2n * SECOND, "3")]];
    expect((await follow(groups)).texts).toEqual(["1", "2", "3"]);
  }
});

test("reads more lines than a page that have the same time, up to one page", async () => {
  const start = now();
  const same = Array.from({ length: 1500 }, (_, index) => entry(start, String(index)));
  const { texts } = await follow([[...same, entry(start + 1n, "next")], [], []], { since: start });
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).toContain("next");
});

test("splits a range that is longer than the server accepts", async () => {
  const old = now() - 100n * 86_400n * SECOND;
  const lines = [entry(old, "old"), entry(old + 50n * 86_400n * SECOND, "middle"), entry(now(), "new")];
  const { texts, ranges } = await follow([lines, [], [], [], []], { since: old });
  expect(texts).toEqual(["old", "middle", "new"]);
  expect(ranges.every((range) => range <= 2_592_000n * SECOND)).toBe(true);
});

test.each([
  ["the first query", { tail: 5 }],
  ["a later query", { since: now() - 60n * SECOND }],
])("reads the lines of an outage of an hour that began at %s", async (_, settings) => {
  const clock = jest.spyOn(Date, "now");
  const stopped = new AbortController();
  try {
    const start = now();
    const lines = Array.from({ length: 60 }, (_each, minute) =>
      entry(start + BigInt(minute) * 60n * SECOND, `${minute}`),
    );
    let queries = 0;
    const query = (each: LogQuery): Promise<LogEntry[]> => {
      // The answer comes after an hour.
      if (queries++ === 0) clock.mockReturnValue(Number(start / 1_000_000n) + 3_600_000);
      if (queries === 4) stopped.abort();
      return Promise.resolve(answer(lines, each));
    };
    const texts: string[] = [];
    const request = { selector: "{}", pollMs: 0, maxRange: 2_592_000n * SECOND, ...settings };
    for await (const page of readLogs(request, query, stopped.signal))
      texts.push(...page.map(({ message }) => message));
    expect(texts).toEqual(lines.slice(-texts.length).map(({ message }) => message));
    expect(texts.length).toBeGreaterThan(58);
  } finally {
    clock.mockRestore();
  }
});
