import { MISSING, PROJECT, useServer, type Answer } from "./helpers/server";

const server = useServer();
const ORGANIZATION = "22222222-2222-4222-8222-222222222222";

interface Kind {
  readonly path: string;
  readonly body: object;
  readonly update: object;
  readonly list: string;
  /** The status of a deletion, and of the next read. */
  readonly deleted: readonly [number, number];
}

const KINDS: Readonly<Record<string, Kind>> = {
  project: {
    path: "/account/v3/projects",
    body: { name: "shop" },
    update: { description: "new" },
    list: "projects",
    deleted: [204, 404],
  },
  namespace: {
    path: "/containers/v1/regions/fr-par/namespaces",
    body: { project_id: PROJECT, name: "shop" },
    update: { description: "new" },
    list: "namespaces",
    deleted: [200, 404],
  },
  registry: {
    path: "/registry/v1/regions/fr-par/namespaces",
    body: { project_id: PROJECT, name: "shop-images" },
    update: { is_public: true },
    list: "namespaces",
    deleted: [200, 404],
  },
  application: {
    path: "/iam/v1alpha1/applications",
    body: { name: "shop" },
    update: { tags: ["new"] },
    list: "applications",
    deleted: [204, 404],
  },
  policy: {
    path: "/iam/v1alpha1/policies",
    body: {
      name: "shop",
      no_principal: true,
      rules: [{ permission_set_names: ["ContainersReadOnly"], organization_id: ORGANIZATION }],
    },
    update: { description: "new" },
    list: "policies",
    deleted: [204, 404],
  },
  secret: {
    path: "/secret-manager/v1beta1/regions/fr-par/secrets",
    body: { project_id: PROJECT, name: "mail-key" },
    update: { path: "/mail" },
    list: "secrets",
    deleted: [204, 200],
  },
  "nats account": {
    path: "/mnq/v1beta1/regions/fr-par/nats-accounts",
    body: { project_id: PROJECT, name: "events" },
    update: { name: "new" },
    list: "nats_accounts",
    deleted: [204, 404],
  },
  vpc: {
    path: "/vpc/v2/regions/fr-par/vpcs",
    body: { project_id: PROJECT, name: "shop" },
    update: { name: "new" },
    list: "vpcs",
    deleted: [204, 404],
  },
  "private network": {
    path: "/vpc/v2/regions/fr-par/private-networks",
    body: { project_id: PROJECT, name: "shop" },
    update: { tags: ["new"] },
    list: "private_networks",
    deleted: [204, 404],
  },
};

test.each(Object.entries(KINDS))("a %s is created, read, listed, updated and deleted", async (_, kind) => {
  const { path, body, update, list, deleted } = kind;
  const { status, body: created } = await server.call("POST", path, body);
  expect(status).toBe(200);
  const one = `${path}/${created.id}`;
  expect((await server.call("GET", one)).body.id).toBe(created.id);
  const { body: page } = await server.call("GET", `${path}?project_id=${PROJECT}&organization_id=${ORGANIZATION}`);
  expect(page[list].map(({ id }: { id: string }) => id)).toContain(created.id);
  expect((await server.call("PATCH", one, update)).body).toMatchObject(update);
  expect((await server.call("GET", one)).body).toMatchObject(update);
  expect((await server.call("DELETE", one)).status).toBe(deleted[0]);
  expect((await server.call("GET", one)).status).toBe(deleted[1]);
});

test("lists have pages, an order, and filters", async () => {
  const path = "/containers/v1/regions/fr-par/namespaces";
  for (const name of ["bb", "aa", "cc"]) await server.call("POST", path, { project_id: PROJECT, name });
  const names = ({ body }: Answer) => [body.total_count, body.namespaces.map(({ name }: { name: string }) => name)];
  expect(names(await server.call("GET", `${path}?order_by=name_asc&page=1&page_size=2`))).toEqual([3, ["aa", "bb"]]);
  expect(names(await server.call("GET", `${path}?order_by=name_asc&page=2&page_size=2`))).toEqual([3, ["cc"]]);
  expect(names(await server.call("GET", `${path}?order_by=name_desc`))).toEqual([3, ["cc", "bb", "aa"]]);
  expect(names(await server.call("GET", `${path}?name=bb`))).toEqual([1, ["bb"]]);
  expect(names(await server.call("GET", `${path}?project_id=${MISSING}`))).toEqual([0, []]);
  expect((await server.call("GET", `${path}?page=0`)).status).toBe(400);
});

describe("an API key", () => {
  const keys = "/iam/v1alpha1/api-keys";

  test("has its secret only in the answer to its creation, and a key that is not a real one", async () => {
    const { body: app } = await server.call("POST", "/iam/v1alpha1/applications", { name: "shop" });
    const { body: key } = await server.call("POST", keys, {
      application_id: app.id,
      expires_at: "2030-01-31T00:00:00+02:00",
    });
    expect(key).toMatchObject({ access_key: "SCWXXXXXXXXXXXXXXXXX", expires_at: "2030-01-30T22:00:00.000Z" });
    expect(key.secret_key).toMatch(/^[0-9a-f-]{36}$/);
    expect((await server.call("GET", `${keys}/${key.access_key}`)).body).toMatchObject({ secret_key: null });
    expect((await server.call("GET", `/iam/v1alpha1/applications/${app.id}`)).body.nb_api_keys).toBe(1);
    const { body: second } = await server.call("POST", keys, { application_id: app.id });
    expect(second.access_key).toBe("SCWXXXXXXXXXXXXXXXX1");
    expect((await server.call("DELETE", `/iam/v1alpha1/applications/${app.id}`)).status).toBe(204);
    expect(await server.call("GET", `${keys}/${key.access_key}`)).toMatchObject({
      status: 404,
      body: { resource: "access_key", resource_id: key.access_key, type: "not_found" },
    });
  });

  test("is rejected if its application does not exist", async () => {
    expect((await server.call("POST", keys, { application_id: MISSING })).status).toBe(404);
  });
});

test("a policy counts its rules after its creation, and its rules can be replaced", async () => {
  const rule = (name: string) => ({ permission_set_names: [name], condition: "", project_ids: [PROJECT] });
  const body = { name: "shop", no_principal: true, rules: [rule("A"), rule("B")] };
  const { body: policy } = await server.call("POST", "/iam/v1alpha1/policies", body);
  expect(policy).toMatchObject({ nb_rules: 0, nb_scopes: 0, nb_permission_sets: 0, no_principal: true });
  const counted = await server.call("GET", `/iam/v1alpha1/policies/${policy.id}`);
  expect(counted.body).toMatchObject({ nb_rules: 2, nb_scopes: 1, nb_permission_sets: 2 });
  await server.call("PUT", "/iam/v1alpha1/rules", { policy_id: policy.id, rules: [rule("C")] });
  const { body: rules } = await server.call("GET", `/iam/v1alpha1/rules?policy_id=${policy.id}`);
  expect(rules).toEqual({
    rules: [{ id: expect.any(String), permission_sets_scope_type: "projects", ...rule("C") }],
    total_count: 1,
  });
});

describe("a secret of Secret Manager", () => {
  const secrets = "/secret-manager/v1beta1/regions/fr-par/secrets";
  const create = async (settings: object = {}) =>
    (await server.call("POST", secrets, { project_id: PROJECT, name: "mail-key", ...settings })).body.id as string;
  const data = (text: string) => ({ data: Buffer.from(text).toString("base64") });

  test("has versions, of which only their access contains the value", async () => {
    const versions = `${secrets}/${await create()}/versions`;
    expect((await server.call("POST", versions, data("one"))).body).toMatchObject({ revision: 1, latest: true });
    await server.call("POST", versions, data("two"));
    const { body: list } = await server.call("GET", versions);
    expect(list.versions.map(({ revision, latest }: any) => [revision, latest])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(JSON.stringify(list)).not.toContain(data("two").data);
    const revisionOf = async (name: string) => (await server.call("GET", `${versions}/${name}/access`)).body;
    expect(await revisionOf("latest")).toMatchObject({ revision: 2, ...data("two") });
    await server.call("POST", `${versions}/2/disable`);
    expect(await revisionOf("latest_enabled")).toMatchObject({ revision: 1, ...data("one") });
    await server.call("DELETE", `${versions}/2`);
    expect(await revisionOf("latest")).toMatchObject({ revision: 1 });
  });

  test.each([
    ['{"key":"value"}', 200, undefined],
    ['{"key":"value","invalid":{}}', 400, "- invalid: Invalid type. Expected: string, given: object\n"],
    ["[]", 400, "- (root): Invalid type. Expected: object\n"],
  ])("of the type key_value is a flat object: %s", async (text, status, help_message) => {
    const answer = await server.call("POST", `${secrets}/${await create({ type: "key_value" })}/versions`, data(text));
    expect(answer.status).toBe(status);
    if (status === 400) {
      expect(answer.body.details).toEqual([{ argument_name: "data", help_message, reason: "format" }]);
    }
  });

  test("is scheduled for deletion: it is not in lists, and its name is free", async () => {
    const id = await create({ path: "/mail/" });
    expect((await server.call("POST", secrets, { project_id: PROJECT, name: "mail-key", path: "/mail" })).status).toBe(
      409,
    );
    await server.call("DELETE", `${secrets}/${id}`);
    expect((await server.call("GET", `${secrets}/${id}`)).body.deletion_requested_at).toEqual(expect.any(String));
    expect((await server.call("GET", `${secrets}?scheduled_for_deletion=false`)).body.secrets).toEqual([]);
    expect(await create({ path: "/mail" })).toEqual(expect.any(String));
  });
});

describe("a DNS zone", () => {
  const records = "/domain/v2beta1/dns-zones/shop.example.com/records";
  const change = (...changes: object[]) => server.call("PATCH", records, { changes });
  const add = (record: object) => change({ add: { records: [{ ttl: 3600, ...record }] } });

  test("is created by its first record, with name servers", async () => {
    await add({ name: "www", type: "CNAME", data: "api.scw.cloud." });
    const { body } = await server.call("GET", `${records}?name=&type=unknown&order_by=name_asc`);
    expect(body.records.map(({ name, type, data }: any) => [name, type, data])).toEqual([
      ["", "NS", "ns0.dom.scw.cloud."],
      ["", "NS", "ns1.dom.scw.cloud."],
      ["www", "CNAME", "api.scw.cloud."],
    ]);
    const zones = await server.call("GET", "/domain/v2beta1/dns-zones?dns_zones=shop.example.com&domain=");
    expect(zones.body.dns_zones).toMatchObject([{ domain: "example.com", subdomain: "shop", status: "pending" }]);
    await server.control("POST", "clock", { advance_ms: 5000 });
    const later = await server.call("GET", "/domain/v2beta1/dns-zones?dns_zones=shop.example.com");
    expect(later.body.dns_zones[0].status).toBe("active");
  });

  test.each([
    ["TXT", "hello", '"hello"'],
    ["MX", "mail.example.com.", "10 mail.example.com."],
    ["A", "127.0.0.1", "127.0.0.1"],
  ])("sends the data of %s records back as Scaleway does", async (type, data, expected) => {
    expect((await add({ name: "", type, data, priority: 10 })).body.records[0].data).toBe(expected);
  });

  test("replaces and deletes records by their ID", async () => {
    const { body } = await add({ name: "www", type: "A", data: "127.0.0.1" });
    const [{ id }] = body.records;
    await change({ set: { id, records: [{ name: "www", type: "A", data: "127.0.0.2", ttl: 60 }] } });
    const { body: list } = await server.call("GET", `${records}?id=${id}&name=&type=unknown`);
    expect(list.records).toMatchObject([{ id, data: "127.0.0.2", ttl: 60 }]);
    expect((await change({ delete: { id } })).body).toEqual({ records: [] });
    expect((await server.call("GET", `${records}?name=www&type=A`)).body.total_count).toBe(0);
  });
});

describe("a VPC", () => {
  test("named default exists in every region", async () => {
    const { body } = await server.call("GET", "/vpc/v2/regions/nl-ams/vpcs?name=default");
    expect(body.vpcs).toMatchObject([{ name: "default", is_default: true, region: "nl-ams" }]);
  });

  test("cannot be deleted while it has private networks, which have a subnet of each IP version", async () => {
    const { body: vpc } = await server.call("POST", "/vpc/v2/regions/fr-par/vpcs", {
      project_id: PROJECT,
      name: "shop",
    });
    const body = { project_id: PROJECT, vpc_id: vpc.id, subnets: ["192.168.16.0/22"] };
    const { body: network } = await server.call("POST", "/vpc/v2/regions/fr-par/private-networks", body);
    expect(network.subnets.map(({ subnet }: any) => subnet)).toEqual([
      "192.168.16.0/22",
      expect.stringMatching(/^fd.*::\/64$/),
    ]);
    const path = `/vpc/v2/regions/fr-par/vpcs/${vpc.id}`;
    expect(await server.call("DELETE", path)).toMatchObject({ status: 412, body: { type: "precondition_failed" } });
    await server.call("DELETE", `/vpc/v2/regions/fr-par/private-networks/${network.id}`);
    expect((await server.call("DELETE", path)).status).toBe(204);
  });
});

test("a pushed tag is found by name, with its digest", async () => {
  const registry = "/registry/v1/regions/fr-par";
  const digest = `sha256:${"a".repeat(64)}`;
  await server.call("POST", `${registry}/namespaces`, { project_id: PROJECT, name: "shop-images" });
  const pushed = { region: "fr-par", namespace: "shop-images", image: "api", tag: "main", digest };
  expect((await server.control("POST", "registry/tags", pushed)).status).toBe(200);
  const { body: images } = await server.call("GET", `${registry}/images?name=api`);
  expect(images.images).toMatchObject([{ name: "api", tags: ["main"] }]);
  const tags = () => server.call("GET", `${registry}/images/${images.images[0].id}/tags`);
  expect((await tags()).body.tags).toMatchObject([{ name: "main", digest }]);
  const moved = `sha256:${"b".repeat(64)}`;
  await server.control("POST", "registry/tags", { ...pushed, digest: moved });
  expect((await tags()).body.tags).toMatchObject([{ name: "main", digest: moved }]);
});
