import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import {
  ContainerImage,
  ContainerNamespace,
  SecretValue,
  ServerlessContainer,
  type Region,
  type ServerlessContainerProps,
} from "../../../lib";
import { NON_HTTP_PORTS } from "../../../lib/facts/well-known-ports";
import { warnings } from "../../../lib/testing";
import { codeAndPath, codesOf, validationError } from "../../helpers/issues";
import { image, minimal, newApp, newStack, only, synth } from "../../helpers/synth";

const render = (props: Partial<ServerlessContainerProps> = {}, region: Region = "fr-par") => {
  const stack = newStack(region);
  new ServerlessContainer(stack, "api", { ...minimal, ...props });
  return synth(stack);
};
const container = (props: Partial<ServerlessContainerProps> = {}) => only(render(props), "scaleway_container");
const codesFor = (props: object) => codesOf(() => new ServerlessContainer(newStack(), "api", { ...minimal, ...props }));

describe("defaults", () => {
  test("creates a container with every argument if only the required props are given", () => {
    expect(container()).toEqual({
      lifecycle: expect.anything(),
      name: "api",
      namespace_id: "${scaleway_container_namespace.api_Namespace_E1986080.id}",
      region: "fr-par",
      image: "rg.fr-par.scw.cloud/my-registry/api:v1.0.0",
      description: "",
      privacy: "private",
      port: 8080,
      memory_limit_bytes: 256_000_000,
      cpu_limit: 140,
      min_scale: 0,
      max_scale: 20,
      timeout: 300,
      https_connections_only: false,
      protocol: "http1",
      command: [],
      args: [],
      environment_variables: {},
      secret_environment_variables: {},
      sandbox: "v2",
      liveness_probe: { tcp: true, failure_threshold: 30, interval: "10s", timeout: "1s" },
      scaling_option: [{ concurrent_requests_threshold: 50 }],
      local_storage_limit_bytes: 1_000_000_000,
      tags: [],
    });
  });

  test("creates a namespace of the same name and region", () => {
    expect(only(render(), "scaleway_container_namespace")).toMatchObject({ name: "api", region: "fr-par" });
  });

  test.each([
    [128, 70],
    [256, 140],
    [512, 280],
    [1000, 546],
    [1024, 560],
    [2048, 1120],
    [3072, 1680],
    [4096, 2240],
    [10_970, 5999],
    [12_288, 6000],
  ])("sets, for %i MB of memory, a CPU limit of %i", (memoryLimitMb, cpuLimit) => {
    expect(container({ memoryLimitMb })["cpu_limit"]).toBe(cpuLimit);
  });
});

test("emits every prop as the provider names it", () => {
  const written = container({
    name: "orders",
    description: "Takes orders",
    privacy: "public",
    port: 3000,
    memoryLimitMb: 1024,
    cpuLimit: 1000,
    minScale: 1,
    maxScale: 3,
    timeoutSeconds: 60,
    httpOption: "redirected",
    protocol: "h2c",
    command: ["node"],
    args: ["server.js"],
    environmentVariables: { LOG_LEVEL: "info" },
    secretEnvironmentVariables: { KEY: SecretValue.variable("key") },
    privateNetworkId: "fr-par/11111111-1111-1111-1111-111111111111",
    sandbox: "v1",
    healthCheck: { path: "/health", failureThreshold: 5, intervalSeconds: 15, timeoutSeconds: 2 },
    startupProbe: { tcp: true },
    scalingOption: { cpuUsageThreshold: 70 },
    localStorageLimitMb: 2000,
    registrySha256: "sha256:abc",
    tags: ["team=shop"],
  });
  expect(written).toMatchObject({
    name: "orders",
    description: "Takes orders",
    privacy: "public",
    port: 3000,
    memory_limit_bytes: 1_024_000_000,
    cpu_limit: 1000,
    min_scale: 1,
    max_scale: 3,
    timeout: 60,
    https_connections_only: true,
    protocol: "h2c",
    command: ["node"],
    args: ["server.js"],
    environment_variables: { LOG_LEVEL: "info" },
    secret_environment_variables: { KEY: "${var.key}" },
    private_network_id: "fr-par/11111111-1111-1111-1111-111111111111",
    sandbox: "v1",
    liveness_probe: { http: { path: "/health" }, failure_threshold: 5, interval: "15s", timeout: "2s" },
    startup_probe: { tcp: true, failure_threshold: 3, interval: "10s", timeout: "1s" },
    scaling_option: [{ cpu_usage_threshold: 70 }],
    local_storage_limit_bytes: 2_000_000_000,
    registry_sha256: "sha256:abc",
    tags: ["team=shop"],
  });
  expect(written["liveness_probe"]).not.toHaveProperty("tcp");
});

test("uses the digest of the image if registrySha256 is omitted", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const pinned = ContainerImage.fromRegistry(`ghcr.io/org/api:v1@${digest}`);
  expect(container({ image: pinned })).toMatchObject({ image: "ghcr.io/org/api:v1", registry_sha256: digest });
  expect(container({ image: pinned, registrySha256: "build-7" })["registry_sha256"]).toBe("build-7");
});

describe("the port of another protocol", () => {
  const warningsFor = (port: number) => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", { ...minimal, port });
    return warnings(stack);
  };

  test.each(Object.entries(NON_HTTP_PORTS))("warns about %s (%s)", (port, service) => {
    const found = warningsFor(Number(port));
    expect(found).toEqual([expect.objectContaining({ id: "non-http-port", path: "stack/api" })]);
    expect(found[0]?.message).toContain(service);
  });

  test.each([25, 465])("says that the port %s is closed outward", (port) => {
    expect(warningsFor(port)[0]?.message).toContain(`connections from a container to port ${port}`);
    expect(warningsFor(587)[0]?.message).not.toContain("connections from");
  });

  test.each([80, 443, 3000, 5000, 8000, 8080, 8443, 9000, 9200])("does not warn about %s", (port) => {
    expect(warningsFor(port)).toEqual([]);
  });

  test("does not warn about a token", () => {
    const stack = newStack();
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    new ServerlessContainer(stack, "api", { ...minimal, port });
    expect(warnings(stack)).toEqual([]);
  });
});

describe("deploy gate", () => {
  test("fails the apply of a container that is not ready, with its name, its status and the reason", () => {
    const json = render();
    expect(only(json, "scaleway_container")["lifecycle"]).toEqual({
      postcondition: [
        {
          condition: '${self.status == "ready" || timestamp() == ""}',
          error_message: expect.stringMatching(
            /^Container api .*\$\{coalesce\(self\.status, "[^"]+"\)\}.*\$\{coalesce\(self\.error_message, "[^"]+"\)\}/,
          ),
        },
      ],
    });
    expect(json["output"].api_status.value).toBe(
      '${scaleway_container.api_C8550315.status == "ready" ? "ready" : timestamp()}',
    );
  });

  test("adds nothing if it is disabled", () => {
    const json = render({ deployGate: false });
    expect(only(json, "scaleway_container")).not.toHaveProperty("lifecycle");
    expect(Object.keys(json["output"])).toEqual(["api_endpoint"]);
  });

  test("can be set by a Terraform variable", () => {
    const stack = newStack();
    const gate = new TerraformVariable(stack, "gate", { type: "bool" });
    new ServerlessContainer(stack, "api", { ...minimal, deployGate: gate.booleanValue });
    const json = synth(stack);
    expect(only(json, "scaleway_container")["lifecycle"].postcondition[0].condition).toBe(
      '${(!var.gate || ((self.status == "ready") || (timestamp() == "never")))}',
    );
    expect(json["output"].api_status.value).toBe(
      '${(var.gate && (scaleway_container.api_C8550315.status != "ready")) ? timestamp() : scaleway_container.api_C8550315.status}',
    );
  });
});

describe("attributes", () => {
  test("refer to the provider's resources", () => {
    const stack = newStack();
    const api = new ServerlessContainer(stack, "api", minimal);
    const { containerId, namespaceId, endpoint, domainName, status, projectId, name, region } = api;
    const attributes = { containerId, namespaceId, endpoint, domainName, status, projectId, name, region };
    for (const [id, value] of Object.entries(attributes)) new TerraformOutput(stack, id, { value });
    const written = synth(stack)["output"] as Record<string, { value: string }>;
    expect(Object.fromEntries(Object.keys(attributes).map((id) => [id, written[id]?.value]))).toEqual({
      containerId: "${scaleway_container.api_C8550315.id}",
      namespaceId: "${scaleway_container_namespace.api_Namespace_E1986080.id}",
      endpoint: "${scaleway_container.api_C8550315.public_endpoint}",
      domainName: '${trimprefix(scaleway_container.api_C8550315.public_endpoint, "https://")}',
      status: "${scaleway_container.api_C8550315.status}",
      projectId: "${scaleway_container_namespace.api_Namespace_E1986080.project_id}",
      name: "api",
      region: "fr-par",
    });
  });
});

describe("regions", () => {
  test("a container in a plain TerraformStack uses the region of the provider", () => {
    const stack = new TerraformStack(newApp(), "stack");
    new ScalewayProvider(stack, "scaleway", {});
    const api = new ServerlessContainer(stack, "api", minimal);
    api.addSchedule("nightly", { schedule: "0 2 * * *" });
    expect(api.region).toBeUndefined();
    expect(JSON.stringify(synth(stack)["resource"])).not.toContain('"region"');
  });

  test("a region prop applies to the whole tree", () => {
    const stack = newStack("fr-par");
    const api = new ServerlessContainer(stack, "api", { ...minimal, region: "nl-ams" });
    api.addSchedule("nightly", { schedule: "0 2 * * *" });
    const json = synth(stack);
    for (const type of ["scaleway_container", "scaleway_container_namespace", "scaleway_container_trigger"]) {
      expect(only(json, type)["region"]).toBe("nl-ams");
    }
  });

  test("a container uses the region of its namespace", () => {
    const stack = newStack("fr-par");
    const namespace = new ContainerNamespace(stack, "shared", { region: "pl-waw" });
    expect(new ServerlessContainer(stack, "api", { ...minimal, namespace }).region).toBe("pl-waw");
  });

  test("fails if the container and its namespace are in two regions", () => {
    const stack = newStack("fr-par");
    const namespace = new ContainerNamespace(stack, "shared", { region: "pl-waw" });
    const create = () => new ServerlessContainer(stack, "api", { ...minimal, namespace, region: "nl-ams" });
    expect(codesOf(create)).toEqual(["region-mismatch region"]);
    expect(validationError(create).message).toMatch(/pl-waw.*"nl-ams"/);
  });

  test("fails if the container has a region and the namespace uses the region of the provider", () => {
    const stack = new TerraformStack(newApp(), "stack");
    const namespace = new ContainerNamespace(stack, "shared");
    const create = () => new ServerlessContainer(stack, "api", { ...minimal, namespace, region: "nl-ams" });
    expect(codesOf(create)).toEqual(["region-mismatch region"]);
  });

  test("the private network is written in the container's region", () => {
    const id = "11111111-1111-1111-1111-111111111111";
    expect(container({ privateNetworkId: `nl-ams/${id}` })["private_network_id"]).toBe(`fr-par/${id}`);
    const stack = new TerraformStack(newApp(), "stack");
    new ScalewayProvider(stack, "scaleway", {});
    new ServerlessContainer(stack, "api", { ...minimal, privateNetworkId: `nl-ams/${id}` });
    expect(only(synth(stack), "scaleway_container")["private_network_id"]).toBe(`nl-ams/${id}`);
  });
});

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
    const lines = error.issues.map(({ path, message }) => `  ${path}: ${message}`);
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

describe("environment", () => {
  const stackWith = (props: Partial<ServerlessContainerProps> = {}) => {
    const stack = newStack();
    return { stack, api: new ServerlessContainer(stack, "api", { ...minimal, ...props }) };
  };

  test("contains what is added by addEnvironmentVariable and addSecret", () => {
    const { stack, api } = stackWith({
      environmentVariables: { A: "1" },
      secretEnvironmentVariables: { S: SecretValue.variable("s") },
    });
    api.addEnvironmentVariable("B", "${two}");
    api.addSecret("T", SecretValue.variable("t"));
    expect(only(synth(stack), "scaleway_container")).toMatchObject({
      environment_variables: { A: "1", B: "$${two}" },
      secret_environment_variables: { S: "${var.s}", T: "${var.t}" },
    });
  });

  test.each<[string, (api: ServerlessContainer) => void, string]>([
    [
      "the variable exists",
      (api) => {
        api.addEnvironmentVariable("A", "2");
      },
      "duplicate-variable environmentVariables.A",
    ],
    [
      "the secret exists",
      (api) => {
        api.addSecret("S", SecretValue.variable("x"));
      },
      "duplicate-variable secretEnvironmentVariables.S",
    ],
    [
      "a secret has the name",
      (api) => {
        api.addEnvironmentVariable("S", "2");
      },
      "duplicate-variable secretEnvironmentVariables.S",
    ],
    [
      "a variable has the name",
      (api) => {
        api.addSecret("A", SecretValue.variable("x"));
      },
      "duplicate-variable secretEnvironmentVariables.A",
    ],
    [
      "the name is missing",
      (api) => {
        api.addEnvironmentVariable(undefined as never, "80");
      },
      "missing name",
    ],
    [
      "the name of a secret is not a text",
      (api) => {
        api.addSecret(5 as never, SecretValue.variable("x"));
      },
      "wrong-type name",
    ],
    [
      "the name is reserved",
      (api) => {
        api.addEnvironmentVariable("PORT", "80");
      },
      "reserved environmentVariables.PORT",
    ],
    [
      "the value is not a text",
      (api) => {
        api.addEnvironmentVariable("B", 5 as unknown as string);
      },
      "wrong-type environmentVariables.B",
    ],
    [
      "the secret is a text",
      (api) => {
        api.addSecret("B", "hunter2" as unknown as SecretValue);
      },
      "not-a-secret secretEnvironmentVariables.B",
    ],
    [
      "the name is a special key of JavaScript",
      (api: ServerlessContainer) => {
        api.addEnvironmentVariable("__proto__", "1");
      },
      "unsupported-name environmentVariables.__proto__",
    ],
  ])("rejects an addition if %s", (_, add, code) => {
    const { stack, api } = stackWith({
      environmentVariables: { A: "1" },
      secretEnvironmentVariables: { S: SecretValue.variable("s") },
    });
    const error = validationError(() => {
      add(api);
    });
    expect(error.issues.map(codeAndPath)).toEqual([code]);
    expect(error.message).not.toContain("hunter2");
    expect(only(synth(stack), "scaleway_container")["environment_variables"]).toEqual({ A: "1" });
  });

  test("counts added variables and those of the namespace", () => {
    const stack = newStack();
    const many = (count: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, "x"]));
    const namespace = new ContainerNamespace(stack, "shared", { environmentVariables: many(100, "N") });
    const api = new ServerlessContainer(stack, "api", {
      ...minimal,
      namespace,
      environmentVariables: { ...many(98, "C"), N0: "own" },
    });
    api.addEnvironmentVariable("LAST", "1");
    api.addEnvironmentVariable("N1", "own");
    api.addEnvironmentVariable("TWO_HUNDREDTH", "1");
    const error = validationError(() => {
      api.addEnvironmentVariable("ONE_MORE", "1");
    });
    expect(error.issues.map(codeAndPath)).toEqual(["too-many environmentVariables"]);
    expect(error.message).toMatch(/201 .*100 .*200/);
  });

  test("fails if a container and its namespace have more than 200 variables together", () => {
    const stack = newStack();
    const many = (count: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, "x"]));
    const namespace = new ContainerNamespace(stack, "shared", { environmentVariables: many(100, "N") });
    const error = validationError(
      () => new ServerlessContainer(stack, "api", { ...minimal, namespace, environmentVariables: many(101, "C") }),
    );
    expect(error.issues.map(codeAndPath)).toEqual(["too-many environmentVariables"]);
    expect(error.message).toMatch(/201 .*100 .*200/);
  });
});

describe("stability", () => {
  const deepFreeze = <T>(value: T): T => {
    if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
      Object.values(value).forEach(deepFreeze);
    return Object.freeze(value);
  };

  test("accepts frozen props, and ignores later changes of the caller's objects", () => {
    const props = deepFreeze({
      ...minimal,
      environmentVariables: { A: "1" },
      tags: ["a"],
      args: ["x"],
      healthCheck: { path: "/" },
    });
    const stack = newStack();
    const api = new ServerlessContainer(stack, "api", props);
    api.addEnvironmentVariable("B", "2");
    const mutable = { ...minimal, environmentVariables: { A: "1" } as Record<string, string> };
    const other = new ServerlessContainer(stack, "other", mutable);
    mutable.environmentVariables["LATER"] = "x";
    other.addEnvironmentVariable("B", "2");
    const written = Object.values(
      synth(stack)["resource"].scaleway_container as Record<string, { environment_variables: object }>,
    );
    expect(written.map((each) => each.environment_variables)).toEqual([
      { A: "1", B: "2" },
      { A: "1", B: "2" },
    ]);
  });

  test("adding a container does not change the others", () => {
    const build = (ids: string[]) => {
      const stack = newStack();
      for (const id of ids)
        new ServerlessContainer(stack, id, {
          ...minimal,
          secretEnvironmentVariables: { S: SecretValue.variable("s") },
        });
      return synth(stack);
    };
    const [before, after] = [build(["api"]), build(["aaa", "api"])];
    expect(after).toMatchObject(before);
  });

  test("the same props give the same bytes", () => {
    expect(JSON.stringify(render({ image }))).toBe(JSON.stringify(render({ image })));
  });
});
