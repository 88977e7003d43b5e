import { argon2id } from "@noble/hashes/argon2";
import { CONTAINERS, createContainer, createNamespace, MISSING, PROJECT, useServer } from "./helpers/server";

const server = useServer();
const containers = `${CONTAINERS}/containers`;

describe("a container", () => {
  test("has the defaults of API v1, and the URL of its namespace and name", async () => {
    const namespace = await createNamespace(server, { name: "My-Shop-of-many-things" });
    const body = { namespace_id: namespace.id, name: "order-api", image: "nginx:1.29", sandbox: "unknown_sandbox" };
    const { status, body: container } = await server.call("POST", containers, body);
    expect(status).toBe(200);
    expect(container).toEqual({
      id: expect.any(String),
      name: "order-api",
      namespace_id: namespace.id,
      description: "",
      status: "creating",
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/),
      updated_at: container.created_at,
      min_scale: 0,
      max_scale: 5,
      memory_limit_bytes: 2_048_000_000,
      mvcpu_limit: 1000,
      timeout: "300s",
      privacy: "public",
      image: "nginx:1.29",
      protocol: "http1",
      port: 8080,
      https_connections_only: false,
      sandbox: "v2",
      local_storage_limit_bytes: 1_000_000_000,
      scaling_option: { concurrent_requests_threshold: 50 },
      tags: [],
      command: [],
      args: [],
      environment_variables: {},
      public_endpoint: `https://myshopofmanythings${namespace.id.slice(0, 8)}-order-api.functions.fnc.fr-par.scw.cloud`,
      liveness_probe: { failure_threshold: 30, interval: "10s", timeout: "1s", tcp: {} },
      startup_probe: null,
      secret_environment_variables: {},
      region: "fr-par",
    });
  });

  test.each(["fr-par", "nl-ams", "pl-waw", "it-mil"])(
    "can be created in %s, and is not found elsewhere",
    async (region) => {
      const path = `/containers/v1/regions/${region}`;
      const namespace = await server.call("POST", `${path}/namespaces`, { project_id: PROJECT, name: "shop" });
      const body = { namespace_id: namespace.body.id, name: "api", image: "nginx" };
      const { body: container } = await server.call("POST", `${path}/containers`, body);
      expect((await server.call("GET", `${path}/containers/${container.id}`)).status).toBe(200);
      const other = region === "fr-par" ? "nl-ams" : "fr-par";
      expect((await server.call("GET", `/containers/v1/regions/${other}/containers/${container.id}`)).status).toBe(404);
    },
  );

  test("is ready in the next answer, which has an empty error message", async () => {
    const { id } = await createContainer(server);
    expect((await server.call("GET", `${containers}/${id}`)).body).toMatchObject({
      status: "ready",
      error_message: "",
    });
  });

  test("is creating until the time has passed, without an error message", async () => {
    await server.control("PUT", "settings", { settle_ms: 60_000 });
    const { id } = await createContainer(server);
    const { body } = await server.call("GET", `${containers}/${id}`);
    expect([body.status, "error_message" in body]).toEqual(["creating", false]);
    await server.control("POST", "clock", { advance_ms: 60_000 });
    expect((await server.call("GET", `${containers}/${id}`)).body.status).toBe("ready");
    await server.call("DELETE", `${containers}/${id}`);
    expect((await server.call("GET", `${containers}/${id}`)).body.status).toBe("deleting");
    await server.control("POST", "clock", { advance_ms: 60_000 });
    expect((await server.call("GET", `${containers}/${id}`)).status).toBe(404);
    expect((await server.call("GET", containers)).body).toEqual({ containers: [], total_count: 0 });
  });

  test.each([
    [{ port: 5000 }, "Container is unable to start OR is not listening on port 5000"],
    [
      { port: 80, liveness_probe: { http: { path: "/test" } } },
      "Container is unable to start OR does not respond to HTTP requests on port 80 and path /test",
    ],
  ])("fails with Scaleway's reason if its image is hello-world: %j", async (settings, reason) => {
    const { id } = await createContainer(server, { image: "docker.io/library/hello-world:latest", ...settings });
    expect((await server.call("GET", `${containers}/${id}`)).body).toMatchObject({
      status: "error",
      error_message: reason,
    });
    await server.call("PATCH", `${containers}/${id}`, { image: "nginx" });
    expect((await server.call("GET", `${containers}/${id}`)).body).toMatchObject({
      status: "ready",
      error_message: "",
    });
  });

  test("keeps what an update leaves out, and reads the singular of https_connection_only", async () => {
    const before = await createContainer(server, { tags: ["a"] });
    const update = { https_connection_only: true, privacy: "unknown_privacy", sandbox: "unknown_sandbox" };
    const { body } = await server.call("PATCH", `${containers}/${before.id}`, update);
    const { updated_at } = body;
    expect(body).toEqual({ ...before, status: "updating", https_connections_only: true, updated_at });
  });

  test("is detached from its private network by an empty ID", async () => {
    const { body: network } = await server.call("POST", "/vpc/v2/regions/fr-par/private-networks", {
      project_id: PROJECT,
    });
    const { id, private_network_id } = await createContainer(server, { private_network_id: network.id });
    expect(private_network_id).toBe(network.id);
    const { body } = await server.call("PATCH", `${containers}/${id}`, { private_network_id: "" });
    expect(body).not.toHaveProperty("private_network_id");
  });

  test("is deployed again by redeploy", async () => {
    const { id } = await createContainer(server);
    expect((await server.call("POST", `${containers}/${id}/redeploy`, {})).body.status).toBe("updating");
  });

  test("takes its triggers and domains along when its namespace is deleted", async () => {
    const { id, namespace_id } = await createContainer(server);
    const cron = { schedule: "0 2 * * *", timezone: "UTC" };
    const trigger = { container_id: id, name: "nightly", cron_config: cron };
    expect((await server.call("POST", `${CONTAINERS}/triggers`, trigger)).status).toBe(200);
    const domain = { container_id: id, hostname: "api.example.com" };
    expect((await server.call("POST", `${CONTAINERS}/domains`, domain)).status).toBe(200);
    expect((await server.call("DELETE", `${CONTAINERS}/namespaces/${namespace_id}`)).body.status).toBe("deleting");
    expect((await server.control("GET", "status")).body.resources).toEqual({});
  });
});

describe("a secret", () => {
  test("is an argon2id hash of its value in every answer", async () => {
    const { id, secret_environment_variables: secrets } = await createContainer(server, {
      secret_environment_variables: { KEY: "swordfish" },
    });
    const [, parameters, salt, hash] = /^\$argon2id\$v=19\$(.*)\$(.*)\$(.*)$/.exec(secrets.KEY)!;
    const [m, t, p] = parameters!.split(",").map((each) => Number(each.slice(2)));
    const expected = argon2id("swordfish", Buffer.from(salt!, "base64"), { m: m!, t: t!, p: p!, dkLen: 32 });
    expect(hash).toBe(Buffer.from(expected).toString("base64").replace(/=+$/, ""));
    const { body } = await server.call("GET", `${containers}/${id}`);
    expect(body.secret_environment_variables).toEqual(secrets);
  });

  test("is kept if it is empty in an update, and removed if it is left out", async () => {
    const { id, secret_environment_variables: before } = await createContainer(server, {
      secret_environment_variables: { KEPT: "a", CHANGED: "b", REMOVED: "c" },
    });
    const update = { secret_environment_variables: { KEPT: "", CHANGED: "new", UNKNOWN: "" } };
    const { body } = await server.call("PATCH", `${containers}/${id}`, update);
    expect(Object.keys(body.secret_environment_variables)).toEqual(["KEPT", "CHANGED"]);
    expect(body.secret_environment_variables.KEPT).toBe(before.KEPT);
    expect(body.secret_environment_variables.CHANGED).not.toBe(before.CHANGED);
  });

  test("can have the name of a property of every object", async () => {
    const body = JSON.parse('{"secret_environment_variables":{"__proto__":"a","constructor":"b"}}') as object;
    const { secret_environment_variables: secrets } = await createContainer(server, body);
    expect(Object.keys(secrets)).toEqual(["__proto__", "constructor"]);
  });
});

describe("a trigger", () => {
  const triggers = `${CONTAINERS}/triggers`;

  test.each([
    ["cron", { schedule: "5 4 * * *" }, { schedule: "5 4 * * *", timezone: "UTC", body: "", headers: {} }],
    [
      "sqs",
      {
        endpoint: "http://127.0.0.1",
        access_key_id: "key",
        secret_access_key: "secret",
        queue_url: "http://127.0.0.1/q",
      },
      { region: "fr-par", endpoint: "http://127.0.0.1", access_key_id: "key", queue_url: "http://127.0.0.1/q" },
    ],
    [
      "nats",
      { server_urls: ["nats://localhost"], subject: "orders", credentials_file_content: "secret" },
      { server_urls: ["nats://localhost"], subject: "orders" },
    ],
  ])("of the source %s has no credentials in its answers", async (source, config, expected) => {
    const { id: container_id } = await createContainer(server);
    const body = { container_id, name: "orders", [`${source}_config`]: config };
    const created = await server.call("POST", triggers, body);
    expect(created.body).toEqual({
      id: expect.any(String),
      name: "orders",
      description: "",
      tags: [],
      status: "creating",
      container_id,
      destination_config: { http_path: "/", http_method: "post" },
      source_type: source,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      [`${source}_config`]: expected,
    });
    const { body: read } = await server.call("GET", `${triggers}/${created.body.id}`);
    expect(read).toEqual({ ...created.body, status: "ready", error_message: "" });
  });

  test("is updating if its schedule changes, and ready at once if its name changes", async () => {
    const { id: container_id } = await createContainer(server);
    const { body } = await server.call("POST", triggers, {
      container_id,
      name: "nightly",
      cron_config: { schedule: "5 4 * * *", body: "{}" },
    });
    const update = { cron_config: { schedule: "6 4 * * *", timezone: null, body: null, headers: null } };
    const changed = await server.call("PATCH", `${triggers}/${body.id}`, update);
    const cron_config = { schedule: "6 4 * * *", timezone: "UTC", body: "{}", headers: {} };
    expect(changed.body).toMatchObject({ status: "updating", cron_config });
    const renamed = await server.call("PATCH", `${triggers}/${body.id}`, { name: "weekly", ...update });
    expect(renamed.body).toMatchObject({ status: "ready", name: "weekly", error_message: "" });
  });

  test.each([[{}], [{ cron_config: { schedule: "* * * * *" }, nats_config: {} }]])(
    "is rejected unless it has exactly one source: %j",
    async (sources) => {
      const { id: container_id } = await createContainer(server);
      expect((await server.call("POST", triggers, { container_id, name: "orders", ...sources })).status).toBe(400);
    },
  );

  test("is rejected if its container does not exist", async () => {
    const body = { container_id: MISSING, name: "orders", cron_config: { schedule: "* * * * *" } };
    expect(await server.call("POST", triggers, body)).toMatchObject({
      status: 404,
      body: { message: "resource is not found", resource: "container", resource_id: MISSING, type: "not_found" },
    });
  });
});
