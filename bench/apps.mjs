// One app, written twice: with this library, and with the bindings as CDKTF's generator writes them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformOutput, TerraformStack } from "cdktf";

const IMAGE = "rg.fr-par.scw.cloud/shop/order-api:v1.4.0";
const PRIVATE_NETWORK = "fr-par/11111111-1111-1111-1111-111111111111";
const SAME_IN_BOTH = {
  description: "Takes orders",
  privacy: "private",
  protocol: "http1",
  sandbox: "v2",
  port: 8080,
  cpuLimit: 560,
  minScale: 0,
  maxScale: 10,
  command: ["node"],
  args: ["server.js", "--quiet"],
  tags: ["shop", "orders"],
  environmentVariables: { LOG_LEVEL: "info", SERVICE: "order-api", CACHE_SECONDS: "60" },
  secretEnvironmentVariables: {},
  privateNetworkId: PRIVATE_NETWORK,
  registrySha256: "9f86d081884c7d65",
};

const library = async () => {
  const { ContainerImage, ScalewayStack, ServerlessContainer } = await import("../dist/index.js");
  return (app, names) => {
    const stack = new ScalewayStack(app, "bench", { region: "fr-par" });
    for (const name of names) {
      new ServerlessContainer(stack, name, {
        ...SAME_IN_BOTH,
        image: ContainerImage.fromRegistry(IMAGE),
        memoryLimitMb: 1024,
        timeoutSeconds: 60,
        httpOption: "redirected",
        localStorageLimitMb: 2000,
        healthCheck: { path: "/health", failureThreshold: 5, intervalSeconds: 15, timeoutSeconds: 2 },
        startupProbe: { tcp: true, failureThreshold: 30, intervalSeconds: 5, timeoutSeconds: 1 },
        scalingOption: { concurrentRequestsThreshold: 80 },
      });
    }
  };
};

const stock = async () => {
  const { Container } = await import("../packages/provider-scaleway/stock/container/index.js");
  const { ContainerNamespace } = await import("../packages/provider-scaleway/stock/container-namespace/index.js");
  const { ScalewayProvider } = await import("../packages/provider-scaleway/stock/provider/index.js");
  return (app, names) => {
    const stack = new TerraformStack(app, "bench");
    new ScalewayProvider(stack, "scaleway", { region: "fr-par" });
    for (const name of names) {
      const namespace = new ContainerNamespace(stack, `${name}-namespace`, {
        name,
        description: "",
        tags: [],
        environmentVariables: {},
        secretEnvironmentVariables: {},
        region: "fr-par",
      });
      const container = new Container(stack, name, {
        ...SAME_IN_BOTH,
        name,
        image: IMAGE,
        namespaceId: namespace.id,
        region: "fr-par",
        memoryLimitBytes: 1_024_000_000,
        timeout: 60,
        httpsConnectionsOnly: true,
        localStorageLimitBytes: 2_000_000_000,
        livenessProbe: { http: { path: "/health" }, failureThreshold: 5, interval: "15s", timeout: "2s" },
        startupProbe: { tcp: true, failureThreshold: 30, interval: "5s", timeout: "1s" },
        scalingOption: [{ concurrentRequestsThreshold: 80 }],
        lifecycle: { postcondition: [postcondition(name)] },
      });
      const status = `scaleway_container.${container.friendlyUniqueId}.status`;
      addOutput(stack, `${name}_endpoint`, container.publicEndpoint);
      addOutput(stack, `${name}_status`, `\${${status} == "ready" ? "ready" : timestamp()}`);
    }
  };
};

function addOutput(stack, name, value) {
  new TerraformOutput(stack, `${name}-output`, { value }).overrideLogicalId(name);
}

function postcondition(name) {
  const reason = 'coalesce(self.error_message, "no reason")';
  return {
    condition: '${self.status == "ready" || timestamp() == ""}',
    errorMessage: `Container ${name} is not deployed: its status is \${coalesce(self.status, "unknown")}. Scaleway reports: \${${reason}}. Fix the image (with a new tag or a new registrySha256) or the settings, and apply again. To read the logs of the container, run npx scw-containers logs ${name}.`,
  };
}

/** What is measured: a function that builds the app and writes it into a folder. All code is loaded before. */
export async function prepare(implementation, count) {
  const build = await { library, stock }[implementation]();
  const names = Array.from({ length: count }, (_, index) => `service-${index}`);
  return (outdir) => {
    const app = new App({ outdir });
    build(app, names);
    app.synth();
  };
}

export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "bench-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
