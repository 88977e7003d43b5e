import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { line } from "../../packages/local-scaleway/__tests__/helpers/logs";
import { deployedState, useDeployedApi } from "../helpers/deployed-api";
import { runCli } from "../helpers/run-cli";

const SECRET = "the-secret-12345";
const world = useDeployedApi();
beforeEach(() => {
  process.env["PATH"] = `${join(process.cwd(), "bin")}${delimiter}${process.env["PATH"]}`;
});

/** Installs a cdktf that records its arguments and exits with a code, and a deployed stack in an output directory. */
function prepare(code: number, output = "cdktf.out"): void {
  mkdirSync("bin");
  writeFileSync("bin/cdktf", `#!/bin/sh\nprintf '%s\\n' "$@" > args\nexit ${code}\n`, { mode: 0o755 });
  mkdirSync(join(output, "stacks/shop"), { recursive: true });
  const backend = { local: { path: join(process.cwd(), "terraform.shop.tfstate") } };
  writeFileSync(join(output, "stacks/shop/cdk.tf.json"), JSON.stringify({ terraform: { backend } }));
  writeFileSync("terraform.shop.tfstate", JSON.stringify(deployedState(SECRET)));
  world.api.loki.logs.append(line(`cannot connect: ${SECRET}`, { stream: "stderr" }));
}

test("prints the logs of containers in error to stderr after a failed deployment, and passes the exit code", async () => {
  prepare(7);
  const { code, out, err } = await runCli("deploy", "shop", "--auto-approve", "--var", "a=b c");
  expect([code, out]).toEqual([7, ""]);
  expect(readFileSync("args", "utf8")).toBe("deploy\nshop\n--auto-approve\n--var\na=b c\n");
  expect(err).toMatch(/shop\/order-api \(Container is unable to start\):\n.* cannot connect: \*\*\*\n$/);
});

test.each([
  [["--", "shop"]],
  [["a b", `q"'$(x)`, "C:\\a\\b", "", "*", "é"]],
  [["shop", "-v", "--version"]],
  [["--parallelism", "-1", "--var=x=y", "help"]],
])("passes the arguments unchanged: %j", async (args) => {
  prepare(0);
  expect((await runCli("deploy", ...args)).code).toBe(0);
  expect(readFileSync("args", "utf8")).toBe(["deploy", ...args, ""].join("\n"));
});

test("prints its own help", async () => {
  expect((await runCli("deploy", "shop", "--help")).out).toContain("scw-containers deploy");
});

test.each([[["--output", "out"]], [["--output=out"]], [["-o", "out"]]])("reads the stacks in %j", async (args) => {
  prepare(1, "out");
  expect((await runCli("deploy", ...args)).err).toContain("cannot connect");
});

test("prints nothing after a successful deployment, or one that a signal has ended", async () => {
  prepare(0);
  expect(await runCli("deploy")).toEqual({ code: 0, out: "", err: "" });
  writeFileSync("bin/cdktf", "#!/bin/sh\nkill -INT $$\n");
  expect(await runCli("deploy")).toEqual({ code: 130, out: "", err: "" });
});

test("prints one line if there is no token, and passes the exit code", async () => {
  prepare(1);
  delete process.env["COCKPIT_TOKEN"];
  const { code, err } = await runCli("deploy");
  expect([code, err.split("\n").filter((text) => text.includes("COCKPIT_TOKEN")).length]).toEqual([1, 1]);
});

test("passes the exit code if the states cannot be read", async () => {
  prepare(3);
  process.env["SCW_API_URL"] = "ftp://x";
  const { code, err } = await runCli("deploy");
  expect([code, err.trim().split("\n").length]).toEqual([3, 1]);
});

test("reports that cdktf is not installed", async () => {
  process.env["PATH"] = process.cwd();
  const { code, out, err } = await runCli("deploy");
  expect([code, out]).toEqual([127, ""]);
  expect(err).toContain("npm install --save-dev cdktf-cli");
});
