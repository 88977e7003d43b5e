import { TerraformVariable, type TerraformStack } from "cdktf";
import {
  acknowledgeWarning,
  ContainerImage,
  ContainerNamespace,
  SecretValue,
  ServerlessContainer,
  type InfoId,
  type ServerlessContainerProps,
  type WarningId,
} from "../../lib";
import { addWarning } from "../../lib/terraform/warnings";
import { annotations, minimal, newApp, newStack, synth } from "../helpers/synth";

const ID = "11111111-1111-1111-1111-111111111111";
const warn = (stack: TerraformStack) => annotations(stack, "warn");
const info = (stack: TerraformStack) => annotations(stack, "info");
const stackWith = (props: Partial<ServerlessContainerProps>) => {
  const stack = newStack();
  new ServerlessContainer(stack, "api", { ...minimal, ...props });
  return stack;
};
const latest = ContainerImage.fromRegistry("nginx:latest");

test.each<[WarningId, Partial<ServerlessContainerProps>, string]>([
  [
    "mutable-tag",
    { image: latest },
    "The tag of nginx:latest can move, and a push under it would not be deployed; lock its digest (npx scw-containers lock), set registrySha256, or use a version as tag [mutable-tag]",
  ],
  [
    "digest-without-tag",
    { image: ContainerImage.fromRegistry(`nginx@sha256:${"a".repeat(64)}`) },
    `It is not certain that Scaleway pulls nginx@sha256:${"a".repeat(64)}; add the tag before the digest [digest-without-tag]`,
  ],
  [
    "private-network-region",
    { privateNetworkId: `nl-ams/${ID}` },
    "The private network is given in nl-ams, and the container is in fr-par; fr-par is used, where a network of that id must exist [private-network-region]",
  ],
  [
    "local-storage-limit",
    { localStorageLimitMb: 24_001 },
    "Scaleway may refuse more than 24000 MB of local storage [local-storage-limit]",
  ],
])("warns with %s", (_, props, message) => {
  expect(warn(stackWith(props))).toEqual([message]);
});

test("warns about secrets in clear and of several lines, wherever they are", () => {
  const secret = SecretValue.unsafePlainText("one\ntwo");
  const stack = newStack();
  new ContainerNamespace(stack, "shared", { secretEnvironmentVariables: { SHARED: secret } });
  const api = new ServerlessContainer(stack, "api", { ...minimal, secretEnvironmentVariables: { OWN: secret } });
  api.addSecret("ADDED", secret);
  api.addSchedule("nightly", { schedule: "0 2 * * *", headers: { "X-Key": secret } });
  for (const name of ["SHARED", "OWN", "ADDED", "X-Key"]) {
    expect(warn(stack)).toContain(
      `The secret ${name} has several lines, which Scaleway does not inject properly; pass it as base64 [multi-line-secret]`,
    );
    expect(warn(stack)).toContain(
      `The secret ${name} stands in cdk.tf.json in clear; use SecretValue.variable outside of tests [plain-text-secret]`,
    );
  }
  expect(warn(stack)).toHaveLength(8);
});

test.each<[string, Partial<ServerlessContainerProps>]>([
  ["nothing is doubtful", {}],
  ["a mutable tag has a digest", { image: latest, registrySha256: "build-7" }],
  ["the storage is not in doubt", { localStorageLimitMb: 24_000 }],
  ["the network is in the container's region", { privateNetworkId: `fr-par/${ID}` }],
  ["the secret comes from a variable", { secretEnvironmentVariables: { A: SecretValue.variable("a") } }],
])("says nothing, when %s", (_, props) => {
  expect(warn(stackWith(props))).toEqual([]);
});

test("says nothing about tokens", () => {
  const stack = newStack();
  const { stringValue, numberValue } = new TerraformVariable(stack, "x", { type: "string" });
  new ServerlessContainer(stack, "api", {
    ...minimal,
    image: ContainerImage.fromRegistry(stringValue),
    privateNetworkId: stringValue,
    localStorageLimitMb: numberValue,
    minScale: numberValue,
  });
  expect([warn(stack), info(stack)]).toEqual([[], []]);
});

test.each<[InfoId, Partial<ServerlessContainerProps>, string]>([
  [
    "always-on-cost",
    { minScale: 1, memoryLimitMb: 1024, cpuLimit: 1000 },
    "minScale keeps 1 instance running: about EUR 29 a month, before the account's free share [always-on-cost]",
  ],
  [
    "always-on-cost",
    { minScale: 2, memoryLimitMb: 2048, cpuLimit: 1120 },
    "minScale keeps 2 instances running: about EUR 69 a month, before the account's free share [always-on-cost]",
  ],
  [
    "secrets-over-plain-http",
    { privacy: "public", secretEnvironmentVariables: { A: SecretValue.variable("a") } },
    'The container is public, has secrets and answers plain HTTP; httpOption: "redirected" sends callers to HTTPS [secrets-over-plain-http]',
  ],
])("informs with %s", (_, props, message) => {
  expect(info(stackWith(props))).toEqual([message]);
});

test("informs about plain HTTP, when the secret is the namespace's", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shared", {
    secretEnvironmentVariables: { A: SecretValue.variable("a") },
  });
  new ServerlessContainer(stack, "api", { ...minimal, privacy: "public", namespace });
  expect(info(stack)).toHaveLength(1);
});

test.each<Partial<ServerlessContainerProps>>([
  { privacy: "public" },
  { secretEnvironmentVariables: { A: SecretValue.variable("a") } },
  {
    privacy: "public",
    httpOption: "redirected",
    secretEnvironmentVariables: { A: SecretValue.variable("a") },
  },
])("informs of nothing, when the props are %j", (props) => {
  expect(info(stackWith(props))).toEqual([]);
});

test("warns once of what is found twice", () => {
  const stack = newStack();
  for (const message of ["same", "same", "other"]) addWarning(stack, "mutable-tag", message);
  expect(warn(stack)).toEqual(["same [mutable-tag]", "other [mutable-tag]"]);
});

describe("acknowledgeWarning", () => {
  test("silences what was said before, and what comes later, below its scope", () => {
    const stack = newStack();
    const first = new ServerlessContainer(stack, "first", { ...minimal, image: latest });
    acknowledgeWarning(stack, "mutable-tag");
    new ServerlessContainer(stack, "second", { ...minimal, image: latest, localStorageLimitMb: 24_001 });
    expect(first.node.metadata.map(({ type }) => type)).not.toContain("@cdktf/warn");
    expect(warn(stack)).toEqual([expect.stringContaining("[local-storage-limit]")]);
    expect(() => synth(stack)).not.toThrow();
  });

  test("leaves other constructs and other warnings alone", () => {
    const stack = newStack();
    const props = { ...minimal, image: latest, localStorageLimitMb: 24_001 };
    acknowledgeWarning(new ServerlessContainer(stack, "first", props), "mutable-tag");
    new ServerlessContainer(stack, "second", props);
    expect(warn(stack).map((message) => message.split(" [")[1])).toEqual([
      "local-storage-limit]",
      "mutable-tag]",
      "local-storage-limit]",
    ]);
  });

  test("silences an info on the whole app", () => {
    const app = newApp();
    acknowledgeWarning(app, "always-on-cost");
    const stack = newStack();
    new ServerlessContainer(stack, "api", { ...minimal, minScale: 1 });
    expect(info(stack)).toHaveLength(1);
    acknowledgeWarning(stack.node.root, "always-on-cost");
    expect(info(stack)).toEqual([]);
  });
});
