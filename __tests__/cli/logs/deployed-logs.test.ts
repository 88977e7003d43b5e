import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { API, line, WORKER } from "../../../packages/local-scaleway/__tests__/helpers/logs";
import { deployedState, SECRET_KEY, TOKEN, useDeployedApi } from "../../helpers/deployed-api";
import { printedErrors, runCli, runCliWith } from "../../helpers/run-cli";
import { BUILT_CLI } from "../../helpers/run-process";

const SECRET = 'pa"ss/wörd+12345';
const VARIABLE = "from-the-variable-1";
const world = useDeployedApi();

/** Writes the stack `shop` with both containers. */
function writeStack(): void {
  mkdirSync("cdktf.out/stacks/shop", { recursive: true });
  const stack = { "//": { metadata: { stackName: "shop" } }, variable: { KEY: { sensitive: true }, REGION: {} } };
  writeFileSync("cdktf.out/stacks/shop/cdk.tf.json", JSON.stringify({ ...stack, terraform: { backend: local() } }));
  const stacks = { shop: { name: "shop", workingDirectory: "stacks/shop" } };
  writeFileSync("cdktf.out/manifest.json", JSON.stringify({ version: "0.21.0", stacks }));
  writeFileSync("terraform.shop.tfstate", JSON.stringify(deployedState(SECRET)));
  process.env["TF_VAR_KEY"] = VARIABLE;
}
const local = () => ({ local: { path: join(process.cwd(), "terraform.shop.tfstate") } });
const append = (...texts: string[]) => {
  for (const text of texts) world.api.loki.logs.append(line(text));
};
const messages = (out: string) =>
  out
    .split("\n")
    .slice(0, -1)
    .map((text) => text.replace(/^\S+ +\S+ +/, ""));
const logs = (...args: string[]) => runCli("logs", ...args);
const codeOf = async (...args: string[]) => {
  const { code, out, err } = await logs(...args);
  return { code, out, errors: printedErrors(err).map((error) => error.code), err };
};

test.each([["order-api"], ["shop/order-api"], [API]])("prints the logs of a container of a stack: %s", async (name) => {
  writeStack();
  append("first", "second");
  world.api.loki.logs.append(line("other", { containerId: WORKER }));
  const { code, out, err } = await logs(name);
  expect([code, messages(out), err]).toEqual([0, ["first", "second"], ""]);
  const [request] = world.api.requests;
  expect(request).toMatch(
    /^\/cockpit\/v1\/regions\/fr-par\/data-sources\?.*project_id=33333333-.*origin=scaleway&types=logs/,
  );
});

test("prints the logs of a container that no stack contains", async () => {
  append("first");
  expect(messages((await logs("order-api")).out)).toEqual(["first"]);
  expect(await codeOf("order-ap")).toMatchObject({ code: 1, errors: ["unknown-container"] });
  expect((await codeOf("order-ap")).err).toContain("Did you mean order-api?");
});

test("does not repeat a secret that is passed as a name, and lists only some of many names", async () => {
  writeStack();
  delete process.env["SCW_SECRET_KEY"];
  const [resource] = (deployedState(SECRET) as { resources: object[] }).resources;
  const text = JSON.stringify(resource);
  const resources = Array.from({ length: 300 }, (_, index) => {
    return JSON.parse(text.replaceAll("order-api", `order-api-${index}`).replace(API, `${index}`)) as object;
  });
  writeFileSync("terraform.shop.tfstate", JSON.stringify({ ...deployedState(SECRET), resources }));
  for (const args of [[], ["postgres://shop:pw123456@db/orders"]]) {
    const { err } = await codeOf(...args);
    expect(err).not.toContain("pw123456");
    expect(err.length).toBeLessThan(1000);
    expect(err).toMatch(/ and 2[89]\d more\b/);
  }
});

test("finds a container by the ID in Terraform, with its region", async () => {
  writeStack();
  append("first");
  expect(messages((await logs(`fr-par/${API}`)).out)).toEqual(["first"]);
});

test("needs no API key with a stack and the URL of the data source", async () => {
  writeStack();
  delete process.env["SCW_SECRET_KEY"];
  process.env["COCKPIT_LOGS_URL"] = `${world.api.loki.url}/loki/api/v1/push`;
  append("first");
  expect(messages((await logs("order-api")).out)).toEqual(["first"]);
  expect(await codeOf("missing")).toMatchObject({ code: 1, errors: ["unknown-container"] });
  expect(world.api.requests).toEqual([]);
});

test("prints the logs of the only container without its name, and lists several", async () => {
  writeStack();
  const several = await codeOf();
  expect(several).toMatchObject({ code: 1, errors: ["ambiguous-container"] });
  expect(several.err).toContain("order-api, worker");
  const state = deployedState(SECRET) as { resources: object[] };
  writeFileSync("terraform.shop.tfstate", JSON.stringify({ ...state, resources: state.resources.slice(0, 1) }));
  append("first");
  expect(messages((await logs()).out)).toEqual(["first"]);
});

test("lists the IDs of containers with one name in several stages", async () => {
  writeStack();
  const state = JSON.stringify(deployedState(SECRET)).replaceAll(API, "5f4fbe17-1c2a-49e4-93bb-be471f23cce1");
  const { resources } = JSON.parse(state) as { resources: object[] };
  const both = deployedState(SECRET) as { resources: object[] };
  writeFileSync("terraform.shop.tfstate", JSON.stringify({ ...both, resources: [...both.resources, ...resources] }));
  const { errors, err } = await codeOf("order-api");
  expect(errors).toEqual(["ambiguous-container"]);
  expect(err).toContain(`${API} (fr-par), 5f4fbe17-1c2a-49e4-93bb-be471f23cce1 (fr-par)`);
});

const encoded = (text: string) => [
  text,
  JSON.stringify({ key: text }),
  encodeURIComponent(text),
  Buffer.from(text).toString("base64"),
  Buffer.from(`user:${text}`).toString("base64url"),
  `\u001b[31m${text.slice(0, 6)}\u001b[0m${text.slice(6)}`,
  `${text.slice(0, 6)}\u001b[K${text.slice(6, 9)}\u001b]8;;http://x\u0007${text.slice(9)}`,
];
test("masks the secrets of the stack in all forms", async () => {
  writeStack();
  writeFileSync("cdktf.out/stacks/shop/secrets.auto.tfvars.json", JSON.stringify({ FILE: "from-the-file-1" }));
  const secrets = [SECRET, VARIABLE, "from-the-file-1", SECRET_KEY, TOKEN];
  for (const text of secrets.flatMap(encoded)) append(`before ${text} after`);
  for (const args of [["order-api"], ["order-api", "--json"]]) {
    for (const colors of [true, false]) {
      const { out } = await runCliWith({ colors }, "logs", ...args);
      const plain = stripVTControlCharacters(out).split("\n").slice(0, -1);
      expect(plain.filter((text) => !/before .*\*\*\*.* after/.test(text))).toEqual([]);
      // A reader puts the parts around an escape sequence together.
      const joined = plain.join("\n").replaceAll(/\\u001b(?:\[K|]8.*?\\u0007)/g, "");
      for (const text of secrets) expect(joined).not.toContain(text);
    }
  }
});

test("does not mask values that are short or not secret", async () => {
  writeStack();
  Object.assign(process.env, { TF_VAR_KEY: "short", TF_VAR_REGION: "a-long-region" });
  append("a short a-long-region");
  expect(messages((await logs("order-api")).out)).toEqual(["a short a-long-region"]);
});

test.each([
  ["logs-token-missing", { COCKPIT_TOKEN: "" }, 200],
  ["logs-token-missing", { COCKPIT_TOKEN: "a\nb" }, 200],
  ["logs-url-invalid", { COCKPIT_LOGS_URL: "http://logs.example/" }, 200],
  ["logs-url-invalid", { COCKPIT_LOGS_URL: "https://user:pw123456@logs.example/" }, 200],
  ["logs-url-invalid", { COCKPIT_LOGS_URL: "x" }, 200],
  ["no-data-source", { SCW_SECRET_KEY: "" }, 200],
  ["unauthorized", {}, 401],
  ["no-data-source", {}, 403],
])("reports %s for %j and status %d", async (code, variables, status) => {
  writeStack();
  Object.assign(process.env, variables);
  if (status !== 200) world.api.failures.set("data-sources", status);
  const { errors, out, err, code: exitCode } = await codeOf("order-api");
  expect([exitCode, errors, out]).toEqual([1, [code], ""]);
  expect(err).not.toMatch(/pw123456|cockpit-token-0/);
});

test("reports a region without a data source", async () => {
  writeStack();
  world.api.dataSources = [{ type: "metrics", origin: "scaleway", url: world.api.loki.url }];
  expect(await codeOf("order-api")).toMatchObject({ code: 1, errors: ["no-data-source"] });
});

test("reports that there are no lines", async () => {
  writeStack();
  expect(await logs("order-api", "--since", "1h")).toMatchObject({ code: 0, out: "" });
  expect((await logs("order-api", "--since", "1h")).err).toContain("shop/order-api");
});

test.each([
  [["--failed", "order-api"]],
  [["--failed", "--follow"]],
  [["--region", "Paris", "x"]],
  [["x", "--tail", "9999"]],
  [["x", "--since", "2099-01-01T00:00:00Z"]],
  [["x", "--since", "2026-02-30T00:00:00Z"]],
])("rejects %j", async (args) => {
  expect(await logs(...args)).toMatchObject({ code: 2, out: "" });
});

test("reports a state that cannot be read, whose secrets are not masked", async () => {
  writeStack();
  writeFileSync("terraform.shop.tfstate", "encrypted");
  process.env["TERRAFORM_BINARY_NAME"] = "no-terraform-here";
  append("first");
  const { code, out, err } = await logs("order-api");
  expect([code, messages(out), err.match(/terraform\.shop\.tfstate/g)?.length]).toEqual([0, ["first"], 1]);
  expect(await logs("--failed")).toMatchObject({
    code: 1,
    err: expect.stringContaining("terraform.shop.tfstate") as string,
  });
});

describe("--failed", () => {
  test("prints the last 50 lines of containers in error", async () => {
    writeStack();
    append(...Array.from({ length: 60 }, (_, index) => `line ${index} ${SECRET}`));
    const { code, out, err } = await logs("--failed");
    const [title, ...lines] = out.split("\n").slice(0, -1);
    expect([code, err, lines.length]).toEqual([0, "", 50]);
    expect(title).toContain("shop/order-api (Container is unable to start)");
    expect(lines.at(-1)).toMatch(/line 59 \*\*\*$/);
  });

  test("reads the status of the state without an API key", async () => {
    writeStack();
    process.env["COCKPIT_LOGS_URL"] = world.api.loki.url;
    delete process.env["SCW_SECRET_KEY"];
    append("first");
    const { code, out, err } = await logs("--failed");
    expect([code, messages(out)[1]]).toEqual([0, "first"]);
    expect(err).toContain("shop/worker has no lines");
  });

  test("reports once that the API cannot be read, and does not ask for each of many containers", async () => {
    writeStack();
    const { resources, ...state } = deployedState(SECRET) as { resources: object[] };
    const ready = JSON.stringify(resources[1]).replace('"status":"error"', '"status":"ready"');
    const many = Array.from({ length: 30 }, () => JSON.parse(ready) as object);
    writeFileSync("terraform.shop.tfstate", JSON.stringify({ ...state, resources: many }));
    world.api.failures.set("/containers/", 403);
    const { code, err } = await logs("--failed");
    expect([code, err.match(/HTTP status 403/g)?.length, err.includes("No container is in error")]).toEqual([
      1,
      1,
      false,
    ]);
    expect(world.api.requests.length).toBeLessThan(10);
  });

  test("reports once that the logs cannot be read", async () => {
    writeStack();
    delete process.env["COCKPIT_TOKEN"];
    const { code, err } = await logs("--failed");
    expect([code, err.split("COCKPIT_TOKEN").length]).toEqual([1, 2]);
  });

  test.each([[[]], [["--failed"]]])("fails without a deployed container, with the arguments %j", async (args) => {
    expect(await codeOf(...args)).toMatchObject({ code: 1, errors: ["unknown-container"] });
  });

  test("prints nothing if no container is in error", async () => {
    writeStack();
    world.api.status = "ready";
    expect(await logs("--failed")).toMatchObject({ code: 0, out: "" });
  });
});

describe("as a process", () => {
  const start = (...args: string[]) => spawn(process.execPath, [BUILT_CLI, "logs", ...args], { env: process.env });

  test("follows new lines, and ends with code 0 at Ctrl-C", async () => {
    writeStack();
    append("0", "1");
    const child = start("order-api", "--follow");
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const [out, err]: [string[], string[]] = [[], []];
    child.stderr.on("data", (data: Buffer) => err.push(data.toString()));
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (data: Buffer) => {
        out.push(...messages(data.toString()));
        if (out.length === 2) append("2");
        if (out.length === 3) resolve();
      });
    });
    child.kill("SIGINT");
    expect([await exited, out, err]).toEqual([0, ["0", "1", "2"], []]);
  });
});
