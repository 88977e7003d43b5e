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
const DIGEST = `sha256:${"a".repeat(64)}`;
const warn = (stack: TerraformStack) => annotations(stack, "WARN");
const info = (stack: TerraformStack) => annotations(stack, "INFO");
/** The metadata from which CDKTF prints annotations. */
const printed = (stack: TerraformStack) =>
  stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.map(({ type, data }) => [type, data as string] as const))
    .filter(([type]) => type.startsWith("@cdktf/"));
const stackWith = (props: Partial<ServerlessContainerProps>) => {
  const stack = newStack();
  new ServerlessContainer(stack, "api", { ...minimal, ...props });
  return stack;
};
const latest = ContainerImage.fromRegistry("nginx:latest");

test.each<[WarningId, Partial<ServerlessContainerProps>, string]>([
  ["mutable-tag", { image: latest }, "nginx:latest"],
  ["digest-without-tag", { image: ContainerImage.fromRegistry(`nginx@${DIGEST}`) }, `nginx@${DIGEST}`],
  ["private-network-region", { privateNetworkId: `nl-ams/${ID}` }, "nl-ams"],
  ["local-storage-limit", { localStorageLimitMb: 24_001 }, "24000 MB"],
])("warns with %s", (id, props, value) => {
  expect(warn(stackWith(props))).toEqual([
    { path: "stack/api", id, message: expect.stringContaining(value) as string },
  ]);
});

test("warns about secrets in plain text and with several lines, in every field", () => {
  const secret = SecretValue.unsafePlainText("one\ntwo");
  const stack = newStack();
  new ContainerNamespace(stack, "shared", { secretEnvironmentVariables: { SHARED: secret } });
  const api = new ServerlessContainer(stack, "api", { ...minimal, secretEnvironmentVariables: { OWN: secret } });
  api.addSecret("ADDED", secret);
  api.addSchedule("nightly", { schedule: "0 2 * * *", headers: { "X-Key": secret } });
  const found = warn(stack).map(({ path, id, message }) => [path, id, /SHARED|OWN|ADDED|X-Key/.exec(message)?.[0]]);
  const secrets = [
    ["stack/shared", "SHARED"],
    ["stack/api", "OWN"],
    ["stack/api", "ADDED"],
    ["stack/api/nightly", "X-Key"],
  ];
  expect(found).toHaveLength(8);
  expect(found).toEqual(
    expect.arrayContaining(
      secrets.flatMap(([path, name]) => [
        [path, "multi-line-secret", name],
        [path, "plain-text-secret", name],
      ]),
    ),
  );
});

test.each<[string, Partial<ServerlessContainerProps>]>([
  ["nothing is unusual", {}],
  ["a mutable tag has a digest", { image: latest, registrySha256: "build-7" }],
  ["the size of the storage is certain to be accepted", { localStorageLimitMb: 24_000 }],
  ["the network is in the container's region", { privateNetworkId: `fr-par/${ID}` }],
  ["the secret comes from a variable", { secretEnvironmentVariables: { A: SecretValue.variable("a") } }],
])("does not warn if %s", (_, props) => {
  expect(warn(stackWith(props))).toEqual([]);
});

test("does not warn about tokens", () => {
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
  ["always-on-cost", { minScale: 1, memoryLimitMb: 1024, cpuLimit: 1000 }, "EUR 29 "],
  ["always-on-cost", { minScale: 2, memoryLimitMb: 2048, cpuLimit: 1120 }, "EUR 69 "],
  [
    "secrets-over-plain-http",
    { privacy: "public", secretEnvironmentVariables: { A: SecretValue.variable("a") } },
    'httpOption: "redirected"',
  ],
])("informs with %s", (id, props, value) => {
  expect(info(stackWith(props))).toEqual([
    { path: "stack/api", id, message: expect.stringContaining(value) as string },
  ]);
});

test("informs about plain HTTP if the namespace has the secret", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shared", {
    secretEnvironmentVariables: { A: SecretValue.variable("a") },
  });
  new ServerlessContainer(stack, "api", { ...minimal, privacy: "public", namespace });
  expect(info(stack)).toMatchObject([{ path: "stack/api", id: "secrets-over-plain-http" }]);
});

test.each<Partial<ServerlessContainerProps>>([
  { privacy: "public" },
  { secretEnvironmentVariables: { A: SecretValue.variable("a") } },
  {
    privacy: "public",
    httpOption: "redirected",
    secretEnvironmentVariables: { A: SecretValue.variable("a") },
  },
])("does not inform if the props are %j", (props) => {
  expect(info(stackWith(props))).toEqual([]);
});

test("reports a warning once if it is found twice", () => {
  const stack = newStack();
  for (const message of ["same", "same", "other"]) addWarning(stack, "mutable-tag", message);
  expect(warn(stack).map(({ message }) => message)).toEqual(["same", "other"]);
});

test("cdktf synth prints each warning and info once, with its ID", () => {
  const stack = stackWith({ image: latest, minScale: 1 });
  expect(printed(stack)).toEqual([]);
  synth(stack);
  synth(stack);
  expect(printed(stack)).toEqual([
    ["@cdktf/warn", expect.stringMatching(/nginx:latest.* \[mutable-tag\]$/)],
    ["@cdktf/info", expect.stringMatching(/ \[always-on-cost\]$/)],
  ]);
});

describe("acknowledgeWarning", () => {
  test("silences earlier and later warnings below its scope", () => {
    const stack = newStack();
    new ServerlessContainer(stack, "first", { ...minimal, image: latest });
    acknowledgeWarning(stack, "mutable-tag");
    new ServerlessContainer(stack, "second", { ...minimal, image: latest, localStorageLimitMb: 24_001 });
    expect(warn(stack)).toMatchObject([{ path: "stack/second", id: "local-storage-limit" }]);
    synth(stack);
    expect(printed(stack)).toEqual([["@cdktf/warn", expect.stringContaining("[local-storage-limit]")]]);
  });

  test("silences no other constructs and no other warnings", () => {
    const stack = newStack();
    const props = { ...minimal, image: latest, localStorageLimitMb: 24_001 };
    acknowledgeWarning(new ServerlessContainer(stack, "first", props), "mutable-tag");
    new ServerlessContainer(stack, "second", props);
    expect(warn(stack).map(({ path, id }) => [path, id])).toEqual([
      ["stack/first", "local-storage-limit"],
      ["stack/second", "mutable-tag"],
      ["stack/second", "local-storage-limit"],
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
