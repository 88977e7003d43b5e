import { Aspects, TerraformVariable, type IAspect } from "cdktf";
import { ContainerImage, ServerlessContainer, type IgnorableProp, type ServerlessContainerProps } from "../../../lib";
import { codesOf, validationError } from "../../helpers/issues";
import { image, minimal, newStack, only, synth } from "../../helpers/synth";

const container = (props: Partial<ServerlessContainerProps> = {}) =>
  new ServerlessContainer(newStack(), "api", { ...minimal, ...props });

test("has the settings of its props as attributes", () => {
  const settings = {
    privacy: "public",
    port: 3000,
    protocol: "h2c",
    memoryLimitMb: 1024,
    cpuLimit: 1000,
    minScale: 1,
    maxScale: 3,
    timeoutSeconds: 60,
    httpOption: "redirected",
    sandbox: "v1",
    localStorageLimitMb: 2000,
    privateNetworkId: "fr-par/11111111-1111-1111-1111-111111111111",
    registrySha256: "build-7",
    tags: ["team=shop"],
  } as const;
  expect(container(settings)).toMatchObject({ ...settings, image: "rg.fr-par.scw.cloud/my-registry/api:v1.0.0" });
});

test("has the default of each setting that is not given", () => {
  expect(container({ memoryLimitMb: 512 })).toMatchObject({
    port: 8080,
    protocol: "http1",
    memoryLimitMb: 512,
    cpuLimit: 280,
    minScale: 0,
    maxScale: 20,
    timeoutSeconds: 300,
    httpOption: "enabled",
    sandbox: "v2",
    localStorageLimitMb: 1000,
    privateNetworkId: undefined,
    registrySha256: undefined,
    tags: [],
  });
});

test("has the digest of its image, and the region of the container in the ID of the private network", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const api = container({
    image: ContainerImage.fromRegistry(`ghcr.io/shop/api:v1@${digest}`),
    privateNetworkId: "nl-ams/11111111-1111-1111-1111-111111111111",
  });
  expect([api.image, api.registrySha256]).toEqual(["ghcr.io/shop/api:v1", digest]);
  expect(api.privateNetworkId).toBe("fr-par/11111111-1111-1111-1111-111111111111");
});

test("an aspect reads the settings of every container", () => {
  const stack = newStack();
  new ServerlessContainer(stack, "small", { ...minimal, maxScale: 5 });
  new ServerlessContainer(stack, "large", { ...minimal, maxScale: 100 });
  const found: string[] = [];
  const aspect: IAspect = {
    visit(node) {
      if (node instanceof ServerlessContainer && node.maxScale > 20) found.push(node.name);
    },
  };
  Aspects.of(stack).add(aspect);
  synth(stack);
  expect(found).toEqual(["large"]);
});

describe("ignoreChanges", () => {
  const lifecycle = (props: Partial<ServerlessContainerProps>) => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", { ...minimal, ...props });
    return only(synth(stack), "scaleway_container")["lifecycle"] as Record<string, unknown>;
  };

  test("ignores the arguments of the props, beside the deploy gate", () => {
    expect(lifecycle({ ignoreChanges: ["image", "maxScale", "memoryLimitMb", "timeoutSeconds", "image"] })).toEqual({
      ignore_changes: ["image", "max_scale", "memory_limit_bytes", "timeout"],
      postcondition: [expect.anything()],
    });
  });

  test("ignores changes without the deploy gate, and stays if the predicted URL is checked", () => {
    expect(lifecycle({ ignoreChanges: ["tags"], deployGate: false })).toEqual({ ignore_changes: ["tags"] });
    expect(lifecycle({ deployGate: false, ignoreChanges: [] })).toBeUndefined();
    const api = container({ ignoreChanges: ["image"] });
    expect(api.predictedEndpoint).toBeDefined();
    expect(api.resource.lifecycle).toMatchObject({ ignoreChanges: ["image"], postcondition: { length: 2 } });
  });

  test("accepts every prop that can change without a replacement, and each is an argument of the provider", () => {
    const props: readonly IgnorableProp[] = [
      ...(["args", "command", "cpuLimit", "description", "environmentVariables", "healthCheck", "httpOption"] as const),
      ...(["image", "localStorageLimitMb", "maxScale", "memoryLimitMb", "minScale", "port", "privacy"] as const),
      ...(["privateNetworkId", "protocol", "registrySha256", "sandbox", "scalingOption"] as const),
      ...(["secretEnvironmentVariables", "startupProbe", "tags", "timeoutSeconds"] as const),
    ];
    const stack = newStack();
    const privateNetworkId = "fr-par/11111111-1111-1111-1111-111111111111";
    const settings = { privateNetworkId, startupProbe: { tcp: true }, registrySha256: "build-7" } as const;
    new ServerlessContainer(stack, "api", { ...minimal, ...settings, ignoreChanges: props });
    const resource = only(synth(stack), "scaleway_container");
    expect(Object.keys(resource)).toEqual(expect.arrayContaining(resource["lifecycle"].ignore_changes as string[]));
    expect(new Set(resource["lifecycle"].ignore_changes as string[]).size).toBe(props.length);
  });

  test("suggests the prop if the name of the provider's argument is given", () => {
    const create = () => container({ ignoreChanges: ["max_scale"] as never });
    expect(codesOf(create)).toEqual(["not-allowed ignoreChanges.0"]);
    expect(validationError(create).message).toContain("maxScale");
  });

  test.each([
    ["a text", "all", "wrong-type ignoreChanges"],
    ["a number in the list", [7], "wrong-type ignoreChanges.0"],
    ["the name, whose change replaces the container", ["name"], "not-allowed ignoreChanges.0"],
    ["a name that every object has", ["constructor"], "not-allowed ignoreChanges.0"],
  ])("fails if it is %s", (_, ignoreChanges, code) => {
    expect(codesOf(() => container({ ignoreChanges } as never))).toEqual([code]);
  });

  test("fails if it is a token", () => {
    const stack = newStack();
    const { listValue } = new TerraformVariable(stack, "list", { type: "list(string)" });
    const props = { image, privacy: "private", ignoreChanges: listValue } as never;
    expect(codesOf(() => new ServerlessContainer(stack, "api", props))).toEqual(["token-not-supported ignoreChanges"]);
  });
});
