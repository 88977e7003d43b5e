import {
  ContainerNamespace,
  SecretValue,
  ServerlessContainer,
  type Region,
  type ServerlessContainerProps,
} from "../../../lib";
import { codeAndPath, codesOf, validationError } from "../../helpers/issues";
import { minimal, newStack, only, synth } from "../../helpers/synth";

const render = (props: Partial<ServerlessContainerProps> = {}, region: Region = "fr-par") => {
  const stack = newStack(region);
  new ServerlessContainer(stack, "api", { ...minimal, ...props });
  return synth(stack);
};
const container = (props: Partial<ServerlessContainerProps> = {}) => only(render(props), "scaleway_container");
const codesFor = (props: object) => codesOf(() => new ServerlessContainer(newStack(), "api", { ...minimal, ...props }));

describe("rules over several fields", () => {
  test.each([
    ["minScale is above maxScale", { minScale: 5, maxScale: 4 }, ["min-above-max-scale minScale"]],
    [
      "a CPU threshold has no minimum instance",
      { scalingOption: { cpuUsageThreshold: 70 } },
      ["min-scale-without-usage minScale"],
    ],
    [
      "a memory threshold has no minimum instance",
      { scalingOption: { memoryUsageThreshold: 70 } },
      ["min-scale-without-usage minScale"],
    ],
    ["there is no threshold", { scalingOption: {} }, ["not-exactly-one scalingOption"]],
    [
      "there are two thresholds",
      { scalingOption: { concurrentRequestsThreshold: 50, cpuUsageThreshold: 70 }, minScale: 1 },
      ["not-exactly-one scalingOption"],
    ],
    ["a probe has two kinds", { healthCheck: { path: "/", tcp: true } }, ["not-exactly-one healthCheck"]],
    ["a probe has no kind", { startupProbe: { failureThreshold: 3 } }, ["not-exactly-one startupProbe"]],
    [
      "a probe has tcp: false",
      { healthCheck: { path: "/", tcp: false } },
      ["not-allowed healthCheck.tcp", "not-exactly-one healthCheck"],
    ],
    [
      "a name is in both environments",
      { environmentVariables: { A: "1" }, secretEnvironmentVariables: { A: SecretValue.variable("a") } },
      ["duplicate-variable secretEnvironmentVariables.A"],
    ],
    ["a name starts with a digit", { name: "3d-render" }, ["name-not-for-namespace name"]],
    [
      "a private network has no region",
      { privateNetworkId: "11111111-1111-1111-1111-111111111111" },
      ["invalid-format privateNetworkId"],
    ],
    [
      "a private network is in an unknown region",
      { privateNetworkId: "us-east/11111111-1111-1111-1111-111111111111" },
      ["invalid-format privateNetworkId"],
    ],
    [
      "a private network has text after its UUID",
      { privateNetworkId: "fr-par/11111111-1111-1111-1111-111111111111/x" },
      ["invalid-format privateNetworkId"],
    ],
    ["a digest is empty", { registrySha256: "" }, ["empty registrySha256"]],
  ])("fails if %s", (_, props, codes) => {
    expect(codesFor(props)).toEqual(codes);
  });

  test.each([
    [{ scalingOption: {} }, "none"],
    [{ scalingOption: { cpuUsageThreshold: 70 } }, "cpuUsageThreshold"],
    [{ scalingOption: { memoryUsageThreshold: 70 } }, "memoryUsageThreshold"],
    [
      { scalingOption: { concurrentRequestsThreshold: 50, cpuUsageThreshold: 70 }, minScale: 1 },
      "concurrentRequestsThreshold and cpuUsageThreshold",
    ],
    [{ healthCheck: { path: "/", tcp: true } }, "path and tcp"],
    [{ privateNetworkId: "us-east/x" }, '"us-east/x"'],
  ])("reports the fields or the value to fix in %j", (props, expected) => {
    const { message } = validationError(
      () => new ServerlessContainer(newStack(), "api", { ...minimal, ...props } as never),
    );
    expect(message).toContain(expected);
  });

  test("creates a container whose name starts with a digit if its namespace has another name", () => {
    const stack = newStack();
    const namespace = new ContainerNamespace(stack, "shared");
    new ServerlessContainer(stack, "render", { ...minimal, namespace, name: "3d-render" });
    expect(Object.keys(synth(stack)["output"])).toEqual(["_3d-render_endpoint", "_3d-render_status"]);
  });

  test("creates a container with a usage threshold if it has at least one instance", () => {
    expect(container({ minScale: 1, scalingOption: { memoryUsageThreshold: 80 } })["scaling_option"]).toEqual([
      { memory_usage_threshold: 80 },
    ]);
  });
});

describe("errors", () => {
  test("list every problem at once, each on one line, with the line of the caller", () => {
    const error = validationError(
      () =>
        new ServerlessContainer(newStack(), "api", {
          image: "nginx",
          privacy: "Public",
          memoryLimitMb: 100,
          cpuLimit: "70",
          minScale: 3,
          maxScale: 2,
          timeout: 60,
          environmentVariables: { PORT: "80", TOKEN: 5 },
          secretEnvironmentVariables: { KEY: "hunter2" },
          healthCheck: { path: "health" },
        } as unknown as ServerlessContainerProps),
    );
    expect(error.issues.map(codeAndPath)).toEqual([
      "wrong-type image",
      "not-allowed privacy",
      "below-minimum memoryLimitMb",
      "wrong-type cpuLimit",
      "reserved environmentVariables.PORT",
      "wrong-type environmentVariables.TOKEN",
      "not-a-secret secretEnvironmentVariables.KEY",
      "invalid-format healthCheck.path",
      "unknown-prop timeout",
      "min-above-max-scale minScale",
    ]);
    const lines = error.issues.map(({ code, path, message }) => `  ${path}: ${message} [${code}]`);
    expect(error.message.split("\n")).toEqual(["stack/api: 10 problems", ...lines]);
    for (const value of ['"Public"', "100", '"70"', '"PORT"', '"health"']) expect(error.message).toContain(value);
    expect(error.message).not.toContain("hunter2");
    expect(error.stack).not.toContain("lib/");
    expect(error.stack?.split("\n").filter((line) => /^\s+at /.test(line))).toHaveLength(1);
  });

  test.each([
    ["undefined", undefined, "missing"],
    ["null", null, "wrong-type"],
    ["a text", "api", "wrong-type"],
  ])("report one problem if the props are %s", (_, props, code) => {
    expect(
      codesOf(() => new ServerlessContainer(newStack(), "api", props as unknown as ServerlessContainerProps)),
    ).toEqual([code]);
  });

  test("leave nothing in the tree, so that the same ID can be used again", () => {
    const stack = newStack();
    expect(codesOf(() => new ServerlessContainer(stack, "api", { ...minimal, port: 0 }))).toHaveLength(1);
    expect(stack.node.tryFindChild("api")).toBeUndefined();
    new ServerlessContainer(stack, "api", minimal);
    expect(Object.keys(synth(stack)["resource"].scaleway_container)).toHaveLength(1);
  });

  test("contain the construct ID if it is not a valid name", () => {
    for (const props of [minimal, { ...minimal, name: undefined }]) {
      const create = () => new ServerlessContainer(newStack(), "My_Api", props);
      expect(codesOf(create)).toEqual(["invalid-format name"]);
      expect(validationError(create).issues[0]?.message).toContain('"My_Api"');
    }
  });
});
