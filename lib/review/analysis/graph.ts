import type { Container, StackChanges } from "./containers";
import { groupBy } from "../../base/group-by";
import { nameOf, placeOf } from "./naming";
import { configuredAddress } from "../plan/address";
import { hasNoEffect } from "./settings-that-stay";
import type { Action, ResourceChange } from "../plan/plan";
import { KNOWN_TYPES } from "../plan/resource-types";
import type { Graph } from "./review";

/** A larger graph is unreadable. */
const MAX_NODES = 40;

/** The suffixes of types that call a container or lead to it: their arrows point to the container. */
const CALLERS = ["_trigger", "_cron", "_domain", "_token", "_record", "_backend_stage"];
/** Types that add nothing to the resource that they belong to. */
const HIDDEN = ["scaleway_iam_policy", "scaleway_iam_application", "scaleway_secret_version"];

interface Edge {
  readonly from: ResourceChange;
  readonly to: ResourceChange;
}

/** The services that change, with the resources next to them. */
export function serviceGraph(stacks: readonly StackChanges[]): Graph {
  const stackNames = new Map<ResourceChange, string>();
  const allEdges: Edge[] = [];
  for (const { plan, containers } of stacks) {
    const known = plan.changes.filter(
      ({ type, isData }) => !isData && KNOWN_TYPES[type] !== undefined && !HIDDEN.includes(type),
    );
    const edges = [...referenceEdges(known), ...ownerEdges(containers), ...tokenEdges(containers, known)];
    const changed = new Set(known.filter((each) => !["no-op", "read"].includes(effectOf(each))));
    const displayed = new Set(changed);
    for (const { from, to } of edges) if (changed.has(from) || changed.has(to)) displayed.add(from).add(to);
    for (const change of known) if (displayed.has(change)) stackNames.set(change, plan.stack);
    for (const edge of edges) allEdges.push(edge);
    if (stackNames.size > MAX_NODES) break;
  }
  const drawn = [...stackNames].slice(0, MAX_NODES);
  const ids = new Map(drawn.map(([change], index) => [change, `n${index}`]));
  const edges = new Map<string, Graph["edges"][number]>();
  for (const edge of allEdges) {
    const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
    if (from !== undefined && to !== undefined && from !== to) edges.set(`${from} ${to}`, { from, to });
  }
  const namesakes = groupBy(drawn, ([change, stack]) => JSON.stringify([stack, kindOf(change), nameOf(change)]));
  const twins = new Set(
    [...namesakes.values()]
      .filter((group) => group.length > 1)
      .flat()
      .map(([change]) => change),
  );
  return {
    nodes: drawn.map(([change, stack], index) => ({
      id: `n${index}`,
      stack,
      label: twins.has(change) ? `${nameOf(change)} (${placeOf(change)})` : nameOf(change),
      kind: kindOf(change),
      action: effectOf(change),
    })),
    edges: [...edges.values()],
  };
}

/** An update that changes nothing is not drawn as a change. */
function effectOf(change: ResourceChange): Action {
  return hasNoEffect(change) ? "no-op" : change.action;
}

function referenceEdges(known: readonly ResourceChange[]): Edge[] {
  const byAddress = new Map(known.map((change) => [configuredAddress(change.address), change]));
  return known.flatMap((change) =>
    change.references.flatMap((address) => {
      const other = byAddress.get(address);
      if (other === undefined) return [];
      const isCaller = other.type === "scaleway_container" && CALLERS.some((suffix) => change.type.endsWith(suffix));
      const isFirst = change.type === "scaleway_container" || isCaller;
      return [isFirst ? { from: change, to: other } : { from: other, to: change }];
    }),
  );
}

/** Destroyed triggers and domains have no configuration: only their ids refer to the container. */
function ownerEdges(containers: readonly Container[]): Edge[] {
  return containers.flatMap(({ change, triggers, domains }) =>
    [...triggers, ...domains].map((from) => ({ from, to: change })),
  );
}

/** A token refers to its container only by the construct path. */
function tokenEdges(containers: readonly Container[], known: readonly ResourceChange[]): Edge[] {
  const byPath = new Map(containers.map(({ change }) => [change.path, change]));
  return known.flatMap((from) => {
    if (from.type !== "scaleway_iam_api_key") return [];
    const owners = ancestorPaths(from.path ?? "").map((path) => byPath.get(path));
    return owners.flatMap((to) => (to === undefined ? [] : [{ from, to }]));
  });
}

function ancestorPaths(path: string): string[] {
  return Array.from(path.matchAll(/\//g), ({ index }) => path.slice(0, index));
}

const KINDS: Readonly<Record<string, string>> = {
  scaleway_container_cron: "schedule",
  scaleway_domain_record: "DNS record",
  scaleway_edge_services_backend_stage: "Edge Services backend",
  scaleway_edge_services_pipeline: "Edge Services",
  scaleway_iam_api_key: "token",
  scaleway_job_definition: "job",
  scaleway_object_bucket: "bucket",
  scaleway_rdb_database: "database",
  scaleway_rdb_instance: "database instance",
  scaleway_redis_cluster: "Redis",
  scaleway_sdb_sql_database: "database",
  scaleway_tem_domain: "mail domain",
  scaleway_vpc_private_network: "private network",
  scaleway_vpc_public_gateway: "public gateway",
};

function kindOf({ type, before, after }: ResourceChange): string {
  if ((after ?? before)?.["cron"] !== undefined) return "schedule";
  return KINDS[type] ?? type.replace(/^scaleway_(container_|mnq_)?/, "").replaceAll("_", " ");
}
