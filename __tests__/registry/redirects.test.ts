import { LIMITS } from "../../lib/registry/limits";
import { messageOf, names, useRegistries } from "../helpers/registry-client";
import { respond, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const { startWithImage: start } = registries;

const redirect = (server: RegistryServer, location: string, method = "GET", path = /blobs/, status = 307) => {
  server.intercept(method, path, (response) => {
    respond(response, status, "", { location });
  });
};

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])(
    "with %i are followed to another server, without Authorization",
    async (status) => {
      const { server, image, digest } = await start();
      const storage = await registries.server();
      const { configDigest } = storage.putImage("shop/api", "v1");
      server.requireTokens();
      redirect(server, `http://${storage.host}/blobs/${configDigest}?signature=abc`, "GET", /blobs/, status);
      expect(await registries.client().resolve(image)).toMatchObject({ digest });
      expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    },
  );

  test("to another path keep Authorization", async () => {
    const { server, image, digest } = await start();
    server.requireTokens();
    redirect(server, "/v2/shop/api/manifests/v1", "HEAD", /manifests\/v1$/);
    server.intercept("GET", /manifests\/v1$/, (response) => {
      respond(response, 307, "", { location: `/v2/shop/api/manifests/${digest}` });
    });
    expect(await messageOf(registries.client().resolve(image))).toContain("redirects more than 5 times");
    const { server: other, image: ofOther, digest: there } = await start();
    other.requireTokens();
    redirect(other, `/v2/shop/api/manifests/${there}`, "HEAD", /manifests\/v1$/);
    expect(await registries.client().resolve(ofOther)).toMatchObject({ digest: there });
    expect(
      other.requests.filter(({ method }) => method === "HEAD").map(({ headers }) => headers.authorization),
    ).toEqual(["Bearer issued-token-1", "Bearer issued-token-1"]);
  });

  test("back from another server have no Authorization any more", async () => {
    const { server, image } = await start();
    const storage = await registries.server();
    server.requireTokens();
    redirect(server, `http://${storage.host}/away`, "HEAD", /manifests\/v1$/);
    redirect(storage, `http://${server.host}/home`, "HEAD", /away/);
    await registries.client().resolve(image);
    expect(server.requests.find(({ path }) => path === "/home")?.headers.authorization).toBeUndefined();
  });

  test("to the same name with another port have no Authorization", async () => {
    const { server, digest } = await start();
    const storage = await registries.server();
    const { configDigest } = storage.putImage("shop/api", "v1");
    server.requireTokens();
    redirect(server, `http://localhost:${storage.port}/blobs/${configDigest}`);
    const client = registries.client({}, names({ localhost: ["127.0.0.1"] }));
    expect(await client.resolve(`localhost:${server.port}/shop/api:v1`)).toMatchObject({ digest });
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test(`are followed ${LIMITS.redirects} times`, async () => {
    const { server, image, digest } = await start();
    for (let at = 0; at < LIMITS.redirects - 1; at++)
      redirect(server, `/hop/${at + 1}`, "GET", new RegExp(`/hop/${at}$`));
    redirect(server, "/hop/0");
    const last = new RegExp(`/hop/${LIMITS.redirects - 1}$`);
    let content = "";
    server.intercept("GET", last, (response) => {
      respond(response, 200, content);
    });
    content = JSON.stringify({ os: "linux", architecture: "amd64", tag: "v1" });
    expect(await registries.client().resolve(image)).toMatchObject({ digest });
  });

  test.each([
    ["to the metadata service", "http://169.254.169.254/latest", "without https"],
    ["to the metadata service over https", "https://169.254.169.254/latest", "which has a private address"],
    ["to it in decimal", "https://2852039166/", "which has a private address"],
    ["to it in IPv6", "https://[::ffff:169.254.169.254]/", "which has a private address"],
    ["to a link-local address", "https://[fe80::1]/", "which has a private address"],
    ["without https", "http://example.com/", "without https"],
    ["to a file", "file:///etc/passwd", "without https"],
    ["with a login", "https://user:password@example.com/", "with a login in its URL"],
    ["to a name that has a private address", "https://metadata.test/", "which has a private address"],
    ["to a name that has one among others", "https://mixed.test/", "which has a private address"],
    ["to nothing", "http://[", "to what is no URL with https"],
  ])("%s are refused", async (_, location, says) => {
    const { server, image } = await start();
    redirect(server, location);
    const addresses = { "metadata.test": ["fd00:ec2::254"], "mixed.test": ["1.1.1.1", "169.254.169.254"] };
    const message = await messageOf(registries.client({}, names(addresses)).resolve(image));
    expect(message).toContain(says);
    expect(message).toContain("which is refused");
    expect(message).not.toMatch(/password|latest|passwd/);
  });

  test("of a login are refused", async () => {
    const { server, image } = await start();
    const other = await registries.server();
    server.requireTokens({ realm: `http://${server.host}/moved`, identityToken: "identity-1234" });
    redirect(server, `http://${other.host}/token`, "POST", /moved/);
    const config = { auths: { [server.host]: { identitytoken: "identity-1234" } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await messageOf(client.resolve(image))).toContain("redirects a login, which is refused");
    expect(other.requests).toEqual([]);
  });

  test("without a place are answers", async () => {
    const { server, image } = await start();
    server.intercept("GET", /blobs/, (response) => {
      respond(response, 307);
    });
    expect(await messageOf(registries.client().resolve(image))).toContain("answers 307; check the name");
  });
});

describe("realms", () => {
  test.each([
    ["http://example.com/token", "without https"],
    ["http://169.254.169.254/token", "without https"],
    ["https://169.254.42.42/token", "which has a private address"],
    ["https://metadata.test/token", "which has a private address"],
    ["https://user:password@example.com/token", "with a login in its URL"],
    ["ftp://example.com/", "without https"],
  ])("as %s are refused, and get no login", async (realm, says) => {
    const { server, image } = await start();
    server.requireTokens({ realm });
    const config = { auths: { [server.host]: { username: "robot", password: "correct-horse" } } };
    const { lookup: resolve } = names({ "metadata.test": ["169.254.169.254"] });
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) }, { lookup: resolve });
    const message = await messageOf(client.resolve(image));
    expect(message).toContain(says);
    expect(message).not.toMatch(/correct-horse|password/);
  });

  test("on another port of this machine are asked, when the registry is on it too", async () => {
    const { server, image, digest } = await start();
    const tokens = await registries.server();
    tokens.intercept("GET", /token/, (response) => {
      respond(response, 200, JSON.stringify({ token: "t" }));
    });
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": `Bearer realm="http://localhost:${tokens.port}/token"` });
    });
    const client = registries.client({}, names({ localhost: ["127.0.0.1"] }));
    expect(await client.resolve(image)).toMatchObject({ digest });
    expect(tokens.requests).toHaveLength(1);
  });
});
