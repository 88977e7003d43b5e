import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { howToLogIn } from "../../lib/registry/credentials";
import { useRegistries } from "../helpers/registry-client";
import { auth, useCredentials } from "../helpers/registry-credentials";
import { LOOK_ALIKE_REGISTRIES } from "../helpers/registry-hosts";

const registries = useRegistries();
const { search, credentialsIn, find, problemOf } = useCredentials(registries);
const SECRET = "planted-secret";

describe("finds in Docker's configuration", () => {
  test.each([
    ["user and password in base64", auth("user:pass"), { username: "user", password: "pass" }],
    ["a password with colons", auth("user:a:b"), { username: "user", password: "a:b" }],
    ["a password that old versions padded", auth("user:pass\0\0"), { username: "user", password: "pass" }],
    ["an empty password", auth("user:"), { username: "user", password: "" }],
    ["user and password", { username: "user", password: "pass" }, { username: "user", password: "pass" }],
    ["an identity token", { ...auth("user:"), identitytoken: "abc" }, { identityToken: "abc" }],
  ])("%s", async (_, login, credentials) => {
    const found = await find("ghcr.io", { auths: { "ghcr.io": login } });
    expect(found).toEqual({ ...credentials, source: expect.stringMatching(/config\.json$/) });
  });

  test.each([
    ["nothing", {}],
    ["no login for the host", { auths: { "quay.io": auth("a:b") } }],
    ["a login that a helper keeps", { auths: { "ghcr.io": {} } }],
    ["an empty helper", { credsStore: "" }],
    ["fields that are null", { auths: null, credHelpers: null }],
  ])("nothing in %s", async (_, config) => {
    expect(await find("ghcr.io", config)).toBeUndefined();
  });

  test.each([
    ["ghcr.io", "ghcr.io"],
    ["ghcr.io", "https://ghcr.io"],
    ["ghcr.io", "https://ghcr.io/"],
    ["ghcr.io", "https://ghcr.io/v1/"],
    ["ghcr.io", "http://ghcr.io/v2"],
    ["localhost:5000", "localhost:5000"],
    ["[::1]:5000", "[::1]:5000"],
    ["docker.io", "https://index.docker.io/v1/"],
    ["docker.io", "docker.io"],
    ["docker.io", "registry-1.docker.io"],
    ["registry-1.docker.io", "https://index.docker.io/v1/"],
    ["ghcr.io", "ghcr.io/org"],
    ["ghcr.io", "ghcr.io/shop/"],
    ["ghcr.io", "https://ghcr.io/org/v2/"],
    ["docker.io", "docker.io/library"],
  ])("the login for %s under %s", async (registry, key) => {
    expect(await find(registry, { auths: { [key]: auth("a:b") } })).toBeDefined();
  });

  test.each([
    ["ghcr.io", "evil-ghcr.io"],
    ["ghcr.io", "ghcr.io.evil.com"],
    ["ghcr.io", "ghcr.io:443"],
    ["ghcr.io", "GHCR.io"],
    ["ghcr.io", "https://evil.com/ghcr.io"],
    ["ghcr.io", "quay.io/ghcr.io"],
    ["ghcr.io", "io"],
    ["ghcr.io", "*.io"],
    ["ghcr.io", "user@ghcr.io"],
    ["localhost:5000", "localhost"],
    ["localhost", "localhost:5000"],
    ["docker.io", "https://index.docker.io.evil.com/v1/"],
  ])("no login for %s under %s", async (registry, key) => {
    expect(await find(registry, { auths: { [key]: auth("a:b") } })).toBeUndefined();
  });

  test("of the home folder, when DOCKER_CONFIG is not set", async () => {
    const home = registries.folder();
    expect(await credentialsIn("ghcr.io", { HOME: home })).toBeUndefined();
    mkdirSync(join(home, ".docker"));
    writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ auths: { "ghcr.io": auth("a:b") } }));
    expect(await credentialsIn("ghcr.io", { HOME: home, DOCKER_CONFIG: "" })).toMatchObject({ username: "a" });
    const atHome = jest.spyOn(os, "homedir").mockReturnValue(home);
    expect(await credentialsIn("ghcr.io", { HOME: "" })).toMatchObject({ username: "a" });
    atHome.mockRestore();
  });

  test("nothing, when the folder is a file", async () => {
    const file = join(registries.config({}), "config.json");
    expect(await credentialsIn("ghcr.io", { DOCKER_CONFIG: file })).toBeUndefined();
  });
});

describe("describes without repeating it", () => {
  test.each([
    ["a file that is not JSON", "JSON", `{"auths": {"ghcr.io": {"auth": "${SECRET}"`],
    ["a file that is a list", "JSON object", `["${SECRET}"]`],
    ["auths that are a list", '"auths"', { auths: [SECRET] }],
    ["credHelpers that are text", '"credHelpers"', { credHelpers: SECRET }],
    ["a login that is not base64", "login for ghcr.io", { auths: { "ghcr.io": { auth: SECRET } } }],
    ["a login without a user", "login for ghcr.io", { auths: { "ghcr.io": auth(`:${SECRET}`) } }],
    ["a login that is an object", "login for ghcr.io", { auths: { "ghcr.io": { auth: { SECRET } } } }],
    ["a helper that is a path", "helper for ghcr.io", { credsStore: `../${SECRET}` }],
    ["a helper that is a list", "helper for ghcr.io", { credHelpers: { "ghcr.io": [SECRET] } }],
    ["a helper that is a shell command", "helper for ghcr.io", { credsStore: `${SECRET}; ls` }],
  ])("%s", async (_, subject, config) => {
    const { code, message } = await problemOf(config);
    expect(code).toBe("docker-config-invalid");
    expect(message).toMatch(/^\S+config\.json /);
    expect(message).toContain(subject);
    expect(message).not.toContain(SECRET);
  });

  test("a file that cannot be read", async () => {
    const folder = registries.folder();
    mkdirSync(join(folder, "config.json"));
    const { problems } = await search("ghcr.io", { DOCKER_CONFIG: folder });
    const { code, message } = problems[0]!;
    expect(code).toBe("docker-config-unreadable");
    expect(message).toContain(`${join(folder, "config.json")} `);
    expect(message).toContain("EISDIR");
  });
});

describe("uses the most specific key", () => {
  const login = (name: string) => auth(`${name}:password`);
  const auths = {
    "ghcr.io/org/other": login("other"),
    "https://ghcr.io/v1/": login("url"),
    "ghcr.io": login("host"),
    "ghcr.io/org": login("organization"),
    "ghcr.io/org/api": login("image"),
    "ghcr.io/org/api/x": {},
  };

  test.each([
    ["ghcr.io/org/api/x", "image"],
    ["ghcr.io/org/api", "image"],
    ["ghcr.io/org/api-2", "organization"],
    ["ghcr.io/organization/api", "host"],
    ["ghcr.io/api", "host"],
  ])("for %s", async (image, username) => {
    expect(await find(image, { auths })).toMatchObject({ username });
    const reversed = Object.fromEntries(Object.entries(auths).reverse());
    expect(await find(image, { auths: reversed })).toMatchObject({ username });
  });

  test.each([
    ["docker.io/library/nginx", "library"],
    ["shop/api", "hub"],
  ])("for %s on Docker Hub", async (image, username) => {
    const hub = { "docker.io/library": login("library"), "https://index.docker.io/v1/": login("hub") };
    expect(await find(image, { auths: hub })).toMatchObject({ username });
  });

  // Every key of the host is better than none, and the order of the keys has no effect on a more specific one.
  test("among any keys", async () => {
    const part = fc.constantFrom("a", "b", "ab", "a-b");
    const path = fc.array(part, { maxLength: 3 });
    const property = fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 5 }), path, async (keys, rest) => {
      const image = ["r.test", ...rest, "c"];
      const names = keys.map((each) => ["r.test", ...each].join("/"));
      const content = JSON.stringify({ auths: Object.fromEntries(names.map((name) => [name, login(name)])) });
      const found = await credentialsIn(image.join("/"), { DOCKER_AUTH_CONFIG: content, HOME: "/none" });
      const expected = image.map((_, index) => image.slice(0, image.length - index).join("/"));
      const best = expected.find((name) => names.includes(name));
      expect(found).toMatchObject({ username: best ?? names[0] });
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

describe("searches in order", () => {
  const login = (username: string) => JSON.stringify({ auths: { "ghcr.io": auth(`${username}:password`) } });
  /** The variables for one file per place, each with its own login. */
  const places = () => {
    const home = registries.folder();
    const write = (username: string, ...path: string[]) => {
      mkdirSync(join(home, ...path.slice(0, -1)), { recursive: true });
      writeFileSync(join(home, ...path), login(username));
      return join(home, ...path.slice(0, 1));
    };
    return {
      DOCKER_AUTH_CONFIG: login("variable"),
      REGISTRY_AUTH_FILE: write("override", "auth.json"),
      DOCKER_CONFIG: write("docker", "docker", "config.json"),
      XDG_RUNTIME_DIR: write("runtime", "run", "containers", "auth.json"),
      XDG_CONFIG_HOME: write("podman", "config", "containers", "auth.json"),
    };
  };

  test("the variable of GitLab, the file of podman's variable, Docker's file, and podman's files", async () => {
    const environment: NodeJS.ProcessEnv = places();
    const usernames: unknown[] = [];
    for (const name of [...Object.keys(environment), ""]) {
      usernames.push(await credentialsIn("ghcr.io", environment));
      environment[name] = "";
    }
    expect(usernames).toMatchObject(
      ["variable", "override", "docker", "runtime", "podman"].map((username) => ({ username })).concat([undefined!]),
    );
    const home = registries.folder();
    mkdirSync(join(home, ".config", "containers"), { recursive: true });
    writeFileSync(join(home, ".config", "containers", "auth.json"), login("home"));
    expect(await credentialsIn("ghcr.io", { HOME: home })).toMatchObject({ username: "home" });
  });

  test("past a place that is broken, with a problem for each", async () => {
    const environment = { ...places(), DOCKER_AUTH_CONFIG: SECRET };
    writeFileSync(environment.REGISTRY_AUTH_FILE, SECRET);
    const { credentials, problems } = await search("ghcr.io", environment);
    expect(credentials).toMatchObject({ username: "docker" });
    expect(problems.map(({ code }) => code)).toEqual(["docker-config-invalid", "docker-config-invalid"]);
    expect(problems[0]!.message).toMatch(/^DOCKER_AUTH_CONFIG /);
    expect(problems[1]!.message.startsWith(`${environment.REGISTRY_AUTH_FILE} `)).toBe(true);
    expect(problems[1]!.message).toContain("podman login");
    for (const { message } of problems) expect(message).not.toContain(SECRET);
  });

  test("a file that exists no more, without a problem", async () => {
    expect(await credentialsIn("ghcr.io", { REGISTRY_AUTH_FILE: "/none/auth.json" })).toBeUndefined();
  });
});

describe("uses SCW_SECRET_KEY", () => {
  const environment = { SCW_SECRET_KEY: SECRET };

  test.each(["rg.fr-par.scw.cloud", "rg.nl-ams.scw.cloud", "rg.pl-waw.scw.cloud"])("for %s", async (registry) => {
    expect(await find(registry, {}, environment)).toEqual({
      username: "nologin",
      password: SECRET,
      source: "SCW_SECRET_KEY",
    });
  });

  test.each([
    "docker.io",
    "scw.cloud",
    "rg.scw.cloud",
    "rg.fr-par.scw.cloud:8443",
    "evil-rg.fr-par.scw.cloud",
    ...LOOK_ALIKE_REGISTRIES,
    "x.rg.fr-par.scw.cloud",
    "rgxfr-par.scw.cloud",
    "rg.evil.com",
  ])("not for %s", async (registry) => {
    expect(await find(registry, {}, environment)).toBeUndefined();
  });

  test("only when the configuration has nothing", async () => {
    const registry = "rg.fr-par.scw.cloud";
    expect(await find(registry, { auths: { [registry]: auth("a:b") } }, environment)).toMatchObject({ username: "a" });
    expect(await find(registry, {}, { SCW_SECRET_KEY: "" })).toBeUndefined();
  });

  test("when the configuration is broken, and keeps the problem", async () => {
    const found = await search("rg.fr-par.scw.cloud", { ...environment, DOCKER_CONFIG: registries.config("[") });
    expect(found).toMatchObject({
      credentials: { source: "SCW_SECRET_KEY" },
      problems: [{ code: "docker-config-invalid" }],
    });
  });
});

test.each([
  ["docker.io", "docker login", []],
  ["ghcr.io", "docker login ghcr.io", []],
  ["rg.fr-par.scw.cloud", "docker login rg.fr-par.scw.cloud --username nologin", ["SCW_SECRET_KEY"]],
  ["rg.xx-yyy.scw.cloud", "docker login rg.xx-yyy.scw.cloud", ["SCW_SECRET_KEY", "fr-par", "nl-ams", "pl-waw"]],
])("names the way to log in to %s", (registry, command, names) => {
  const remedy = howToLogIn(registry);
  expect(remedy).toContain(command);
  for (const name of ["SCW_SECRET_KEY", "nl-ams", "pl-waw"]) expect(remedy.includes(name)).toBe(names.includes(name));
});
