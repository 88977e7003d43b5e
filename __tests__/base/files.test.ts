import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError, makeDirectory, replaceFile, writeFile } from "../../lib/base/files";

// An object whose functions can be replaced.
jest.mock("node:fs", () => ({ ...jest.requireActual<object>("node:fs") }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), "utf8");
const mode = (name: string) => statSync(at(name)).mode & 0o7777;

describe("writeFile", () => {
  test("creates a file with the mode of the umask", () => {
    const umask = process.umask(0o027);
    writeFile(at("new"), "text");
    process.umask(umask);
    expect([read("new"), mode("new"), readdirSync(folder)]).toEqual(["text", 0o640, ["new"]]);
  });

  test.each([0o600, 0o644, 0o755, 0o666])("keeps the mode %i of a file that it replaces", (permissions) => {
    writeFileSync(at("old"), "a longer text");
    chmodSync(at("old"), permissions);
    const { ino } = statSync(at("old"));
    writeFile(at("old"), "text");
    expect([read("old"), mode("old"), readdirSync(folder)]).toEqual(["text", permissions, ["old"]]);
    expect(statSync(at("old")).ino).not.toBe(ino);
  });

  test("follows symbolic links to the file, which is in another directory", () => {
    mkdirSync(at("a"));
    writeFileSync(at("a/target"), "old");
    symlinkSync("a/target", at("first"));
    symlinkSync("first", at("second"));
    writeFile(at("second"), "text");
    expect(read("a/target")).toBe("text");
    expect([readlinkSync(at("first")), readlinkSync(at("second"))]).toEqual(["a/target", "first"]);
  });

  test("writes into a pipe in place", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    // Writing blocks this process until the pipe is read: the reader is another one, and writes to a file.
    const received = openSync(at("received"), "w");
    const reader = spawn("cat", [at("pipe")], { stdio: ["ignore", received, "ignore"], timeout: 20_000 });
    const text = "text\n".repeat(20_000);
    writeFile(at("pipe"), text);
    await once(reader, "close");
    closeSync(received);
    expect([read("received") === text, lstatSync(at("pipe")).isFIFO(), readdirSync(folder)]).toEqual([
      true,
      true,
      ["pipe", "received"],
    ]);
  });

  test("writes into a device in place, and creates nothing beside it", () => {
    // A regular file whose status is that of a device.
    writeFileSync(at("device"), "");
    const fs = jest.requireMock<{ statSync: typeof statSync }>("node:fs");
    const { ino } = statSync(at("device"));
    const status = statSync(at("device"));
    jest
      .spyOn(fs, "statSync")
      .mockImplementation(() => Object.assign(status, { isFile: () => false, isCharacterDevice: () => true }));
    writeFile(at("device"), "text");
    expect([read("device"), lstatSync(at("device")).ino, readdirSync(folder)]).toEqual(["text", ino, ["device"]]);
  });

  test.each([
    ["", "is a directory"],
    ["new/", "is a directory"],
    ["file/", "a part of the path is not a directory"],
    ["missing/new", "the directory .*missing does not exist"],
    ["file/new", "a part of the path is not a directory|is not a directory"],
    ["broken", "is a symbolic link to a missing file"],
    ["loop", "too many symbolic links"],
    ["n".repeat(300), "the name is too long"],
  ])("refuses %j with a remedy, and leaves nothing behind", (name, problem) => {
    writeFileSync(at("file"), "mine");
    symlinkSync("missing", at("broken"));
    symlinkSync("loop", at("loop"));
    const path = `${folder}/${name}`;
    const error = errorOf(() => {
      writeFile(path, "text");
    });
    expect(error).toBeInstanceOf(FileError);
    expect(error.message).toMatch(new RegExp(`^${path}: (${problem})\\. [A-Z].*\\.$`));
    expect(readdirSync(folder).sort()).toEqual(["broken", "file", "loop"]);
    expect(read("file")).toBe("mine");
  });

  test.each(["/proc/x", "/proc/self/x", "/proc/self/fd/9999", "/proc/x/y/z"])("refuses %s at once", (path) => {
    expect(() => {
      writeFile(path, "text");
    }).toThrow(FileError);
  });

  test("removes its temporary file if the file system is full, and keeps the old file", () => {
    writeFileSync(at("file"), "mine");
    const fs = jest.requireMock<{ renameSync: () => void }>("node:fs");
    jest.spyOn(fs, "renameSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "rename" });
    });
    expect(() => {
      writeFile(at("file"), "text");
    }).toThrow(`${at("file")}: no space left on the device.`);
    expect([read("file"), readdirSync(folder)]).toEqual(["mine", ["file"]]);
  });
});

describe("replaceFile", () => {
  test("replaces a symbolic link, and not its target", () => {
    writeFileSync(at("target"), "mine");
    symlinkSync("target", at("link"));
    replaceFile(at("link"), "text");
    expect([read("target"), read("link"), lstatSync(at("link")).isFile()]).toEqual(["mine", "text", true]);
  });

  test("sets the mode, whatever the old file and the umask have", () => {
    writeFileSync(at("file"), "mine", { mode: 0o644 });
    replaceFile(at("file"), "text", 0o600);
    expect(mode("file")).toBe(0o600);
  });
});

describe("makeDirectory", () => {
  test("creates the missing parents, and returns the first of them", () => {
    expect(makeDirectory(at("a/b/c"))).toBe(at("a"));
    expect(makeDirectory(at("a/b/c"))).toBeUndefined();
    expect(makeDirectory(at("a/b/d"))).toBe(at("a/b/d"));
  });

  test.each([
    ["file", "is not a directory"],
    ["file/a/b", "is not a directory|a part of the path is not a directory"],
    ["broken", "cannot be used \\(mkdir: EEXIST\\)"],
    [`a/${"n".repeat(300)}`, "the name is too long"],
  ])("refuses %j, and leaves nothing behind", (name, problem) => {
    writeFileSync(at("file"), "mine");
    symlinkSync("missing", at("broken"));
    const error = errorOf(() => makeDirectory(at(name)));
    expect(error).toBeInstanceOf(FileError);
    expect(error.message).toMatch(new RegExp(`: (${problem})`));
    expect(readdirSync(folder).sort()).toEqual(["broken", "file"]);
  });

  test.each(["/proc/x", "/proc/x/y/z", "/proc/self/x/y", "/dev/fd/x/y"])("refuses %s at once", (path) => {
    expect(() => makeDirectory(path)).toThrow(FileError);
    expect(existsSync(path)).toBe(false);
  });
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
