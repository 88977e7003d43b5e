import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readProfile } from "../../lib/scaleway-api/profile";
import { temporaryFolder } from "../helpers/temporary-folder";

const SECRET = "5eaf1e55-0000-4000-8000-c0ffee123456";
const CONFIG = `
access_key: SCWDEFAULT0000000000
secret_key: ${SECRET}
default_region: fr-par
default_project_id: 11111111-1111-4111-8111-111111111111
profiles:
  staging:
    secret_key: 22222222-2222-4222-8222-222222222222
    default_region: nl-ams
    default_project_id:
`;

let home: string;
beforeEach(() => {
  home = temporaryFolder("profile");
});

/** Writes the configuration of Scaleway's tools, and returns the environment. */
function withConfig(text: string, name = "config.yaml"): Record<string, string> {
  const folder = join(home, ".config", "scw");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return { HOME: home };
}

test("variables precede the configuration file, and an empty variable is none", async () => {
  const environment = { ...withConfig(CONFIG), SCW_DEFAULT_REGION: "pl-waw", SCW_ACCESS_KEY: "" };
  expect(await readProfile(environment)).toEqual({
    apiUrl: "https://api.scaleway.com",
    accessKey: "SCWDEFAULT0000000000",
    secretKey: SECRET,
    projectId: "11111111-1111-4111-8111-111111111111",
    organizationId: undefined,
    region: "pl-waw",
  });
});

test("without a file, only variables count", async () => {
  expect(await readProfile({ HOME: home, SCW_SECRET_KEY: SECRET, SCW_PROFILE: "default" })).toMatchObject({
    secretKey: SECRET,
    region: undefined,
  });
});

test("prints no warning, which would quote the file, and the secret key in it", async () => {
  const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const { secretKey } = await readProfile(withConfig(`secret_key: !unknown ${SECRET}`));
  expect([secretKey, warn.mock.calls]).toEqual([SECRET, []]);
  warn.mockRestore();
});

test.each([
  ["SCW_PROFILE", { SCW_PROFILE: "staging" }, CONFIG],
  ["active_profile", {}, `active_profile: staging\n${CONFIG}`],
])("%s selects a profile on top of the default one", async (_, variables, config) => {
  expect(await readProfile({ ...withConfig(config), ...variables })).toMatchObject({
    accessKey: "SCWDEFAULT0000000000",
    secretKey: "22222222-2222-4222-8222-222222222222",
    projectId: "11111111-1111-4111-8111-111111111111",
    region: "nl-ams",
  });
});

test("SCW_CONFIG_PATH and XDG_CONFIG_HOME name the file, and config.yml is read too", async () => {
  const { HOME } = withConfig(CONFIG, "config.yml");
  expect(await readProfile({ HOME })).toMatchObject({ secretKey: SECRET });
  expect(await readProfile({ HOME: "/nowhere", XDG_CONFIG_HOME: join(home, ".config") })).toMatchObject({
    secretKey: SECRET,
  });
  const path = join(home, ".config", "scw", "config.yml");
  expect(await readProfile({ HOME: "/nowhere", SCW_CONFIG_PATH: path })).toMatchObject({ secretKey: SECRET });
});

test("a slash at the end of the URL of the API is dropped", async () => {
  expect(await readProfile({ HOME: home, SCW_API_URL: "http://127.0.0.1:4580/" })).toMatchObject({
    apiUrl: "http://127.0.0.1:4580",
  });
});

test.each([
  ["SCW_PROFILE: no file", { SCW_PROFILE: "staging" }, undefined],
  ["SCW_PROFILE: no such profile", { SCW_PROFILE: "prod" }, CONFIG],
  ["SCW_PROFILE: an inherited name", { SCW_PROFILE: "constructor" }, CONFIG],
  ["not YAML", {}, `secret_key: "${SECRET}\nprofiles: [`],
  ["a secret key with a line break", { SCW_SECRET_KEY: `${SECRET}\n` }, undefined],
  ["a URL without a scheme", { SCW_API_URL: "api.scaleway.com" }, undefined],
  ["http beyond this machine", { SCW_API_URL: "http://api.scaleway.com" }, undefined],
  ["http to a host with a similar name", { SCW_API_URL: "http://127.0.0.1.example.com" }, undefined],
  ["credentials in the URL", { SCW_API_URL: `https://user:${SECRET}@api.scaleway.com` }, undefined],
  ["another protocol", { SCW_API_URL: "file:///etc/passwd" }, undefined],
])("is rejected, and no secret is repeated: %s", async (_, variables: Record<string, string>, config) => {
  const environment = { ...(config === undefined ? { HOME: home } : withConfig(config)), ...variables };
  const error = await readProfile(environment).catch((each: unknown) => each);
  expect(error).toMatchObject({ name: "ScalewayApiError", code: "invalid-profile" });
  expect(String(error)).not.toContain(SECRET);
});
