import { messageOf, useRegistries } from "../helpers/registry-client";
import { respond, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const PASSWORD = "planted-pass/word+1";

describe("a server that has a login", () => {
  const FORMS = {
    reversed: Array.from(PASSWORD).reverse().join(""),
    "in upper case": PASSWORD.toUpperCase(),
    hexadecimal: Buffer.from(PASSWORD).toString("hex"),
  };
  const saying = (server: RegistryServer, path: RegExp, status: number, message: string) => {
    for (const method of ["GET", "POST"])
      server.intercept(method, path, (response) => {
        respond(response, status, JSON.stringify({ errors: [{ message: `it is ${message}` }] }));
      });
  };
  const loginTo = (server: RegistryServer, login: object) =>
    registries.client({ DOCKER_CONFIG: registries.config({ auths: { [server.host]: login } }) });

  test.each(Object.entries(FORMS))("gets no text into a message: a password %s, for tokens", async (_, form) => {
    for (const login of [{ username: "a", password: PASSWORD }, { identitytoken: PASSWORD }]) {
      const server = await registries.server();
      saying(server, /^\/token$/, 403, form);
      server.requireTokens();
      const message = await messageOf(loginTo(server, login).resolve(`${server.host}/a`));
      expect(message).toContain("answers 403 in place of a token for the login of");
      expect(message).not.toContain("it is");
    }
  });

  test.each(Object.entries(FORMS))("gets no text into a message: a password %s, for the registry", async (_, form) => {
    const server = await registries.server();
    server.requireBasic("other:login");
    saying(server, /manifests/, 503, form);
    const message = await messageOf(loginTo(server, { username: "a", password: PASSWORD }).resolve(`${server.host}/a`));
    expect(message).toContain("answers 503; try again later");
  });

  test("is none that only has a token", async () => {
    const [server, tokens] = await Promise.all([1, 2].map(() => registries.server()));
    server!.requireTokens({ realm: `http://${tokens!.host}/token` });
    tokens!.intercept("GET", /token/, (response) => {
      respond(response, 200, JSON.stringify({ token: "issued-token" }));
    });
    saying(server!, /manifests/, 403, "a plan");
    const client = loginTo(server!, { username: "a", password: "log" });
    expect(await messageOf(client.resolve(`${server!.host}/a`))).toContain("config.json: it is a plan; check the name");
    expect(await messageOf(client.resolve(`${server!.host}/a`))).toContain("or log in: docker login");
  });
});
