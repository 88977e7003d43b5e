import { Api } from "../../src/api/api";
import { Clock } from "../../src/api/clock";
import { Journal } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { containerLabels } from "../../src/logs/container-labels";

const PROJECT = "33333333-3333-4333-8333-333333333333";
const CONTAINERS = "/containers/v1/regions/fr-par";

function newApi() {
  const store = new Store(new Journal(temporaryFolder("state")));
  const services = { store, clock: new Clock(), settings: { settleMs: 0 }, baseUrl: () => "", hasEngine: false };
  const api = new Api(services, "token");
  const call = async (method: string, path: string, body: object = {}): Promise<any> => {
    const headers = { "x-auth-token": "x", "x-local-token": "token" };
    const { signal } = new AbortController();
    const query = new URLSearchParams();
    return (await api.answer({ method, path, query, headers, body: JSON.stringify(body), signal })).body;
  };
  const createContainer = async () => {
    const namespace = await call("POST", `${CONTAINERS}/namespaces`, { project_id: PROJECT, name: "My-Shop" });
    const settings = { namespace_id: namespace.id, name: "order-api", image: "nginx:1.29" };
    return { namespace, container: await call("POST", `${CONTAINERS}/containers`, settings) };
  };
  return { api, services, call, createContainer };
}

test("the control interface lists the containers with the names that their logs have", async () => {
  const { call, createContainer } = newApi();
  const { namespace, container } = await createContainer();
  const listed = (status: string) => [
    {
      id: container.id,
      name: "order-api",
      resource_name: `myshop${namespace.id.slice(0, 8)}-order-api`,
      status,
      error_message: "",
      urls: [],
    },
  ];
  expect(await call("GET", "/local/v1/containers")).toEqual({ containers: listed("ready") });
  await call("PUT", "/local/v1/settings", { settle_ms: 1000 });
  await call("DELETE", `${CONTAINERS}/containers/${container.id}`);
  expect(await call("GET", "/local/v1/containers")).toEqual({ containers: listed("deleting") });
  await call("POST", "/local/v1/clock", { advance_ms: 2000 });
  expect(await call("GET", "/local/v1/containers")).toEqual({ containers: [] });
});

test("a container has the labels of Cockpit", async () => {
  const { services, createContainer } = newApi();
  const { namespace, container } = await createContainer();
  expect(containerLabels(services, container.id)).toEqual({
    project_id: PROJECT,
    project_name: "",
    region: "fr-par",
    resource_id: container.id,
    resource_name: `myshop${namespace.id.slice(0, 8)}-order-api`,
    resource_type: "serverless_container",
    service_name: "serverless_container",
  });
  expect(containerLabels(services, "missing")).toBeUndefined();
});

test("a reset waits until the logs are removed", async () => {
  const { api, call, createContainer } = newApi();
  await createContainer();
  let remaining: any;
  api.onReset(async () => {
    remaining = await call("GET", "/local/v1/containers");
  });
  await call("POST", "/local/v1/reset");
  expect(remaining).toEqual({ containers: [] });
});
