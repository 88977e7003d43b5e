import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";
import { inspect } from "node:util";
import { SentSecrets, excerpt } from "../../lib/registry/registry-error";
import { messageOf, useRegistries } from "../helpers/registry-client";
import { basic, respond, type RecordedRequest, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const PASSWORD = "planted-pass/word+1";
const LOGIN = `planted-user:${PASSWORD}`;
const TOKEN = "planted-token-2";
const IDENTITY = "planted-identity-3";
const KEY = "planted-secret-key-4";

/** Whether a secret stands in a text: as it is, in a URL or a form, or within what is base64. */
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

/** Repeats all that it is sent. */
const echo = (server: RegistryServer, method: string, path: RegExp, status: number, secret: string) => {
  server.intercept(method, path, (response, request) => {
    const said = `${request.headers.authorization} ${secret} ${KEY}`;
    respond(response, status, JSON.stringify({ errors: [{ code: "DENIED", message: said }] }));
  });
};

async function failure(promise: Promise<unknown>): Promise<string> {
  const message = await messageOf(promise);
  const whole = await promise.catch((error: unknown) => inspect(error, { depth: 9, showHidden: true }));
  return `${message}\n${String(whole)}`;
}

describe("a login goes to its own registry and token server alone", () => {
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
      messages.push(await failure(client.resolve(`${host}/${name}`)));
    expect(messages.join()).toContain("(secret)");
    for (const each of [PASSWORD, TOKEN, IDENTITY, KEY]) expect(holds(messages.join(), each) && messages).toBe(false);

    const all = [server, tokens, storage, other].flatMap((each) => each!.requests);
    expect(whoHas(all, secret)).toEqual([`${tokens!.host}/token`]);
    expect(whoHas(all, KEY)).toEqual([]);
    expect(whoHas(all, TOKEN).every((place) => place.startsWith(host))).toBe(true);
    expect(storage!.requests.length).toBeGreaterThan(0);
  });

  test("and not to where a server says to which the registry redirects", async () => {
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
    expect(await messageOf(client.resolve(`${server!.host}/shop/api:v1`))).toContain(`${storage!.host} answers 401`);
    expect(tokens!.requests).toEqual([]);
    expect(storage!.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("nor to where a token server redirects", async () => {
    const [server, tokens] = await Promise.all([1, 2].map(() => registries.server()));
    server!.requireTokens({ realm: `http://${server!.host}/moved` });
    server!.intercept("GET", /^\/moved$/, (response) => {
      respond(response, 302, "", { location: `http://${tokens!.host}/token` });
    });
    const config = { auths: { [server!.host]: { auth: Buffer.from(LOGIN).toString("base64") } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await messageOf(client.resolve(`${server!.host}/shop/api:v1`))).toContain(`${tokens!.host} answers 404 in`);
    expect(tokens!.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("as Basic, with a registry that repeats it", async () => {
    const server = await registries.server();
    server.requireBasic("other:login");
    echo(server, "GET", /manifests/, 401, PASSWORD);
    const config = { auths: { [server.host]: { auth: Buffer.from(LOGIN).toString("base64") } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config), SCW_SECRET_KEY: KEY });
    const message = await failure(client.resolve(`${server.host}/shop/api`));
    expect([PASSWORD, KEY].filter((secret) => holds(message, secret))).toEqual([]);
    expect(message).toContain("answers 401");
  });

  test("as what a helper gives", async () => {
    const server = await registries.server();
    server.requireTokens({ login: "other:login" });
    echo(server, "GET", /token/, 403, PASSWORD);
    const answer = JSON.stringify({ Username: "planted-user", Secret: PASSWORD });
    const PATH = registries.helper("test", `echo '${answer}'`);
    const client = registries.client({
      DOCKER_CONFIG: registries.config({ credsStore: "test" }),
      PATH,
      SCW_SECRET_KEY: KEY,
    });
    const message = await failure(client.resolve(`${server.host}/shop/api`));
    expect(message).toContain("in place of a token");
    expect([PASSWORD, KEY].filter((secret) => holds(message, secret))).toEqual([]);
  });
});

test("a login that stands before a reference is not repeated", async () => {
  const message = await failure(registries.client().resolve(`user:${PASSWORD}@ghcr.io/shop/api`));
  expect(message).toContain("…@ghcr.io/shop/api: is no image that a registry has");
  expect(holds(message, PASSWORD)).toBe(false);
});

test("a secret within another is masked with it", () => {
  const secrets = new SentSecrets();
  secrets.add("abcdef", "abcdefghi", "");
  expect(secrets.mask("abcdefghi abcdef")).toBe("(secret) (secret)");
  const said = JSON.stringify({ errors: [{ message: 'x"y' }] });
  secrets.add('x"y');
  expect(excerpt({ host: "a", body: Buffer.from(said) }, secrets)).toBe(": (secret)");
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
(hasOpenssl ? describe : describe.skip)(`over TLS${hasOpenssl ? "" : " (needs openssl)"}`, () => {
  const SCALEWAY = "rg.fr-par.scw.cloud";
  const NAMES = [SCALEWAY, "api.scaleway.com", "tokens.test", "registry.test"];

  /** All names are one server with one certificate, behind a proxy. */
  async function startTls(isTrusted = true) {
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(registries.folder(), name));
    const made = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", "/CN=test", "-addext", `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(",")}`],
      ...["-keyout", key!, "-out", cert!],
    ]);
    expect(made.status).toBe(0);
    const files = { key: readFileSync(key!), cert: readFileSync(cert!) };
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
  ])("SCW_SECRET_KEY goes to no other realm, as %s", async (realm) => {
    const { server, client } = await startTls();
    server.requireTokens({ realm: `https://${realm}` });
    const message = await failure(client().resolve(`${SCALEWAY}/shop/api:v1`));
    expect(message).toContain(`wants its login sent to ${new URL(`https://${realm}`).host}, which is refused`);
    expect(whoHas(server.requests, KEY)).toEqual([]);
  });

  test("SCW_SECRET_KEY goes to no other registry", async () => {
    const { server, client, digest } = await startTls();
    server.requireTokens({ realm: "https://tokens.test/token" });
    expect(await client().resolve("registry.test/shop/api:v1")).toMatchObject({ digest });
    expect(whoHas(server.requests, KEY)).toEqual([]);
  });

  test("a login goes to the realm that its registry names", async () => {
    const { server, client, digest } = await startTls();
    server.requireTokens({ login: LOGIN, realm: "https://tokens.test/token" });
    const config = { auths: { "registry.test": { auth: Buffer.from(LOGIN).toString("base64") } } };
    const withLogin = client({ DOCKER_CONFIG: registries.config(config) });
    expect(await withLogin.resolve("registry.test/shop/api:v1")).toMatchObject({ digest });
    expect(whoHas(server.requests, LOGIN)).toEqual(["tokens.test/token"]);
  });

  test.each([
    ["http://registry.test/blob", "redirects to what is no URL with https"],
    ["http://localhost/blob", "redirects to what is no URL with https"],
    ["https://127.0.0.1/blob", "which has a private address"],
    ["https://10.0.0.1/blob", "which has a private address"],
    ["https://[fd00::1]/blob", "which has a private address"],
    ["https://localhost/blob", "which has a private address"],
    ["https://registry.localhost./blob", "which has a private address"],
  ])("a registry on the internet can't redirect to %s", async (location, says) => {
    const { server, proxy, client } = await startTls();
    server.intercept("GET", /blobs/, (response) => {
      respond(response, 302, "", { location });
    });
    expect(await messageOf(client().resolve("registry.test/shop/api:v1"))).toContain(says);
    expect(new Set(proxy.asked.map(([target]) => target))).toEqual(new Set(["registry.test:443"]));
  });

  test.each([
    "http://127.0.0.1/token",
    "https://192.168.1.1/token",
    "https://localhost/token",
    "http://registry.test/token",
  ])("a registry on the internet can't have tokens at %s", async (realm) => {
    const { server, client } = await startTls();
    server.requireTokens({ realm });
    expect(await messageOf(client().resolve("registry.test/shop/api:v1"))).toMatch(
      /sends to \S+ (without https|which has)/,
    );
  });

  test("a certificate that nobody knows is refused, and says how to make it known", async () => {
    const { client } = await startTls(false);
    expect(await messageOf(client().resolve("registry.test/shop/api:v1"))).toContain(
      "the certificate of registry.test is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); name the file of its authority in NODE_EXTRA_CA_CERTS",
    );
  });

  test.each([
    ["may name another on this machine, when it is on it", ["127.0.0.1"], "127.0.0.1", "nothing failed"],
    ["can't name one that is link-local", ["127.0.0.1"], "169.254.1.1", "which has a private address"],
    ["can't name one on this machine, when it may be elsewhere", ["127.0.0.1", "10.0.0.1"], "127.0.0.1", "which has a"],
    [
      "can't name one in a private network, when it may be public",
      ["127.0.0.1", "203.0.113.1"],
      "10.0.0.1",
      "which has a",
    ],
  ])("a registry %s", async (_, ofRegistry, ofTokens, says) => {
    const { server } = await startTls();
    const lookup = ((hostname: string, __: object, callback: (error: null, found: object[]) => void) => {
      const addresses = hostname === "registry.test" ? ofRegistry : [ofTokens];
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    }) as never;
    server.requireTokens({ realm: `https://tokens.test:${server.port}/token` });
    const client = registries.client({}, { lookup });
    expect(await messageOf(client.resolve(`registry.test:${server.port}/shop/api:v1`))).toContain(says);
  });
});
