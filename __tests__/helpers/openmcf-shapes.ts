const REGISTRY_REFERENCE = `registry_endpoint:
      valueFrom:
        kind: ScalewayContainerRegistry
        name: images
        fieldPath: status.outputs.endpoint`;
const NETWORK_REFERENCE = `private_network_id:
    valueFrom:
      kind: ScalewayPrivateNetwork
      name: backend
      fieldPath: status.outputs.private_network_id`;

const container = (
  spec: string,
  registry = REGISTRY_REFERENCE,
  apiVersion = "scaleway.openmcf.org/v1",
) => `apiVersion: ${apiVersion}
kind: ScalewayServerlessContainer
metadata:
  name: orders
  org: shop
  env: production
  labels:
    planton.dev/provisioner: pulumi
    pulumi.planton.dev/stack.name: dev.ScalewayServerlessContainer.orders
spec:
  region: fr-par
  image:
    ${registry}
    name: orders
    tag: v1.2.3
  privacy: public
${spec}`;
const literal = (value: string, field = "registry_endpoint") => `${field}:\n      value: ${value}`;

/** The shapes of the manifests that OpenMCF publishes: its examples, its presets and its catalog. */
export const SHAPES: Readonly<Record<string, string>> = {
  "a public service": container(`  port: 8080
  description: The orders of the shop
  memory_limit_mb: 512
  timeout_seconds: 30
  http_option: redirected
  env:
    variables:
      - name: NODE_ENV
        value: production
`),
  "a service with a database": container(`  memory_limit_mb: 1024
  cpu_limit: 560
  env:
    secrets:
      - name: DATABASE_URL
        value: postgresql://orders:not-a-password@10.0.0.5:5432/orders
  ${NETWORK_REFERENCE}
  health_check:
    path: /health
    failure_threshold: 3
    interval_seconds: 15
`),
  "a gRPC service": container(
    `  port: 50051
  protocol: h2c
  min_scale: 1
  max_scale: 10
  scaling_option:
    concurrent_requests_threshold: 20
`,
    literal("ghcr.io/shop"),
  ),
  "a worker with schedules": container(`  memory_limit_mb: 2048
  cpu_limit: 1120
  min_scale: 0
  ${NETWORK_REFERENCE}
  cron_triggers:
    - name: hourly
      schedule: "0 * * * *"
      args: '{"mode": "incremental", "batch_size": 5000}'
    - schedule: "0 3 * * *"
      args: "{}"
`),
  "a service with a low failure threshold and two thresholds": container(`  port: 3000
  memory_limit_mb: 1024
  min_scale: 2
  max_scale: 50
  timeout_seconds: 10
  health_check:
    path: /healthz
    failure_threshold: 2
    interval_seconds: 10
  scaling_option:
    concurrent_requests_threshold: 50
    cpu_usage_threshold: 70
`),
  "an image of Docker Hub": container("  port: 80\n  memory_limit_mb: 128\n", literal("docker.io/library")),
  "a command": container(`  commands:
    - node
    - worker.js
  args:
    - "--workers"
    - "4"
`),
  "a container and its DNS record": `# The container
${container("")}---
# The record
apiVersion: scaleway.openmcf.org/v1
kind: ScalewayDnsRecord
metadata:
  name: orders-dns
  org: shop
  env: production
spec:
  zone_name:
    value: "example.com"
  name: "orders"
  type: CNAME
  data:
    valueFrom:
      kind: ScalewayServerlessContainer
      name: orders
      fieldPath: status.outputs.domain_name
  ttl: 300
---
`,
  "the required fields": container("", literal("docker.io/library")),
  "a preset in camelCase": container(
    `  port: 8080  # recommended_default from spec
  memoryLimitMb: 512
  minScale: 1
  maxScale: 10
  timeoutSeconds: 300
  privateNetworkId:
    value: "11111111-1111-1111-1111-111111111111"
  deploy: true
  healthCheck:
    path: /health
    failureThreshold: 3
    intervalSeconds: 10
`,
    literal("ghcr.io/shop", "registryEndpoint"),
    "scaleway.planton.dev/v1",
  ),
  "a manifest of the platform": container(
    `  registrySha256: ""
  scalingOption: {}
  cronTriggers: []
  httpOption: scaleway_serverless_container_http_option_unspecified
status:
  outputs:
    container_id: 11111111-1111-1111-1111-111111111111
`,
    literal("ghcr.io/shop", "registryEndpoint"),
    "scaleway.planton.dev/v1alpha1",
  ),
};
