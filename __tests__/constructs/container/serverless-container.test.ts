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
import { codesOf, validationError } from "../../helpers/issues";
import { image, minimal, newApp, newStack, only, synth } from "../../helpers/synth";

const render = (props: Partial<ServerlessContainerProps> = {}, region: Region = "fr-par") => {
  const stack = newStack(region);
  new ServerlessContainer(stack, "api", { ...minimal, ...props });
  return synth(stack);
};
const container = (props: Partial<ServerlessContainerProps> = {}) => only(render(props), "scaleway_container");

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
