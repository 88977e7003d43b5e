import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { container, yamlOf } from "../helpers/manifests";
import { printedErrors, runCli } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const UNSET = "SYNTH_CHECK_UNSET";
const SET = "SYNTH_CHECK_SET";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder("synth-check");
});
afterEach(() => {
  Reflect.deleteProperty(process.env, SET);
});

const write = (value: string, spec: object = {}) => {
  writeFileSync(join(folder, "api.yaml"), yamlOf(container({ env: { secrets: [{ name: "KEY", value }] }, ...spec })));
};
const synth = (...args: string[]) =>
  runCli("synth", join(folder, "api.yaml"), "--output", join(folder, "out"), ...args);

test("accepts environment variables that are not set with --check, names them, and writes nothing", async () => {
  write(`a \${env:${UNSET}} $\${env:TEXT}`);
  const { code, out, err } = await synth("--strict", "--check");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`placeholders for ${UNSET}.\n`);
  expect(out).not.toContain("Wrote");
  expect(readdirSync(folder)).toEqual(["api.yaml"]);
});

test("rejects such a variable without --check, also after a run with it", async () => {
  write(`\${env:${UNSET}}`);
  await synth("--check");
  const { code, err } = await synth();
  expect(code).toBe(2);
  expect(printedErrors(err).map((error) => error.code)).toEqual(["variable-not-set"]);
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("leaves the output of an earlier run as it is", async () => {
  process.env[SET] = "the-value";
  write(`\${env:${SET}}`);
  expect(await synth()).toMatchObject({ code: 0 });
  const file = join(folder, "out/stacks/api/secrets.auto.tfvars.json");
  const before = readFileSync(file, "utf8");
  expect(before).toContain("the-value");
  Reflect.deleteProperty(process.env, SET);
  expect(await synth("--check")).toMatchObject({ code: 0 });
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["manifest.json", "stacks"]);
});

test("reads the variables that are set, and does not name them", async () => {
  process.env[SET] = "";
  write(`\${env:${SET}}`);
  const { out, err } = await synth("--check");
  expect(out).not.toContain(SET);
  expect(printedErrors(err)).toHaveLength(1);
});

test.each([
  ["an error", { memoryLimitMb: 1 }, 2],
  ["a warning with --strict", { deploy: false }, 1],
])("still fails on %s", async (_, spec, code) => {
  write(`\${env:${UNSET}}`, spec);
  mkdirSync(join(folder, "out"));
  const result = await synth("--strict", "--check");
  expect(result.code).toBe(code);
  expect(readdirSync(join(folder, "out"))).toEqual([]);
});

test("names no variable that looks like a secret", async () => {
  const name = `ghp_${"a1B2".repeat(9)}`;
  write(`\${env:${name}}`);
  const { out, err } = await synth("--check");
  expect(out).toContain("placeholders for <");
  expect(out + err).not.toContain(name);
});
