import { messageOf, useRegistries } from "../helpers/registry-client";
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
    const asked = server.requests.filter(({ path }) => path === "/token");
    expect(asked.map(({ query, headers }) => [Object.fromEntries(query), headers.authorization])).toEqual([
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

  test("is asked for another token once, when one has ended", async () => {
    const { server, image, digest } = await start();
    server.requireTokens();
    const client = registries.client();
    await client.resolve(`${image}:v1`);
    server.endTokens();
    const again = await client.resolveAll([`${image}:v1`, `${image}:v1`, `${image}:v1`]);
    expect(again.map((result) => "digest" in result && result.digest)).toEqual([digest, digest, digest]);
    expect(server.log.filter((line) => line === "GET /token")).toHaveLength(2);
  });

  test("refuses in the end, when no token is taken", async () => {
    const { server, image } = await start();
    server.requireTokens();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 401, "", { "www-authenticate": 'Basic realm="x"' });
    });
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 401);
    });
    expect(await messageOf(registries.client().resolve(`${image}:v1`))).toContain("answers 401 without a login");
  });

  test("is asked with the scope that it tells for a repository, but not with GitHub's example", async () => {
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
    const asked = server.requests.filter(({ path }) => path === "/token").map(({ query }) => Object.fromEntries(query));
    expect(asked).toEqual([{ scope: "repository:shop/api:pull" }, { scope: "repository:mirror/shop/api:pull" }]);
  });

  test("is asked for no more than to pull, whatever scope it tells", async () => {
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

  test("is asked for tokens with an identity token, when there is one", async () => {
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
    ["without a login", {}, ": incorrect username or password; check the name, or log in: docker login 127.0.0.1"],
    [
      "with a wrong one",
      { login: "robot:wrong-password" },
      "config.json; check the name, or log in again: docker login 127.0.0.1",
    ],
  ])("says who gave no token %s", async (_, { login }: { login?: string }, says) => {
    const { server, image } = await start();
    server.requireTokens({ login: LOGIN });
    const client = registries.client(login === undefined ? {} : loginTo(server, login));
    const message = await messageOf(client.resolve(`${image}:v1`));
    expect(message).toContain(`${server.host} answers 401 in place of a token`);
    expect(message).toContain(says);
  });

  test.each([429, 500])("says to wait, when the token server answers %i", async (status) => {
    const { server, image } = await start();
    server.intercept("GET", /^\/token$/, (response) => {
      respond(response, status);
    });
    server.requireTokens();
    expect(await messageOf(registries.client().resolve(`${image}:v1`))).toContain(
      `${server.host} answers ${status} in place of a token; try again later`,
    );
  });

  test.each(["", "[]", "{}", '{"token":""}', '{"token":7}', String.raw`{"token":"a\r\nb"}`, '{"token":"é"}'])(
    "refuses %j in place of a token",
    async (body) => {
      const { server, image } = await start();
      server.intercept("GET", /^\/token$/, (response) => {
        respond(response, 200, body);
      });
      server.requireTokens();
      expect(await messageOf(registries.client().resolve(`${image}:v1`))).toContain("answers without a token");
    },
  );

  test.each(["", "http://", "//["])("refuses the realm %j", async (realm) => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": `Bearer realm="${realm}",service="a"` });
    });
    expect(await messageOf(registries.client().resolve(`${image}:v1`))).toContain("names no URL for its tokens");
  });

  test("refuses a challenge for tokens without a realm", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": "Bearer" });
    });
    expect(await messageOf(registries.client().resolve(`${image}:v1`))).toContain("names no URL for its tokens");
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

  test("refuses without a login, and with a wrong one", async () => {
    const { server, image } = await start();
    server.requireBasic(LOGIN);
    expect(await messageOf(registries.client().resolve(`${image}:v1`))).toContain(
      `${server.host} answers 401 without a login: authentication required; check the name, or log in: docker login`,
    );
    const wrong = registries.client(loginTo(server, "robot:wrong-password"));
    expect(await messageOf(wrong.resolve(`${image}:v1`))).toMatch(/for the login of \S+config\.json; check the name/);
  });

  test("refuses an identity token, which is no password", async () => {
    const { server, image } = await start();
    server.requireBasic(LOGIN);
    const config = { auths: { [server.host]: { identitytoken: "identity-1234" } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("is a token, and the registry wants a password");
  });

  test("is asked for manifests without a login, when it says so at /v2/ alone", async () => {
    const { server, image, digest } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": "Negotiate" });
    });
    expect(await registries.client(loginTo(server)).resolve(`${image}:v1`)).toMatchObject({ digest });
  });
});
