import { errorOf, useRegistries } from "../helpers/registry-client";
import { basic, respond, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const LOGIN = "robot:correct-horse";

function loginTo(server: RegistryServer, login = LOGIN) {
  return {
    DOCKER_CONFIG: registries.config({ auths: { [server.host]: { auth: Buffer.from(login).toString("base64") } } }),
  };
}

async function start() {
  const server = await registries.server();
  return { server, image: `${server.host}/shop/api`, digest: server.putImage("shop/api", "v1").digest };
}

describe("a registry with tokens", () => {
  test.each(["token", "access_token"] as const)("resolves without a login, when the field is %s", async (field) => {
    const { server, image, digest } = await start();
    server.requireTokens({ field });
    expect(await registries.client().resolve(`${image}:v1`)).toMatchObject({ digest });
    const tokenRequests = server.requests.filter(({ path }) => path === "/token");
    expect(tokenRequests.map(({ query, headers }) => [Object.fromEntries(query), headers.authorization])).toEqual([
      [{ scope: "repository:shop/api:pull", service: "registry.test" }, undefined],
    ]);
  });

  test("resolves with a login, which goes to the token server alone", async () => {
    const { server, image, digest } = await start();
    server.requireTokens({ login: LOGIN });
    expect(await registries.client(loginTo(server)).resolve(`${image}:v1`)).toMatchObject({ digest });
    const withLogin = server.requests.filter(({ headers }) => headers.authorization === basic(LOGIN));
    expect(withLogin.map(({ path, query }) => [path, query.get("account")])).toEqual([["/token", "robot"]]);
  });

  test("gives one token for each repository, however many images are resolved at once", async () => {
    const { server, image } = await start();
    server.putImage("shop/api", "v2");
    server.putImage("shop/web", "v1");
    server.requireTokens();
    const web = `${server.host}/shop/web:v1`;
    await registries.client().resolveAll([`${image}:v1`, `${image}:v2`, web, web]);
    const scopes = server.requests.filter(({ path }) => path === "/token").map(({ query }) => query.get("scope"));
    expect(scopes.sort()).toEqual(["repository:shop/api:pull", "repository:shop/web:pull"]);
    expect(server.log.filter((line) => line === "GET /v2/")).toHaveLength(1);
  });

  test("gets one request for another token, when a token has expired", async () => {
    const { server, image, digest } = await start();
    server.requireTokens();
    const client = registries.client();
    await client.resolve(`${image}:v1`);
    server.endTokens();
    const again = await client.resolveAll([`${image}:v1`, `${image}:v1`, `${image}:v1`]);
    expect(again.map((result) => "digest" in result && result.digest)).toEqual([digest, digest, digest]);
    expect(server.log.filter((line) => line === "GET /token")).toHaveLength(2);
  });

  test("fails in the end when the registry accepts no token", async () => {
    const { server, image } = await start();
    server.requireTokens();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 401, "", { "www-authenticate": 'Basic realm="x"' });
    });
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 401);
    });
    expect(await errorOf(registries.client().resolve(`${image}:v1`))).toMatchObject({
      code: "access-denied",
      host: server.host,
      status: 401,
    });
  });

  test("gets the scope that it sends for a repository, but not GitHub's example", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      const challenge = `Bearer realm="http://${server.host}/token",scope="repository:user/image:pull"`;
      respond(response, 401, "", { "www-authenticate": challenge });
    });
    server.intercept("HEAD", /manifests/, (response) => {
      const challenge = `Bearer realm="/token",scope="repository:mirror/shop/api:pull"`;
      respond(response, 401, "", { "www-authenticate": ["Basic realm=a", challenge] });
    });
    server.intercept("GET", /^\/token$/, (response) => {
      respond(response, 200, JSON.stringify({ token: "t" }));
    });
    await registries.client().resolve(`${image}:v1`);
    const tokenRequests = server.requests
      .filter(({ path }) => path === "/token")
      .map(({ query }) => Object.fromEntries(query));
    expect(tokenRequests).toEqual([
      { scope: "repository:shop/api:pull" },
      { scope: "repository:mirror/shop/api:pull" },
    ]);
  });

  test("gets requests for pull access only, whatever scope it sends", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      const challenge = `Bearer realm="/token",scope="repository:shop/api:pull,push"`;
      respond(response, 401, "", { "www-authenticate": challenge });
    });
    server.intercept("GET", /^\/token$/, (response) => {
      respond(response, 200, JSON.stringify({ token: "t" }));
    });
    await registries.client().resolve(`${image}:v1`);
    expect(server.requests.find(({ path }) => path === "/token")?.query.getAll("scope")).toEqual([
      "repository:shop/api:pull",
    ]);
  });

  test("gets the identity token in the request for a token", async () => {
    const { server, image, digest } = await start();
    server.requireTokens({ identityToken: "identity-1234" });
    const config = { auths: { [server.host]: { auth: "", identitytoken: "identity-1234" } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    const { body, headers, query } = server.requests.find(({ path }) => path === "/token")!;
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "identity-1234",
      scope: "repository:shop/api:pull",
      service: "registry.test",
      client_id: "scw-containers",
    });
    expect([...query]).toEqual([]);
    expect(headers.authorization).toBeUndefined();
  });

  test.each([
    ["a request without credentials", {}, ": incorrect username or password."],
    ["wrong credentials", { login: "robot:wrong-password" }, "config.json."],
  ])("names the token server that rejects %s", async (_, { login }: { login?: string }, text) => {
    const { server, image } = await start();
    server.requireTokens({ login: LOGIN });
    const client = registries.client(login === undefined ? {} : loginTo(server, login));
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error).toMatchObject({ code: "token-denied", host: server.host, status: 401 });
    expect(error.message).toContain(text);
    expect(error.message).toContain(`docker login ${server.host}`);
  });

  test.each([
    [429, "rate-limited"],
    [500, "server-error"],
  ])("reports a token server that returns %i as %s", async (status, code) => {
    const { server, image } = await start();
    server.intercept("GET", /^\/token$/, (response) => {
      respond(response, status);
    });
    server.requireTokens();
    const error = await errorOf(registries.client().resolve(`${image}:v1`));
    expect(error).toMatchObject({ code, host: server.host, status });
  });

  test.each(["", "[]", "{}", '{"token":""}', '{"token":7}', String.raw`{"token":"a\r\nb"}`, '{"token":"é"}'])(
    "rejects %j as a token",
    async (body) => {
      const { server, image } = await start();
      server.intercept("GET", /^\/token$/, (response) => {
        respond(response, 200, body);
      });
      server.requireTokens();
      expect(await errorOf(registries.client().resolve(`${image}:v1`))).toMatchObject({
        code: "token-missing",
        host: server.host,
      });
    },
  );

  test.each(["", "http://", "//["])("rejects the realm %j", async (realm) => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": `Bearer realm="${realm}",service="a"` });
    });
    expect(await errorOf(registries.client().resolve(`${image}:v1`))).toMatchObject({
      code: "token-url-invalid",
      host: server.host,
    });
  });

  test("rejects a challenge for tokens without a realm", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": "Bearer" });
    });
    expect(await errorOf(registries.client().resolve(`${image}:v1`))).toMatchObject({
      code: "token-url-invalid",
      host: server.host,
    });
  });
});

describe("a registry with passwords", () => {
  test("resolves with a login", async () => {
    const { server, image, digest } = await start();
    server.requireBasic(LOGIN);
    expect(await registries.client(loginTo(server)).resolve(`${image}:v1`)).toMatchObject({ digest });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      ...Array.from({ length: 3 }, () => basic(LOGIN)),
    ]);
  });

  test("rejects a request without credentials, and with wrong credentials", async () => {
    const { server, image } = await start();
    server.requireBasic(LOGIN);
    const anonymous = await errorOf(registries.client().resolve(`${image}:v1`));
    expect(anonymous).toMatchObject({ code: "access-denied", host: server.host, status: 401 });
    expect(anonymous.message).toContain(": authentication required.");
    expect(anonymous.message).not.toContain("config.json");
    const wrong = registries.client(loginTo(server, "robot:wrong-password"));
    const denied = await errorOf(wrong.resolve(`${image}:v1`));
    expect(denied).toMatchObject({ code: "access-denied", host: server.host, status: 401 });
    expect(denied.message).toContain("config.json");
  });

  test("gets requests without credentials when there is only an identity token, which is not a password", async () => {
    const { server, image, digest } = await start();
    const config = { auths: { [server.host]: { identitytoken: "identity-1234" } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": "Basic realm=x" });
    });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    expect(await client.notes()).toEqual([expect.stringContaining("identity token")]);
    server.requireBasic(LOGIN);
    expect(await errorOf(client.resolve(`${image}:v1`))).toMatchObject({
      code: "password-required",
      host: server.host,
      status: 401,
    });
  });

  test("gets requests without credentials, when only /v2/ has an unsupported challenge", async () => {
    const { server, image, digest } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": "Negotiate" });
    });
    expect(await registries.client(loginTo(server)).resolve(`${image}:v1`)).toMatchObject({ digest });
  });
});
