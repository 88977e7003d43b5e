import { destroyConfiguration } from "../../../lib/review/states/destroy-configuration";
import { readState } from "../../../lib/review/states/state-file";

const SCALEWAY = "registry.terraform.io/scaleway/scaleway";
const resource = (provider: string, id: string, type = "scaleway_container") => ({
  ...{ mode: "managed", type, name: "it", provider },
  instances: [{ attributes: { id } }],
});

function configurationOf(resources: readonly object[], ...stackFiles: readonly object[]) {
  const state = readState(JSON.stringify({ version: 4, lineage: "l", serial: 7, resources }))!;
  const backend = { type: "s3" as const, settings: { bucket: "states", key: "old.tfstate" } };
  const text = destroyConfiguration(
    "old",
    backend,
    state,
    stackFiles.map((file) => JSON.stringify(file)),
  );
  return JSON.parse(text) as Record<string, unknown> & { readonly terraform: Record<string, unknown> };
}

test("has the backend, the mark with the serial of the state, and no resources", () => {
  const configuration = configurationOf([resource(`provider["${SCALEWAY}"]`, "fr-par/1")]);
  expect(configuration["//"]).toEqual({
    metadata: { stackName: "old" },
    "scw-containers review": { lineage: "l", serial: 7 },
  });
  expect(configuration.terraform).toEqual({
    backend: { s3: { bucket: "states", key: "old.tfstate" } },
    required_providers: { scaleway: { source: "scaleway/scaleway" } },
  });
  expect(Object.keys(configuration)).not.toContain("resource");
});

test("has the aliases of the state, each with the region of its resources", () => {
  const configuration = configurationOf([
    resource(`provider["${SCALEWAY}"]`, "fr-par/1"),
    resource(`provider["${SCALEWAY}"].nl`, "nl-ams/2"),
    resource(`provider["${SCALEWAY}"].nl`, "nl-ams-1/3", "scaleway_redis_cluster"),
    resource(`module.x.provider["${SCALEWAY}"].mixed`, "nl-ams/4"),
    resource(`module.x.provider["${SCALEWAY}"].mixed`, "pl-waw/5"),
  ]);
  expect(configuration["provider"]).toEqual({
    scaleway: [{ region: "fr-par" }, { alias: "nl", region: "nl-ams" }, { alias: "mixed" }],
  });
});

test("has the versions and the literal settings of the first stack with the provider", () => {
  const stack = (version: string, settings: object) => ({
    terraform: { required_providers: { scw: { source: SCALEWAY, version }, other: { source: "a/b", version: "9" } } },
    provider: { scw: [settings] },
  });
  const settings = {
    project_id: "p",
    region: "pl-waw",
    secret_key: "${var.key}",
    profile: "%{ if true }x%{ endif }",
    nested: {},
  };
  const configuration = configurationOf(
    [resource(`provider["${SCALEWAY}"]`, "fr-par/1")],
    { terraform: [] },
    stack("2.81.0", settings),
    stack("2.70.0", {}),
  );
  expect(configuration.terraform["required_providers"]).toEqual({
    scaleway: { source: "scaleway/scaleway", version: "2.81.0" },
  });
  expect(configuration["provider"]).toEqual({ scaleway: [{ project_id: "p", region: "fr-par" }] });
});

test("keeps providers with the same name apart, and other registries, and leaves out what is a part of Terraform", () => {
  const configuration = configurationOf([
    resource('provider["registry.opentofu.org/hashicorp/random"]', "1", "random_id"),
    resource('provider["example.com/shop/random"]', "2", "random_id"),
    resource('provider["terraform.io/builtin/terraform"]', "3", "terraform_data"),
  ]);
  expect(configuration.terraform["required_providers"]).toEqual({
    random: { source: "hashicorp/random" },
    "shop-random": { source: "example.com/shop/random" },
  });
  expect(configuration["provider"]).toEqual({ random: [{}], "shop-random": [{}] });
});
