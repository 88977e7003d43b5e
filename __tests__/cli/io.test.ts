import { WriteStream } from "node:tty";
import { hasColors } from "../../lib/cli/io";

const stream = (isTTY: boolean) => Object.assign(Object.create(WriteStream.prototype) as WriteStream, { isTTY });
const before = { ...process.env };
beforeEach(() => {
  process.env = { TERM: "xterm-256color" };
});
afterEach(() => {
  process.env = { ...before };
});

test("colours are for a terminal, and not for a pipe or a file", () => {
  expect(hasColors(stream(true))).toBe(true);
  expect(hasColors(stream(false))).toBe(false);
});

test.each([
  ["NO_COLOR", "1"],
  ["NODE_DISABLE_COLORS", "1"],
  ["TERM", "dumb"],
])("there are none on a terminal with %s=%s", (name, value) => {
  process.env[name] = value;
  expect(hasColors(stream(true))).toBe(false);
});
