import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "../../lib";
import { LOCKING } from "../../lib/images/locking";
import { shortNameIssues } from "../../lib/lock/locked-names";
import { codesOf } from "../helpers/issues";
import {
  LOCK,
  OLD,
  folder,
  home,
  image,
  lock,
  push,
  read,
  registry,
  useLockProject,
  write,
} from "../helpers/lock-project";
import { printed, printedErrors } from "../helpers/run-cli";

useLockProject();

describe("lock is refused", () => {
  test.each<[string, string[], string, string]>([
    ["no project uses an image", [], "file-not-found", "cdktf.json: "],
    ["an image reference is invalid", ["A B"], "invalid-image-reference", '"A B"'],
    ["an image has a digest", [`a:1@sha256:${"a".repeat(64)}`], "digest-in-reference", '"a:1@sha256:aaa'],
    ["--prune has an image", ["--prune", "a:1"], "option-conflict", "--prune: "],
    ["--history has an argument", ["--history", "a", "b"], "option-conflict", '--history: .* "b"'],
    ["--rollback has two digests", ["--rollback", "a", "1", "2"], "option-conflict", '--rollback: .* "2"'],
  ])("when %s", async (_, args, issueCode, text) => {
    const { code, err } = await lock(...args);
    expect([code, printedErrors(err)]).toEqual([
      2,
      [{ code: issueCode, text: expect.stringMatching(new RegExp(`^${text}`)) as string }],
    ]);
    expect(existsSync(LOCK)).toBe(false);
  });

  test.each<[string, string[], string[]]>([
    ["two modes are given", ["--check", "--update"], ["'--check'", "'--update'"]],
    ["a tool is unknown", ["--from", "kaniko", "x"], ["buildx, bake, skaffold"]],
    ["--prune is to check", ["--check", "--prune"], ["'--check'", "'--prune'"]],
    ["--prune is with --from", ["--from", "bake", "x", "--prune"], ["'--from <tool>'", "'--prune'"]],
    ["--app is with --history", ["--history", "a", "--app", "c"], ["'--history <name>'", "'--app <command>'"]],
    ["--manifests is with --rollback", ["--rollback", "a", "--manifests", "c"], ["'--manifests <path...>'"]],
    ["a manifest does not exist", ["--manifests", "none.yaml"], ["error[file-not-found]: none.yaml: "]],
  ])("when %s, with the options in the message", async (_, args, parts) => {
    const { code, err } = await lock(...args);
    expect(code).toBe(2);
    for (const part of parts) expect(err).toContain(part);
    expect(existsSync(LOCK)).toBe(false);
  });

  test.each([
    ["[", "invalid-json", "cdktf.json: "],
    ["[]", "missing", "cdktf.json app: "],
    ['{"app": ""}', "missing", "cdktf.json app: "],
  ])("when cdktf.json is %s", async (text, issueCode, place) => {
    writeFileSync("cdktf.json", text);
    const { code, err } = await lock();
    expect([code, printedErrors(err)]).toEqual([
      2,
      [{ code: issueCode, text: expect.stringContaining(place) as string }],
    ]);
  });

  test("when the lock is broken", async () => {
    writeFileSync(LOCK, "{");
    expect(await lock(image())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error\[invalid-json\]: images\.lock\.json:1:2: /) as string,
    });
  });
});

describe("a name without a registry", () => {
  const LOCKED = "rg.fr-par.scw.cloud/shop/api:main";
  const lockWith = (...keys: string[]) => {
    write(Object.fromEntries(keys.map((key) => [key, { digest: `sha256:${"a".repeat(64)}`, resolvedAt: OLD }])));
  };

  test.each([
    [["api"], `${LOCKED}, docker.io/library/api:latest`],
    [["--update", "api"], `${LOCKED}, docker.io/library/api:latest`],
    [["--check", "shop/api"], `${LOCKED}, docker.io/shop/api:latest`],
    [["api:v2"], "rg.fr-par.scw.cloud/shop/api:v2, docker.io/library/api:v2"],
  ])("is refused with both images, when the lock has it in another registry: %j", async (args, choices) => {
    lockWith(LOCKED, "ghcr.io/shop/web:main", "rg.fr-par.scw.cloud/shop/my-api:main");
    const { code, err } = await lock(...args);
    const text = expect.stringContaining(choices) as string;
    expect([code, printedErrors(err)]).toEqual([2, [{ code: "ambiguous-name", text }]]);
    expect(Object.keys(read())).toHaveLength(3);
  });

  test.each([
    [["api"], ["api", LOCKED]],
    [["library/api:latest"], ["docker.io/library/api", LOCKED]],
    [["docker.io/shop/api:v1"], [LOCKED]],
    [["localhost:1/api"], [LOCKED]],
    [["api"], ["rg.fr-par.scw.cloud/shop/my-api:main"]],
  ])("is an image on Docker Hub, and no other: %j", (references, keys) => {
    const entry = { digest: `sha256:${"a".repeat(64)}`, resolvedAt: OLD };
    expect(shortNameIssues(references, Object.fromEntries(keys.map((key) => [key, entry])))).toEqual([]);
  });
});

describe("broken registry credentials", () => {
  const breakHelper = () => {
    writeFileSync("config.json", JSON.stringify({ credsStore: "missing-here" }));
  };

  test("do not prevent the access to a public image, and are a note", async () => {
    const { digest } = push("main");
    push("v1");
    registry.requireTokens();
    breakHelper();
    const { code, out } = await lock(image(), image("api:v1"));
    expect(code).toBe(0);
    expect(read()[image()]).toMatchObject({ digest });
    const text = expect.stringMatching(/^127\.0\.0\.1:\d+ .*without credentials: docker-credential-missing-here /);
    expect(printed("note", out)).toEqual([{ code: undefined, text }]);
  });

  test("are in the error of a private image", async () => {
    push("main");
    registry.requireBasic("robot:password");
    breakHelper();
    const { code, err } = await lock(image());
    const text = expect.stringMatching(/ 401 .*without credentials.*; docker-credential-missing-here /);
    expect([code, printedErrors(err)]).toEqual([1, [{ code: "registry-failure", text }]]);
  });
});

describe("lock fails", () => {
  test("with what the program says, when it fails", async () => {
    const { code, err } = await lock("--app", "echo to out; echo to err >&2; exit 3");
    expect(code).toBe(1);
    expect(err).toMatch(/^error: echo to out; echo to err >&2; exit 3: .*\b3\b.*:\nto out\nto err\n$/);
  });

  test("with the end of what the program says, as plain text, and waits for nothing that it leaves running", async () => {
    const app = String.raw`sleep 600 & echo $! > pid; seq 100; printf '\ta\033[31m\033]0;x\007\n'; exit 3`;
    const { err } = await lock("--app", app);
    process.kill(Number(readFileSync("pid", "utf8")));
    expect(err).toMatch(/^error: .*:\n52\n53\n/);
    expect(err).toMatch(/100\n {2}a\n$/);
  });

  test("when the program writes no stack where it is told to", async () => {
    const { code, err } = await lock("--app", "true");
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: .*CDKTF_OUTDIR/)]);
  });

  test("without a half-written file, when the lock cannot be written", async () => {
    push("main");
    const { code, err } = await lock(image(), "--lock-file", "none/images.lock.json");
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: none\/images\.lock\.json: /)]);
    expect(readdirSync(".")).toEqual([]);
  });
});

test("a program with an outdir of its own is refused, so that no placeholder is left there", () => {
  process.env[LOCKING] = folder;
  try {
    const stack = new ScalewayStack(new App({ outdir: join(tmpdir(), "elsewhere") }), "shop", { region: "fr-par" });
    const props = { image: ContainerImage.fromLock(image()), privacy: "private" } as const;
    expect(codesOf(() => new ServerlessContainer(stack, "api", props))).toEqual(["outdir-not-supported outdir"]);
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
