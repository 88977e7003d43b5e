import { errorOf, useRegistries } from "../helpers/registry-client";
import { auth } from "../helpers/registry-credentials";
import { respond, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const LOGIN = "robot:correct-horse";

async function start() {
  const server = await registries.server();
  return { server, image: `${server.host}/shop/api`, digest: server.putImage("shop/api", "v1").digest };
}

describe("broken credentials", () => {
  const broken = () => registries.client({ DOCKER_CONFIG: registries.config({ credsStore: "none" }), PATH: "/none" });

  test("do not prevent a pull without credentials, and are a note, once per registry", async () => {
    const { server, image, digest } = await start();
    server.putImage("shop/web", "v1");
    server.requireTokens();
    const client = broken();
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    await client.resolve(`${server.host}/shop/web:v1`);
    expect(await client.notes()).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+ .*without credentials: docker-credential-none /),
    ]);
  });

  test("are not searched, when the registry requires no credentials", async () => {
    const { image, digest } = await start();
    const client = broken();
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    expect(await client.notes()).toEqual([]);
  });

  test.each<[string, number, string, (server: RegistryServer) => void]>([
    [
      "the registry",
      401,
      "credential-helper-missing",
      (server) => {
        server.requireBasic(LOGIN);
      },
    ],
    [
      "the token server",
      401,
      "credential-helper-missing",
      (server) => {
        server.requireTokens({ login: LOGIN });
      },
    ],
    [
      "a registry that hides private images",
      404,
      "image-not-found",
      (server) => {
        server.requireTokens();
      },
    ],
  ])("are in the error of %s", async (_, status, code, require) => {
    const server = await registries.server();
    require(server);
    const error = await errorOf(broken().resolve(`${server.host}/shop/api:v1`));
    expect(error).toMatchObject({ code, status, host: server.host });
    expect(error.message).toMatch(new RegExp(` ${status}\\b.*without credentials.*docker-credential-none `));
  });

  test("include no helper that has none, which only the error of a private image contains", async () => {
    const { server, image, digest } = await start();
    server.requireTokens();
    const PATH = registries.helper("empty", "echo 'credentials not found in native keychain'; exit 1");
    const client = registries.client({ DOCKER_CONFIG: registries.config({ credsStore: "empty" }), PATH });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    expect(await client.notes()).toEqual([]);
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 403);
    });
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error).toMatchObject({ code: "access-denied", status: 403 });
    expect(error.message).toContain("without credentials (docker-credential-empty ");
  });

  test("give way to those of the same registry for a more specific path", async () => {
    const { server, image, digest } = await start();
    server.requireTokens({ login: LOGIN });
    const auths = { [server.host]: auth("other:password"), [`${server.host}/shop`]: auth(LOGIN) };
    const client = registries.client({ DOCKER_CONFIG: registries.config({ auths }) });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    server.putImage("blog/api", "v1");
    expect(await errorOf(client.resolve(`${server.host}/blog/api:v1`))).toMatchObject({ code: "token-denied" });
  });
});
