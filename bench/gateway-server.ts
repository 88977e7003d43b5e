// An instance, and the gateway of the local Scaleway in front of it. Sends the URLs of both to the parent process.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Clock } from "../packages/local-scaleway/src/api/clock";
import { Gateway } from "../packages/local-scaleway/src/gateway/gateway";
import { Listener } from "../packages/local-scaleway/src/gateway/listener";
import { Ports } from "../packages/local-scaleway/src/gateway/ports";
import { containers, type Container } from "../packages/local-scaleway/src/products/container/records";
import { Journal } from "../packages/local-scaleway/src/state/journal";
import { Store } from "../packages/local-scaleway/src/state/store";

const CONTAINER: Container = {
  id: "bench",
  region: "fr-par",
  name: "bench",
  namespace_id: "bench",
  project_id: "bench",
  variables: {},
  secrets: {},
  revision: 1,
  fields: { privacy: "public", protocol: "http1", timeout: "300s" },
  status: "ready",
  created_at: "",
  updated_at: "",
};

async function main(folder: string): Promise<void> {
  const instance = createServer((_, response) => response.end("ok"));
  await new Promise<void>((resolve) => instance.listen(0, "127.0.0.1", resolve));
  const { port } = instance.address() as AddressInfo;
  const lease = { instanceId: "bench", host: "127.0.0.1", port, isHttp2: false, release: () => undefined };
  const runtime = { acquire: () => Promise.resolve(lease), instances: () => [] };
  const services = {
    store: new Store(new Journal(folder)),
    clock: new Clock(),
    settings: { settleMs: 0 },
    baseUrl: () => "",
    hasEngine: true,
  };
  const listener: Listener = new Listener({
    handle: (request, response, arrival) => {
      const target = gateway.targetOf(request);
      if (typeof target !== "string") gateway.handle(request, response, target, arrival);
    },
    acceptsUpgrade: () => false,
  });
  const ports = new Ports(services, listener);
  const gateway = new Gateway(services, runtime, ports);
  services.store.transaction(() => {
    containers(services).put(CONTAINER.id, CONTAINER);
  });
  await ports.update();
  process.send?.({ direct: `http://127.0.0.1:${port}`, gateway: `http://127.0.0.1:${ports.portOf(CONTAINER.id)}` });
}

void main(process.argv[2] ?? "");
