import type { OutputLine } from "../../src/engine/engine";
import { MAX_PER_SECOND } from "../../src/engine/output";
import { ask, describeWithEngine, docker, engineOf, QUICK, SETTINGS, useEngine } from "../helpers/engine";
import { until } from "../helpers/until";

const isThere = async (id: string) => {
  const containers = await (await docker()).listContainers({ all: true });
  return containers.some(({ Id }) => Id === id);
};

describeWithEngine("an instance ends", () => {
  const { owner, start } = useEngine({
    times: { ...QUICK, stopGraceSeconds: 1, storageCheckMs: 200, orphanCheckMs: 600_000 },
  });

  test("with the exit code and all of the output of its program, and is removed", async () => {
    const instance = await start({ args: ["-e", "console.log('out'); console.error('err'); process.exitCode = 3"] });
    expect(await instance.exited).toEqual({ code: 3, isOutOfMemory: false });
    expect(instance.lines.map(({ stream, text }) => `${stream} ${text}`).sort()).toEqual(["stderr err", "stdout out"]);
    await until(async () => !(await isThere(instance.id)));
  });

  test("when it exceeds its memory", async () => {
    const program = "const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1))";
    const instance = await start({ args: ["-e", program], memoryBytes: 128_000_000 });
    expect(await instance.exited).toEqual({ code: 137, isOutOfMemory: true });
  });

  test("when it exceeds its local storage, with the reason in its output", async () => {
    const program = "fs.writeFileSync('/app/file', Buffer.alloc(2e6)); setInterval(() => 0, 1000)";
    const instance = await start({ args: ["-e", program], localStorageBytes: 1e6 });
    expect(await instance.exited).toEqual({ code: 137, isOutOfMemory: false });
    expect(instance.lines.at(-1)).toMatchObject({
      stream: "stderr",
      text: expect.stringContaining("1000000") as string,
    });
  });

  test("by SIGTERM, when it is stopped", async () => {
    const program = "process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); setInterval(() => 0, 1000)";
    const lines: string[] = [];
    const engine = await engineOf(`${owner}-slow`);
    const onLine = ({ text }: OutputLine) => lines.push(text);
    const instance = await engine.start({ ...SETTINGS, args: ["-e", `${program}; console.log('ready')`], onLine });
    await until(() => lines.length > 0);
    await Promise.all([instance.stop(), instance.stop()]);
    expect(await instance.exited).toEqual({ code: 0, isOutOfMemory: false });
    expect(lines).toEqual(["ready", "bye"]);
    expect(await isThere(instance.id)).toBe(false);
  });

  test("by a kill, when it ignores SIGTERM", async () => {
    const program = "process.on('SIGTERM', () => console.log('no')); setInterval(() => 0, 1000); console.log('ready')";
    const instance = await start({ args: ["-e", program] });
    await until(() => instance.lines.length > 0);
    await instance.stop();
    expect(await instance.exited).toEqual({ code: 137, isOutOfMemory: false });
    expect(instance.lines.map(({ text }) => text)).toEqual(["ready", "no"]);
  });

  test("when somebody else removes it", async () => {
    const instance = await start();
    await (await docker()).getContainer(instance.id).remove({ force: true });
    expect(await instance.exited).toMatchObject({ code: 137 });
    await instance.stop();
  });

  test("not when it prints a gigabyte, of which little is kept", async () => {
    const program = `const line = "x".repeat(99) + "\\n", text = line.repeat(1e4);
      let left = 1000;
      const print = () => { while (left-- > 0) if (!process.stdout.write(text)) return process.stdout.once("drain", print); console.error("end") };
      print();
      require("http").createServer((request, response) => response.end("1")).listen(8080)`;
    const instance = await start({ args: ["-e", program] });
    const before = process.memoryUsage.rss();
    await until(() => instance.lines.some(({ text }) => text === "end" || text.startsWith("(dropped")));
    expect(await ask(instance)).toBe(1);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300e6);
    expect(instance.lines.length).toBeLessThan(60 * MAX_PER_SECOND.lines);
    await instance.stop();
  });
});
