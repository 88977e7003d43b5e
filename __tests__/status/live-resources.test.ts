import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeployedStack } from "../../lib/deployed/deployed-stack";
import { ScalewayApi } from "../../lib/scaleway-api/scaleway-api";
import { readLiveResources } from "../../lib/status/live-resources";

const CONTAINER = { id: "c1", region: "fr-par", namespaceId: "n1", namespaceName: "shop" };
/** Only these fields are read. */
const STACK = { containers: [CONTAINER], domains: [], triggers: [] } as unknown as DeployedStack;

/** Reads the resources of an API that answers with a status and a body for each path. */
async function read(answers: (path: string) => readonly [status: number, body: object], stack = STACK) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    paths.push(pathname);
    const [status, body] = answers(pathname);
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new ScalewayApi({ apiUrl, secretKey: "key" }, { firstWaitMs: 0 });
  try {
    return { live: await readLiveResources([stack], api, () => undefined).catch((error: unknown) => error), paths };
  } finally {
    await api.close();
    server.close();
  }
}

const empty = (path: string) => [200, { [path.split("/").at(-1) ?? ""]: [], total_count: 0 }] as const;
const container = {
  ...{ id: "c1", name: "api", namespace_id: "n1", status: "ready", image: "nginx:1" },
  ...{ min_scale: 0, max_scale: 5, public_endpoint: "" },
};

test("a container that is missing in the list is read by its ID before it counts as gone", async () => {
  const { live } = await read((path) => (path.endsWith("/containers/c1") ? [200, container] : empty(path)));
  expect((live as { containers: { byId: Map<string, unknown> } }).containers.byId.get("c1")).toEqual(container);
});

test("a container that cannot be read by its ID is unknown, and not gone", async () => {
  const { live } = await read((path) => (path.endsWith("/containers/c1") ? [403, {}] : empty(path)));
  const { byId, errors } = (live as { containers: { byId: Map<string, unknown>; errors: Map<string, unknown> } })
    .containers;
  expect(byId.size).toBe(0);
  expect(errors.get("n1")).toMatchObject({ code: "forbidden" });
});

test("a rejected key ends the requests", async () => {
  const { live, paths } = await read(() => [401, {}]);
  expect(live).toMatchObject({ code: "unauthorized" });
  // The three lists start together, and nothing is sent after their answers.
  expect(paths.length).toBeLessThanOrEqual(3);
});

test("too many requests end the requests for other namespaces", async () => {
  const containers = Array.from({ length: 50 }, (_, index) => ({ ...CONTAINER, namespaceId: `n${index}` }));
  const stack = { ...STACK, containers } as unknown as DeployedStack;
  const { live, paths } = await read(() => [429, {}], stack);
  expect(live).toMatchObject({ code: "rate-limited" });
  // Ten requests at the same time, with four attempts each.
  expect(paths.length).toBeLessThanOrEqual(40);
});
