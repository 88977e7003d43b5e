import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CiProject, isInstalled } from "../helpers/ci-project";

const STATE = ".e2e/scaleway";
const LOCAL = `npx --no scw-containers local --state ${STATE}`;
const S3 = { bucket: "my-state", region: "fr-par", endpoints: { s3: "https://s3.fr-par.scw.cloud" } };
type Json = Readonly<Record<string, unknown>>;

let project: CiProject;
let stacks: Record<string, object>;
beforeEach(() => {
  project = new CiProject(["npm", "npx", "terraform", "docker"]);
  stacks = {};
});
afterEach(() => {
  project.remove();
});

/** Adds a synthesized stack. */
function stack(name: string, configuration: object, dependencies: readonly string[] = []) {
  const workingDirectory = `stacks/${name}`;
  stacks[name] = { name, workingDirectory, dependencies };
  project.write(`cdktf.out/${workingDirectory}/cdk.tf.json`, JSON.stringify(configuration));
  project.write("cdktf.out/manifest.json", JSON.stringify({ stacks }));
}

function container(name: string, image: string) {
  return { resource: { scaleway_container: { it: { name, image } } } };
}

function run(env: Readonly<Record<string, string>> = {}) {
  const { status, output } = project.run("e2e.sh", env);
  return { status, output, calls: project.calls().map(({ line }) => line) };
}

/** A program in place of a stub. */
function program(name: string, script: string) {
  project.write(`.bin/${name}`, `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(join(project.folder, ".bin", name), 0o755);
}

(isInstalled("bash", "jq") ? describe : describe.skip)("the end-to-end test", () => {
  const folder = (name: string) => `.e2e/stacks/${name}`;

  test("deploys the stacks in the order of their dependencies, and destroys them in reverse", () => {
    stack("api", {}, ["network"]);
    stack("network", {});
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(calls).toEqual([
      `${LOCAL} stop`,
      "npm run synth",
      `${LOCAL} --engine none --detach`,
      `terraform -chdir=${folder("network")} init -input=false`,
      `${LOCAL} -- terraform -chdir=${folder("network")} apply -input=false -auto-approve`,
      `terraform -chdir=${folder("api")} init -input=false`,
      `${LOCAL} -- terraform -chdir=${folder("api")} apply -input=false -auto-approve`,
      `${LOCAL} -- terraform -chdir=${folder("api")} destroy -input=false -auto-approve`,
      `${LOCAL} -- terraform -chdir=${folder("network")} destroy -input=false -auto-approve`,
      `${LOCAL} stop`,
    ]);
    expect(project.has(".e2e")).toBe(false);
  });

  test("runs the program in TERRAFORM_BINARY_NAME", () => {
    stack("api", {});
    const { calls } = run({ TERRAFORM_BINARY_NAME: "tofu-1" });
    // There is no such program.
    expect([calls.includes(`${LOCAL} --engine none --detach`), calls.at(-1)]).toEqual([true, `${LOCAL} stop`]);
    expect(calls.filter((call) => call.includes("terraform"))).toEqual([]);
  });

  test("builds the Dockerfile with the name of the image that the stack deploys, and runs the smoke test", () => {
    project.write("Dockerfile", "");
    stack("api", container("my-container", "rg.fr-par.scw.cloud/my-registry/my-container:v1.0.0"));
    stack("other", container("other", "nginx:1.29"));
    const { status, calls } = run();
    expect(status).toBe(0);
    const build = "docker build --platform linux/amd64 --tag rg.fr-par.scw.cloud/my-registry/my-container:v1.0.0 .";
    const start = calls.indexOf(`${LOCAL} --engine docker --detach`);
    expect(calls.slice(start - 1, start)).toEqual([build]);
    const smoke = calls.indexOf(`${LOCAL} -- node ci/smoke.mjs`);
    const applies = calls.flatMap((call, index) => (call.includes(" apply ") ? [index] : []));
    expect([applies.length, Math.max(...applies) < smoke, calls[smoke + 1]?.includes("destroy")]).toEqual([
      2,
      true,
      true,
    ]);
  });

  test.each([
    ["of no container", []],
    ["of several containers", ["nginx:1.29", "nginx:1.30"]],
    ["with a digest", [`nginx@sha256:${"0".repeat(64)}`]],
    ["of a Terraform expression", ["${scaleway_registry_namespace.it.endpoint}/api:v1"]],
  ])("deploys nothing if there is a Dockerfile and the image is that %s", (_, images) => {
    project.write("Dockerfile", "");
    stack("first", {});
    for (const [index, image] of images.entries()) stack(`api-${index}`, container("my-container", image));
    const { status, output, calls } = run();
    expect([status, output]).toEqual([1, expect.stringContaining("error: ci/e2e.sh: ")]);
    expect(calls).toEqual([`${LOCAL} stop`, "npm run synth"]);
    expect(project.has(".e2e")).toBe(false);
  });

  test.each([
    ["an apply", " apply "],
    ["the smoke test", "ci/smoke.mjs"],
    ["a destroy", " destroy "],
  ])("prints the logs of the containers, and stops the server, if %s fails", (_, call) => {
    project.write("Dockerfile", "");
    stack("api", container("my-container", "nginx:1.29"));
    project.answer(call, { code: 7 });
    const { status, calls } = run();
    expect(status).toBe(7);
    expect(calls.findIndex((each) => each.includes(call))).toBe(calls.length - 3);
    expect(calls.slice(-2)).toEqual([`${LOCAL} logs`, `${LOCAL} stop`]);
    expect(project.has(".e2e")).toBe(false);
  });

  test("fails if the server cannot be stopped, and keeps its state, so that the next run can stop it", () => {
    stack("api", {});
    program("npx", `[ "\${*: -1}" != stop ] || { [ ! -d .e2e ] || exit 1; }`);
    expect([run().status, project.has(".e2e")]).toEqual([1, true]);
  });

  test("passes no secret from outside to the stacks", () => {
    project.write("manifests/api.yaml", "value: postgres://shop:${env:DB_PASSWORD}@db/${env:DB_NAME}\n");
    stack("api", {});
    program("npm", "env >npm.env");
    program("terraform", "env >terraform.env");
    const secrets = {
      TF_VAR_database_url: "a-secret",
      AWS_SECRET_ACCESS_KEY: "a-secret",
      DB_PASSWORD: "a-secret",
      DB_NAME: "a-secret",
    };
    expect(run({ ...secrets, OTHER: "other" }).status).toBe(0);
    for (const file of ["npm.env", "terraform.env"]) {
      expect(project.read(file)).not.toContain("a-secret");
      expect(project.read(file)).toContain("OTHER=other\n");
    }
  });
});

describe("the stacks of the end-to-end test", () => {
  const remote = (backend: string, config: Json) => ({
    terraform_remote_state: { input: { backend, config, workspace: "${terraform.workspace}" } },
  });
  /** The configurations in a directory when Terraform starts. */
  function deployed(name: string) {
    program("terraform", `[ $2 != init ] || { d=\${1#-chdir=}; mkdir -p seen; cp -r "$d" "seen/\${d##*/}"; }`);
    expect(run().status).toBe(0);
    return (file = "cdk.tf.json") => JSON.parse(readFileSync(join(project.folder, "seen", name, file), "utf8")) as Json;
  }

  test.each<[string, Json]>([
    ["a bucket", { backend: { s3: { ...S3, key: "api.tfstate" } } }],
    ["a local file", { backend: { local: { path: "../../../terraform.api.tfstate" } } }],
    ["HCP Terraform", { cloud: { organization: "shop" } }],
  ])("do not use their state in %s", (_, state) => {
    const required = { required_providers: { scaleway: { source: "scaleway/scaleway" } } };
    stack("api", { terraform: { ...required, ...state }, resource: {} });
    expect(deployed("api")()).toEqual({ terraform: required, resource: {} });
    // The stack itself stays as it was synthesized.
    expect(JSON.parse(project.read("cdktf.out/stacks/api/cdk.tf.json"))).toMatchObject({ terraform: state });
  });

  test("do not use the state of an override, such as that of manifests", () => {
    stack("api", { terraform: { backend: { local: {} } } });
    const override = { terraform: { backend: { s3: { ...S3, key: "api.tfstate" } } } };
    project.write("cdktf.out/stacks/api/backend_override.tf.json", JSON.stringify(override));
    expect(deployed("api")("backend_override.tf.json")).toEqual({ terraform: {} });
  });

  test("do not contain the providers and the state of an earlier run, and contain all other files", () => {
    stack("api", {});
    for (const path of [
      ".terraform/terraform.tfstate",
      "terraform.tfstate",
      "terraform.tfstate.backup",
      "assets/a/b.txt",
    ]) {
      project.write(`cdktf.out/stacks/api/${path}`, "{}");
    }
    deployed("api");
    const has = (path: string) => project.has(`seen/api/${path}`);
    expect([
      has(".terraform"),
      has("terraform.tfstate"),
      has("terraform.tfstate.backup"),
      has("assets/a/b.txt"),
    ]).toEqual([false, false, false, true]);
  });

  test.each<[string, string, Json]>([
    ["a bucket", "s3", S3],
    ["a local file", "local", {}],
  ])("read each other's state of the test, and not that in %s", (_, type, config) => {
    const backend = (name: string) => ({
      ...config,
      ...(type === "s3" ? { key: name } : { path: `../../../${name}` }),
    });
    // The lock is not a setting of a remote state.
    for (const name of ["network", "other"])
      stack(name, { terraform: { backend: { [type]: { ...backend(name), use_lockfile: true } } } });
    stack("api", { data: remote(type, backend("network")) }, ["network"]);
    const path = "../../stacks/network/terraform.tfstate";
    expect(deployed("api")()).toEqual({ data: remote("local", { path }) });
  });

  test("read the state of other projects where it is", () => {
    stack("network", { terraform: { backend: { s3: { ...S3, key: "network" } } } });
    const data = remote("s3", { ...S3, key: "of-another-project" });
    stack("api", { data });
    expect(deployed("api")()).toEqual({ data });
  });
});
