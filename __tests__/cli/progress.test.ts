import { hasProgress, ProgressLine } from "../../lib/cli/progress";

/** What a terminal displays on its last line. */
function terminal(columns: number | undefined = 80) {
  let row = "";
  let writes = 0;
  return {
    columns,
    write: (text: string) => {
      writes++;
      // eslint-disable-next-line no-control-regex -- the codes of a terminal
      for (const part of text.split(/(\r|\u001b\[K)/)) {
        if (part === "\r") row = "";
        else if (part !== "\u001b[K") row += part;
      }
    },
    row: () => row,
    writes: () => writes,
  };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  process.removeAllListeners("SIGINT");
});

function start(columns?: number) {
  const screen = terminal(columns);
  let now = 1_000_000;
  const line = new ProgressLine(screen, () => now);
  return {
    screen,
    line,
    /** Time passes, and the event loop turns. */
    wait: (ms: number) => {
      for (const end = now + ms; now < end;) {
        now += Math.min(100, end - now);
        jest.advanceTimersByTime(100);
      }
    },
    /** Time passes in work that blocks. */
    block: (ms: number) => (now += ms),
  };
}

test("a command of less than two seconds prints nothing", () => {
  const { screen, line, wait } = start();
  line.show("Reading 1 of 2 images");
  wait(1900);
  line.show("");
  wait(5000);
  expect(screen.writes()).toBe(0);
});

test("the line appears after two seconds, and counts the seconds since the first text", () => {
  const { screen, line, wait } = start();
  line.show("Looking for images");
  wait(1500);
  line.show("Reading 1 of 120 images");
  wait(600);
  expect(screen.row()).toBe("Reading 1 of 120 images… 2 s");
  wait(10_000);
  expect(screen.row()).toBe("Reading 1 of 120 images… 12 s");
});

test("the line appears in work that blocks, with each new text", () => {
  const { screen, line, block } = start();
  line.show("Creating 0 of 9 stacks");
  block(3000);
  line.show("Creating 1 of 9 stacks");
  expect(screen.row()).toBe("Creating 1 of 9 stacks… 3 s");
});

test("a thousand texts in a second are drawn at most five times", () => {
  const { screen, line, wait, block } = start();
  line.show("Reading");
  wait(3000);
  const before = screen.writes();
  for (let index = 0; index < 1000; index++) {
    block(1);
    line.show(`Reading ${index} of 1000 images`);
  }
  expect(screen.writes() - before).toBeLessThanOrEqual(5);
});

test("a line without a change is not drawn again", () => {
  const { screen, line, wait } = start();
  line.show("Reading");
  wait(10_000);
  expect(screen.writes()).toBeLessThanOrEqual(10);
});

test.each([
  [20, "Reading 1 of 1… 2 s"],
  [8, "Re… 2 s"],
  [4, "… 2"],
  [undefined, "Reading 1 of 120 images… 2 s"],
  [0, "Reading 1 of 120 images… 2 s"],
])("a terminal with %s columns is not filled, so that the line never wraps", (columns, expected) => {
  const { screen, line, wait } = start();
  Object.assign(screen, { columns });
  line.show("Reading 1 of 120 images");
  wait(2000);
  expect(screen.row()).toBe(expected);
});

test("control characters of a name do not reach the terminal", () => {
  const { screen, line, wait } = start();
  line.show("Planning a\u001b[2Jb\nc");
  wait(2000);
  // eslint-disable-next-line no-control-regex -- that is the test
  expect(screen.row()).not.toMatch(/[\u0000-\u001f]/);
});

test("other output removes the line, which appears again with its next change", () => {
  const { screen, line, wait } = start();
  line.show("Reading");
  wait(2000);
  line.hide();
  expect(screen.row()).toBe("");
  wait(1000);
  expect(screen.row()).toBe("Reading… 3 s");
});

test("the end removes the line, and the next text starts with a new time", () => {
  const { screen, line, wait } = start();
  line.show("Reading");
  wait(5000);
  line.show("");
  expect(screen.row()).toBe("");
  wait(5000);
  expect(screen.row()).toBe("");
  line.show("Planning");
  wait(2000);
  expect(screen.row()).toBe("Planning… 2 s");
});

describe("Ctrl-C", () => {
  test("removes the line, and ends the process as without a progress line", () => {
    const kill = jest.spyOn(process, "kill").mockReturnValue(true);
    const { screen, line, wait } = start();
    line.show("Reading");
    wait(2500);
    process.emit("SIGINT");
    expect(screen.row()).toBe("");
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGINT");
  });

  test.each(["on", "once"] as const)("is left to another handler that process.%s has added", (add) => {
    const kill = jest.spyOn(process, "kill").mockReturnValue(true);
    const other = jest.fn();
    process[add]("SIGINT", other);
    const { line, wait } = start();
    line.show("Reading");
    wait(2500);
    process.emit("SIGINT");
    expect(other).toHaveBeenCalledTimes(1);
    expect(kill).not.toHaveBeenCalled();
  });

  test("has no handler in work that blocks, before two seconds, and after the end", () => {
    const { line, wait } = start();
    line.show("Reading");
    wait(1000);
    expect(process.listenerCount("SIGINT")).toBe(0);
    wait(2000);
    expect(process.listenerCount("SIGINT")).toBe(1);
    line.show("Reviewing");
    expect(process.listenerCount("SIGINT")).toBe(0);
    wait(1000);
    line.show("");
    wait(1000);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });
});

test.each([
  [true, {}, true],
  [true, { CI: "" }, true],
  [true, { CI: "false" }, true],
  [true, { CI: "true" }, false],
  [true, { CI: "1" }, false],
  [true, { TERM: "dumb" }, false],
  [undefined, {}, false],
])("with isTTY=%s and %j, progress is %s", (isTTY, environment, expected) => {
  expect(hasProgress(isTTY === undefined ? {} : { isTTY }, environment)).toBe(expected);
});
