import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "../../lib";
import { LOCKING } from "../../lib/images/lock-file";
import { LOCK, folder, home, image, lock, push, read, useLockProject } from "../helpers/lock-project";

useLockProject();

describe("lock is refused", () => {
  test.each<[string, string[], string]>([
    [
      "nothing says what is used",
      [],
      "error: there is no cdktf.json here; name the images, or what uses them: --manifests",
    ],
    ["an image is none", ["A B"], '"A B" is no image reference; write registry/name:tag'],
    ["an image has a digest", [`a:1@sha256:${"a".repeat(64)}`], "has a digest, and needs no lock; leave it out"],
    ["two modes are given", ["--check", "--update"], "error: option '--check' cannot be used with option '--update'"],
    ["a tool is unknown", ["--from", "kaniko", "x"], "Allowed choices are buildx, bake, skaffold."],
    ["--prune is to check", ["--check", "--prune"], "error: --prune: goes by all that is used"],
    [
      "an option is not for --from",
      ["--from", "bake", "x", "--prune"],
      "error: --from: takes no --prune; leave it out",
    ],
    [
      "arguments are not for --history",
      ["--history", "a", "b", "--app", "c"],
      "error: --history: takes no --app b; leave it out",
    ],
    ["a manifest is none", ["--manifests", "none.yaml"], "none.yaml: there is no such file"],
  ])("when %s", async (_, args, says) => {
    const { code, err } = await lock(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(LOCK)).toBe(false);
  });

  test.each([
    ["[", "is no JSON"],
    ["[]", "has no app"],
    ['{"app": ""}', "has no app; write the command that runs the program"],
  ])("when cdktf.json is %s", async (text, says) => {
    writeFileSync("cdktf.json", text);
    const { code, err } = await lock();
    expect([code, err]).toEqual([2, expect.stringContaining(`error: cdktf.json: ${says}`)]);
  });

  test("when the lock is broken", async () => {
    writeFileSync(LOCK, "{");
    expect(await lock(image())).toMatchObject({
      code: 2,
      err: expect.stringContaining("images.lock.json: is no JSON") as string,
    });
  });
});

describe("lock fails", () => {
  test("with what the program says, when it fails", async () => {
    const { code, err } = await lock("--app", "echo to out; echo to err >&2; exit 3");
    expect(code).toBe(1);
    expect(err).toBe("error: echo to out; echo to err >&2; exit 3 failed with code 3:\nto out\nto err\n");
  });

  test("with the end of what the program says, as plain text, and waits for nothing that it leaves running", async () => {
    const app = String.raw`sleep 600 & echo $! > pid; seq 100; printf '\ta\033[31m\033]0;x\007\n'; exit 3`;
    const { err } = await lock("--app", app);
    process.kill(Number(readFileSync("pid", "utf8")));
    expect(err).toContain(" failed with code 3:\n52\n53\n");
    expect(err).toMatch(/100\n {2}a\n$/);
  });

  test("when the program writes no stack where it is told to", async () => {
    const { code, err } = await lock("--app", "true");
    expect([code, err]).toEqual([
      1,
      "error: The program wrote no stack into CDKTF_OUTDIR; use new App() without outdir.\n",
    ]);
  });

  test("without a half-written file, when the lock cannot be written", async () => {
    push("main");
    const { code, err } = await lock(image(), "--lock-file", "none/images.lock.json");
    expect([code, err]).toEqual([1, expect.stringContaining("error: ENOENT")]);
    expect(readdirSync(".")).toEqual([]);
  });
});

test("a program with an outdir of its own is refused, so that no placeholder is left there", () => {
  process.env[LOCKING] = folder;
  try {
    const stack = new ScalewayStack(new App({ outdir: join(tmpdir(), "elsewhere") }), "shop", { region: "fr-par" });
    const props = { image: ContainerImage.fromLock(image()), privacy: "private" } as const;
    expect(() => new ServerlessContainer(stack, "api", props)).toThrow("use new App() without outdir");
  } finally {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the one way to take a variable away
    delete process.env[LOCKING];
  }
});

test("a program of this library says what it locks, before anything is locked", async () => {
  const { digest } = push("main");
  const main = `
    const { App } = require(${JSON.stringify(require.resolve("cdktf"))});
    const { ContainerImage, ScalewayStack, ServerlessContainer } = require(${JSON.stringify(join(home, "dist"))});
    const app = new App();
    const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
    new ServerlessContainer(stack, "api", { image: ContainerImage.fromLock("${image()}"), privacy: "private" });
    app.synth();`;
  writeFileSync("main.cjs", main);
  expect(await lock("--app", "node main.cjs")).toMatchObject({ code: 0, err: "" });
  expect(read()).toMatchObject({ [image()]: { digest } });
});
