import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "local-scaleway";
import { readAll } from "../../lib/cli/io";
import { loadLocalPackage } from "../../lib/cli/local/package";
import { runCli, runCliWith } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const MAIN = join(__dirname, "..", "..", "dist", "cli", "main.js");
let state = "";
beforeEach(() => {
  state = join(temporaryFolder("local"), "state");
});

/** Without an engine, which takes seconds to be found. */
const options = () => ["local", "--state", state, "--engine", "none"];
const local = (...args: string[]) => runCli(...options(), ...args);
/** Runs Node.js with the local server, and returns what the program writes to a file. */
async function runNode(expression: string): Promise<{ readonly code: number; readonly written: string | undefined }> {
  const file = join(temporaryFolder("local"), "out");
  const script = `require("fs").writeFileSync(${JSON.stringify(file)}, String(${expression}))`;
  const { code } = await local("--port", "1", "--", process.execPath, "-e", script);
  return { code, written: existsSync(file) ? readFileSync(file, "utf8") : undefined };
}

describe("local -- COMMAND", () => {
  test("starts a server for the command, with the variables of the provider", async () => {
    const { code, written } = await runNode("process.env.SCW_API_URL");
    expect([code, written]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
    await expect(fetch(written!)).rejects.toThrow("fetch failed");
  });

  test("ends the progress of the start before the command prints", async () => {
    const progress: string[] = [];
    const command = ["--", process.execPath, "-e", ""];
    await runCliWith({ progress: (text) => progress.push(text) }, ...options(), ...command);
    expect(progress).toEqual(["Starting the local Scaleway", "", "Stopping the local Scaleway", ""]);
  });

  test("joins the server that runs in this project, and leaves it running", async () => {
    const server = await startServer({ folder: state, port: 0 });
    expect((await runNode("process.env.SCW_API_URL")).written).toBe(server.url);
    expect((await fetch(server.url)).status).toBe(200);
    await server.close();
  });

  test.each([
    ["process.exit(7)", 7],
    ["process.kill(process.pid, 'SIGTERM')", 143],
  ])("passes the exit code of the command: %s", async (script, expected) => {
    expect((await local("--", process.execPath, "-e", script)).code).toBe(expected);
  });

  test("runs the command, also if it has the name of a subcommand", async () => {
    const server = await startServer({ folder: state, port: 0 });
    expect(await local("--", "status")).toMatchObject({ code: 127, out: "" });
    expect(await local("status", "--", "true")).toMatchObject({ code: 2 });
    expect(await local("--")).toMatchObject({ code: 2 });
    await server.close();
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("passes %s to the command, and stops the server", async (signal, code) => {
    const script = "setInterval(() => {}, 1000); console.log('ready')";
    const child = spawn(process.execPath, [MAIN, ...options(), "--", process.execPath, "-e", script]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    expect([await exited, existsSync(join(state, "lock"))]).toEqual([code, false]);
  });

  test.each([
    ["no-such-program-here", 127],
    [__filename, 126],
    ["", 2],
  ])("ends with the code of a shell if the command %j cannot start", async (command, code) => {
    expect(await local("--", command)).toMatchObject({ code, out: "" });
  });

  test("prints the URL to stderr, where it is not part of the command's output", async () => {
    const { out, err } = await local("--", process.execPath, "-e", "");
    expect([out, err]).toEqual(["", expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+/)]);
  });

  test("ends with code 0 for 5 commands that start at the same moment", async () => {
    const script = "fetch(process.env.SCW_API_URL).then(() => setTimeout(() => fetch(process.env.SCW_API_URL), 300))";
    const exits = Array.from({ length: 5 }, () => {
      const child = spawn(process.execPath, [MAIN, ...options(), "--", process.execPath, "-e", script]);
      return new Promise((resolve) => child.once("exit", resolve));
    });
    expect(await Promise.all(exits)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("local", () => {
  test("serves until Ctrl-C, and keeps the state", async () => {
    const child = spawn(process.execPath, [MAIN, "local", "--state", state]);
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const output = await new Promise<string>((resolve) =>
      child.stdout.once("data", (text: Buffer) => {
        resolve(text.toString());
      }),
    );
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0];
    const headers = { "x-auth-token": "x" };
    await fetch(`${url}/account/v3/projects`, { method: "POST", headers, body: '{"name":"shop"}' });
    expect(await local("status")).toMatchObject({
      code: 0,
      out: expect.stringContaining("account.projects") as string,
    });
    child.kill("SIGINT");
    expect(await exited).toBe(0);
    expect(await local("status")).toMatchObject({ code: 1 });
    expect((statSync(state).mode & 0o777).toString(8)).toBe("700");
    const file = join(temporaryFolder("local"), "snapshot.json");
    expect(await local("snapshot", file)).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(file, "utf8")).toContain('"name":"shop"');
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(await local("reset")).toMatchObject({ code: 0, err: "" });
    expect(await local("restore", file)).toMatchObject({ code: 0, err: "" });
    await local("snapshot", `${file}.2`);
    expect(readFileSync(`${file}.2`, "utf8")).toContain('"name":"shop"');
    await local("--reset", "--", process.execPath, "-e", "");
    await local("snapshot", `${file}.3`);
    expect(readFileSync(`${file}.3`, "utf8")).not.toContain('"name":"shop"');
  });

  test("fails if another process uses the state", async () => {
    const server = await startServer({ folder: state, port: 0 });
    const child = spawn(process.execPath, [MAIN, ...options()]);
    const errors: Buffer[] = [];
    child.stderr.on("data", (text: Buffer) => errors.push(text));
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(1);
    expect(Buffer.concat(errors).toString()).toContain(`${state}: is in use by process ${process.pid}`);
    await server.close();
  });

  test("makes an existing file private, and writes to a pipe without changing its permissions", async () => {
    const folder = temporaryFolder("local");
    const [file, pipe] = [join(folder, "file"), join(folder, "pipe")];
    writeFileSync(file, "", { mode: 0o644 });
    expect(await local("snapshot", file)).toMatchObject({ code: 0 });
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    execFileSync("mkfifo", ["-m", "644", pipe]);
    const reader = spawn("cat", [pipe]);
    const [text] = await Promise.all([readAll(reader.stdout), local("snapshot", pipe)]);
    expect(Buffer.from(text).toString()).toBe(readFileSync(file, "utf8"));
    expect((statSync(pipe).mode & 0o777).toString(8)).toBe("644");
  });

  test("fails if a snapshot is another file, or missing", async () => {
    expect(await local("restore", __filename)).toMatchObject({
      code: 1,
      err: expect.stringContaining("snapshot") as string,
    });
    expect(await local("restore", join(state, "missing"))).toMatchObject({ code: 1 });
  });

  test.each([
    ["--port", "0"],
    ["--port", "65536"],
    ["--port", "x"],
    ["--engine", "podman"],
    ["--state", ""],
    ["stauts"],
    ["status", "x"],
    ["restore"],
  ])("rejects the arguments %s %s", async (...args) => {
    expect((await local(...args)).code).toBe(2);
  });

  test("resets a state that does not exist without creating it", async () => {
    expect(await local("reset")).toMatchObject({ code: 0 });
    expect(existsSync(state)).toBe(false);
  });
});

test("a package that is not installed is undefined, and one that fails to load is an error", async () => {
  expect(await loadLocalPackage("no-such-package-here")).toBeUndefined();
  const broken = join(temporaryFolder("local"), "broken.js");
  writeFileSync(broken, "throw new Error('broken')");
  await expect(loadLocalPackage(broken)).rejects.toThrow("broken");
});
