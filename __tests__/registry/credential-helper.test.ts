import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CredentialStore } from "../../lib/registry/credentials";
import { LIMITS } from "../../lib/registry/limits";
import { RegistryError } from "../../lib/registry/registry-error";
import { useRegistries } from "../helpers/registry-client";
import { auth, useCredentials } from "../helpers/registry-credentials";

const registries = useRegistries();
const { search, find, problemOf } = useCredentials(registries);
const SECRET = "planted-secret";

describe("asks a credential helper", () => {
  const store = (script: string, registry = "ghcr.io", config: object = { credsStore: "test" }) =>
    find(registry, config, { PATH: registries.helper("test", script) });
  const failure = (script: string) => problemOf({ credsStore: "test" }, { PATH: registries.helper("test", script) });
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
    const withoutStore = { ...config, credHelpers: { "ghcr.io": "" } };
    expect(await store("exit 3", "ghcr.io", withoutStore)).toMatchObject({ username: "a" });
  });

  test.each([
    ["the text of Docker's helpers", "echo 'credentials not found in native keychain'; exit 1"],
    ["the text of the helper of macOS", "echo 'The specified item could not be found in the keychain.'; exit 1"],
    ["that text on stderr", "echo 'credentials not found in native keychain' >&2; exit 1"],
    ["an empty answer", answer("", "")],
    ["an empty object", "echo '{}'"],
    ["an empty output", "echo"],
  ])("and reads %s as no credentials", async (_, script) => {
    expect(await store(script)).toBeUndefined();
    const config = { credsStore: "test", auths: { "ghcr.io": auth("a:b") } };
    expect(await store(script, "ghcr.io", config)).toMatchObject({ username: "a" });
  });

  test.each([
    ["credential-helper-failed", "(3)", `echo '${SECRET}'; echo '${SECRET}' >&2; exit 3`],
    ["credential-helper-invalid-output", "JSON", `echo '${SECRET}'`],
    ["credential-helper-invalid-output", "JSON object", "echo '[]'"],
    ["credential-helper-invalid-output", "Username", `echo '{"Secret":"${SECRET}"}'`],
    ["credential-helper-invalid-output", "Secret", `echo '{"Username":"${SECRET}","Secret":7}'`],
    ["credential-helper-failed", "ERR_CHILD_PROCESS_STDIO_MAXBUFFER", `yes '${SECRET}'`],
    ["credential-helper-failed", "SIGTERM", "kill -TERM $$"],
  ])("and reports %s with %s, without any of its output", async (code, reason, script) => {
    const error = await failure(script);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^docker-credential-test /);
    expect(error.message).toContain(reason);
    expect(error.message).toContain("echo ghcr.io | docker-credential-test get");
    expect(error.message).not.toContain(SECRET);
  });

  test.each(["exit 3", "echo '[]'"])("and uses the login in the file when the script is %s", async (script) => {
    const config = { credsStore: "test", auths: { "ghcr.io": auth("a:b") } };
    const DOCKER_CONFIG = registries.config(config);
    const found = await search("ghcr.io", { DOCKER_CONFIG, PATH: registries.helper("test", script) });
    expect(found).toMatchObject({ credentials: { username: "a" }, problems: [expect.any(RegistryError)] });
  });

  test("once for all images of a registry", async () => {
    const file = join(registries.folder(), "runs");
    const script = `echo run >> '${file}'; ${answer("user", SECRET)}`;
    const DOCKER_CONFIG = registries.config({ credsStore: "test" });
    const store = new CredentialStore("ghcr.io", { DOCKER_CONFIG, PATH: registries.helper("test", script) });
    const found = await Promise.all(["shop/api", "shop/web", "shop/api"].map((image) => store.find(image)));
    expect(found.map(({ credentials }) => credentials)).toMatchObject(found.map(() => ({ username: "user" })));
    expect(readFileSync(file, "utf8")).toBe("run\n");
  });

  test("that is not for a path of the registry", async () => {
    expect(await find("ghcr.io", { credHelpers: { "ghcr.io/shop": "none" } })).toBeUndefined();
  });

  test("that is missing", async () => {
    const { code, message } = await problemOf({ credsStore: "none" }, { PATH: registries.folder() });
    expect(code).toBe("credential-helper-missing");
    expect(message).toContain("docker-credential-none");
    expect(message).toContain("config.json");
  });

  test("that does not end", async () => {
    const limit = jest.replaceProperty(LIMITS, "helperMs", 50 as never);
    expect((await failure("exec sleep 60")).code).toBe("credential-helper-timeout");
    limit.restore();
  });

  test("that reads no input", async () => {
    expect(await store(`exec <&-; ${answer("a", "b")}`)).toMatchObject({ username: "a" });
  });
});
