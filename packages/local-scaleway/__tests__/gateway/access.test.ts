import { DEFAULT_ORGANIZATION_ID } from "../../src/api/context";
import { useGateway } from "../helpers/gateway";
import { CONTAINERS, MISSING, PROJECT } from "../helpers/server";

const gateway = useGateway();
const IAM = "/iam/v1alpha1";
const host = "private.localhost";
const ORGANIZATION = { organization_id: DEFAULT_ORGANIZATION_ID };
let id = "";
let namespaceId = "";
let received: object[] = [];

beforeAll(async () => {
  ({ id, namespace_id: namespaceId } = await gateway.create("private", { privacy: "private" }));
  await gateway.serve(id, (request, response) => {
    received.push(request.headers);
    response.end("open");
  });
});

beforeEach(() => {
  received = [];
});

const status = async (token?: string | string[], to = host) =>
  (await gateway.fetch(to, { headers: token === undefined ? {} : { "x-auth-token": token } })).status;

/** Creates an API key of an application whose policy has the rules. */
async function createKey(rules: object[], key: object = {}): Promise<string> {
  const application = await gateway.call("POST", `${IAM}/applications`, { name: "caller" });
  const bearer = { application_id: application.id };
  await gateway.call("POST", `${IAM}/policies`, { name: "calls", rules, ...bearer });
  return (await gateway.call("POST", `${IAM}/api-keys`, { ...bearer, ...key })).secret_key;
}

const rule = (permission: string, scope: object = { project_ids: [PROJECT] }) => [
  { permission_set_names: ["ObjectStorageReadOnly", permission], ...scope },
];

test("a private container is closed without a valid token, and does not receive the request", async () => {
  for (const token of [undefined, "", "wrong", MISSING, ["11111111-1111-1111-1111-111111111111", "x"]]) {
    expect(await status(token)).toBe(403);
  }
  expect(received).toEqual([]);
  expect(gateway.gateway.log.list(id).at(-1)).toMatchObject({ status: 403, path: "/", instanceId: undefined });
});

test("the secret key of the local environment opens it, and does not reach it", async () => {
  expect(await status("11111111-1111-1111-1111-111111111111")).toBe(200);
  expect(received[0]).not.toHaveProperty("x-auth-token");
});

test("a public container receives the header", async () => {
  const open = await gateway.create("open");
  await gateway.serve(open.id, (request, response) => response.end(request.headers["x-auth-token"]));
  const answer = await gateway.fetch("open.localhost", { headers: { "x-auth-token": "mine" } });
  expect(answer).toMatchObject({ status: 200, text: "mine" });
});

test.each([
  ["ContainersPrivateAccess of the project", rule("ContainersPrivateAccess"), 200],
  ["ContainersFullAccess of the project", rule("ContainersFullAccess"), 200],
  ["AllProductsFullAccess of the organization", rule("AllProductsFullAccess", ORGANIZATION), 200],
  ["ContainersReadOnly", rule("ContainersReadOnly"), 403],
  ["the rights of another project", rule("ContainersPrivateAccess", { project_ids: [MISSING] }), 403],
  ["the rights of another organization", rule("ContainersPrivateAccess", { organization_id: MISSING }), 403],
  ["no rights", [], 403],
])("an API key with %s gets %i", async (_, rules, expected) => {
  expect(await status(await createKey(rules as object[]))).toBe(expected);
});

test("an API key ends at its time, and with its deletion", async () => {
  const expires_at = new Date(gateway.clock.now() + 3_600_000).toISOString();
  const secret = await createKey(rule("ContainersPrivateAccess"), { expires_at });
  const other = await createKey(rule("ContainersPrivateAccess"));
  expect(await status(secret)).toBe(200);
  gateway.clock.advance(3_600_000);
  expect(await status(secret)).toBe(403);
  expect(await status(other)).toBe(200);
  const { api_keys } = await gateway.call("GET", `${IAM}/api-keys`);
  for (const { access_key } of api_keys) await gateway.call("DELETE", `${IAM}/api-keys/${access_key}`);
  expect(await status(other)).toBe(403);
});

test("the policy of another application does not count", async () => {
  await createKey(rule("ContainersPrivateAccess"));
  const application = await gateway.call("POST", `${IAM}/applications`, { name: "other" });
  const { secret_key } = await gateway.call("POST", `${IAM}/api-keys`, { application_id: application.id });
  expect(await status(secret_key)).toBe(403);
});

test("a token of the container or its namespace opens it until its time", async () => {
  const other = await gateway.create("private-other", { privacy: "private" }, { namespace: "elsewhere" });
  const create = async (body: object) =>
    (await gateway.call("POST", CONTAINERS.replace("/v1/", "/v1beta1/") + "/tokens", body)).token as string;
  const expires_at = new Date(gateway.clock.now() + 60_000).toISOString();
  expect(await status(await create({ container_id: id }))).toBe(200);
  expect(await status(await create({ namespace_id: namespaceId }))).toBe(200);
  expect(await status(await create({ container_id: other.id }))).toBe(403);
  expect(await status(await create({ namespace_id: other.namespace_id }))).toBe(403);
  const short = await create({ container_id: id, expires_at });
  expect(await status(short)).toBe(200);
  gateway.clock.advance(60_000);
  expect(await status(short)).toBe(403);
});

describe("a container that requires HTTPS", () => {
  let secured = "";
  let endpoint = "";

  beforeAll(async () => {
    ({ id: secured, public_endpoint: endpoint } = await gateway.create("secured", { https_connections_only: true }));
    await gateway.serve(secured, (request, response) => response.end(request.url));
  });

  test("redirects a host of this machine to its own port, which answers", async () => {
    const { status: code, headers } = await gateway.fetch("secured.localhost:4580", { path: "/a?b=c", method: "POST" });
    expect(code).toBe(301);
    expect(headers.location).toBe(`http://127.0.0.1:${gateway.ports.portOf(secured)}/a?b=c`);
    expect(await (await fetch(headers.location!)).text()).toBe("/a?b=c");
  });

  test("redirects a host of Scaleway to HTTPS", async () => {
    const { hostname } = new URL(endpoint);
    const { status: code, headers } = await gateway.fetch(`${hostname}:4580`, { path: "/a?b=c" });
    expect([code, headers.location]).toEqual([301, `https://${hostname}/a?b=c`]);
  });

  test("answers a request that came by HTTPS", async () => {
    const headers = { "x-forwarded-proto": "https" };
    expect((await gateway.fetch("secured.localhost", { path: "/a", headers })).text).toBe("/a");
    expect((await gateway.fetch("secured.localhost", { headers: { "x-forwarded-proto": "http" } })).status).toBe(301);
  });
});
