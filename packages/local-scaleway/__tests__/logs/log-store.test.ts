import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LogFiles } from "../../src/logs/log-files";
import { LogStore } from "../../src/logs/log-store";
import { API, labelsOf, line, newFolder, openLogs, texts, WORKER } from "../helpers/logs";

const files = (folder: string) => readdirSync(folder).map((file) => join(folder, file));
const sizeOf = (folder: string) => files(folder).reduce((sum, file) => sum + statSync(file).size, 0);

describe("kept logs", () => {
  test("survive a restart, in their order, also with one millisecond for all lines", async () => {
    const folder = newFolder();
    const written = Array.from({ length: 2000 }, (_, number) => `line ${number}`);
    const first = openLogs(folder);
    for (const text of written) first.append(line(text, { time: 1_000_000 }));
    await first.close();
    const second = openLogs(folder);
    second.append(line("last"));
    expect(await texts(second)).toEqual([...written, "last"]);
    expect(await texts(second, { limit: 2, direction: "backward" })).toEqual(["last", "line 1999"]);
    await second.close();
  });

  test("can be read by their user only", async () => {
    const folder = newFolder();
    const logs = openLogs(folder);
    logs.append(line("secret"));
    await logs.close();
    expect([statSync(folder).mode & 0o777, ...files(folder).map((file) => statSync(file).mode & 0o777)]).toEqual([
      0o700, 0o600,
    ]);
  });

  test("survive a process that was killed in the middle of a line", async () => {
    const folder = newFolder();
    const first = openLogs(folder);
    first.append(line("whole"));
    await first.close();
    const [file = ""] = files(folder);
    writeFileSync(file, `${readFileSync(file, "utf8")}\n1785000000000000000 {"message":"ha`);
    const second = openLogs(folder);
    second.append(line("after"));
    expect(await texts(second)).toEqual(["whole", "after"]);
    await second.close();
  });

  test("do not need the header of a file that a killed process has begun", async () => {
    const folder = newFolder();
    const first = openLogs(folder);
    first.append(line("whole"));
    await first.close();
    writeFileSync(join(folder, "0000000002.log"), '{"first":"17');
    const second = openLogs(folder);
    second.append(line("after"));
    expect(await texts(second)).toEqual(["whole", "after"]);
    await second.close();
  });

  test("keep the newest lines of a container, in 6 MB at most, and those of other containers", async () => {
    const folder = newFolder();
    const logs = openLogs(folder);
    logs.append(line("quiet", { containerId: WORKER }));
    for (let number = 0; number < 10_000; number++) {
      logs.append(line(`${number} ${"x".repeat(1000)}`));
      if (number % 1000 === 0) await texts(logs, { limit: 1, direction: "backward" });
    }
    const kept = await texts(logs);
    expect(kept[0]).toBe("quiet");
    expect(kept.at(-1)).toMatch(/^9999 /);
    expect(sizeOf(folder)).toBeLessThan(6_000_000);
    expect(sizeOf(folder)).toBeGreaterThan(3_000_000);
    await logs.close();
  });

  test("have a bound for all containers together", async () => {
    const folder = newFolder();
    const logs = new LogStore(new LogFiles(folder), (id) => ({ resource_id: id }));
    for (let number = 0; number < 70; number++) {
      for (let count = 0; count < 70; count++) {
        logs.append(line("x".repeat(16_000), { containerId: `c${number}` }));
      }
      await texts(logs, { limit: 1, direction: "backward" });
    }
    expect(sizeOf(folder)).toBeLessThan(53_000_000);
    expect((await texts(logs, { selects: ({ resource_id: id }: any) => id === "c69" })).length).toBe(70);
    expect((await texts(logs, { selects: ({ resource_id: id }: any) => id === "c0" })).length).toBe(0);
    await logs.close();
  });

  test("cut a very long line, with a mark", async () => {
    const logs = openLogs(newFolder());
    logs.append(line("x".repeat(1_000_000)));
    const [text = ""] = await texts(logs);
    expect(text.length).toBeLessThan(17_000);
    expect(text).toMatch(/x… \(983616 characters cut\)$/);
    await logs.close();
  });

  test("keep every character of a line", async () => {
    const logs = openLogs(newFolder());
    const odd = ['"\\\n\r\t\u0000\u001b[31m\u2028\ufeff', "\ud800 half", "é😀", ""];
    for (const text of odd) logs.append(line(text));
    expect(await texts(logs)).toEqual(odd);
    await logs.close();
  });

  test("count the lines that the disk cannot take in time", async () => {
    const slow = new LogFiles(newFolder());
    const append = slow.append.bind(slow);
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    slow.append = async (entries) => {
      await blocked;
      return append(entries);
    };
    const logs = new LogStore(slow, labelsOf);
    for (let number = 0; number < 20_000; number++) logs.append(line("x".repeat(1000)));
    release();
    const kept = await texts(logs);
    const dropped = Number(/^… (\d+) lines dropped$/.exec(kept.at(-1) ?? "")?.[1]);
    expect(kept.length - 1 + dropped).toBe(20_000);
    expect(dropped).toBeGreaterThan(1000);
    await logs.close();
  });

  test("count the lines that were lost while the folder could not be written", async () => {
    const folder = newFolder();
    const logs = openLogs(folder);
    writeFileSync(folder, "not a folder");
    for (let number = 0; number < 3; number++) {
      logs.append(line("lost"));
      expect(await texts(logs)).toEqual([]);
    }
    rmSync(folder);
    logs.append(line("kept"));
    expect(await texts(logs)).toEqual(["kept", "… 3 lines dropped"]);
    await logs.close();
  });

  test("go on after somebody has removed the folder", async () => {
    const folder = newFolder();
    const logs = openLogs(folder);
    logs.append(line("before"));
    await texts(logs);
    rmSync(folder, { recursive: true });
    logs.append(line("lost"));
    await texts(logs);
    logs.append(line("after"));
    expect(await texts(logs)).toEqual(["after", "… 1 line dropped"]);
    await logs.close();
  });

  test("have the lines of a deleted container, and none of an unknown one", async () => {
    const folder = newFolder();
    let exists = true;
    const logs = new LogStore(new LogFiles(folder), (id) => (exists ? labelsOf(id) : undefined));
    logs.append(line("before"));
    await texts(logs);
    exists = false;
    logs.append(line("terminated"));
    logs.append(line("unknown", { containerId: WORKER }));
    expect(await texts(logs)).toEqual(["before", "terminated"]);
    await logs.close();
  });

  test("are removed by a reset, also those that are not written yet", async () => {
    const folder = newFolder();
    let exists = true;
    const logs = new LogStore(new LogFiles(folder), (id) => (exists ? labelsOf(id) : undefined));
    logs.append(line("old"));
    await texts(logs);
    logs.append(line("pending"));
    exists = false;
    await logs.clear();
    logs.append(line("of an instance that stops"));
    await logs.close();
    expect([await texts(logs), existsSync(folder)]).toEqual([[], false]);
  });

  test("have the present as the time of a line from the future", async () => {
    const logs = openLogs(newFolder());
    logs.append(line("future", { time: Date.now() + 3_600_000 }));
    logs.append(line("present"));
    expect(await texts(logs, { end: `${Date.now() + 1}000000` })).toEqual(["future", "present"]);
    await logs.close();
  });

  test("have a line of each instance once, for any number of them", async () => {
    const logs = openLogs(newFolder());
    for (let number = 0; number < 100; number++) {
      logs.append(line(String(number), { containerId: number % 2 ? API : WORKER, time: Date.now() - (number % 7) }));
    }
    expect(new Set(await texts(logs)).size).toBe(100);
    expect(await texts(logs, { limit: 3 })).toEqual(["0", "1", "2"]);
    await logs.close();
  });
});
