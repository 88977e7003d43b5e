import type { OutputLine } from "../../src/engine/engine";
import { MAX_PER_SECOND, Output } from "../../src/engine/output";

const frame = (text: string | Buffer, stream = 1) => {
  const body = Buffer.from(text as string);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};

let lines: OutputLine[];
let output: Output;
const texts = () => lines.map(({ text }) => text);

beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  output = new Output((line) => lines.push(line));
});
afterEach(() => jest.useRealTimers());

test("lines are the same for any size of the chunks that the engine sends", () => {
  const frames = Buffer.concat([frame("on"), frame("e\ntwo é\r\n\nla"), frame("err\n", 2), frame("st")]);
  for (let size = 1; size <= frames.length; size++) {
    lines = [];
    output = new Output((line) => lines.push(line));
    for (let at = 0; at < frames.length; at += size) output.write(frames.subarray(at, at + size));
    output.end();
    const found = lines.map(({ stream, text }) => `${stream} ${text}`);
    expect(found).toEqual(["stdout one", "stdout two é", "stdout ", "stderr err", "stdout last"]);
  }
});

test("a long line is cut, and the next one is whole", () => {
  output.write(frame(Buffer.alloc(1_000_000, "x")));
  output.write(frame(Buffer.alloc(1_000_000, "x")));
  output.write(frame("\nnext\n"));
  expect(lines.map(({ text }) => text.length)).toEqual([65_537, 4]);
  expect(lines[0]?.text.endsWith("x…")).toBe(true);
});

test("more lines than the limit of a second are dropped, and one line says how much", () => {
  output.write(frame("line\n".repeat(MAX_PER_SECOND.lines)));
  output.write(frame("dropped\nhalf"));
  jest.advanceTimersByTime(1000);
  output.write(frame(" of a line\nwhole\n"));
  expect(lines).toHaveLength(MAX_PER_SECOND.lines + 2);
  expect(lines.at(-2)).toMatchObject({ stream: "stderr", text: expect.stringContaining("dropped 12 bytes") as string });
  expect(texts().at(-1)).toBe("whole");
});

test("more bytes than the limit of a second are dropped", () => {
  for (let sent = 0; sent <= 2 * MAX_PER_SECOND.bytes; sent += 60_001) output.write(frame(`${"x".repeat(60_000)}\n`));
  output.end();
  expect(lines.length).toBeLessThan(MAX_PER_SECOND.bytes / 60_000 + 2);
  expect(texts().at(-1)).toContain("dropped");
});

test("the end leaves no timer", () => {
  output.write(frame("last"));
  output.end();
  expect([texts(), jest.getTimerCount()]).toEqual([["last"], 0]);
});

test.each([1, 5, 9, 11])("a new connection is read from its start after %d bytes of a frame", (size) => {
  output.write(frame("lost\n").subarray(0, size));
  output.restart();
  output.write(frame("next\n", 2));
  expect(lines.at(-1)).toMatchObject({ stream: "stderr", text: "next" });
});
