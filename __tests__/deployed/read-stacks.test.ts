import { inspect } from "node:util";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readDeployedStacks } from "../../lib/deployed/read-stacks";
import { resource, stateOf, writeStacks } from "../helpers/deployed-shop";
import {
  deploy,
  stackFolder,
  terraform,
  testWithTerraform,
  useRealTerraform,
  writeApp,
} from "../helpers/real-terraform";
import { useReviewFolder } from "../helpers/review-folder";
import { setS3Credentials, startBucket } from "../helpers/s3-server";

useReviewFolder();
useRealTerraform();

const NAMESPACE = "11111111-1111-4111-8111-111111111111";
const CONTAINER = "22222222-2222-4222-8222-222222222222";
const SECRETS = ["hunter2-variable", "hunter2-queue-key", "hunter2-output", "hunter2-header", "hunter2-custom"];

const container = (attributes: object = {}) =>
  resource("scaleway_container", "api", {
    ...{ id: `fr-par/${CONTAINER}`, name: "api", namespace_id: `fr-par/${NAMESPACE}`, region: "fr-par" },
    ...{ image: "nginx:1", registry_sha256: "", min_scale: 0, max_scale: 5 },
    domain_name: "shop11111111-api.functions.fnc.fr-par.scw.cloud",
    secret_environment_variables: { PASSWORD: SECRETS[0] },
    ...attributes,
  });
const namespace = resource("scaleway_container_namespace", "ns", {
  ...{ id: `fr-par/${NAMESPACE}`, name: "shop", project_id: "33333333-3333-4333-8333-333333333333" },
});

test("containers have the namespace of another stack, and the URL of the deprecated attribute", async () => {
  writeStacks({ base: { state: stateOf([namespace]) }, shop: { state: stateOf([container()]) } });
  const { stacks } = await readDeployedStacks("cdktf.out");
  expect(stacks.find(({ name }) => name === "shop")!.containers).toEqual([
    {
      address: "scaleway_container.api",
      id: CONTAINER,
      region: "fr-par",
      name: "api",
      namespaceId: NAMESPACE,
      namespaceName: "shop",
      projectId: "33333333-3333-4333-8333-333333333333",
      image: "nginx:1",
      registrySha256: undefined,
      url: "https://shop11111111-api.functions.fnc.fr-par.scw.cloud",
      minScale: 0,
      maxScale: 5,
    },
  ]);
});

test.each([
  [
    "a symbolic link that leads to itself",
    (path: string) => {
      symlinkSync(path, path);
    },
    /symbolic links/,
  ],
  [
    "a directory",
    (path: string) => {
      mkdirSync(path);
    },
    /is a directory/,
  ],
])("a state that is %s is not an empty state", async (_, create, reason) => {
  writeStacks({ shop: { state: stateOf([container()]) } });
  rmSync("terraform.shop.tfstate");
  create("terraform.shop.tfstate");
  const [stack] = (await readDeployedStacks("cdktf.out")).stacks;
  expect(stack!.unreadable).toMatch(reason);
});

test("an instance that a replacement left behind is not a container", async () => {
  const { instances, ...rest } = container();
  const [instance] = instances as object[];
  writeStacks({ shop: { state: stateOf([{ ...rest, instances: [instance, { ...instance, deposed: "1a2b3c4d" }] }]) } });
  expect((await readDeployedStacks("cdktf.out")).stacks[0]!.containers).toHaveLength(1);
});

test("all secrets of the states are masked, and none is in the result", async () => {
  const trigger = resource("scaleway_container_trigger", "t", {
    ...{ id: "fr-par/t", container_id: CONTAINER, name: "t", sqs: [], nats: [] },
    cron: [{ schedule: "* * * * *", timezone: "UTC", headers: { Authorization: SECRETS[3] } }],
  });
  const queue = resource("scaleway_mnq_sqs_queue", "q", {
    id: "q",
    name: "q",
    access_key: "key",
    secret_key: SECRETS[1],
  });
  const custom = resource("other_thing", "x", { answer: SECRETS[4] }, ["answer"]);
  const outputs = { password: { value: [SECRETS[2]], sensitive: true }, url: { value: "https://example.com" } };
  writeStacks({ shop: { state: stateOf([container(), trigger, queue, custom], outputs) } });
  const { stacks, secrets } = await readDeployedStacks("cdktf.out");
  for (const secret of SECRETS) expect(secrets.mask(`before ${secret} after`)).toBe("before (sensitive) after");
  const { outputs: read, ...rest } = stacks[0]!;
  expect(read.get("password")).toEqual({ value: [SECRETS[2]], isSensitive: true });
  for (const secret of SECRETS) {
    expect(JSON.stringify(rest)).not.toContain(secret);
    expect(inspect({ rest, secrets }, { depth: Infinity, showHidden: true })).not.toContain(secret);
  }
  expect(stacks[0]!.queues[0]!.credentials()).toEqual({ accessKey: "key", secretKey: SECRETS[1] });
});

test.each([
  ["empty", "", false],
  ["without resources", stateOf([]), false],
  ["with attributes of other types", stateOf([container({ image: 7, id: null, namespace_id: ["x"] })]), true],
])("a state is read, however unusual: %s", async (_, state, isDeployed) => {
  writeStacks({ shop: { state } });
  expect((await readDeployedStacks("cdktf.out")).stacks[0]).toMatchObject({ unreadable: undefined, isDeployed });
});

test("a state that is not one needs Terraform, and has a reason without it", async () => {
  process.env["TERRAFORM_BINARY_NAME"] = "no-such-terraform";
  writeStacks({ shop: { state: '{"encrypted_data":"x"}' } });
  const [stack] = (await readDeployedStacks("cdktf.out")).stacks;
  expect(stack).toMatchObject({ isDeployed: false, stateLocation: "terraform.shop.tfstate" });
  expect(stack!.unreadable).toMatch(/encrypted.*no-such-terraform/);
});

testWithTerraform("Terraform reads the state of another workspace", async () => {
  writeApp(["api"]);
  terraform(stackFolder("api"), "init", "-input=false");
  terraform(stackFolder("api"), "workspace", "new", "staging");
  terraform(stackFolder("api"), "apply", "-auto-approve", "-input=false");
  expect((await readDeployedStacks("cdktf.out")).stacks).toMatchObject([
    { stateLocation: "workspace staging", isDeployed: true, unreadable: undefined },
  ]);
});

describe("a state in a bucket", () => {
  testWithTerraform("is read, and a missing object is a stack that is not deployed", async () => {
    setS3Credentials();
    const bucket = await startBucket();
    try {
      writeApp(["api", "web"], (stack) => bucket.backend(`shop/${stack}.tfstate`));
      deploy("api");
      expect((await readDeployedStacks("cdktf.out")).stacks).toMatchObject([
        { name: "api", stateLocation: "s3://states/shop/api.tfstate", isDeployed: true, unreadable: undefined },
        { name: "web", isDeployed: false, unreadable: undefined },
      ]);
    } finally {
      await bucket.stop();
    }
  });

  test("without credentials and without Terraform is not read", async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) process.env[name] = "";
    process.env["TERRAFORM_BINARY_NAME"] = "no-such-terraform";
    writeStacks({ api: {} });
    const s3 = { bucket: "states", key: "api.tfstate", region: "fr-par" };
    writeFileSync("cdktf.out/stacks/api/cdk.tf.json", JSON.stringify({ terraform: { backend: { s3 } } }));
    const [stack] = (await readDeployedStacks("cdktf.out")).stacks;
    expect(stack).toMatchObject({ stateLocation: "s3://states/api.tfstate", isDeployed: false });
    expect(stack!.unreadable).toContain("AWS_ACCESS_KEY_ID");
  });
});
