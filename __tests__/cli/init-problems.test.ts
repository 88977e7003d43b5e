import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { files, folder, init, listedFiles, parent, useInitFolder } from "../helpers/init-folder";
import { printedErrors } from "../helpers/run-cli";

jest.mock("node:fs", () => ({ ...jest.requireActual<object>("node:fs") }));

useInitFolder();

describe("rejects", () => {
  test("existing files, lists each, and writes nothing", async () => {
    mkdirSync(join(folder, "stack.ts"), { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, "ci"), "");
    const { code, out, err } = await init();
    expect({ code, out }).toEqual({ code: 2, out: "" });
    const errors = printedErrors(err).map((error) => `${error.code} ${error.text.replace(/: .*/, "")}`);
    expect(errors).toContain(`file-exists ${folder}/package.json`);
    expect(errors).toContain(`blocked-path ${folder}/stack.ts`);
    expect(errors).toContain(`blocked-path ${folder}/ci/plan.sh`);
    // All other errors are the files in ci/, which is a file.
    expect(errors.slice(0, -2).every((error) => error.startsWith(`blocked-path ${folder}/ci/`))).toBe(true);
    expect(files()).toEqual(["ci", "package.json"]);
  });

  test("no existing file with the same content", async () => {
    await init();
    rmSync(join(folder, "main.ts"));
    const { code, out } = await init();
    expect(code).toBe(0);
    expect(listedFiles(out)).toEqual(["main.ts"]);
    expect(existsSync(join(folder, "main.ts"))).toBe(true);
  });

  test.each([
    ["My Shop", "my-shop"],
    ["x", "order-api"],
    ["_order_api_", "order-api"],
    ["constructor", "order-api"],
    [`${"x".repeat(33)}-b`, "x".repeat(33)],
  ])("the name %j, and suggests a valid one", async (name, suggestion) => {
    const { code, out, err } = await init("--name", name);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    const [error] = printedErrors(err);
    expect(error?.code).toBe("invalid-format");
    expect(error?.text).toContain(`name: ${JSON.stringify(name)} `);
    expect(error?.text).toMatch(new RegExp(` --name ${suggestion}\\.$`));
    expect(existsSync(folder)).toBe(false);
  });

  test.each([
    [["--region", "us-east"], "fr-par, nl-ams, pl-waw"],
    [["--engine", "pulumi"], "cdktf, cdktn"],
    [["--ci", "jenkins"], "github, gitlab, both, none"],
    [["another"], "'init'"],
  ])("the arguments %j", async (args, expected) => {
    const { code, out, err } = await init(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(expected);
    expect(existsSync(folder)).toBe(false);
  });
});

describe("a file that cannot be written", () => {
  const failAt = (path: string, error: Error) => {
    // The object that the command reads it from.
    const fs = jest.requireMock<{ writeFileSync: typeof writeFileSync }>("node:fs");
    const write = fs.writeFileSync;
    jest.spyOn(fs, "writeFileSync").mockImplementation((file, ...rest) => {
      if (String(file).endsWith(path)) throw error;
      write(file, ...rest);
    });
  };

  test("is reported in one line, and the others of this run are removed", async () => {
    const path = join(folder, "stack.ts");
    failAt("stack.ts", Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write", path }));
    const { code, out, err } = await init();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toContain(`error: ${path}: `);
    expect(readdirSync(parent)).toEqual([]);
  });

  test("leaves the earlier files in place", async () => {
    mkdirSync(join(folder, "ci"), { recursive: true });
    writeFileSync(join(folder, "ci/own.sh"), "");
    failAt("tsconfig.json", Object.assign(new Error("EIO"), { syscall: "write" }));
    expect(await init()).toMatchObject({ code: 1 });
    expect(files()).toEqual(["ci/own.sh"]);
  });

  test("is an internal error, if the operating system did not report it", async () => {
    failAt("stack.ts", new TypeError("oops"));
    expect(await init()).toMatchObject({ code: 1, err: "error: oops\n" });
  });
});
