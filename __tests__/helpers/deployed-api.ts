import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { API, LokiTestServer, WORKER } from "../../packages/local-scaleway/__tests__/helpers/logs";
import { temporaryFolder } from "./temporary-folder";

export const SECRET_KEY = "5eaf1e55-0000-4000-8000-c0ffee123456";
export const TOKEN = "cockpit-token-0123456789";
const PROJECT = "33333333-3333-4333-8333-333333333333";

/** Scaleway's APIs of containers and Cockpit, and Cockpit's Loki, with the containers `order-api` and `worker`. */
export class DeployedApi {
  public readonly loki = new LokiTestServer();
  /** Paths with queries. */
  public readonly requests: string[] = [];
  /** The status of an answer to requests whose path contains a text. */
  public readonly failures = new Map<string, number>();
  public dataSources: object[] = [];
  public status = "error";
  private readonly server: Server = createServer((request, response) => {
    this.requests.push(request.url!);
    const [, failure] = [...this.failures].find(([text]) => request.url!.includes(text)) ?? [];
    const body = failure === undefined ? this.answerTo(request) : {};
    response.writeHead(failure ?? (body === undefined ? 404 : 200)).end(JSON.stringify(body ?? {}));
  });

  public async start(): Promise<void> {
    await this.loki.start();
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.dataSources = [{ type: "logs", origin: "scaleway", url: this.loki.url }];
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.loki.stop();
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private answerTo({ url, headers }: IncomingMessage): object | undefined {
    if (headers["x-auth-token"] !== SECRET_KEY) return undefined;
    const path = new URL(url!, "http://x").pathname.replace(/^\/\w+\/v1\/regions\/fr-par\//, "");
    const containers = [this.container(API, "order-api", this.status), this.container(WORKER, "worker", "ready")];
    const list = (key: string, items: object[]) => ({ [key]: items, total_count: items.length });
    switch (path) {
      case "containers":
        return list("containers", containers);
      case "namespaces":
        return list("namespaces", [{ id: "ns", name: "shop", project_id: PROJECT }]);
      case "data-sources":
        return list("data_sources", this.dataSources);
      default:
        return containers.find(({ id }) => path === `containers/${id}`);
    }
  }

  private container(id: string, name: string, status: string) {
    return {
      ...{ id, name, status, namespace_id: "ns", image: "i", min_scale: 0, max_scale: 1 },
      error_message: status === "error" ? "Container is unable to start" : "",
      public_endpoint: `https://shop1eb07827-${name}.functions.fnc.fr-par.scw.cloud`,
    };
  }
}

/** Starts the APIs for each test, in a new working directory and with the variables of a user. */
export function useDeployedApi(): { readonly api: DeployedApi } {
  const { env } = process;
  const before = process.cwd();
  const world = { api: new DeployedApi() };
  beforeEach(async () => {
    world.api = new DeployedApi();
    await world.api.start();
    process.chdir(temporaryFolder("deployed"));
    process.env = {
      ...env,
      SCW_API_URL: world.api.url,
      SCW_SECRET_KEY: SECRET_KEY,
      SCW_CONFIG_PATH: join(process.cwd(), "none.yaml"),
      COCKPIT_TOKEN: TOKEN,
    };
  });
  afterEach(async () => {
    process.env = env;
    process.chdir(before);
    await world.api.stop();
  });
  return world;
}

/** A state with the two containers, as Terraform writes it, and its stack. */
export function deployedState(secret: string): object {
  const container = (id: string, name: string) => ({
    ...{
      mode: "managed",
      type: "scaleway_container",
      name,
      provider: 'provider["registry.terraform.io/scaleway/scaleway"]',
    },
    instances: [
      {
        schema_version: 0,
        attributes: {
          ...{ id: `fr-par/${id}`, name, region: "fr-par", namespace_id: "fr-par/ns", project_id: PROJECT, image: "i" },
          ...{ public_endpoint: `https://shop1eb07827-${name}.functions.fnc.fr-par.scw.cloud`, status: "error" },
          secret_environment_variables: { KEY: secret },
        },
        sensitive_attributes: [[{ type: "get_attr", value: "secret_environment_variables" }]],
      },
    ],
  });
  const resources = [container(API, "order-api"), container(WORKER, "worker")];
  return { version: 4, terraform_version: "1.11.4", serial: 1, lineage: "l", outputs: {}, resources };
}
