import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { findCredentials, howToLogIn } from "../../lib/registry/credentials";
import { LIMITS } from "../../lib/registry/limits";
import { messageOf, useRegistries } from "../helpers/registry-client";
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
    ["a password that old versions filled up", auth("user:pass\0\0"), { username: "user", password: "pass" }],
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
    ["what is null", { auths: null, credHelpers: null }],
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

  test("of the home folder, when DOCKER_CONFIG names none", async () => {
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

describe("refuses without repeating it", () => {
  test.each([
    ["is no JSON object", `{"auths": {"ghcr.io": {"auth": "${SECRET}"`],
    ["is no JSON object", `["${SECRET}"]`],
    ["has auths that are no object", { auths: [SECRET] }],
    ["has credHelpers that are no object", { credHelpers: SECRET }],
    ["has a login for ghcr.io that is not user:password in base64", { auths: { "ghcr.io": { auth: SECRET } } }],
    ["has a login for ghcr.io that is not user:password in base64", { auths: { "ghcr.io": auth(`:${SECRET}`) } }],
    ["has a login for ghcr.io with fields that are no text", { auths: { "ghcr.io": { auth: { SECRET } } } }],
    ["names a credential helper for ghcr.io that is no name of a program", { credsStore: `../${SECRET}` }],
    ["names a credential helper for ghcr.io that is no name of a program", { credHelpers: { "ghcr.io": [SECRET] } }],
    ["names a credential helper for ghcr.io that is no name of a program", { credsStore: `${SECRET}; ls` }],
  ])("a file that %s", async (says, config) => {
    const message = await messageOf(find("ghcr.io", config));
    expect(message).toMatch(/^RegistryError: \S+config\.json /);
    expect(message).toContain(`${says}; mend it, or write it again with docker login`);
    expect(message).not.toContain(SECRET);
  });

  test("a file that can't be read", async () => {
    const folder = registries.folder();
    mkdirSync(join(folder, "config.json"));
    expect(await messageOf(findCredentials("ghcr.io", { DOCKER_CONFIG: folder }))).toContain("can't be read (EISDIR)");
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
    ["Docker's words", "echo 'credentials not found in native keychain'; exit 1"],
    ["those of macOS", "echo 'The specified item could not be found in the keychain.'; exit 1"],
    ["an empty answer", answer("", "")],
  ])("and takes %s for nothing", async (_, script) => {
    expect(await store(script)).toBeUndefined();
    const config = { credsStore: "test", auths: { "ghcr.io": auth("a:b") } };
    expect(await store(script, "ghcr.io", config)).toMatchObject({ username: "a" });
  });

  test.each([
    ["failed (3)", `echo '${SECRET}'; echo '${SECRET}' >&2; exit 3`],
    ["answers with what is no JSON", `echo '${SECRET}'`],
    ["answers without Username and Secret", `echo '{"Secret":"${SECRET}"}'`],
    ["answers without Username and Secret", `echo '{"Username":"${SECRET}","Secret":7}'`],
    ["failed (ERR_CHILD_PROCESS_STDIO_MAXBUFFER)", `yes '${SECRET}'`],
    ["failed (SIGTERM)", "kill -TERM $$"],
  ])("and says that it %s, without a word of it", async (says, script) => {
    const message = await messageOf(store(script));
    expect(message).toBe(
      `RegistryError: docker-credential-test ${says}; see what it says: echo ghcr.io | docker-credential-test get`,
    );
  });

  test("that is not there", async () => {
    const message = await messageOf(find("ghcr.io", { credsStore: "none" }, { PATH: registries.folder() }));
    expect(message).toContain("docker-credential-none is not on PATH");
  });

  test("that does not end", async () => {
    const limit = jest.replaceProperty(LIMITS, "helperMs", 50 as never);
    expect(await messageOf(store("exec sleep 60"))).toContain("docker-credential-test does not end; see");
    limit.restore();
  });

  test("that reads no input", async () => {
    expect(await store(`exec <&-; ${answer("a", "b")}`)).toMatchObject({ username: "a" });
  });
});

describe("takes SCW_SECRET_KEY", () => {
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
  ["docker.io", "docker login"],
  ["ghcr.io", "docker login ghcr.io"],
  ["rg.fr-par.scw.cloud", "set SCW_SECRET_KEY, or docker login rg.fr-par.scw.cloud --username nologin"],
])("says how to log in to %s", (registry, says) => {
  expect(howToLogIn(registry)).toBe(says);
});
