import { resources } from "../../lib/testing";
import {
  container,
  dnsRecord,
  codesInDocuments,
  image,
  issuesIn,
  loadTexts,
  messagesIn,
  privateNetwork,
  registry,
  stackOf,
  yamlOf,
} from "../helpers/manifests";
import { only } from "../helpers/synth";

const network = (valueFrom: object) => ({ privateNetworkId: { valueFrom } });

describe("a reference to a document of the same run", () => {
  test.each([{}, { kind: "ScalewayContainerRegistry" }, { fieldPath: "status.outputs.endpoint" }])(
    "leads to the endpoint of a registry, with %j",
    (more) => {
      const json = stackOf(container(image({ name: "images", ...more })), registry());
      const [name] = Object.keys(json["resource"].scaleway_registry_namespace as object);
      expect(only(json, "scaleway_container")["image"]).toBe(`\${scaleway_registry_namespace.${name}.endpoint}/api:v1`);
      expect(json).not.toHaveProperty("data");
    },
  );

  test.each([{}, { kind: "ScalewayPrivateNetwork", fieldPath: "status.outputs.private_network_id" }])(
    "leads to the id of a private network, with %j",
    (more) => {
      const json = stackOf(container(network({ name: "network", ...more })), privateNetwork());
      const [name] = Object.keys(json["resource"].scaleway_vpc_private_network as object);
      expect(only(json, "scaleway_container")["private_network_id"]).toBe(
        `\${scaleway_vpc_private_network.${name}.id}`,
      );
    },
  );

  test("leads to the host of a container, with the trailing dot of DNS", () => {
    const json = stackOf(
      dnsRecord({ data: { valueFrom: { name: "api", fieldPath: "status.outputs.domain_name" } } }),
      container(),
    );
    expect(only(json, "scaleway_domain_record")["data"]).toMatch(
      /^\$\{trimprefix\(scaleway_container\.api_\w+\.public_endpoint, "https:\/\/"\)\}\.$/,
    );
  });

  test("leads to a registry that runs as a container", () => {
    const kind = "ScalewayServerlessContainer";
    const json = stackOf(container(image({ kind, name: "registry" })), container({}, { name: "registry" }));
    const images = resources(json, "scaleway_container").map((each) => String(each["image"]));
    expect(images).toContainEqual(expect.stringMatching(/^\$\{trimprefix\(.*\)\}\/api:v1$/));
  });

  test("depends on the environment, if both name one", () => {
    const inProd = privateNetwork({}, { env: "prod" });
    const toProd = stackOf(container(network({ name: "network", env: "prod" })), inProd);
    expect(toProd).not.toHaveProperty("data");
    expect(stackOf(container(network({ name: "network" })), inProd)).not.toHaveProperty("data");
    expect(stackOf(container(network({ name: "network", env: "prod" })), privateNetwork())).not.toHaveProperty("data");
    const other = loadTexts(yamlOf(container(network({ name: "network", env: "dev" })), inProd));
    expect(other.map(({ name }) => name)).toEqual(["api", "network"]);
  });
});

describe("a reference to anything else is looked up by its name, in the container's region", () => {
  test("a registry", () => {
    const json = stackOf(container({ region: "nl-ams", ...image({ name: "images" }) }));
    expect(resources(json, "data.scaleway_registry_namespace")).toEqual([{ name: "images", region: "nl-ams" }]);
    expect(only(json, "scaleway_container")["image"]).toMatch(
      /^\$\{data\.scaleway_registry_namespace\.\S+\.endpoint\}\/api:v1$/,
    );
  });

  test("a private network", () => {
    const json = stackOf(container({ region: "pl-waw", ...network({ name: "network" }) }));
    expect(resources(json, "data.scaleway_vpc_private_network")).toEqual([{ name: "network", region: "pl-waw" }]);
    expect(only(json, "scaleway_container")["private_network_id"]).toMatch(
      /^\$\{data\.scaleway_vpc_private_network\.\S+\.id\}$/,
    );
  });

  test("a VPC, in the network's region", () => {
    const json = stackOf(privateNetwork({ region: "nl-ams", vpcId: { valueFrom: { name: "default" } } }));
    expect(resources(json, "data.scaleway_vpc")).toEqual([{ name: "default", region: "nl-ams" }]);
    expect(only(json, "scaleway_vpc_private_network")["vpc_id"]).toMatch(/^\$\{data\.scaleway_vpc\.\S+\.id\}$/);
  });

  test("a container, in the provider's own region, since a DNS record has none", () => {
    const json = stackOf(dnsRecord());
    expect(json["provider"].scaleway).toEqual([{}]);
    expect(resources(json, "data.scaleway_container_namespace")).toEqual([{ name: "api" }]);
    const [{ name, namespace_id }] = resources(json, "data.scaleway_container") as [Record<string, string>];
    expect(name).toBe("api");
    expect(namespace_id).toMatch(/^\$\{data\.scaleway_container_namespace\.\S+\.id\}$/);
    expect(only(json, "scaleway_domain_record")["data"]).toMatch(
      /^\$\{trimprefix\(data\.scaleway_container\..*\)\}\.$/,
    );
  });

  test("once, however often it is named", () => {
    const spec = { ...image({ name: "images" }), ...network({ name: "network" }) };
    const json = stackOf(container(spec), container(spec, { name: "bb" }), privateNetwork());
    expect(resources(json, "data.scaleway_registry_namespace")).toHaveLength(1);
  });
});

const kind = "ScalewayServerlessContainer";
const registryPath = "spec.image.registryEndpoint.valueFrom";

describe("fails for", () => {
  test.each<[string, object, string]>([
    [
      "an unknown kind",
      container(image({ kind: "ScalewayRegistry", name: "images" })),
      `${registryPath}.kind: not-allowed`,
    ],
    [
      "a kind that the field does not support",
      container(network({ kind: "ScalewayVpc", name: "default" })),
      "spec.privateNetworkId.valueFrom.kind: not-allowed",
    ],
    [
      "an unknown output",
      container(image({ name: "images", fieldPath: "status.outputs.endpont" })),
      `${registryPath}.fieldPath: not-allowed`,
    ],
    [
      "the output of another kind",
      container(image({ name: "images", fieldPath: "status.outputs.domain_name" })),
      `${registryPath}.fieldPath: not-allowed`,
    ],
    [
      "both value and valueFrom",
      container({
        privateNetworkId: { value: "fr-par/11111111-1111-1111-1111-111111111111", valueFrom: { name: "n" } },
      }),
      "spec.privateNetworkId: not-exactly-one",
    ],
    ["neither value nor valueFrom", container({ privateNetworkId: {} }), "spec.privateNetworkId: not-exactly-one"],
    [
      "a text instead of value and valueFrom",
      container({ privateNetworkId: "fr-par/11111111-1111-1111-1111-111111111111" }),
      "spec.privateNetworkId: wrong-type",
    ],
    ["a missing name", container(image({})), `${registryPath}.name: missing`],
    ["a record of addresses that refers to a container", dnsRecord({ type: "A" }), "spec.type: record-type-mismatch"],
  ])("%s", (_, document, code) => {
    expect(codesInDocuments(document)).toEqual([code]);
  });

  test("a private network of another region in the same run", () => {
    expect(
      codesInDocuments(privateNetwork(), container({ region: "nl-ams", ...network({ name: "network" }) })),
    ).toEqual(["spec.privateNetworkId.valueFrom: region-mismatch"]);
  });

  test.each([
    [["api"], "api → api"],
    [["one", "two"], "one → two → one"],
    [["one", "two", "three"], "one → two → three → one"],
  ])("a circular reference of %j", (names, circle) => {
    const documents = names.map((name, index) =>
      container(image({ kind, name: names[(index + 1) % names.length] }), { name }),
    );
    expect(codesInDocuments(...documents)).toEqual([`${registryPath}: circular-reference`]);
    expect(messagesIn(yamlOf(...documents))[0]).toContain(`got ${circle}.`);
  });

  test("two documents with one kind and name, at the second", () => {
    const [issue, ...others] = issuesIn(yamlOf(container()), yamlOf(container()));
    expect(issue).toMatchObject({ code: "duplicate-name", file: "b.yaml", path: "metadata.name" });
    expect(issue?.message).toContain("ScalewayServerlessContainer in a.yaml:4 ");
    expect(others).toEqual([]);
  });

  test("two stacks with one name", () => {
    expect(codesInDocuments(container({}, { name: "images" }), registry())).toEqual(["metadata.name: duplicate-name"]);
  });
});
