import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as scaleway from "local-scaleway";
import type { LocalPackage } from "../../../lib/cli/local/package";

test("the package has what the command uses", () => {
  const used: LocalPackage = scaleway;
  expect(Object.keys(used)).toEqual(
    expect.arrayContaining([
      "startServer",
      "findServer",
      "countResources",
      "resetState",
      "takeSnapshot",
      "loadSnapshot",
    ]),
  );
});

test("the package is small", () => {
  expect(statSync(join(__dirname, "..", "dist", "index.js")).size).toBeLessThan(500_000);
});

test("the environment of a command has the variables of the provider, and none that breaks it", () => {
  const environment = {
    PATH: "/bin",
    AWS_CA_BUNDLE: "ca.pem",
    AWS_PROFILE: "shop",
    SCW_PROFILE: "production",
    SCW_SECRET_KEY: "real",
  };
  expect(scaleway.localEnvironment("http://127.0.0.1:4580", environment)).toEqual({
    PATH: "/bin",
    COCKPIT_LOGS_URL: "http://127.0.0.1:4580",
    COCKPIT_TOKEN: "local",
    SCW_API_URL: "http://127.0.0.1:4580",
    SCW_ACCESS_KEY: "SCWXXXXXXXXXXXXXXXXX",
    SCW_SECRET_KEY: "11111111-1111-1111-1111-111111111111",
    SCW_DEFAULT_PROJECT_ID: "11111111-1111-4111-8111-111111111111",
    SCW_DEFAULT_ORGANIZATION_ID: "22222222-2222-4222-8222-222222222222",
  });
});

test("the package has the files of the page", () => {
  const files = (...folders: string[]) => readdirSync(join(__dirname, "..", ...folders)).sort();
  expect(files("dist", "browser")).toEqual(files("src", "page", "browser"));
});
