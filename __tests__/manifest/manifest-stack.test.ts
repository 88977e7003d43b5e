import { Manifest, ManifestStack, ServerlessContainer } from "../../lib";
import { DEFAULTS } from "../../lib/facts/limits";
import { plaintextSecrets, resources } from "../../lib/testing";
import { container, dnsRecord, image, loadTexts, registry, stackOf, yamlOf } from "../helpers/manifests";
import { minimal, newApp, newStack, only, synth, type Json } from "../helpers/synth";

const containerOf = (spec: object, metadata: object = {}): Json =>
  only(stackOf(container(spec, metadata)), "scaleway_container");

describe("fields of a container", () => {
  test("have OpenMCF's defaults if they are omitted", () => {
    expect(containerOf({})).toMatchObject({
      name: "api",
      image: "ghcr.io/shop/api:v1",
      privacy: "private",
      port: 8080,
      description: "",
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
      liveness_probe: { tcp: true },
      scaling_option: [{ concurrent_requests_threshold: DEFAULTS.concurrentRequestsThreshold }],
      local_storage_limit_bytes: 1_000_000_000,
      tags: [],
    });
    expect(containerOf({})).not.toHaveProperty("private_network_id");
    expect(containerOf({})).not.toHaveProperty("registry_sha256");
  });

  test.each([
    ["region", "pl-waw", { region: "pl-waw" }],
    ["privacy", "public", { privacy: "public" }],
    ["privacy", "privacy_public", { privacy: "public" }],
    ["privacy", "privacy_private", { privacy: "private" }],
    ["port", 3000, { port: 3000 }],
    ["description", "Takes orders", { description: "Takes orders" }],
    ["memoryLimitMb", 1024, { memory_limit_bytes: 1_024_000_000, cpu_limit: 560 }],
    ["cpuLimit", 1120, { cpu_limit: 1120 }],
    ["minScale", 2, { min_scale: 2 }],
    ["maxScale", 5, { max_scale: 5 }],
    ["timeoutSeconds", 60, { timeout: 60 }],
    ["httpOption", "redirected", { https_connections_only: true }],
    ["protocol", "h2c", { protocol: "h2c" }],
    ["commands", ["node", "server.js"], { command: ["node", "server.js"] }],
    ["args", ["--port", "8080"], { args: ["--port", "8080"] }],
    ["sandbox", "v1", { sandbox: "v1" }],
    ["localStorageLimitMb", 2000, { local_storage_limit_bytes: 2_000_000_000 }],
    ["registrySha256", "sha256:abcdef1234567890", { registry_sha256: "sha256:abcdef1234567890" }],
    ["deploy", true, {}],
    [
      "healthCheck",
      { path: "/health" },
      { liveness_probe: { http: { path: "/health" }, failure_threshold: 3, interval: "10s", timeout: "1s" } },
    ],
    [
      "healthCheck",
      { path: "/health", failureThreshold: 5, intervalSeconds: 15 },
      { liveness_probe: { http: { path: "/health" }, failure_threshold: 5, interval: "15s" } },
    ],
    ["scalingOption", { concurrentRequestsThreshold: 9 }, { scaling_option: [{ concurrent_requests_threshold: 9 }] }],
    [
      "privateNetworkId",
      { value: "fr-par/11111111-1111-1111-1111-111111111111" },
      { private_network_id: "fr-par/11111111-1111-1111-1111-111111111111" },
    ],
    ["env", { variables: [{ name: "A", value: "1" }] }, { environment_variables: { A: "1" } }],
  ])("%s: %j is passed on", (field, value, expected) => {
    expect(containerOf({ [field]: value })).toMatchObject(expected);
  });

  test.each(["cpuUsageThreshold", "memoryUsageThreshold"])(
    "%s is passed on with an instance that always runs",
    (field) => {
      const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(containerOf({ minScale: 1, scalingOption: { [field]: 60 } })["scaling_option"]).toEqual([{ [name]: 60 }]);
    },
  );

  test.each([
    ["description", ""],
    ["registrySha256", ""],
    ["commands", []],
    ["args", []],
    ["env", { variables: [], secrets: [] }],
    ["cronTriggers", []],
  ])("%s: %j is the same as omitting it", (field, value) => {
    expect(stackOf(container({ [field]: value }))).toEqual(stackOf(container()));
  });

  test("become a namespace and an image with the names of the manifest", () => {
    const json = stackOf(container({ image: { registryEndpoint: { value: "ghcr.io/a/" }, name: "b/c", tag: "v2" } }));
    expect(only(json, "scaleway_container_namespace")["name"]).toBe("api");
    expect(only(json, "scaleway_container")["image"]).toBe("ghcr.io/a/b/c:v2");
  });

  test("become schedules in UTC, which are numbered if they have no name", () => {
    const cronTriggers = [
      { name: "hourly", schedule: "0 * * * *", args: '{"task": "sync"}' },
      { schedule: "0 2 * * *", args: "{}" },
      { name: "Resource", schedule: "0 3 * * *" },
    ];
    const triggers = resources(stackOf(container({ cronTriggers })), "scaleway_container_trigger");
    const schedules = triggers.map(({ name, cron }) => ({ name: String(name), ...(cron as { schedule: string }) }));
    expect(schedules.sort((a, b) => (a.schedule < b.schedule ? -1 : 1))).toEqual([
      { name: "hourly", schedule: "0 * * * *", timezone: "UTC", body: '{"task": "sync"}', headers: {} },
      { name: "cron-2", schedule: "0 2 * * *", timezone: "UTC", body: "{}", headers: {} },
      { name: "Resource", schedule: "0 3 * * *", timezone: "UTC", body: "", headers: {} },
    ]);
  });

  test("become tags if they are labels, except those of OpenMCF and Planton", () => {
    const labels = {
      team: "shop",
      "example.com/tier": "front",
      empty: "",
      "openmcf.org/provisioner": "pulumi",
      "pulumi.openmcf.org/project": "p",
      "planton.dev/provisioner": "pulumi",
      "pulumi.planton.dev/stack.name": "s",
      "notopenmcf.org/x": "y",
    };
    expect(containerOf({}, { labels, org: "shop", env: "prod" })["tags"]).toEqual([
      "team=shop",
      "example.com/tier=front",
      "empty=",
      "notopenmcf.org/x=y",
    ]);
  });

  test("accept the other apiVersion", () => {
    const manifest = { ...container(), apiVersion: "scaleway.planton.dev/v1" };
    expect(only(stackOf(manifest), "scaleway_container")["name"]).toBe("api");
  });
});

describe("outputs", () => {
  test("are the outputs of OpenMCF, and the endpoint", () => {
    expect(Object.keys(stackOf(container())["output"] as object).sort()).toEqual([
      "api_endpoint",
      "api_status",
      "containerId",
      "domainName",
      "endpoint",
      "namespaceId",
    ]);
  });

  test("of further containers start with their names", () => {
    const json = stackOf(
      registry(),
      container(image({ name: "images" })),
      container(image({ name: "images" }), { name: "bb" }),
    );
    expect(Object.keys(json["output"] as object).filter((name) => name.startsWith("bb_"))).toEqual([
      "bb_containerId",
      "bb_domainName",
      "bb_endpoint",
      "bb_namespaceId",
      "bb_status",
    ]);
    expect(json["output"].endpoint.value).toMatch(/scaleway_container\.api_/);
  });
});

test.each(["scaleway", "endpoint", "backend", "lookups", "valueof"])("a container may be called %s", (name) => {
  const stack = new ManifestStack(newApp(), Manifest.parse(yamlOf(container({}, { name }))));
  stack.prepareStack();
  expect(only(synth(stack), "scaleway_container")["name"]).toBe(name);
});

test("a digest after a tag becomes registrySha256, like in a reference", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const parts = { registryEndpoint: { value: "ghcr.io/shop" }, name: "api", tag: `latest@${digest}` };
  expect(containerOf({ image: parts })).toMatchObject({ image: "ghcr.io/shop/api:latest", registry_sha256: digest });
});

test("the addresses equal those of the same container in TypeScript, so that a project can change between the two", () => {
  const cronTriggers = [{ name: "nightly", schedule: "0 2 * * *" }];
  const stack = newStack("fr-par", "api");
  new ServerlessContainer(stack, "api", minimal).addSchedule("nightly", { schedule: "0 2 * * *" });
  const addresses = (json: Json) => Object.values(json["resource"] as Json).flatMap((all: object) => Object.keys(all));
  expect(addresses(stackOf(container({ cronTriggers })))).toEqual(addresses(synth(stack)));
});

describe("stacks", () => {
  const namesOf = (...texts: string[]) => loadTexts(...texts).map(({ name }) => name);

  test("are created one per document, with its name", () => {
    expect(namesOf(yamlOf(container(), container({}, { name: "bb" })), yamlOf(registry()))).toEqual([
      "api",
      "bb",
      "images",
    ]);
  });

  test("are shared by documents that are connected by references, with the name of the first container, in whatever files they are", () => {
    const a = yamlOf(registry(), container(image({ name: "images" }), { name: "bb" }));
    const b = yamlOf(container(image({ name: "images" })), dnsRecord(), container({}, { name: "cc" }));
    expect(namesOf(a, b)).toEqual(["bb", "cc"]);
  });

  test("have the name of the first container in the files, even if it depends on another one", () => {
    const kind = "ScalewayServerlessContainer";
    const json = stackOf(container(image({ kind, name: "bb" })), container({}, { name: "bb" }));
    expect(json["output"].containerId.value).toMatch(/scaleway_container\.api_/);
    expect(json["output"].bb_containerId.value).toMatch(/scaleway_container\.bb_/);
  });

  test("may have the name of a document of another kind in them", () => {
    expect(namesOf(yamlOf(registry({}, "shop"), container(image({ name: "shop" }), { name: "shop" })))).toEqual([
      "shop",
    ]);
  });

  test("accept the options of a ScalewayStack, except the region", () => {
    const projectId = "11111111-1111-1111-1111-111111111111";
    const manifest = Manifest.parse(yamlOf(container({ region: "nl-ams" })));
    const json = synth(new ManifestStack(newApp(), manifest, { projectId, tags: ["team:a"] }));
    expect(json["provider"].scaleway).toEqual([{ region: "nl-ams", project_id: projectId }]);
    expect(only(json, "scaleway_container")["tags"]).toEqual(["team:a"]);
  });
});

describe("secrets", () => {
  test("are sensitive variables, one per container and secret", () => {
    const secrets = [{ name: "KEY", value: "sk-abc123secret" }];
    const spec = { ...image({ name: "images" }), env: { secrets } };
    const json = stackOf(registry(), container(spec), container(spec, { name: "b-c" }));
    expect(json["variable"]).toMatchObject({
      api__KEY: { type: "string", sensitive: true, nullable: false },
      b_c__KEY: { type: "string", sensitive: true, nullable: false },
    });
    const used = resources(json, "scaleway_container").map((each) => each["secret_environment_variables"] as object);
    expect(used).toEqual([{ KEY: "${var.api__KEY}" }, { KEY: "${var.b_c__KEY}" }]);
    expect(plaintextSecrets(json)).toEqual([]);
    expect(JSON.stringify(json)).not.toContain("sk-abc123secret");
  });
});
