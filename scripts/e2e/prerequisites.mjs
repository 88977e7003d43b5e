// What exists at Scaleway before an example is applied. An example that names an ID gets the ID of the object that is created here.
const REGION = "/regions/fr-par";
const project_id = "11111111-1111-4111-8111-111111111111";
const organization_id = "22222222-2222-4222-8222-222222222222";
const uuid = (digit) => "88888888-4444-4444-4444-121212121212".replaceAll(/[\da-f]/g, digit);
const digest = `sha256:${"a".repeat(64)}`;

const namespace = (name, id, region = "fr-par", project = project_id, environment_variables = {}) => ({
  path: `/containers/v1/regions/${region}/namespaces`,
  body: { project_id: project, name, environment_variables },
  replaces: id,
});
const container = (name, namespaceId, id, region = "fr-par", settings = { image: "nginx" }) => ({
  path: `/containers/v1/regions/${region}/containers`,
  body: { namespace_id: namespaceId, name, ...settings },
  replaces: id,
});
/** The container of the pages in docs/moving-in, as other tools create it. */
const ORDER_API = {
  image: "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0",
  privacy: "public",
  memory_limit_bytes: 512_000_000,
  mvcpu_limit: 280,
  min_scale: 1,
  max_scale: 10,
  timeout: "60s",
  https_connections_only: true,
  environment_variables: { LOG_LEVEL: "info" },
  secret_environment_variables: { DATABASE_URL: "postgres://db.example.com" },
};
const network = (region) => ({
  path: `/vpc/v2/regions/${region}/private-networks`,
  body: { project_id, name: "shop" },
  replaces: uuid("1"),
});
const registry = (name, region = "fr-par") => ({
  path: `/registry/v1/regions/${region}/namespaces`,
  body: { project_id, name },
});
const pushed = (tag) => ({ control: "registry/tags", body: { region: "fr-par", tag: "main", digest, ...tag } });
const secret = (name, path, count) => [
  { path: `/secret-manager/v1beta1${REGION}/secrets`, body: { project_id, name, path }, replaces: name },
  ...Array.from({ length: count }, () => ({
    path: `/secret-manager/v1beta1${REGION}/secrets/${name}/versions`,
    body: { data: "c3dvcmRmaXNo" },
  })),
];
const application = (name) => ({ path: "/iam/v1alpha1/applications", body: { organization_id, name } });
const sqs = (region, project = project_id) => ({
  path: `/mnq/v1beta1/regions/${region}/activate-sqs`,
  body: { project_id: project },
});

/** The requests of each example, in their order. `replaces` is the text that stands for the ID of the created object. */
export const PREREQUISITES = {
  "adopted-container": [
    namespace("legacy", uuid("1")),
    container("billing", uuid("1"), uuid("2")),
    namespace("invoices", uuid("4")),
    container("invoices", uuid("4"), uuid("3")),
  ],
  bucket: [application("shop-plan"), application("shop-apply")],
  "custom-container": [
    sqs("nl-ams", uuid("2")),
    namespace("old", uuid("3"), "nl-ams", uuid("2")),
    container("legacy", uuid("3"), undefined, "nl-ams"),
    registry("shop", "pl-waw"),
    pushed({ region: "pl-waw", namespace: "shop", image: "api" }),
    namespace("shop", uuid("1"), "nl-ams"),
  ],
  "existing-namespace": [namespace("team-shop"), namespace("billing", uuid("1"), "nl-ams", uuid("2"))],
  "locked-image": [registry("my-registry"), pushed({ namespace: "my-registry", image: "order-api" })],
  "manifests/inference-grpc": [network("nl-ams")],
  "moved-from-pulumi": [
    namespace("shop-0c29a3f", uuid("1")),
    container("order-api-7d1e5b2", uuid("1"), uuid("2"), "fr-par", ORDER_API),
  ],
  "moved-from-serverless-framework": [
    namespace("shop", uuid("1"), "fr-par", project_id, { LOG_LEVEL: "info" }),
    container("order-api", uuid("1"), uuid("2"), "fr-par", {
      ...ORDER_API,
      description: "Orders of the shop",
      privacy: "private",
      liveness_probe: { failure_threshold: 5, interval: "10s", timeout: "1s", http: { path: "/health" } },
      scaling_option: { concurrent_requests_threshold: 40 },
      environment_variables: { CURRENCY: "EUR" },
    }),
  ],
  "moved-from-terraform": [
    namespace("shop", uuid("1")),
    container("order-api", uuid("1"), uuid("2"), "fr-par", ORDER_API),
  ],
  "own-source": [sqs("fr-par")],
  "preview-environments": [namespace("previews")],
  secrets: [...secret("mail-signing-key", "/", 1), ...secret("dkim", "/mail", 3)],
  "three-services/inference-grpc": [network("nl-ams")],
  "tuned-service": [network("nl-ams")],
};

/** The examples that import everything but their schedule: the first plan replaces nothing. */
export const IMPORTS = Object.keys(PREREQUISITES).filter((name) => name.startsWith("moved-from-"));

/** The examples with products that the local Scaleway does not emulate. They are applied with the simulated API. */
export const SIMULATED = {
  alert: "Cockpit",
  bucket: "Object Storage",
  database: "Managed Databases",
  "edge-services": "Edge Services",
  job: "Serverless Jobs",
  mail: "Transactional Email",
  redis: "Managed Redis",
  "serverless-sql": "Serverless SQL Databases",
};

/** The examples that cannot be applied here. */
export const NOT_APPLIED = {
  "built-image": "needs Docker",
  // The provider reads the certificates of SSL_CERT_FILE on Linux only.
  ...(process.platform !== "linux" && { bucket: "needs Linux" }),
};
