import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { container, image, yamlOf } from "../helpers/manifests";
import { printed, printedErrors, runCli, runCliWith } from "../helpers/run-cli";

let folder: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "synth-"));
  output = join(folder, "out");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, ...documents: readonly object[]): string {
  writeFileSync(join(folder, name), yamlOf(...documents));
  return join(folder, name);
}

const synth = (...args: string[]) => runCli("synth", ...args, "--output", output);
const files = (path = output): string[] =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
        .sort()
    : [];
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const secret = (value: string) => ({ env: { secrets: [{ name: "KEY", value }] } });

test("shows on a terminal what it does", async () => {
  const path = write("shop.yaml", container(), container({}, { name: "web" }));
  const progress: string[] = [];
  await runCliWith({ progress: (text) => progress.push(text) }, "synth", path, "--output", output);
  const steps = ["Building 0", "Building 1", "Writing 0", "Writing 1"].map((step) => `${step} of 2 stacks`);
  expect(progress).toEqual(["Reading 1 file", ...steps, ""]);
});

describe("writes", () => {
  test("a stack for each manifest, and CDKTF's own manifest", async () => {
    const path = write("two.yaml", container(secret("x")), container({}, { name: "other" }));
    expect(await synth(path)).toMatchObject({ code: 0, err: "" });
    expect(files()).toEqual([
      "manifest.json",
      "stacks/api/.gitignore",
      "stacks/api/cdk.tf.json",
      "stacks/api/secrets.auto.tfvars.json",
      "stacks/other/cdk.tf.json",
    ]);
    const { stacks } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as { stacks: object };
    expect(Object.keys(stacks)).toEqual(["api", "other"]);
    expect(readdirSync(folder).sort()).toEqual(["out", "two.yaml"]);
  });

  test("what standard input says, for -", async () => {
    const stdin = yamlOf(container({}, { name: "piped" }));
    expect(await runCliWith({ stdin }, "synth", "-", "--output", output)).toMatchObject({ code: 0, err: "" });
    expect(files()).toContain("stacks/piped/cdk.tf.json");
    const { err } = await runCliWith({ stdin: "- a" }, "synth", "-", "--output", output);
    expect(err).toMatch(/^error.*: stdin:1:1: /);
  });

  test("into a folder that does not exist yet, however deep", async () => {
    output = join(folder, "a/b/c");
    expect(await synth(write("a.yaml", container()))).toMatchObject({ code: 0 });
    expect(files()).toContain("stacks/api/cdk.tf.json");
  });

  test.each([
    ["in the folder that it runs in", "a/b/out", "../../../../../cdktf.tfstate.d/a/b/out/terraform.api.tfstate"],
    [
      "in the folder that it runs in, from an output elsewhere",
      "../elsewhere",
      "../../../project/terraform.api.tfstate",
    ],
  ])("the path to a state %s", async (_, path, state) => {
    const cwd = process.cwd();
    mkdirSync(join(folder, "project"));
    process.chdir(join(folder, "project"));
    try {
      await runCli("synth", write("a.yaml", container()), "--output", path);
      const { terraform } = JSON.parse(readFileSync(join(path, "stacks/api/cdk.tf.json"), "utf8")) as {
        terraform: { backend: { local: { path: string } } };
      };
      expect(terraform.backend.local.path).toBe(state);
    } finally {
      process.chdir(cwd);
    }
  });

  test("beside the leftovers of a run that was killed", async () => {
    const path = write("a.yaml", container(secret("x")));
    mkdirSync(join(output, "stacks/api"), { recursive: true });
    for (const name of [".gitignore.new", ".0123456789abcdef.tmp"]) writeFileSync(join(output, "stacks/api", name), "");
    expect(await synth(path)).toMatchObject({ code: 0, err: "" });
    expect(await synth(path)).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(join(output, "stacks/api/.gitignore"), "utf8")).toBe("secrets.auto.tfvars.json\n");
  });

  test("over the stacks of the last run, but not over what is Terraform's own", async () => {
    await synth(write("a.yaml", container(secret("x")), container({}, { name: "gone" })));
    for (const stack of ["api", "gone"]) {
      mkdirSync(join(output, "stacks", stack, ".terraform"));
      writeFileSync(join(output, "stacks", stack, ".terraform.lock.hcl"), "");
      writeFileSync(join(output, "stacks", stack, "plan"), "");
    }
    mkdirSync(join(output, "stacks/by-hand"));
    await synth(write("a.yaml", container()));
    expect(files()).toEqual([
      "manifest.json",
      "stacks/api/.terraform.lock.hcl",
      "stacks/api/cdk.tf.json",
      "stacks/api/plan",
    ]);
    expect(readdirSync(join(output, "stacks")).sort()).toEqual(["api", "by-hand"]);
    expect(existsSync(join(output, "stacks/api/.terraform"))).toBe(true);
  });
});

describe("does not touch", () => {
  test("what a user put into the folder of a stack that is no more", async () => {
    await synth(write("a.yaml", container(secret("x")), container({}, { name: "gone" })));
    writeFileSync(join(output, "stacks/gone/terraform.tfvars"), "a = 1");
    await synth(write("a.yaml", container({}, { name: "other" })));
    expect(files()).toEqual(["manifest.json", "stacks/gone/terraform.tfvars", "stacks/other/cdk.tf.json"]);
  });

  test("the folder of a stack that is no more, under CDKTF's CLI, which removes it itself", async () => {
    await synth(write("a.yaml", container({}, { name: "gone" })));
    process.env["CDKTF_OUTDIR"] = output;
    try {
      expect(await runCli("synth", write("a.yaml", container()))).toMatchObject({ code: 0, err: "" });
    } finally {
      delete process.env["CDKTF_OUTDIR"];
    }
    expect(readdirSync(join(output, "stacks")).sort()).toEqual(["api", "gone"]);
    expect(files()).toEqual(["manifest.json", "stacks/api/cdk.tf.json"]);
  });

  test.each([
    ["names folders elsewhere", '{"stacks":{"../../victim":{},"..":{},".":{},"":{},"a\\u0000b":{}}}'],
    ["is another one's", '{"name":"web app"}'],
    ["is no JSON", "{"],
  ])("folders elsewhere, when the manifest.json in the output %s", async (_, text) => {
    mkdirSync(join(folder, "victim"));
    mkdirSync(output);
    const others = ["victim/cdk.tf.json", "out/cdk.tf.json"].map((file) => join(folder, file));
    for (const file of others) writeFileSync(file, "mine");
    writeFileSync(join(output, "manifest.json"), text);
    expect(await synth(write("a.yaml", container()))).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(folder).sort()).toEqual(["a.yaml", "out", "victim"]);
    expect(others.map((file) => readFileSync(file, "utf8"))).toEqual(["mine", "mine"]);
  });

  test.each(["stacks", "stacks/api", "stacks/gone"])("what a link in the output leads to: %s", async (link) => {
    await synth(write("a.yaml", container(), container({}, { name: "gone" })));
    mkdirSync(join(folder, "victim"));
    writeFileSync(join(folder, "victim/cdk.tf.json"), "mine");
    rmSync(join(output, link), { recursive: true });
    symlinkSync(join(folder, "victim"), join(output, link));
    const { code, err } = await synth(write("a.yaml", container(secret("x"))));
    expect(code).toBe(2);
    expect(printedErrors(err)).toEqual([
      { code: "symbolic-link", text: expect.stringContaining(`${link}: `) as string },
    ]);
    expect(files(join(folder, "victim"))).toEqual(["cdk.tf.json"]);
    expect(readFileSync(join(folder, "victim/cdk.tf.json"), "utf8")).toBe("mine");
  });

  test("the stacks of the last run, when one of the new ones cannot be written", async () => {
    await synth(write("a.yaml", container(secret("x")), container({}, { name: "zz" })));
    const read = () => readFileSync(join(output, "stacks/api/cdk.tf.json"), "utf8");
    const [before, left] = [read(), files()];
    rmSync(join(output, "stacks/zz"), { recursive: true });
    writeFileSync(join(output, "stacks/zz"), "in the way");
    const manifests = [container({ port: 1 }), container({}, { name: "new" }), container({}, { name: "zz" })];
    const { code, err } = await synth(write("a.yaml", ...manifests));
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^error: .*zz: /) as string,
    });
    expect(read()).toBe(before);
    expect(files()).toEqual([...left.filter((file) => !file.includes("zz")), "stacks/zz"].sort());
    expect(readdirSync(join(output, "stacks")).sort()).toEqual(["api", "zz"]);
  });

  test("the folders around an output that is not written", async () => {
    output = join(folder, "p/q");
    expect(await synth(write("a.yaml", container({ deploy: false })), "--strict")).toMatchObject({ code: 1 });
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });
});

test("reads - and a file of the name stdin, each once", async () => {
  const cwd = process.cwd();
  process.chdir(folder);
  try {
    write("stdin", container({}, { name: "file" }));
    const stdin = yamlOf(container({}, { name: "piped" }));
    expect(await runCliWith({ stdin }, "synth", "-", "stdin", "-", "stdin")).toMatchObject({ code: 0, err: "" });
    expect(files(join(folder, "cdktf.out")).filter((file) => file.endsWith(".tf.json"))).toHaveLength(2);
  } finally {
    process.chdir(cwd);
  }
});

test("removes what runs that were killed left, and hides its own from git", async () => {
  const left = join(output, ".synth-killed");
  mkdirSync(join(output, ".synth-running"), { recursive: true });
  mkdirSync(left);
  utimesSync(left, 0, 0);
  await synth(write("a.yaml", container()));
  expect(readdirSync(output).sort()).toEqual([".synth-running", "manifest.json", "stacks"]);
});

describe("prints", () => {
  const manifest = () =>
    write(
      "api.yaml",
      container(
        {
          ...image({ name: "images" }),
          ...{ region: "nl-ams", privacy: "privacy_public", memoryLimitMb: 512, minScale: 1, maxScale: 3 },
          ...{
            cronTriggers: [{ name: "nightly", schedule: "0 2 * * *" }],
            scalingOption: { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 },
          },
          ...secret("sk-abc123secret"),
        },
        { name: "order-api-with-a-long-name" },
      ),
    );

  test("the stacks in a table, secrets by their names, then warnings and notes at their places", async () => {
    const { out } = await synth(manifest());
    const [summary = "", ...lines] = out.replaceAll(folder, "").split("\n\n");
    for (const value of [
      ...["order-api-with-a-long-name, public, nl-ams", "<endpoint of images>/api:v1"],
      "https://orderapiwithalongnam<8 hex>-order-api-with-a-long-name.functions.fnc.nl-ams.scw.cloud\n",
      ...["512 MB, 280 mvCPU", "nightly 0 2 * * *", "KEY"],
    ]) {
      expect(summary).toContain(`  ${value}`);
    }
    expect(summary).toMatch(/\b1\b.*\b3\n/);
    expect(out).not.toContain("sk-abc123secret");
    const printedLines = lines.join("");
    expect(printed("warning", printedLines)).toEqual([
      { code: "several-thresholds", text: matching(/^\/api\.yaml:21:5 spec\.scalingOption: /) },
    ]);
    expect(printed("note", printedLines)).toEqual([
      { code: "secrets-over-plain-http", text: matching(/^\/api\.yaml:5:1 spec\.httpOption: /) },
      { code: "undeclared-resource", text: matching(/^\/api\.yaml:10:9 spec\.image\.registryEndpoint\.valueFrom: /) },
      { code: "always-on-cost", text: matching(/^\/api\.yaml:15:13 spec\.minScale: .*\b1\b.*\bEUR 9\b/) },
    ]);
    expect(printedLines).toMatch(/^warning.*\nnote.*\nnote.*\nnote.*\n.*\b1\b.* \/out\.\n$/);
  });

  test("the stacks of the last run that no manifest describes, and whether they are deployed", async () => {
    const names = ["deployed", "deployed-too", "destroyed", "empty", "new", "in-a-bucket", "encrypted"];
    await synth(write("a.yaml", ...names.map((name) => container({}, { name }))));
    const stackFile = (name: string) => join(output, "stacks", name, "cdk.tf.json");
    const writeState = (name: string, content: string) => {
      const path = join(output, `${name}.tfstate`);
      writeFileSync(path, content);
      writeFileSync(stackFile(name), JSON.stringify({ terraform: { backend: { local: { path } } } }));
    };
    const resources = [{ mode: "managed", type: "scaleway_container", name: "it", instances: [{}] }];
    for (const name of ["deployed", "deployed-too"]) writeState(name, JSON.stringify({ version: 4, resources }));
    writeState("destroyed", JSON.stringify({ version: 4, resources: [] }));
    writeState("empty", "");
    writeState("encrypted", '{"encrypted_data":""}');
    writeFileSync(stackFile("in-a-bucket"), JSON.stringify({ terraform: { backend: { s3: {} } } }));
    const { out } = await synth(write("a.yaml", container()));
    const lines = out.split("\n").filter((line) => /\b(deployed|empty|bucket)\b/.test(line));
    expect(lines.map((line) => /: ([\w, -]+)\./.exec(line)?.[1])).toEqual([
      "deployed, deployed-too",
      "encrypted, in-a-bucket",
      "destroyed, empty, new",
    ]);
    expect((await synth(write("a.yaml", container()))).out).not.toContain("deployed");
  });

  test("names without what would move a terminal's cursor", async () => {
    const env = { secrets: [{ name: "A\u001b[2J\nB", value: "x" }] };
    const { out } = await synth(write("a.yaml", container({ env })));
    expect(out).toContain("A\\u001b[2J\\u000aB");
    expect(out).not.toContain("\u001b");
  });

  test("only warnings, with --quiet", async () => {
    const { code, out, err } = await synth(manifest(), "--quiet");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^warning\[[\w-]+\]: .*\n$/);
  });

  test("colours only where they are wanted", async () => {
    const path = manifest();
    expect((await synth(path)).out).not.toContain("\u001b");
    expect((await runCliWith({ colors: true }, "synth", path, "--output", output)).out).toContain(
      "\u001b[33mwarning[several-thresholds]\u001b[39m",
    );
    const { err } = await runCliWith({ colors: true }, "synth", join(folder, "missing"));
    expect(err).toContain("\u001b[31merror[file-not-found]\u001b[39m");
  });
});

describe("fails, and leaves everything as it was,", () => {
  const before = async (): Promise<string[]> => {
    await synth(write("good.yaml", container(secret("x"))));
    return files(folder);
  };

  test("for manifests that are wrong, with code 2 and every problem", async () => {
    const left = await before();
    const bad = write("good.yaml", container({ port: -1 }), container({ maxScale: 201 }, { name: "other" }));
    const { code, out, err } = await synth(bad);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(printedErrors(err.replaceAll(folder, ""))).toEqual([
      { code: "below-minimum", text: matching(/^\/good\.yaml:13:9 spec\.port: .*got -1\./) },
      { code: "above-maximum", text: matching(/^\/good\.yaml:27:13 spec\.maxScale: .*got 201\./) },
    ]);
    expect(files(folder)).toEqual(left);
    expect(readFileSync(join(output, "stacks/api/secrets.auto.tfvars.json"), "utf8")).toContain('"x"');
  });

  test("for a warning, with --strict and code 1", async () => {
    const left = await before();
    const { code, out, err } = await synth(write("good.yaml", container({ deploy: false })), "--strict");
    expect([code, printed("warning", out)]).toEqual([
      1,
      [{ code: "deploy-false", text: matching(/good\.yaml:13:11 spec\.deploy: /) }],
    ]);
    expect(err).toContain("--strict");
    expect(files(folder)).toEqual(left);
    expect(await synth(write("good.yaml", container()), "--strict")).toMatchObject({ code: 0, err: "" });
  });

  test("for an output that is a file, with code 1 and no stack trace", async () => {
    writeFileSync(output, "mine");
    const { code, err } = await synth(write("good.yaml", container()));
    expect(code).toBe(1);
    expect(err).toMatch(/^error: .*out: /);
    expect(err).not.toMatch(/\n\s+at /);
    expect(readFileSync(output, "utf8")).toBe("mine");
    expect(readdirSync(folder).sort()).toEqual(["good.yaml", "out"]);
  });

  test("for a folder below /proc, with code 1 and at once", async () => {
    output = "/proc/scw-containers/out";
    expect(await synth(write("good.yaml", container()))).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^error: \/proc\/scw-containers\/out: .*\n$/) as string,
    });
  });

  test("for a folder that cannot be made, with code 1", async () => {
    const path = write("good.yaml", container());
    output = join(path, "out");
    const { code, err } = await synth(path);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^error: .*good\.yaml.*: /) as string,
    });
  });
});
