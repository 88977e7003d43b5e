import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { findCredentials, howToLogIn } from "../../lib/registry/credentials";
import { LIMITS } from "../../lib/registry/limits";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { LOOK_ALIKE_REGISTRIES } from "../helpers/registry-hosts";

const registries = useRegistries();
const auth = (login: string) => ({ auth: Buffer.from(login).toString("base64") });
const find = (registry: string, config: object | string, environment: NodeJS.ProcessEnv = {}) =>
  findCredentials(registry, { DOCKER_CONFIG: registries.config(config), ...environment });
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
  ])("the login for %s under %s", async (registry, key) => {
    expect(await find(registry, { auths: { [key]: auth("a:b") } })).toBeDefined();
  });

  test.each([
    ["ghcr.io", "evil-ghcr.io"],
    ["ghcr.io", "ghcr.io.evil.com"],
    ["ghcr.io", "ghcr.io:443"],
    ["ghcr.io", "GHCR.io"],
    ["ghcr.io", "https://evil.com/ghcr.io"],
    ["ghcr.io", "ghcr.io/org"],
    ["ghcr.io", "io"],
    ["ghcr.io", "*.io"],
    ["ghcr.io", "user@ghcr.io"],
    ["localhost:5000", "localhost"],
    ["localhost", "localhost:5000"],
    ["registry-1.docker.io", "https://index.docker.io/v1/"],
    ["docker.io", "https://index.docker.io.evil.com/v1/"],
  ])("no login for %s under %s", async (registry, key) => {
    expect(await find(registry, { auths: { [key]: auth("a:b") } })).toBeUndefined();
  });

  test("of the home folder, when DOCKER_CONFIG is not set", async () => {
    const home = registries.folder();
    expect(await findCredentials("ghcr.io", { HOME: home })).toBeUndefined();
    mkdirSync(join(home, ".docker"));
    writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ auths: { "ghcr.io": auth("a:b") } }));
    expect(await findCredentials("ghcr.io", { HOME: home, DOCKER_CONFIG: "" })).toMatchObject({ username: "a" });
    const atHome = jest.spyOn(os, "homedir").mockReturnValue(home);
    expect(await findCredentials("ghcr.io", {})).toMatchObject({ username: "a" });
    atHome.mockRestore();
  });

  test("nothing, when the folder is a file", async () => {
    const file = join(registries.config({}), "config.json");
    expect(await findCredentials("ghcr.io", { DOCKER_CONFIG: file })).toBeUndefined();
  });
});

describe("rejects without repeating it", () => {
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
    const { code, message } = await errorOf(find("ghcr.io", config));
    expect(code).toBe("docker-config-invalid");
    expect(message).toMatch(/^\S+config\.json /);
    expect(message).toContain(subject);
    expect(message).not.toContain(SECRET);
  });

  test("a file that cannot be read", async () => {
    const folder = registries.folder();
    mkdirSync(join(folder, "config.json"));
    const { code, message } = await errorOf(findCredentials("ghcr.io", { DOCKER_CONFIG: folder }));
    expect(code).toBe("docker-config-unreadable");
    expect(message).toContain(`${join(folder, "config.json")} `);
    expect(message).toContain("EISDIR");
  });
});

describe("asks a credential helper", () => {
  const store = (script: string, registry = "ghcr.io", config: object = { credsStore: "test" }) =>
    find(registry, config, { PATH: registries.helper("test", script) });
  const answer = (username: string, secret: string) =>
    `echo '${JSON.stringify({ ServerURL: "x", Username: username, Secret: secret })}'`;

  test.each([
    ["a password", answer("user", SECRET), { username: "user", password: SECRET }],
    ["an identity token", answer("<token>", SECRET), { identityToken: SECRET }],
  ])("for %s", async (_, script, credentials) => {
    expect(await store(script)).toEqual({ ...credentials, source: "docker-credential-test" });
  });

  test.each([
    ["ghcr.io", "ghcr.io"],
    ["localhost:5000", "localhost:5000"],
    ["docker.io", "https://index.docker.io/v1/"],
  ])("with the host of %s on its input and get as its argument", async (registry, input) => {
    const file = join(registries.folder(), "input");
    await store(`(echo "$@"; cat) > '${file}'; ${answer("a", "b")}`, registry);
    expect(readFileSync(file, "utf8")).toBe(`get\n${input}`);
  });

  test("that is of the host alone, before that of all", async () => {
    const config = { credsStore: "other", credHelpers: { "ghcr.io": "test" }, auths: { "ghcr.io": auth("a:b") } };
    expect(await store(answer("user", SECRET), "ghcr.io", config)).toMatchObject({ username: "user" });
  });

  test.each([
    ["the text of Docker's helpers", "echo 'credentials not found in native keychain'; exit 1"],
    ["the text of the helper of macOS", "echo 'The specified item could not be found in the keychain.'; exit 1"],
    ["an empty answer", answer("", "")],
  ])("and reads %s as no credentials", async (_, script) => {
    expect(await store(script)).toBeUndefined();
    const config = { credsStore: "test", auths: { "ghcr.io": auth("a:b") } };
    expect(await store(script, "ghcr.io", config)).toMatchObject({ username: "a" });
  });

  test.each([
    ["credential-helper-failed", "(3)", `echo '${SECRET}'; echo '${SECRET}' >&2; exit 3`],
    ["credential-helper-invalid-output", "JSON", `echo '${SECRET}'`],
    ["credential-helper-invalid-output", "Username", `echo '{"Secret":"${SECRET}"}'`],
    ["credential-helper-invalid-output", "Secret", `echo '{"Username":"${SECRET}","Secret":7}'`],
    ["credential-helper-failed", "ERR_CHILD_PROCESS_STDIO_MAXBUFFER", `yes '${SECRET}'`],
    ["credential-helper-failed", "SIGTERM", "kill -TERM $$"],
  ])("and reports %s with %s, without any of its output", async (code, reason, script) => {
    const error = await errorOf(store(script));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^docker-credential-test /);
    expect(error.message).toContain(reason);
    expect(error.message).toContain("echo ghcr.io | docker-credential-test get");
    expect(error.message).not.toContain(SECRET);
  });

  test("that is missing", async () => {
    const { code, message } = await errorOf(find("ghcr.io", { credsStore: "none" }, { PATH: registries.folder() }));
    expect(code).toBe("credential-helper-missing");
    expect(message).toContain("docker-credential-none");
  });

  test("that does not end", async () => {
    const limit = jest.replaceProperty(LIMITS, "helperMs", 50 as never);
    expect((await errorOf(store("exec sleep 60"))).code).toBe("credential-helper-timeout");
    limit.restore();
  });

  test("that reads no input", async () => {
    expect(await store(`exec <&-; ${answer("a", "b")}`)).toMatchObject({ username: "a" });
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
