import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { plaintextSecrets, resources, synth, warnings } from "cdktf-scaleway-containers/testing";
import { BUILT_CLI } from "../../__tests__/helpers/run-process";
import { OrderApiStack } from "./order-api-stack";

const props = {
  projectId: "11111111-1111-4111-8111-111111111111",
  version: "v1.5.0",
  minScale: 0,
  maxScale: 2,
} as const;

describe.each(["staging", "prod"] as const)("%s", (environment) => {
  const stack = new OrderApiStack(new App(), { environment, ...props });
  const json = synth(stack);

  test("contains no secret in plain text and has no warnings", () => {
    expect(plaintextSecrets(json)).toEqual([]);
    expect(warnings(stack)).toEqual([]);
  });

  test("has its own state and secret", () => {
    const other = environment === "staging" ? "prod" : "staging";
    expect(JSON.stringify(json)).toContain(`${environment}_database_url`);
    expect(JSON.stringify(json)).toContain(`order-api-${environment}.tfstate`);
    expect(JSON.stringify(json)).not.toContain(other);
  });
});

test("a version has the same digest in both environments", () => {
  const digests = (["staging", "prod"] as const).map((environment) => {
    const [container] = resources(synth(new OrderApiStack(new App(), { environment, ...props })), "scaleway_container");
    return String(container?.["registry_sha256"]);
  });
  expect(digests[0]).toMatch(/^sha256:/);
  expect(digests[1]).toBe(digests[0]);
});

const kubectl = spawnSync("kubectl", ["version", "--client"], { stdio: "ignore" });
const testWithKubectl = kubectl.status === 0 ? test : test.skip;

testWithKubectl.each(["staging", "prod"])("the manifests create the container of the program in %s", (environment) => {
  const folder = join(__dirname, "manifests", environment);
  const output = mkdtempSync(join(tmpdir(), "environments-"));
  try {
    const manifest = spawnSync("kubectl", ["kustomize", folder], { encoding: "utf8" }).stdout;
    const lockFile = join(__dirname, "images.lock.json");
    const options = ["--config", join(folder, "scw-containers.yaml"), "--lock-file", lockFile, "--output", output];
    const env = { ...process.env, DATABASE_URL: "postgres://a-secret" };
    const args = [BUILT_CLI, "synth", "-", "--strict", ...options];
    expect(spawnSync(process.execPath, args, { input: manifest, env })).toMatchObject({ status: 0 });
    const stack = `order-api-${environment}`;
    const [ofManifest, ofProgram] = [join(output, "stacks"), __dirname].map((parent) =>
      summary(readFileSync(join(parent, stack, "cdk.tf.json"), "utf8")),
    );
    expect(ofManifest).toEqual(ofProgram);
  } finally {
    rmSync(output, { recursive: true });
  }
});

/** What differs between environments, apart from the secret. */
function summary(text: string) {
  expect(text).not.toContain("a-secret");
  const { resource, provider, terraform } = JSON.parse(text);
  const [container] = Object.values<Record<string, unknown>>(resource.scaleway_container);
  const { image, registry_sha256, min_scale, max_scale, privacy, environment_variables, tags } = container!;
  const { bucket, key } = terraform.backend.s3;
  return {
    container: { image, registry_sha256, min_scale, max_scale, privacy, environment_variables, tags },
    triggers: Object.values<Record<string, unknown>>(resource.scaleway_container_trigger ?? {}).map(({ name }) => name),
    projectId: provider.scaleway[0].project_id,
    state: { bucket, key },
  };
}
