import { errorOf, useRegistries } from "../helpers/registry-client";
import { respond, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const PASSWORD = "planted-pass/word+1";

describe("a server with credentials", () => {
  const FORMS = {
    reversed: Array.from(PASSWORD).reverse().join(""),
    "in upper case": PASSWORD.toUpperCase(),
    hexadecimal: Buffer.from(PASSWORD).toString("hex"),
  };
  const respondWith = (server: RegistryServer, path: RegExp, status: number, message: string) => {
    for (const method of ["GET", "POST"])
      server.intercept(method, path, (response) => {
        respond(response, status, JSON.stringify({ errors: [{ message: `it is ${message}` }] }));
      });
  };
  const loginTo = (server: RegistryServer, login: object) =>
    registries.client({ DOCKER_CONFIG: registries.config({ auths: { [server.host]: login } }) });

  test.each(Object.entries(FORMS))("is not quoted: a token server that repeats a password %s", async (_, form) => {
    for (const login of [{ username: "a", password: PASSWORD }, { identitytoken: PASSWORD }]) {
      const server = await registries.server();
      respondWith(server, /^\/token$/, 403, form);
      server.requireTokens();
      const error = await errorOf(loginTo(server, login).resolve(`${server.host}/a`));
      expect(error).toMatchObject({ code: "token-denied", host: server.host, status: 403 });
      expect(error.message).toContain("config.json");
      expect(error.message).not.toContain("it is");
    }
  });

  test.each(Object.entries(FORMS))("is not quoted: a registry that repeats a password %s", async (_, form) => {
    const server = await registries.server();
    server.requireBasic("other:login");
    respondWith(server, /manifests/, 503, form);
    const error = await errorOf(loginTo(server, { username: "a", password: PASSWORD }).resolve(`${server.host}/a`));
    expect(error).toMatchObject({ code: "server-error", status: 503 });
    expect(error.message).not.toContain("it is");
  });

  test("is quoted when it received only a token", async () => {
    const [server, tokens] = await Promise.all([1, 2].map(() => registries.server()));
    server!.requireTokens({ realm: `http://${tokens!.host}/token` });
    tokens!.intercept("GET", /token/, (response) => {
      respond(response, 200, JSON.stringify({ token: "issued-token" }));
    });
    respondWith(server!, /manifests/, 403, "a plan");
    const client = loginTo(server!, { username: "a", password: "log" });
    const { message } = await errorOf(client.resolve(`${server!.host}/a`));
    expect(message).toContain("config.json: it is a plan. ");
    // Shorter than the limit: "log" is the password.
    expect(message).toContain(`docker login ${server!.host}`);
  });
});
