import { WriteStream } from "node:tty";
import { hasColors, processIo, readAll } from "../../lib/cli/io";

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

test("reads no more of a stream than shows that it is too long", async () => {
  let taken = 0;
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream, as process.stdin is one
  const stream = (async function* () {
    for (; taken < 9; taken++) yield Buffer.from("ab");
  })();
  expect(Buffer.from(await readAll(stream, 3)).toString()).toBe("abab");
  expect(taken).toBe(1);
});

describe("the streams of this process", () => {
  afterEach(() => {
    jest.restoreAllMocks();
    for (const each of [process.stdout, process.stderr]) each.removeAllListeners("error");
  });

  test("take what a command is for, and why it failed", () => {
    const [out, err] = [process.stdout, process.stderr].map((each) => jest.spyOn(each, "write").mockReturnValue(true));
    const io = processIo();
    io.stdout("made");
    io.stderr("failed");
    expect(out).toHaveBeenCalledWith("made");
    expect(err).toHaveBeenCalledWith("failed");
  });

  test("show progress on a terminal, and remove it before other output", () => {
    jest.useFakeTimers();
    const { isTTY } = process.stderr;
    try {
      Object.assign(process.stderr, { isTTY: true, hasColors: () => false });
      const [out, err] = [process.stdout, process.stderr].map((each) =>
        jest.spyOn(each, "write").mockReturnValue(true),
      );
      const io = processIo();
      for (const print of [io.stdout, io.stderr]) {
        io.showProgress?.("Reading");
        jest.advanceTimersByTime(2500);
        expect(err).toHaveBeenLastCalledWith("\rReading… 2 s\u001b[K");
        err?.mockClear();
        print("made");
        expect(err?.mock.calls[0]).toEqual(["\r\u001b[K"]);
        io.showProgress?.("");
      }
      expect(out).toHaveBeenCalledWith("made");
      process.env["CI"] = "true";
      expect(processIo().showProgress).toBeUndefined();
    } finally {
      process.stderr.isTTY = isTTY;
      Reflect.deleteProperty(process.stderr, "hasColors");
      jest.useRealTimers();
    }
  });

  test("bear a reader that leaves early, and fail in one line when nothing can be written", () => {
    const exit = jest.spyOn(process, "exit").mockReturnValue(undefined as never);
    const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    processIo();
    process.stdout.emit("error", Object.assign(new Error("broken pipe"), { code: "EPIPE" }));
    expect(exit).not.toHaveBeenCalled();
    process.stdout.emit("error", Object.assign(new Error("no space left"), { code: "ENOSPC" }));
    expect(stderr).toHaveBeenCalledWith("error: cannot write to the output: no space left\n");
    expect(exit).toHaveBeenCalledWith(1);
  });
});
