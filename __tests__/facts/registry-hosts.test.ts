import { REGIONS } from "../../lib/facts/limits";
import { isScalewayRegistryHost, scalewayRegistryHost } from "../../lib/facts/registry-hosts";
import { LOOK_ALIKE_REGISTRIES } from "../helpers/registry-hosts";

test("every region has a registry that may get the secret key", () => {
  const hosts = REGIONS.map(scalewayRegistryHost);
  expect(hosts).toContain("rg.fr-par.scw.cloud");
  expect(hosts.filter(isScalewayRegistryHost)).toEqual(hosts);
});

test.each([...LOOK_ALIKE_REGISTRIES, "rg.fr-par.scw.cloud:8443", "RG.fr-par.scw.cloud", "rg..scw.cloud"])(
  "%s is not a registry of Scaleway",
  (host) => {
    expect(isScalewayRegistryHost(host)).toBe(false);
  },
);
