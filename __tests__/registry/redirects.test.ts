import { LIMITS } from "../../lib/registry/limits";
import { errorOf, names, useRegistries } from "../helpers/registry-client";
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
    expect(await errorOf(registries.client().resolve(image))).toMatchObject({
      code: "redirect-limit",
      host: server.host,
    });
    const { server: other, image: otherImage, digest: otherDigest } = await start();
    other.requireTokens();
    redirect(other, `/v2/shop/api/manifests/${otherDigest}`, "HEAD", /manifests\/v1$/);
    expect(await registries.client().resolve(otherImage)).toMatchObject({ digest: otherDigest });
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
    ["to the metadata service", "http://169.254.169.254/latest", "insecure-url"],
    ["to the metadata service over https", "https://169.254.169.254/latest", "private-address"],
    ["to the metadata service in decimal", "https://2852039166/", "private-address"],
    ["to the metadata service in IPv6", "https://[::ffff:169.254.169.254]/", "private-address"],
    ["to a link-local address", "https://[fe80::1]/", "private-address"],
    ["without https", "http://example.com/", "insecure-url"],
    ["to a file", "file:///etc/passwd", "insecure-url"],
    ["with a login", "https://user:password@example.com/", "credentials-in-url"],
    ["to a name with a private address", "https://metadata.test/", "private-address"],
    ["to a name with a private address and others", "https://mixed.test/", "private-address"],
    ["to an invalid URL", "http://[", "redirect-invalid"],
  ])("%s are rejected", async (_, location, code) => {
    const { server, image } = await start();
    redirect(server, location);
    const addresses = { "metadata.test": ["fd00:ec2::254"], "mixed.test": ["1.1.1.1", "169.254.169.254"] };
    const error = await errorOf(registries.client({}, names(addresses)).resolve(image));
    const host = code === "redirect-invalid" ? server.host : new URL(location).host || undefined;
    expect(error).toMatchObject({ code, reference: image, host });
    expect(error.message).not.toMatch(/password|latest|passwd/);
  });

  test("of a request with credentials are rejected", async () => {
    const { server, image } = await start();
    const other = await registries.server();
    server.requireTokens({ realm: `http://${server.host}/moved`, identityToken: "identity-1234" });
    redirect(server, `http://${other.host}/token`, "POST", /moved/);
    const config = { auths: { [server.host]: { identitytoken: "identity-1234" } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await errorOf(client.resolve(image))).toMatchObject({
      code: "redirect-with-credentials",
      host: server.host,
    });
    expect(other.requests).toEqual([]);
  });

  test("without a location are errors", async () => {
    const { server, image } = await start();
    server.intercept("GET", /blobs/, (response) => {
      respond(response, 307);
    });
    expect(await errorOf(registries.client().resolve(image))).toMatchObject({ code: "unexpected-status", status: 307 });
  });
});

describe("realms", () => {
  test.each([
    ["http://example.com/token", "insecure-url"],
    ["http://169.254.169.254/token", "insecure-url"],
    ["https://169.254.42.42/token", "private-address"],
    ["https://metadata.test/token", "private-address"],
    ["https://user:password@example.com/token", "credentials-in-url"],
    ["ftp://example.com/", "insecure-url"],
  ])("such as %s are rejected, and get no credentials", async (realm, code) => {
    const { server, image } = await start();
    server.requireTokens({ realm });
    const config = { auths: { [server.host]: { username: "robot", password: "correct-horse" } } };
    const { lookup: resolve } = names({ "metadata.test": ["169.254.169.254"] });
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) }, { lookup: resolve });
    const error = await errorOf(client.resolve(image));
    expect(error).toMatchObject({ code, host: new URL(realm).host });
    expect(error.message).not.toMatch(/correct-horse|password/);
  });

  test("on another port of this machine are allowed for a registry on this machine", async () => {
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
