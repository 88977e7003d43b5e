import { resources } from "../../lib/testing";
import {
  container,
  dnsRecord,
  image,
  privateNetwork,
  problemsOf,
  registry,
  stackOf,
  loadTexts,
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

  test("leads to the host of a container, with the dot that DNS wants", () => {
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

  test("goes by the environment, where both name one", () => {
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

describe("fails", () => {
  test.each([
    [
      "for a kind that is not known",
      container(image({ kind: "ScalewayRegistry", name: "images" })),
      /^spec\.image\.registryEndpoint\.valueFrom\.kind: "ScalewayRegistry" is not allowed; write "ScalewayContainerRegistry" or/,
    ],
    [
      "for a kind that does not fit the field",
      container(network({ kind: "ScalewayVpc", name: "default" })),
      /^spec\.privateNetworkId\.valueFrom\.kind: "ScalewayVpc" is not allowed; write "ScalewayPrivateNetwork"$/,
    ],
    [
      "for an output that is not known",
      container(image({ name: "images", fieldPath: "status.outputs.endpont" })),
      /^spec\.image\.registryEndpoint\.valueFrom\.fieldPath: "status\.outputs\.endpont" is not allowed; write "status\.outputs\.endpoint" or/,
    ],
    [
      "for the output of another kind",
      container(image({ name: "images", fieldPath: "status.outputs.domain_name" })),
      /fieldPath: "status\.outputs\.domain_name" is no output of a ScalewayContainerRegistry; write status\.outputs\.endpoint$/,
    ],
    [
      "for value and valueFrom at once",
      container({
        privateNetworkId: { value: "fr-par/11111111-1111-1111-1111-111111111111", valueFrom: { name: "n" } },
      }),
      /^spec\.privateNetworkId: has both; write either value or valueFrom below it$/,
    ],
    ["for neither", container({ privateNetworkId: {} }), /^spec\.privateNetworkId: has none; write either/],
    [
      "for text in its place",
      container({ privateNetworkId: "fr-par/11111111-1111-1111-1111-111111111111" }),
      /^spec\.privateNetworkId: is a string; write its fields below it, indented: value, valueFrom$/,
    ],
    ["without a name", container(image({})), /^spec\.image\.registryEndpoint\.valueFrom\.name: is missing$/],
    [
      "for a record of addresses that leads to a container",
      dnsRecord({ type: "A" }),
      /^spec\.type: "A" does not lead to a host, as a container's domain is; write CNAME or ALIAS$/,
    ],
  ])("%s", (_, document, message) => {
    expect(problemsOf(document)).toEqual([expect.stringMatching(message)]);
  });

  test("for a private network of another region in the same run", () => {
    const problems = problemsOf(privateNetwork(), container({ region: "nl-ams", ...network({ name: "network" }) }));
    expect(problems).toEqual([
      "spec.privateNetworkId.valueFrom: network is in fr-par, and the container in nl-ams; put both into one region",
    ]);
  });

  const kind = "ScalewayServerlessContainer";
  test.each([
    [["api"], "api → api"],
    [["one", "two"], "one → two → one"],
    [["one", "two", "three"], "one → two → three → one"],
  ])("for references that go in a circle, as %j", (names, circle) => {
    const documents = names.map((name, index) =>
      container(image({ kind, name: names[(index + 1) % names.length] }), { name }),
    );
    expect(problemsOf(...documents)).toEqual([
      `spec.image.registryEndpoint.valueFrom: goes in a circle: ${circle}; write one of them as value`,
    ]);
  });

  test("for two documents of one kind and name, in whatever files they are", () => {
    expect(problemsOf(container(), container())).toEqual([
      'metadata.name: "api" is also the name of the ScalewayServerlessContainer in a.yaml:4; choose another',
    ]);
  });

  test("for two stacks of one name", () => {
    expect(problemsOf(container({}, { name: "images" }), registry())).toEqual([
      'metadata.name: the ScalewayContainerRegistry would make a stack "images", as the ScalewayServerlessContainer in a.yaml:4 does; choose another',
    ]);
  });
});
