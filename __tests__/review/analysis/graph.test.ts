import { PlanReview } from "../../../lib/review/plan-review";
import { change, container, planJson } from "../../helpers/plan-json";

const graphOf = (changes: readonly unknown[], references: Readonly<Record<string, readonly string[]>> = {}) => {
  const resources = Object.entries(references).map(([address, list]) => ({
    address,
    type: address.replace(/\..*/, ""),
    expressions: { x: { references: list } },
  }));
  const plan = planJson(changes, { configuration: { root_module: { resources } } });
  return PlanReview.fromPlans([{ stack: "shop", plan }]).review.graph;
};

test("the graph has at most 40 nodes, and no edge to a node that it omits", () => {
  const changes = Array.from({ length: 30 }, (_, index) => [
    container(null, {}, { address: `scaleway_container.s${index}` }),
    change("scaleway_container_domain", ["create"], null, {}, { address: `scaleway_container_domain.d${index}` }),
  ]).flat();
  const references = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`scaleway_container_domain.d${index}`, [`scaleway_container.s${index}`]]),
  );
  const { nodes, edges } = graphOf(changes, references);
  expect(nodes.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `n${index}`));
  expect(edges).toEqual(Array.from({ length: 20 }, (_, index) => ({ from: `n${2 * index + 1}`, to: `n${2 * index}` })));
});

test("the graph has no edge from a node to itself", () => {
  const { nodes, edges } = graphOf([container(null, {}), change("scaleway_secret", ["create"], null, {})], {
    "scaleway_container.it": ["scaleway_container.it", "scaleway_secret.it"],
  });
  expect(nodes).toHaveLength(2);
  expect(edges).toEqual([{ from: "n0", to: "n1" }]);
});

test("a token points to the container that its construct path is in", () => {
  const path = (value: string) => ({ "//": { metadata: { path: value } } });
  const stackJson = JSON.stringify({
    resource: {
      scaleway_container: { it: path("shop/api/Resource") },
      scaleway_iam_api_key: { it: path("shop/api/Token/Resource") },
    },
  });
  const changes = [container(null, {}), change("scaleway_iam_api_key", ["create"], null, {})];
  const { graph } = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes), stackJson }]).review;
  expect(graph.edges).toEqual([{ from: "n1", to: "n0" }]);
});

test("an Edge Services backend points to its container, which points to its database", () => {
  const backend = "scaleway_edge_services_backend_stage";
  const changes = [
    container(null, {}),
    change("scaleway_rdb_instance", ["create"], null, { name: "shop" }),
    change(backend, ["create"], null, {}),
    change("scaleway_edge_services_pipeline", ["create"], null, { name: "website" }),
  ];
  const { nodes, edges } = graphOf(changes, {
    "scaleway_container.it": ["scaleway_rdb_instance.it"],
    [`${backend}.it`]: ["scaleway_container.it", "scaleway_edge_services_pipeline.it"],
  });
  const labels = new Map(nodes.map(({ id, kind }) => [id, kind]));
  expect(edges.map(({ from, to }) => [labels.get(from), labels.get(to)])).toEqual([
    ["container", "database instance"],
    ["Edge Services backend", "container"],
    ["Edge Services", "Edge Services backend"],
  ]);
});

test("resources of one kind and name are told apart", () => {
  const addresses = ["module.a.scaleway_container.it", "module.b.scaleway_container.it"];
  const { nodes } = graphOf(addresses.map((address) => container(null, {}, { address })));
  expect(nodes.map(({ label }) => label)).toEqual(addresses.map((address) => `api (${address})`));
});
