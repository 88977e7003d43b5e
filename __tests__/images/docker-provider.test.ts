import { TerraformProvider, TerraformVariable } from "cdktf";
import { RegistryNamespace } from "@cdktf/provider-scaleway/lib/registry-namespace";
import { ContainerImage, type ScalewayStack } from "../../lib";
import { plaintextSecrets } from "../../lib/testing";
import { REGIONS } from "../../lib/facts/limits";
import { EXAMPLE, deployed, imageOf, options, run } from "../helpers/directory-image";
import { validationError } from "../helpers/issues";
import { LOOK_ALIKE_REGISTRIES } from "../helpers/registry-hosts";
import { newStack, synth, type Json } from "../helpers/synth";

const loginsOf = (json: Json) => json["provider"].docker[0].registry_auth as Json[];

describe("the login to the registry", () => {
  const key = "${ephemeral.scaleway_config.BuiltImages_scaleway_C6F655AC.secret_key}";
  const scaleway = (region: string) => ({ address: `rg.${region}.scw.cloud`, username: "nologin", password: key });

  test("uses the key of the Scaleway provider for Scaleway, and keeps it out of the state and the plan", () => {
    const json = deployed();
    expect(loginsOf(json)).toEqual([scaleway("fr-par")]);
    expect(json["ephemeral"]).toEqual({ scaleway_config: { BuiltImages_scaleway_C6F655AC: {} } });
    expect(plaintextSecrets(json)).toEqual([]);
  });

  test("uses the configuration of Docker for any other registry", () => {
    const json = deployed({ registryEndpoint: "ghcr.io/org" });
    expect(loginsOf(json)).toEqual([{ address: "ghcr.io" }]);
    expect(json).not.toHaveProperty("ephemeral");
  });

  test("covers every Scaleway registry if the registry is a token", () => {
    const stack = newStack();
    const registry = new RegistryNamespace(stack, "registry", { name: "shop" });
    const json = deployed({ registryEndpoint: registry.endpoint }, stack);
    expect(imageOf(json)["name"]).toMatch(
      /^\$\{scaleway_registry_namespace\.registry\.endpoint\}\/order-api:[0-9a-f]{16}$/,
    );
    expect(loginsOf(json)).toEqual(REGIONS.map(scaleway));
  });

  test.each([
    ["ghcr.io", { address: "ghcr.io" }],
    ["rg.pl-waw.scw.cloud", scaleway("pl-waw")],
  ])("covers only %s if just the path is a token", (host, login) => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "path", { type: "string" });
    expect(loginsOf(deployed({ registryEndpoint: `${host}/${stringValue}` }, stack))).toEqual([login]);
  });

  test.each(LOOK_ALIKE_REGISTRIES)("has no key for %s, which only looks like a registry of Scaleway", (host) => {
    const json = deployed({ registryEndpoint: `${host}/shop` });
    expect(loginsOf(json)).toEqual([{ address: host }]);
    expect(json).not.toHaveProperty("ephemeral");
  });

  test("exists once per registry", () => {
    const stack = newStack();
    const hosts = ["localhost:5000", "ghcr.io/org", "rg.nl-ams.scw.cloud/shop", "rg.nl-ams.scw.cloud/other"];
    for (const [index, registryEndpoint] of hosts.entries()) {
      run(stack, ContainerImage.fromDirectory(EXAMPLE, { ...options, registryEndpoint }), `api-${index}`);
    }
    expect(loginsOf(synth(stack))).toEqual([{ address: "localhost:5000" }, { address: "ghcr.io" }, scaleway("nl-ams")]);
  });
});

describe("another Docker provider in the stack", () => {
  class OtherProvider extends TerraformProvider {
    constructor(stack: ScalewayStack, version: string | undefined, source = "kreuzwerker/docker") {
      super(stack, "other", {
        terraformResourceType: "docker",
        terraformProviderSource: source,
        terraformGeneratorMetadata: { providerName: "docker", providerVersionConstraint: version },
      });
    }
  }

  test.each(["~> 4.5", undefined])("stays unchanged if its version is %s", (version) => {
    const stack = newStack();
    new OtherProvider(stack, version);
    const json = deployed({}, stack);
    expect(json["provider"].docker).toEqual([{}, expect.objectContaining({ alias: "images" })]);
    const { terraform } = stack.toTerraform() as Json;
    expect(terraform.required_providers.docker).toEqual({ source: "kreuzwerker/docker", version: "~> 4.5" });
  });

  test.each([
    ["3.6.2", undefined, "kreuzwerker/docker 3.6.2"],
    [undefined, "hashicorp/docker", "hashicorp/docker"],
    ["~> 4.5", "example/docker", "example/docker ~> 4.5"],
  ])("fails if it requires version %s of %s", (version, source, other) => {
    const stack = newStack();
    new OtherProvider(stack, version, source);
    const message = expect.stringContaining(`got ${other}. Use the same source and version in stack/other`) as string;
    expect(validationError(() => deployed({}, stack)).issues).toEqual([
      { code: "provider-conflict", path: "provider.docker", message },
    ]);
  });
});
