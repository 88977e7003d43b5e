import { runApp } from "./helpers/run-app";
import { schemaProblems } from "./helpers/schema-check";
import { only, type Json } from "./helpers/synth";

const texts = runApp("stacks/main.ts");
const stack = (name: string): Json => JSON.parse(texts[name]!) as Json;

/** Every value of the manifests under the name of the provider, and the defaults of fields that the manifests omit. */
const SERVICES: Record<string, { container: Json; environment: Json; secrets: Json; schedules: Json[] }> = {
  "order-api": {
    container: {
      region: "fr-par",
      image: "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0",
      privacy: "public",
      port: 8080,
      memory_limit_bytes: 512_000_000,
      cpu_limit: 280,
      min_scale: 0,
      max_scale: 10,
      timeout: 60,
      https_connections_only: true,
      protocol: "http1",
      command: [],
      args: [],
      local_storage_limit_bytes: 1_000_000_000,
      liveness_probe: { tcp: true, failure_threshold: 30, interval: "10s", timeout: "1s" },
      scaling_option: [{ concurrent_requests_threshold: 50 }],
    },
    environment: { LOG_LEVEL: "info", SERVICE_NAME: "order-api" },
    secrets: { DATABASE_URL: "${var.database_url}", API_KEY: "${var.api_key}" },
    schedules: [],
  },
  "inference-grpc": {
    container: {
      region: "nl-ams",
      image: "ghcr.io/my-org/inference-service:sha-7f3a2b1",
      privacy: "private",
      port: 50051,
      memory_limit_bytes: 2_048_000_000,
      cpu_limit: 1120,
      min_scale: 2,
      max_scale: 20,
      timeout: 120,
      https_connections_only: false,
      protocol: "h2c",
      command: [],
      args: [],
      local_storage_limit_bytes: 1_000_000_000,
      private_network_id: "nl-ams/11111111-1111-1111-1111-111111111111",
      liveness_probe: {
        http: { path: "/grpc.health.v1.Health/Check" },
        failure_threshold: 3,
        interval: "15s",
        timeout: "1s",
      },
      scaling_option: [{ concurrent_requests_threshold: 50 }],
    },
    environment: { MODEL_CACHE_DIR: "/tmp/models" },
    secrets: { MODEL_API_TOKEN: "${var.model_api_token}" },
    schedules: [],
  },
  "data-pipeline": {
    container: {
      region: "pl-waw",
      image: "docker.io/mycompany/data-pipeline:v2.1.0",
      privacy: "private",
      port: 8080,
      memory_limit_bytes: 4_096_000_000,
      cpu_limit: 1120,
      min_scale: 0,
      max_scale: 5,
      timeout: 600,
      https_connections_only: false,
      protocol: "http1",
      command: ["python", "-m", "pipeline.main"],
      args: ["--workers", "4"],
      local_storage_limit_bytes: 1_024_000_000,
      liveness_probe: { tcp: true, failure_threshold: 30, interval: "10s", timeout: "1s" },
      scaling_option: [{ concurrent_requests_threshold: 50 }],
      registry_sha256: "sha256:abcdef1234567890",
    },
    environment: { PIPELINE_MODE: "batch" },
    secrets: { S3_ACCESS_KEY: "${var.s3_access_key}", S3_SECRET_KEY: "${var.s3_secret_key}" },
    schedules: [
      {
        name: "hourly-sync",
        cron: {
          schedule: "0 * * * *",
          timezone: "UTC",
          body: '{"task": "sync", "source": "s3://input-bucket"}',
          headers: {},
        },
      },
      {
        name: "nightly-report",
        cron: {
          schedule: "0 2 * * *",
          timezone: "UTC",
          body: '{"task": "report", "format": "pdf", "recipients": ["team@example.com"]}',
          headers: {},
        },
      },
    ],
  },
};

test("there are three services, a stack each", () => {
  expect(Object.keys(texts).sort()).toEqual(Object.keys(SERVICES).sort());
});

describe.each(Object.entries(SERVICES))("%s", (name, { container, environment, secrets, schedules }) => {
  const json = stack(name);

  test("has every value of its manifest, and nothing else", () => {
    expect(only(json, "scaleway_container")).toEqual({
      ...container,
      name,
      description: "",
      sandbox: "v2",
      tags: [],
      environment_variables: environment,
      secret_environment_variables: secrets,
      namespace_id: expect.stringMatching(/^\$\{scaleway_container_namespace\..*\.id\}$/),
      lifecycle: { postcondition: [expect.anything()] },
      "//": expect.anything(),
    });
  });

  test("has a namespace of its own, of the same name and region", () => {
    expect(only(json, "scaleway_container_namespace")).toMatchObject({ name, region: container["region"] });
  });

  test("has its schedules", () => {
    const triggers = Object.values((json["resource"].scaleway_container_trigger ?? {}) as Record<string, Json>);
    expect(triggers).toHaveLength(schedules.length);
    expect(triggers).toEqual(schedules.map((schedule) => expect.objectContaining(schedule) as unknown));
  });

  test("asks for its secrets as sensitive variables without a default", () => {
    const names = Object.values(secrets).map((reference) => (reference as string).slice("${var.".length, -1));
    expect(Object.keys((json["variable"] as Json | undefined) ?? {}).sort()).toEqual(names.sort());
    for (const variable of Object.values(json["variable"] as Record<string, Json>)) {
      expect(variable).toMatchObject({ type: "string", sensitive: true, nullable: false });
      expect(variable).not.toHaveProperty("default");
    }
  });

  test("has the manifest's outputs, the endpoint and the gate", () => {
    expect(Object.keys(json["output"] as Json).sort()).toEqual(
      ["containerId", "namespaceId", "domainName", "endpoint", `${name}_endpoint`, `${name}_status`].sort(),
    );
  });

  test("is what the provider accepts", () => {
    expect(schemaProblems(json)).toEqual([]);
  });
});

test("the same app gives the same bytes on every run", () => {
  jest.isolateModules(() => {
    expect(runApp("stacks/main.ts")).toEqual(texts);
  });
});

test("no secret of the manifests is in the synthesized configuration", () => {
  const all = Object.values(texts).join();
  for (const secret of ["user:pass", "sk-abc123secret", "tok-inference-secret", "scw-access-key", "scw-secret-key"]) {
    expect(all).not.toContain(secret);
  }
});
