import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "local-scaleway";
import { temporaryFolder } from "../../../__tests__/helpers/temporary-folder";
import { joinOrStart } from "../src/shared-server";

const isAnswering = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe("a state folder", () => {
  test.each([
    ["after a start that was killed before the token", { ".gitignore": "*\n" }],
    ["with half a token of a full disk", { ".gitignore": "*\n", token: "12ab" }],
    ["with an empty token", { token: "" }],
    ["with the temporary file of a token", { "token.4711": "12ab" }],
  ])("works %s, with a new token", async (_, files) => {
    const folder = temporaryFolder("state");
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    const server = await startServer({ folder, port: 0 });
    await server.close();
    expect(readFileSync(join(folder, "token"), "utf8")).toMatch(/^[\da-f]{64}$/);
    expect((statSync(join(folder, "token")).mode & 0o777).toString(8)).toBe("600");
  });

  test.each(["my token", "a".repeat(63), ""])("is not a folder of other files with the token %j", async (token) => {
    const folder = join(temporaryFolder("state"), "other");
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(join(folder, "token"), token);
    writeFileSync(join(folder, "main.ts"), "");
    await expect(startServer({ folder, port: 0 })).rejects.toThrow("is not a state directory");
    expect([existsSync(join(folder, ".gitignore")), statSync(folder).mode & 0o777]).toEqual([false, 0o755]);
  });

  test("may contain a snapshot of the user", async () => {
    const folder = temporaryFolder("state");
    await (await startServer({ folder, port: 0 })).close();
    writeFileSync(join(folder, "before.json"), "{}");
    await (await startServer({ folder, port: 0 })).close();
  });
});

describe("a server that several commands use", () => {
  test("stops when the last command ends", async () => {
    const folder = temporaryFolder("state");
    const first = await joinOrStart({ folder, port: 0 });
    const second = await joinOrStart({ folder, port: 0 });
    expect(second.url).toBe(first.url);
    let waits = 0;
    const closed = first.close(() => waits++);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([waits, await isAnswering(first.url)]).toEqual([1, true]);
    await second.close(() => waits++);
    await closed;
    expect([waits, await isAnswering(first.url)]).toEqual([1, false]);
  });

  test("does not wait for a command that was killed", async () => {
    const folder = temporaryFolder("state");
    const server = await joinOrStart({ folder, port: 0 });
    const old = join(folder, "user.4711-0000");
    writeFileSync(old, "");
    utimesSync(old, new Date(0), new Date(0));
    await server.close(() => {
      throw new Error("waits");
    });
    expect(existsSync(old)).toBe(false);
  });
});
