import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import fs, {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { FolderInUseError, findServer, joinOrStart, startServer } from "local-scaleway";
import { propertyRuns } from "../../../__tests__/helpers/property-runs";
import { temporaryFolder } from "../../../__tests__/helpers/temporary-folder";
import { Clock } from "../src/api/clock";
import { Api } from "../src/api/api";
import { Journal } from "../src/state/journal";
import { Store } from "../src/state/store";
import { CONTAINERS, createNamespace, MISSING, PROJECT } from "./helpers/server";
import { names, withServer } from "./helpers/with-server";

const PACKAGE = join(__dirname, "..", "dist");

describe("the state", () => {
  test("survives a restart", async () => {
    const folder = temporaryFolder("state");
    await withServer(folder, (server) => createNamespace(server));
    expect(await withServer(folder, names)).toEqual(["shop"]);
  });

  test("contains every answered request after kill -9 at a random moment", async () => {
    const folder = temporaryFolder("state");
    const answered: string[] = [];
    for (let run = 0; run < propertyRuns(50); run++) {
      const child = await startProcess(folder);
      const { url } = (await findServer(folder))!;
      const killed = new Promise((resolve) => child.once("exit", resolve));
      setTimeout(() => child.kill("SIGKILL"), 30 * Math.random());
      await Promise.all([createUntilKilled(url, `a${run}`, answered), createUntilKilled(url, `b${run}`, answered)]);
      await killed;
    }
    const found = new Set(await withServer(folder, names));
    expect(answered.filter((name) => !found.has(name))).toEqual([]);
    expect(answered.length).toBeGreaterThan(10);
  });

  test("ignores half a line at the end of the journal", () => {
    const folder = temporaryFolder("state");
    const store = new Store(new Journal(folder));
    store.transaction(() => {
      store.table<{ name: string }>("things").put("1", { name: "kept" });
    });
    appendFileSync(join(folder, "journal.jsonl"), '{"sequence":2,"changes":[{"table":"things","id":"2","val');
    const next = new Store(new Journal(folder));
    expect(next.records()).toEqual({ things: { 1: { name: "kept" } } });
    next.transaction(() => {
      next.table<{ name: string }>("things").put("3", { name: "new" });
    });
    expect(Object.keys(new Store(new Journal(folder)).records()["things"]!)).toEqual(["1", "3"]);
  });

  test("applies no transaction twice that the checkpoint contains", () => {
    const folder = temporaryFolder("state");
    const [journal, copy] = [join(folder, "journal.jsonl"), join(folder, "copy")];
    const store = new Store(new Journal(folder));
    const things = store.table<{ name: string }>("things");
    store.transaction(() => {
      things.put("1", { name: "old" });
    });
    writeFileSync(copy, readFileSync(journal));
    store.transaction(() => {
      things.put("1", { name: "new" });
    });
    store.close();
    // As if the process had been killed before it emptied the journal.
    renameSync(copy, journal);
    expect(new Store(new Journal(folder)).records()).toEqual({ things: { 1: { name: "new" } } });
  });

  test("is not of another format", () => {
    const folder = temporaryFolder("state");
    writeFileSync(join(folder, "state.json"), '{"format":0}');
    expect(() => new Store(new Journal(folder))).toThrow(folder);
  });

  test("is kept if the disk is full, and the answer is 500", async () => {
    const folder = temporaryFolder("state");
    class FullDisk extends Journal {
      public isFull = false;
      public override append(changes: Parameters<Journal["append"]>[0]): void {
        if (this.isFull) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        super.append(changes);
      }
    }
    const journal = new FullDisk(folder);
    const store = new Store(journal);
    const services = { store, clock: new Clock(), settings: { settleMs: 0 }, baseUrl: () => "", hasEngine: false };
    const api = new Api(services, "token");
    const call = (method: string, body = {}) =>
      api.answer({
        method,
        path: "/account/v3/projects",
        query: new URLSearchParams(),
        headers: { "x-auth-token": MISSING },
        body: JSON.stringify(body),
        signal: new AbortController().signal,
      });
    expect((await call("POST", { name: "first" })).status).toBe(200);
    journal.isFull = true;
    expect(await call("POST", { name: "second" })).toMatchObject({
      status: 500,
      body: { message: "internal error (ENOSPC)" },
    });
    expect((await call("GET")).body).toMatchObject({ total_count: 2 });
    journal.isFull = false;
    expect((await call("POST", { name: "third" })).status).toBe(200);
    expect(Object.keys(new Store(new Journal(folder)).records()["account.projects"]!)).toHaveLength(2);
  });

  test("of a full disk has no half line in it", () => {
    const folder = temporaryFolder("state");
    const script = `
      const { startServer } = require(process.argv[1]);
      startServer({ folder: process.argv[2], port: 0 }).then(async ({ url, close }) => {
        const statuses = [];
        for (let i = 0; i < 60; i++) {
          const body = JSON.stringify({ name: "n".repeat(1000) + i });
          const headers = { "x-auth-token": "x" };
          statuses.push((await fetch(url + "/account/v3/projects", { method: "POST", headers, body })).status);
        }
        console.log(JSON.stringify(statuses));
        process.exit();
      });`;
    // A limit of the size of files, in blocks of 1024 bytes, acts like a full disk.
    const command = `ulimit -f 24; trap "" XFSZ; exec "$0" -e "$1" "$2" "$3"`;
    const output = execFileSync("bash", ["-c", command, process.execPath, script, PACKAGE, folder], {
      encoding: "utf8",
    });
    const statuses = JSON.parse(output) as number[];
    const created = statuses.filter((status) => status === 200).length;
    expect(new Set(statuses)).toEqual(new Set([200, 500]));
    expect(Object.keys(new Store(new Journal(folder)).records()["account.projects"]!)).toHaveLength(created);
  });

  test("continues after a line that was written by half, when the disk has space again", () => {
    const folder = temporaryFolder("state");
    const store = new Store(new Journal(folder));
    const things = store.table<{ name: string }>("things");
    const create = (id: string) => {
      store.transaction(() => {
        things.put(id, { name: id });
      });
    };
    create("1");
    const { writeSync } = fs;
    jest.spyOn(fs, "writeSync").mockImplementationOnce((file: number, data: unknown) => {
      writeSync(file, (data as Buffer).subarray(0, 20));
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    });
    expect(() => {
      create("2");
    }).toThrow("no space left");
    create("3");
    expect(Object.keys(new Store(new Journal(folder)).records()["things"]!)).toEqual(["1", "3"]);
  });

  test("is compacted when the journal is large", () => {
    const folder = temporaryFolder("state");
    const store = new Store(new Journal(folder));
    const things = store.table<{ text: string }>("things");
    for (let index = 0; index < 20; index++) {
      store.transaction(() => {
        things.put("1", { text: `${index}`.repeat(500_000) });
      });
    }
    expect(statSync(join(folder, "journal.jsonl")).size).toBeLessThan(8_500_000);
    expect(new Store(new Journal(folder)).table<{ text: string }>("things").get("1")!.text).toContain("19");
  });
});

describe("a state folder", () => {
  test("is used by one server at a time", async () => {
    const folder = temporaryFolder("state");
    await withServer(folder, async () => {
      const child = await startProcess(folder).catch((error: unknown) => error);
      expect(String(child)).toContain("is in use by process");
      expect(await findServer(folder)).toMatchObject({ pid: process.pid });
    });
    expect(await findServer(folder)).toBeUndefined();
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  test("of a killed process is taken over by one of several servers that start at once", async () => {
    const folder = temporaryFolder("state");
    await withServer(folder, (server) => createNamespace(server));
    const dead = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => dead.once("exit", resolve));
    writeFileSync(join(folder, "lock"), `${dead.pid} 1`);
    const started = await Promise.allSettled(Array.from({ length: 4 }, () => startProcess(folder)));
    const running = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(running.map(({ pid }) => pid)).toEqual([(await findServer(folder))!.pid]);
    for (const child of running) child.kill("SIGKILL");
  });

  test("is taken over from a process that no longer answers, although its ID is in use", async () => {
    const folder = temporaryFolder("state");
    await withServer(folder, (server) => createNamespace(server));
    const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    writeFileSync(join(folder, "lock"), `${other.pid} 1`);
    expect(await withServer(folder, names)).toEqual(["shop"]);
    writeFileSync(join(folder, "lock"), String(other.pid));
    await expect(startServer({ folder, port: 0 })).rejects.toThrow(FolderInUseError);
    other.kill();
  });
});

test("a server that is suspended keeps its state folder", async () => {
  const folder = temporaryFolder("state");
  const child = await startProcess(folder);
  child.kill("SIGSTOP");
  try {
    await expect(startServer({ folder, port: 0 })).rejects.toThrow(FolderInUseError);
    await expect(joinOrStart({ folder, port: 0 })).rejects.toThrow(FolderInUseError);
  } finally {
    child.kill("SIGKILL");
  }
}, 30_000);

describe("a folder that is not a state folder", () => {
  test("is rejected, and stays as it is", async () => {
    const folder = temporaryFolder("project");
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, "main.ts"), "");
    await expect(startServer({ folder, port: 0 })).rejects.toThrow(folder);
    expect([readdirSync(folder), (statSync(folder).mode & 0o777).toString(8)]).toEqual([["main.ts"], "755"]);
    await expect(startServer({ folder: join(folder, "main.ts"), port: 0 })).rejects.toThrow("main.ts");
  });

  const onLinux = existsSync("/proc") ? test : test.skip;
  onLinux("that cannot be created is rejected", async () => {
    await expect(startServer({ folder: "/proc/state/local", port: 0 })).rejects.toThrow("ENOENT");
  });
});

test("a port that is taken is replaced, and the next run uses the same port", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as { port: number };
  const folder = temporaryFolder("state");
  const server = await startServer({ folder, port });
  expect([server.isPortReplaced, server.url.endsWith(`:${port}`)]).toEqual([true, false]);
  await server.close();
  taken.close();
  const next = await startServer({ folder });
  expect([next.isPortReplaced, next.url]).toEqual([false, server.url]);
  await next.close();
});

/** A server in a process of its own. */
function startProcess(folder: string): Promise<ChildProcess> {
  const script = `
    const { startServer } = require(process.argv[1]);
    startServer({ folder: process.argv[2], port: 0 }).then(() => console.log("ready"), (error) => {
      console.error(error.message);
      process.exit(1);
    });`;
  const child = spawn(process.execPath, ["-e", script, PACKAGE, folder], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => {
      resolve(child);
    });
    child.stderr.once("data", (text: Buffer) => {
      reject(new Error(text.toString()));
    });
  });
}

async function createUntilKilled(url: string, prefix: string, answered: string[]): Promise<void> {
  for (let index = 0; ; index++) {
    const name = `${prefix}-${index}`;
    try {
      const answer = await fetch(`${url}${CONTAINERS}/namespaces`, {
        method: "POST",
        headers: { "x-auth-token": MISSING },
        body: JSON.stringify({ project_id: PROJECT, name }),
      });
      if (answer.ok && (await answer.json())) answered.push(name);
    } catch {
      return;
    }
  }
}
