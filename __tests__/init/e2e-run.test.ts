import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  buildNodeImage,
  describeWithEngine,
  docker,
  NODE_IMAGE,
} from "../../packages/local-scaleway/__tests__/helpers/engine";
import { findEndpoints } from "../../packages/local-scaleway/src/engine/endpoints";
import { isInstalled } from "../helpers/ci-project";
import { folder, init, useInitFolder } from "../helpers/init-folder";

const root = join(__dirname, "../..");
/** The name of the image in the manifest of a new project. */
const IMAGE = "rg.fr-par.scw.cloud/my-registry/order-api:v1.0.0";
/** As the first process of a container, node ignores SIGTERM without a handler. */
const SERVER = `import { createServer } from "node:http";
process.on("SIGTERM", () => process.exit());
createServer((request, response) => response.end()).listen(process.env.PORT);
`;
const PROVIDER = process.env["TF_CLI_CONFIG_FILE"] ?? "";
const canRun = existsSync(PROVIDER) && isInstalled("terraform", "bash", "jq", "npm");
if (!canRun)
  process.stderr.write("Skipped: end-to-end tests of new projects. They require Terraform and TF_CLI_CONFIG_FILE.\n");

/** Installs the packages of a project by links. */
function install(): void {
  const links = {
    "cdktf-scaleway-containers": root,
    ".bin/scw-containers": join(root, "dist/cli/main.js"),
    ...Object.fromEntries(
      ["cdktf", "constructs", "local-scaleway"].map((name) => [name, join(root, "node_modules", name)]),
    ),
  };
  for (const [name, target] of Object.entries(links)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
}

/** Runs the test with the variables of a pipeline: those of the plan and the apply must not matter. */
function run(env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync("bash", ["ci/e2e.sh"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, STATE_BUCKET: "my-state", SCW_SECRET_KEY: "a-secret", ...env },
  });
  const count = (pattern: RegExp) => (stdout.match(pattern) ?? []).length;
  return {
    status,
    output: stdout + stderr,
    applied: count(/Apply complete! Resources: 2 added, 0 changed, 0 destroyed/g),
    destroyed: count(/Destroy complete! Resources: 2 destroyed/g),
    answers: stdout.match(/^order-api \/: .*$/gm) ?? [],
  };
}

const states = () => readdirSync(folder, { recursive: true }).filter((path) => String(path).includes("tfstate"));

useInitFolder();
beforeEach(async () => {
  await init("--manifest", "--e2e", "--ci", "none");
  install();
});

(canRun ? describe : describe.skip)("the end-to-end test of a new project", () => {
  test("deploys and destroys the stack without an account, and without its state in the bucket", () => {
    const result = run();
    expect(result).toMatchObject({ status: 0, applied: 1, destroyed: 1, answers: [] });
    expect(states()).toEqual([]);
    expect(existsSync(join(folder, ".e2e"))).toBe(false);
    expect(result.output).not.toContain("a-secret");
  });

  (isInstalled("docker") ? describeWithEngine : describe.skip)("with a Dockerfile", () => {
    const [endpoint] = findEndpoints(process.env).endpoints;
    const engine = endpoint !== undefined && "socketPath" in endpoint ? `unix://${endpoint.socketPath}` : "";

    beforeAll(buildNodeImage, 60_000);
    afterAll(async () => (await docker()).getImage(IMAGE).remove());

    test("builds the image, and calls the private container with a valid token", () => {
      writeFileSync(join(folder, "server.mjs"), SERVER);
      writeFileSync(join(folder, "Dockerfile"), `FROM ${NODE_IMAGE}\nCOPY server.mjs .\n`);
      // Podman has no BuildKit.
      const result = run({ DOCKER_BUILDKIT: "0", ...(engine !== "" && { DOCKER_HOST: engine }) });
      expect(result).toMatchObject({ status: 0, applied: 1, destroyed: 1, answers: ["order-api /: 200"] });
    });
  });
});
