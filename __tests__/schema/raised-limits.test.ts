import { App, TerraformVariable, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  Manifest,
  ManifestStack,
  MnqSource,
  ObjectStorageBackend,
  ScalewayStack,
  ServerlessContainer,
  SqsActivation,
  acknowledgeWarning,
  raiseLimit,
  type RaisedLimit,
} from "../../lib";
import { warnings } from "../../lib/testing";
import { codesOf, validationError } from "../helpers/issues";
import { annotations, minimal, newApp, newStack, only, synth } from "../helpers/synth";

const UUID = "11111111-1111-1111-1111-111111111111";
const scale: RaisedLimit = { limit: "container.maxScale", to: 500, reason: "ticket 42" };
const stockholm: RaisedLimit = { limit: "region", to: "se-sto", reason: "ticket 43" };

/** The ID and the construct path of each warning. */
const idsOf = (stack: TerraformStack) => annotations(stack, "WARN").map(({ id, path }) => `${String(id)} ${path}`);
const container = (scope: TerraformStack, id: string, props: object = {}) =>
  new ServerlessContainer(scope, id, { ...minimal, ...props });

test("a limit that is raised on the app holds in each of its stacks, and nowhere else", () => {
  const app = new App({ outdir: "cdktf.out" });
  const other = newStack();
  raiseLimit(app, scale);
  const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
  container(stack, "api", { maxScale: 500 });
  expect(idsOf(stack)).toEqual(["raised-limit shop/api"]);
  expect(codesOf(() => container(other, "api", { maxScale: 500 }))).toEqual(["above-maximum maxScale"]);
});

test("limits can be raised as docs/limits.md shows", () => {
  const image = ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0");
  const app = newApp();
  // #region raise
  const stack = new ScalewayStack(app, "shop", {
    region: "se-sto",
    raisedLimits: [{ limit: "region", to: "se-sto", reason: "Scaleway's changelog of 2027-01-15" }],
  });

  raiseLimit(stack, { limit: "container.maxScale", to: 500, reason: "Scaleway's support, ticket 4711" });

  new ServerlessContainer(stack, "order-api", { image, privacy: "private", maxScale: 500 });
  // #endregion
  expect(idsOf(stack)).toEqual(["raised-limit shop", "raised-limit shop/order-api"]);
});

test("the prop raises a limit for one container and its triggers", () => {
  const stack = newStack();
  const long = "d".repeat(256);
  const api = container(stack, "api", {
    maxScale: 500,
    raisedLimits: [scale, { limit: "trigger.description", to: 300, reason: "ticket 44" }],
  });
  api.addSchedule("nightly", { schedule: "0 2 * * *", description: long });
  expect(idsOf(stack)).toEqual(["raised-limit stack/api", "raised-limit stack/api/nightly"]);
  expect(only(synth(stack), "scaleway_container")["max_scale"]).toBe(500);
  expect(codesOf(() => container(stack, "web", { maxScale: 500 }))).toEqual(["above-maximum maxScale"]);
});

test("a raised limit switches nothing else off", () => {
  const stack = newStack();
  raiseLimit(stack, scale);
  for (const [maxScale, code] of [
    [501, "above-maximum maxScale"],
    [0, "below-minimum maxScale"],
    [300.5, "not-whole-number maxScale"],
    ["300", "wrong-type maxScale"],
  ] as const) {
    expect(codesOf(() => container(stack, "api", { maxScale }))).toEqual([code]);
  }
  expect(codesOf(() => container(stack, "api", { maxScale: 300, minScale: 11, memoryLimitMb: 20_000 }))).toEqual([
    "above-maximum memoryLimitMb",
    "above-maximum minScale",
  ]);
});

test("a minimum can be lowered", () => {
  const stack = newStack();
  raiseLimit(stack, { limit: "container.timeoutSeconds", to: 5, reason: "ticket 42" });
  container(stack, "api", { timeoutSeconds: 5 });
  expect(codesOf(() => container(stack, "web", { timeoutSeconds: 4 }))).toEqual(["below-minimum timeoutSeconds"]);
  expect(codesOf(() => container(stack, "web", { timeoutSeconds: 3601 }))).toEqual(["above-maximum timeoutSeconds"]);
});

test("a warning about a raised limit can be acknowledged", () => {
  const stack = newStack();
  raiseLimit(stack, scale);
  container(stack, "api", { maxScale: 500 });
  acknowledgeWarning(stack, "raised-limit");
  expect(warnings(stack)).toEqual([]);
});

test("an info reports a raised limit that this release knows", () => {
  const stack = newStack();
  raiseLimit(stack, { ...scale, to: 200 });
  raiseLimit(stack, { ...stockholm, to: "it-mil" });
  expect(annotations(stack, "INFO").map(({ id }) => id)).toEqual(["limit-not-raised", "limit-not-raised"]);
});

test("domains and tags of tokens, which are counted at synth, can be raised", () => {
  const stack = new ScalewayStack(newApp(), "stack", {
    region: "fr-par",
    tags: Array.from({ length: 11 }, (_, i) => `t${i}`),
  });
  const api = container(stack, "api");
  api.addToken("shop", { expiresAt: "2099-01-01T00:00:00Z" });
  for (let i = 0; i < 51; i++) api.addDomain(`d${i}`, { hostname: `d${i}.example.com` });
  expect(codesOf(() => synth(stack))).toEqual(["too-many stack/api/shop/Application", "too-many stack/api"]);
  raiseLimit(stack, { limit: "domain.domainsPerContainer", to: 51, reason: "ticket 42" });
  raiseLimit(stack, { limit: "token.tags", to: 11, reason: "ticket 42" });
  synth(stack);
  const written = stack.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
  expect(written.filter((text) => text.endsWith("[raised-limit]"))).toHaveLength(2);
});

describe("a region that this release does not know", () => {
  test("is accepted in every place that names it", () => {
    const stack = new ScalewayStack(newApp(), "stack", {
      region: "se-sto",
      backend: { bucket: "my-state" },
      raisedLimits: [stockholm],
    });
    const namespace = new ContainerNamespace(stack, "shared", { importFrom: `se-sto/${UUID}` });
    const image = ContainerImage.fromRegistryTag({ namespace: "a", name: "b", tag: "c", region: "se-sto" });
    const api = container(stack, "api", { namespace, image, region: "se-sto", privateNetworkId: `se-sto/${UUID}` });
    new SqsActivation(stack, "Sqs", { region: "se-sto" });
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    ServerlessContainer.fromAttributes(stack, "old", { containerId: `se-sto/${UUID}`, region: "se-sto" });
    expect(only(synth(stack), "scaleway_container")).toMatchObject({
      region: "se-sto",
      image: "rg.se-sto.scw.cloud/a/b:c",
    });
    expect(idsOf(stack)).toContain("raised-limit stack");
    expect(idsOf(stack)).not.toContain("raised-limit stack/Sqs");
  });

  test("is rejected without a raised limit, in every place that names it", () => {
    const stack = newStack();
    const id = `se-sto/${UUID}`;
    const image = ContainerImage.fromRegistryTag({ namespace: "a", name: "b", tag: "c", region: "se-sto" });
    expect(codesOf(() => newStack("se-sto"))).toEqual(["not-allowed region"]);
    expect(codesOf(() => container(stack, "api", { region: "se-sto" }))).toEqual(["not-allowed region"]);
    expect(codesOf(() => container(stack, "api", { privateNetworkId: id }))).toEqual(["not-allowed privateNetworkId"]);
    expect(codesOf(() => container(stack, "api", { image }))).toEqual(["not-allowed image.region"]);
    expect(codesOf(() => new ContainerNamespace(stack, "api", { importFrom: id }))).toEqual(["not-allowed importFrom"]);
    expect(codesOf(() => ServerlessContainer.fromAttributes(stack, "api", { containerId: id }))).toEqual([
      "not-allowed containerId",
    ]);
    expect(codesOf(() => new ObjectStorageBackend(stack, { bucket: "my-state", region: "se-sto" }))).toEqual([
      "not-allowed backend.region",
    ]);
  });

  test("must have the form of a region", () => {
    for (const to of ["SE-STO", "se", "se-sto/x", "", 5]) {
      expect(
        codesOf(() => {
          raiseLimit(newStack(), { ...stockholm, to });
        }),
      ).toHaveLength(1);
    }
  });
});

test("a raised limit cannot contain a token, and no message displays a secret", () => {
  const stack = newStack();
  const token = new TerraformVariable(stack, "v", { type: "string" }).stringValue;
  for (const field of ["limit", "to", "reason"]) {
    const raise = () => {
      raiseLimit(stack, { ...scale, [field]: token });
    };
    expect(codesOf(raise)).toEqual([`token-not-supported ${field}`]);
  }
  const key = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
  const raise = () => {
    raiseLimit(stack, { ...scale, to: key });
  };
  expect(validationError(raise).message).not.toContain(key);
  expect(codesOf(() => Manifest.parse("a: 1", "a.yaml", { region: token }))).toEqual(["token-not-supported region"]);
});

test("every problem of a raised limit is reported", () => {
  const stack = newStack();
  const problems = (raised: object) =>
    codesOf(() => {
      raiseLimit(stack, raised as RaisedLimit);
    });
  expect(problems({ ...scale, limit: "container.maxscale" })).toEqual(["not-allowed limit"]);
  expect(problems({ ...scale, limit: "maxScale", reason: "" })).toEqual(["not-allowed limit", "empty reason"]);
  expect(problems({ ...scale, to: "500" })).toEqual(["wrong-type to"]);
  expect(problems({ ...scale, to: -1 })).toEqual(["wrong-type to"]);
  expect(problems({ ...scale, to: 1.5 })).toEqual(["wrong-type to"]);
  expect(problems({ limit: "container.maxScale" })).toEqual(["missing to", "missing reason"]);
  expect(codesOf(() => container(stack, "api", { raisedLimits: [{ ...scale, to: -1 }], maxScale: 500 }))).toEqual([
    "above-maximum maxScale",
    "wrong-type raisedLimits.0.to",
  ]);
  expect(
    validationError(() => {
      raiseLimit(stack, { ...scale, limit: "container.maxscale" } as never);
    }).message,
  ).toMatch("container.maxScale");
});

describe("in manifests", () => {
  const TEXT = `apiVersion: scaleway.openmcf.org/v1
kind: ScalewayServerlessContainer
metadata: { name: order-api }
spec:
  region: se-sto
  image: { registryEndpoint: { value: rg.fr-par.scw.cloud/shop }, name: order-api, tag: v1.0.0 }
  privacy: private
  maxScale: 500
---
apiVersion: scaleway.openmcf.org/v1
kind: ScalewayDnsRecord
metadata: { name: www }
spec:
  zoneName: example.com
  name: www
  type: CNAME
  ttl: 30
  data: { valueFrom: { name: order-api } }
`;
  const raisedLimits: RaisedLimit[] = [scale, stockholm, { limit: "domain.ttlSeconds", to: 30, reason: "ticket 45" }];

  test("raised limits are accepted, each with a warning at the field", () => {
    const manifest = Manifest.parse(TEXT, "order-api.yaml", { raisedLimits });
    const stack = new ManifestStack(newApp(), manifest);
    const json = synth(stack);
    expect(only(json, "scaleway_container")).toMatchObject({ region: "se-sto", max_scale: 500, min_scale: 0 });
    expect(only(json, "scaleway_domain_record")["ttl"]).toBe(30);
    const findings = stack.findings("@cdktf/warn" as never).map(({ id, path, line }) => [id, path, line]);
    expect(findings).toEqual([
      ["raised-limit", "spec.region", 5],
      ["raised-limit", "spec.maxScale", 8],
      ["raised-limit", "spec.ttl", 17],
    ]);
  });

  test("each value needs its own raised limit", () => {
    for (const [omitted, issue] of [
      [0, "above-maximum spec.maxScale 8:13"],
      [1, "not-allowed spec.region 5:11"],
      [2, "below-minimum spec.ttl 17:8"],
    ] as const) {
      const others = raisedLimits.filter((_, index) => index !== omitted);
      expect(codesOf(() => Manifest.parse(TEXT, "a.yaml", { raisedLimits: others }))).toEqual([issue]);
    }
  });
});
