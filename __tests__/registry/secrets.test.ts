import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";
import { inspect } from "node:util";
import { SentSecrets, excerpt } from "../../lib/registry/registry-error";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { LOOK_ALIKE_REGISTRIES } from "../helpers/registry-hosts";
import { basic, respond, type RecordedRequest, type RegistryServer } from "../helpers/registry-server";
import { temporaryFolder } from "../helpers/temporary-folder";

const registries = useRegistries();
const PASSWORD = "planted-pass/word+1";
const LOGIN = `planted-user:${PASSWORD}`;
const TOKEN = "planted-token-2";
const IDENTITY = "planted-identity-3";
const KEY = "planted-secret-key-4";

/** Whether a text contains a secret: as plain text, encoded for a URL or a form, or inside base64. */
function holds(text: string, secret: string): boolean {
  const decoded = Array.from(text.matchAll(/[\w+/-]{8,}/g), ([part]) => Buffer.from(part, "base64").toString());
  return [text, ...decoded].some((each) => each.includes(secret) || each.includes(encodeURIComponent(secret)));
}
const textOf = (request: RecordedRequest) => JSON.stringify({ ...request, query: request.query.toString() });
const whoHas = (requests: readonly RecordedRequest[], secret: string) => [
  ...new Set(
    requests.filter((request) => holds(textOf(request), secret)).map(({ headers, path }) => `${headers.host}${path}`),
  ),
];

/** Makes a server repeat everything that it receives. */
const echo = (server: RegistryServer, method: string, path: RegExp, status: number, secret: string) => {
  server.intercept(method, path, (response, request) => {
    const message = `${request.headers.authorization} ${secret} ${KEY}`;
    respond(response, status, JSON.stringify({ errors: [{ code: "DENIED", message }] }));
  });
};

/** A RegistryError, and all text that a program can print of it. */
async function failure(promise: Promise<unknown>) {
  const error = await errorOf(promise);
  return Object.assign(error, { text: `${String(error)}\n${inspect(error, { depth: 9, showHidden: true })}` });
}

describe("credentials go only to their registry and its token server", () => {
  test.each([
    ["a password", { auth: Buffer.from(LOGIN).toString("base64") }, PASSWORD, "GET"],
    ["an identity token", { identitytoken: IDENTITY }, IDENTITY, "POST"],
  ])("as %s, with redirects to others and servers that repeat it", async (_, login, secret, method) => {
    const [server, tokens, storage, other] = await Promise.all([1, 2, 3, 4].map(() => registries.server()));
    const { configDigest } = server!.putImage("shop/api", "v1");
    const { host } = server!;
    const challenge = `Bearer realm="http://${tokens!.host}/token",service="registry"`;
    for (const path of [/^\/v2\/$/, /denied/]) {
      server!.intercept("GET", path, (response, { headers }) => {
        if (headers.authorization === undefined) respond(response, 401, "", { "www-authenticate": challenge });
        else
          respond(response, 403, JSON.stringify({ errors: [{ message: `no: ${headers.authorization} ${secret}` }] }));
      });
    }
    server!.intercept("GET", /blobs/, (response) => {
      respond(response, 307, "", { location: `http://${storage!.host}/blobs/${configDigest}` });
    });
    tokens!.intercept(method, /token/, (response) => {
      respond(response, 200, JSON.stringify({ token: TOKEN }));
    });
    echo(storage!, "GET", /blobs/, 403, secret);
    const config = { auths: { [host]: login, [other!.host]: login } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config), SCW_SECRET_KEY: KEY });
    const messages = [];
    for (const name of ["shop/api:v1", "shop/denied:v1"])
      messages.push((await failure(client.resolve(`${host}/${name}`))).text);
    expect(messages.join()).toContain("(secret)");
    for (const each of [PASSWORD, TOKEN, IDENTITY, KEY]) expect(holds(messages.join(), each) && messages).toBe(false);

    const all = [server, tokens, storage, other].flatMap((each) => each!.requests);
    expect(whoHas(all, secret)).toEqual([`${tokens!.host}/token`]);
    expect(whoHas(all, KEY)).toEqual([]);
    expect(whoHas(all, TOKEN).every((place) => place.startsWith(host))).toBe(true);
    expect(storage!.requests.length).toBeGreaterThan(0);
  });

  test("and not to the realm of a server that the registry redirects to", async () => {
    const [server, storage, tokens] = await Promise.all([1, 2, 3].map(() => registries.server()));
    server!.putImage("shop/api", "v1");
    server!.requireTokens({ login: LOGIN });
    server!.intercept("GET", /blobs/, (response) => {
      respond(response, 307, "", { location: `http://${storage!.host}/blob` });
    });
    storage!.intercept("GET", /blob/, (response) => {
      respond(response, 401, "", { "www-authenticate": `Bearer realm="http://${tokens!.host}/token"` });
    });
    const config = { auths: { [server!.host]: { auth: Buffer.from(LOGIN).toString("base64") } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await errorOf(client.resolve(`${server!.host}/shop/api:v1`))).toMatchObject({
      code: "access-denied",
      host: storage!.host,
      status: 401,
    });
    expect(tokens!.requests).toEqual([]);
    expect(storage!.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("and not to a server that the token server redirects to", async () => {
    const [server, tokens] = await Promise.all([1, 2].map(() => registries.server()));
    server!.requireTokens({ realm: `http://${server!.host}/moved` });
    server!.intercept("GET", /^\/moved$/, (response) => {
      respond(response, 302, "", { location: `http://${tokens!.host}/token` });
    });
    const config = { auths: { [server!.host]: { auth: Buffer.from(LOGIN).toString("base64") } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await errorOf(client.resolve(`${server!.host}/shop/api:v1`))).toMatchObject({
      code: "token-denied",
      host: tokens!.host,
      status: 404,
    });
    expect(tokens!.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("as Basic, with a registry that repeats it", async () => {
    const server = await registries.server();
    server.requireBasic("other:login");
    echo(server, "GET", /manifests/, 401, PASSWORD);
    const config = { auths: { [server.host]: { auth: Buffer.from(LOGIN).toString("base64") } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config), SCW_SECRET_KEY: KEY });
    const error = await failure(client.resolve(`${server.host}/shop/api`));
    expect([PASSWORD, KEY].filter((secret) => holds(error.text, secret))).toEqual([]);
    expect(error).toMatchObject({ code: "access-denied", status: 401 });
  });

  test("as the output of a helper", async () => {
    const server = await registries.server();
    echo(server, "GET", /token/, 403, PASSWORD);
    server.requireTokens({ login: "other:login" });
    const answer = JSON.stringify({ Username: "planted-user", Secret: PASSWORD });
    const PATH = registries.helper("test", `echo '${answer}'`);
    const client = registries.client({
      DOCKER_CONFIG: registries.config({ credsStore: "test" }),
      PATH,
      SCW_SECRET_KEY: KEY,
    });
    const error = await failure(client.resolve(`${server.host}/shop/api`));
    expect(error).toMatchObject({ code: "token-denied", status: 403 });
    expect([PASSWORD, KEY].filter((secret) => holds(error.text, secret))).toEqual([]);
  });
});

test("credentials in a reference are not repeated", async () => {
  const error = await failure(registries.client().resolve(`user:${PASSWORD}@ghcr.io/shop/api`));
  expect(error).toMatchObject({ code: "invalid-reference", reference: "…@ghcr.io/shop/api" });
  expect(holds(error.text, PASSWORD)).toBe(false);
});

test("a secret in a host that a server redirects to is masked", async () => {
  const { server, image } = await registries.start();
  server.intercept("HEAD", /manifests/, (response) => {
    respond(response, 307, "", { location: `http://${KEY}.example.com/` });
  });
  const error = await failure(registries.client({ SCW_SECRET_KEY: KEY }).resolve(image));
  expect(error).toMatchObject({ code: "insecure-url", host: "(secret).example.com" });
  expect(holds(error.text, KEY)).toBe(false);
});

test("a secret within another is masked with it", () => {
  const secrets = new SentSecrets();
  secrets.add("abcdef", "abcdefghi", "");
  expect(secrets.mask("abcdefghi abcdef")).toBe("(secret) (secret)");
  const body = JSON.stringify({ errors: [{ message: 'x"y' }] });
  secrets.add('x"y');
  expect(excerpt({ host: "a", body: Buffer.from(body) }, secrets)).toBe(": (secret)");
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
(hasOpenssl ? describe : describe.skip)(`over TLS${hasOpenssl ? "" : " (needs openssl)"}`, () => {
  const SCALEWAY = "rg.fr-par.scw.cloud";
  const NAMES = [SCALEWAY, ...LOOK_ALIKE_REGISTRIES, "api.scaleway.com", "tokens.test", "registry.test"];

  let files: { key: Buffer; cert: Buffer };
  beforeAll(() => {
    const folder = temporaryFolder("certificate");
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const made = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", "/CN=test", "-addext", `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(",")}`],
      ...["-keyout", key, "-out", cert],
    ]);
    expect(made.status).toBe(0);
    files = { key: readFileSync(key), cert: readFileSync(cert) };
  });

  /** Starts one server with one certificate for all names, behind a proxy. */
  async function startTls(isTrusted = true) {
    const server = await registries.server(files);
    const proxy = await registries.proxy(server.port);
    const connect = tls.connect.bind(tls);
    if (isTrusted) {
      const trusting = (options: tls.ConnectionOptions) => connect({ ...options, ca: files.cert });
      jest.spyOn(tls, "connect").mockImplementation(trusting as typeof tls.connect);
    }
    const client = (environment: NodeJS.ProcessEnv = {}) =>
      registries.client({ HTTPS_PROXY: proxy.host, SCW_SECRET_KEY: KEY, ...environment });
    return { server, proxy, client, ...server.putImage("shop/api", "v1") };
  }

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each(["api.scaleway.com", SCALEWAY])("SCW_SECRET_KEY goes to %s", async (host) => {
    const { server, client, digest } = await startTls();
    server.requireTokens({ login: `nologin:${KEY}`, realm: `https://${host}/token` });
    expect(await client().resolve(`${SCALEWAY}/shop/api:v1`)).toMatchObject({ digest });
    expect(whoHas(server.requests, `nologin:${KEY}`)).toEqual([`${host}/token`]);
    expect(server.requests.find(({ path }) => path === "/token")!.headers.authorization).toBe(basic(`nologin:${KEY}`));
  });

  test.each([
    ...["tokens.test", "api.scaleway.com.tokens.test", "tokens.test/api.scaleway.com", "other.api.scaleway.com"],
    ...["x.functions.fnc.fr-par.scw.cloud", "rg.nl-ams.scw.cloud", "api.scaleway.com:8443", `${SCALEWAY}:8443`],
  ])("SCW_SECRET_KEY goes to no other realm, such as %s", async (realm) => {
    const { server, client } = await startTls();
    server.requireTokens({ realm: `https://${realm}` });
    const error = await errorOf(client().resolve(`${SCALEWAY}/shop/api:v1`));
    expect(error).toMatchObject({ code: "token-server-not-allowed", host: new URL(`https://${realm}`).host });
    expect(whoHas(server.requests, KEY)).toEqual([]);
  });

  test.each(["registry.test", ...LOOK_ALIKE_REGISTRIES])("SCW_SECRET_KEY does not go to %s", async (host) => {
    const { server, client, digest } = await startTls();
    server.requireTokens({ realm: "https://tokens.test/token" });
    expect(await client().resolve(`${host}/shop/api:v1`)).toMatchObject({ digest });
    expect(whoHas(server.requests, KEY)).toEqual([]);
  });

  test("credentials go to the realm that their registry names", async () => {
    const { server, client, digest } = await startTls();
    server.requireTokens({ login: LOGIN, realm: "https://tokens.test/token" });
    const config = { auths: { "registry.test": { auth: Buffer.from(LOGIN).toString("base64") } } };
    const withLogin = client({ DOCKER_CONFIG: registries.config(config) });
    expect(await withLogin.resolve("registry.test/shop/api:v1")).toMatchObject({ digest });
    expect(whoHas(server.requests, LOGIN)).toEqual(["tokens.test/token"]);
  });

  test.each([
    ["http://registry.test/blob", "redirect-invalid"],
    ["http://localhost/blob", "redirect-invalid"],
    ["https://127.0.0.1/blob", "private-address"],
    ["https://10.0.0.1/blob", "private-address"],
    ["https://[fd00::1]/blob", "private-address"],
    ["https://localhost/blob", "private-address"],
    ["https://registry.localhost./blob", "private-address"],
  ])("a registry on the internet cannot redirect to %s", async (location, code) => {
    const { server, proxy, client } = await startTls();
    server.intercept("GET", /blobs/, (response) => {
      respond(response, 302, "", { location });
    });
    expect((await errorOf(client().resolve("registry.test/shop/api:v1"))).code).toBe(code);
    expect(new Set(proxy.requests.map(([target]) => target))).toEqual(new Set(["registry.test:443"]));
  });

  test.each([
    ["http://127.0.0.1/token", "insecure-url"],
    ["https://192.168.1.1/token", "private-address"],
    ["https://localhost/token", "private-address"],
    ["http://registry.test/token", "insecure-url"],
  ])("a registry on the internet cannot have tokens at %s", async (realm, code) => {
    const { server, client } = await startTls();
    server.requireTokens({ realm });
    expect(await errorOf(client().resolve("registry.test/shop/api:v1"))).toMatchObject({
      code,
      host: new URL(realm).host,
    });
  });

  test("an untrusted certificate is rejected, with the variable that adds its authority", async () => {
    const { client } = await startTls(false);
    const error = await errorOf(client().resolve("registry.test/shop/api:v1"));
    expect(error).toMatchObject({ code: "certificate-not-trusted", host: "registry.test" });
    expect(error.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
  });

  test.each([
    ["on this machine can have tokens on this machine", ["127.0.0.1"], "127.0.0.1", undefined],
    ["on this machine cannot have tokens at a link-local address", ["127.0.0.1"], "169.254.1.1", "private-address"],
    ["in a private network cannot have tokens here", ["127.0.0.1", "10.0.0.1"], "127.0.0.1", "private-address"],
    ["that may be public cannot have private tokens", ["127.0.0.1", "203.0.113.1"], "10.0.0.1", "private-address"],
  ])("a registry %s", async (_, registryAddresses, tokenAddress, code) => {
    const { server } = await startTls();
    const lookup = ((hostname: string, __: object, callback: (error: null, addresses: object[]) => void) => {
      const addresses = hostname === "registry.test" ? registryAddresses : [tokenAddress];
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    }) as never;
    server.requireTokens({ realm: `https://tokens.test:${server.port}/token` });
    const client = registries.client({}, { lookup });
    const result = client.resolve(`registry.test:${server.port}/shop/api:v1`);
    if (code === undefined) expect(await result).toMatchObject({ platform: "linux/amd64" });
    else expect(await errorOf(result)).toMatchObject({ code, host: "tokens.test" });
  });
});
