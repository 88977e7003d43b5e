import { schemaProblems } from "./helpers/schema-check";

const container = { namespace_id: "fr-par/x", image: "api:v1" };
const trigger = { container_id: "fr-par/x", destination_config: { http_method: "post", http_path: "/" } };
const resource = (type: string, value: object) => ({ resource: { [type]: { x: value } } });

test.each([
  ["an unknown type", resource("scaleway_kontainer", {}), "unknown type"],
  ["an unknown attribute", resource("scaleway_container", { ...container, memory: 1 }), "memory: unknown"],
  [
    "an attribute that the provider computes",
    resource("scaleway_container", { ...container, status: "ready" }),
    "computed",
  ],
  ["a deprecated attribute", resource("scaleway_container", { ...container, memory_limit: 128 }), "deprecated"],
  ["a deprecated resource", resource("scaleway_container_token", { container_id: "x" }), "x: deprecated"],
  ["a missing attribute", resource("scaleway_container", { image: "api:v1" }), "namespace_id: missing"],
  ["a missing block", resource("scaleway_container_trigger", { container_id: "x" }), "destination_config: missing"],
  ["a text for a number", resource("scaleway_container", { ...container, port: "8080" }), 'is no "number"'],
  ["a number for a text", resource("scaleway_container", { ...container, name: 1 }), 'is no "string"'],
  [
    "a number in a map of texts",
    resource("scaleway_container", { ...container, environment_variables: { A: 1 } }),
    "is no",
  ],
  ["two blocks of one", resource("scaleway_container", { ...container, liveness_probe: [{}, {}] }), "too many"],
  ["no block of one", resource("scaleway_container_trigger", { ...trigger, destination_config: [] }), "too few"],
  ["a text for a block", resource("scaleway_container", { ...container, liveness_probe: ["x"] }), "no block"],
  [
    "a list for a single block",
    resource("scaleway_container", { ...container, timeouts: [] }),
    "where one block is wanted",
  ],
  ["a conflict", resource("scaleway_container", { ...container, registry_image: "x" }), "conflicts with"],
  ["none of alternatives", resource("scaleway_container", { namespace_id: "x" }), "none of"],
  [
    "a replacement on every plan",
    resource("scaleway_container", { ...container, name: "${timestamp()}" }),
    "would replace",
  ],
  ["a conflict of blocks", resource("scaleway_container_trigger", { ...trigger, sqs: {}, cron: {} }), "conflicts with"],
  ["a data source of unknown type", { data: { scaleway_x: { x: {} } } }, "unknown type"],
  ["an ephemeral resource of unknown type", { ephemeral: { scaleway_x: { x: {} } } }, "unknown type"],
  ["an unknown provider setting", { provider: { scaleway: [{ token: "x" }] } }, "token: unknown"],
  ["a missing setting of Docker's", { provider: { docker: [{ registry_auth: [{}] }] } }, "address: missing"],
  ["a missing attribute of Docker's", resource("docker_registry_image", { name: "x", build: {} }), "context: missing"],
])("the schema check finds %s", (_, json, problem) => {
  expect(schemaProblems(json).join("\n")).toContain(problem);
});

test("the schema check accepts what is right, expressions of any type included", () => {
  const good = {
    ...container,
    port: "${var.port}",
    scaling_option: [{ concurrent_requests_threshold: 5 }],
    lifecycle: {},
    "//": {},
  };
  expect(
    schemaProblems({ ...resource("scaleway_container", good), provider: { scaleway: [{ region: "fr-par" }] } }),
  ).toEqual([]);
});
