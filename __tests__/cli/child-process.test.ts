import { runProgram } from "../../lib/cli/child-process";

async function run(...command: string[]): Promise<{ readonly code: number; readonly err: string }> {
  let err = "";
  const io = { stderr: (text: string) => (err += text), colors: { stdout: false, stderr: false } };
  const code = await runProgram(command, process.env, io as unknown as Parameters<typeof runProgram>[2]);
  return { code, err };
}

test.each([
  ["a program that is not installed", ["no-such-program-anywhere"], 127],
  ["a file that is not a program", [__filename], 126],
])("returns the exit code of a shell for %s", async (_, command, expected) => {
  const { code, err } = await run(...command);
  expect([code, err.startsWith(`error: ${command[0]!}: `)]).toEqual([expected, true]);
});

test.each([
  ["its exit code", "process.exit(7)", 7],
  ["128 and the number of its signal", "process.kill(process.pid, 'SIGKILL')", 137],
])("returns %s of a program", async (_, script, expected) => {
  expect(await run(process.execPath, "-e", script)).toEqual({ code: expected, err: "" });
});
