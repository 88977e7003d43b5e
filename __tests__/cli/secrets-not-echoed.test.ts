import { writeFileSync } from "node:fs";
import { printedErrors, runCli } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const SECRETS = {
  "a connection string": "postgresql://app:hunter2pw@db.example.com/app",
  "a key": `sk_live_${"a1B2".repeat(8)}`,
};
const LONG = "x".repeat(5000);

/** Every place of an argument, with the text there. */
const COMMANDS: Record<string, (text: string) => string[]> = {
  "as a command": (text) => [text],
  "as an option": (text) => [`--${text}`],
  "as the value of an unknown option": (text) => ["synth", `--token=${text}`],
  "as a file to synth": (text) => ["synth", text],
  "as an image to lock": (text) => ["lock", text],
  "as an image to update": (text) => ["lock", "--update", text],
  "as a lock file": (text) => ["lock", "--check", "--lock-file", text],
  "as a history": (text) => ["lock", "--history", text],
  "as a rollback": (text) => ["lock", "--rollback", text],
  "as a digest to roll back to": (text) => ["lock", "--rollback", "api", text],
  "as a build tool": (text) => ["lock", "--from", text],
  "as build metadata": (text) => ["lock", "--from", "buildx", text],
  "as manifests to lock": (text) => ["lock", "--manifests", text],
  "as a plan": (text) => ["review", text],
  "as a folder of stacks": (text) => ["review", "--stacks", text],
  "as a severity": (text) => ["review", "plan.json", "--fail-on", text],
  "as a number": (text) => ["review", "plan.json", "--max-bytes", text],
  "as a configuration": (text) => ["review", "plan.json", "--config", text],
  "as a lock of a review": (text) => ["review", "plan.json", "--lock-file", text],
  "as a schema": (text) => ["schema", text],
  "as a project": (text) => ["init", text],
  "as the project of a name": (text) => ["init", text, "--name", "api"],
  "as a name": (text) => ["init", "--name", text],
  "as a region": (text) => ["init", "--region", text],
};

const home = process.cwd();
beforeEach(() => {
  process.chdir(temporaryFolder("arguments"));
  writeFileSync("plan.json", '{"format_version":"1.2"}');
});
afterEach(() => {
  process.chdir(home);
});

describe.each(Object.entries(COMMANDS))("an argument %s", (_, command) => {
  test.each(Object.entries(SECRETS))("is not displayed if it is %s", async (__, secret) => {
    const { code, out, err } = await runCli(...command(secret));
    expect(code).not.toBe(0);
    expect(err).not.toBe("");
    for (const part of [secret, "hunter2", "a1B2a1"]) expect(out + err).not.toContain(part);
  });

  test("is displayed to 200 characters", async () => {
    const { code, out, err } = await runCli(...command(LONG));
    expect(code).not.toBe(0);
    expect(err).not.toBe("");
    expect(out + err).not.toContain("x".repeat(201));
  });
});

test("a connection string in place of an image in the metadata of a build is not displayed", async () => {
  const digest = `sha256:${"0".repeat(64)}`;
  writeFileSync(
    "build.json",
    JSON.stringify({ "image.name": SECRETS["a connection string"], "containerimage.digest": digest }),
  );
  const { err } = await runCli("lock", "--from", "buildx", "build.json");
  expect(printedErrors(err)).toMatchObject([{ code: "invalid-image-reference" }]);
  expect(err).not.toContain("hunter2");
});

test("the value of an option is not displayed, but its name", async () => {
  const { err } = await runCli("synth", "--api-token=a1b2c3d4");
  expect(err).toContain("--api-token=…'");
});

test("a directory that looks like a secret is rejected", async () => {
  const { err } = await runCli("init", SECRETS["a connection string"]);
  expect(printedErrors(err)).toMatchObject([{ code: "secret-as-name" }]);
});

test("the suggestion for a name contains no part of a secret", async () => {
  const { err } = await runCli("init", "--name", SECRETS["a connection string"]);
  expect(printedErrors(err)).toMatchObject([{ code: "invalid-format" }]);
  expect(err).not.toMatch(/postgres|db-example/);
});
