import { dnsRecord, privateNetwork, registry, stackOf } from "../helpers/manifests";
import { only } from "../helpers/synth";

test("a private network is in its VPC and region, with its labels as tags", () => {
  const json = stackOf(privateNetwork({ ipv4Subnet: "192.168.16.0/22" }, { labels: { team: "shop" } }));
  expect(only(json, "scaleway_vpc_private_network")).toEqual({
    name: "network",
    region: "fr-par",
    tags: ["team=shop"],
    vpc_id: "fr-par/11111111-1111-1111-1111-111111111111",
    ipv4_subnet: { subnet: "192.168.16.0/22" },
  });
});

test("a registry is private unless isPublic is true", () => {
  expect(only(stackOf(registry()), "scaleway_registry_namespace")).toEqual({
    name: "images",
    description: "",
    region: "fr-par",
    is_public: false,
  });
  const { description, is_public } = only(
    stackOf(registry({ description: "x", isPublic: true })),
    "scaleway_registry_namespace",
  );
  expect({ description, is_public }).toEqual({ description: "x", is_public: true });
});

test.each([
  [
    { type: "A", data: { value: "192.0.2.1" } },
    { type: "A", data: "192.0.2.1", name: "www", ttl: 3600 },
  ],
  [
    { type: "TXT", data: { value: "v=spf1 ${x}" }, ttl: 60 },
    { data: "v=spf1 $${x}", ttl: 60 },
  ],
  [{ data: { value: "shop.example.net" } }, { data: "shop.example.net." }],
  [{ data: { value: "shop.example.net." } }, { data: "shop.example.net." }],
  [{ data: { value: "other" } }, { data: "other" }],
  [
    { type: "ALIAS", name: "", data: { value: "shop.example.net" } },
    { name: "", data: "shop.example.net." },
  ],
  [{ zoneName: "example.org", data: { value: "x" } }, { dns_zone: "example.org" }],
])("a DNS record with %j becomes a resource", (spec, expected) => {
  expect(only(stackOf(dnsRecord(spec)), "scaleway_domain_record")).toMatchObject(expected);
});
