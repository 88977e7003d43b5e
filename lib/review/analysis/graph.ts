import type { Container, StackChanges } from "./containers";
import { configuredAddress } from "../plan/configuration";
import type { ResourceChange } from "../plan/plan";
import { KNOWN_TYPES } from "../plan/resource-types";
import type { Graph } from "./review";
import { nameOf } from "./naming";

/** More is no picture any more. */
const MOST_NODES = 40;

/** What calls a container, or leads to it: drawn towards it, whatever depends on what. */
const CALLERS = ["trigger", "cron", "domain", "token", "record"];
/** What a picture leaves out: they say nothing that what they belong to does not. */
const HIDDEN = ["scaleway_iam_policy", "scaleway_iam_application", "scaleway_secret_version"];

/** The services that change, with what belongs to them. */
export function serviceGraph(stacks: readonly StackChanges[]): Graph {
  const nodes: ResourceChange[] = [];
  const stackOf = new Map<ResourceChange, string>();
  const edges: { readonly from: ResourceChange; readonly to: ResourceChange }[] = [];
  for (const { plan, containers } of stacks) {
    const known = plan.changes.filter(({ type }) => KNOWN_TYPES[type] !== undefined && !HIDDEN.includes(type));
    const tokens = known.filter(({ type }) => type === "scaleway_iam_api_key");
    const links = linksOf(known).concat(containers.flatMap((container) => partsOf(container, tokens)));
    const changed = new Set(known.filter(({ action }) => action !== "no-op" && action !== "read"));
    const shown = new Set(changed);
    for (const { from, to } of links) if (changed.has(from) || changed.has(to)) shown.add(from).add(to);
    for (const change of shown) stackOf.set(change, plan.stack);
    for (const each of known) if (shown.has(each)) nodes.push(each);
    for (const link of links) if (shown.has(link.from) && shown.has(link.to)) edges.push(link);
    if (nodes.length > MOST_NODES) break;
  }
  const drawn = nodes.slice(0, MOST_NODES);
  const id = (change: ResourceChange) => `n${drawn.indexOf(change)}`;
  const lines = edges.map(({ from, to }) => ({ from: id(from), to: id(to) }));
  const unique = [...new Map(lines.map((line) => [`${line.from} ${line.to}`, line])).values()];
  return {
    nodes: drawn.map((change) => ({
      id: id(change),
      stack: stackOf.get(change) ?? "",
      ...{ label: nameOf(change), kind: kindOf(change), action: change.action },
    })),
    edges: unique.filter(({ from, to }) => from !== "n-1" && to !== "n-1" && from !== to),
  };
}

function linksOf(known: readonly ResourceChange[]) {
  const byAddress = new Map(known.map((change) => [configuredAddress(change.address), change]));
  return known.flatMap((change) =>
    change.references.flatMap((address) => {
      const other = byAddress.get(address);
      if (other === undefined) return [];
      const isTowards =
        change.type === "scaleway_container" || (isCaller(change) && other.type === "scaleway_container");
      return [isTowards ? { from: change, to: other } : { from: other, to: change }];
    }),
  );
}

/** What has no configuration any more, and what only the place of its construct tells of. */
function partsOf({ change, triggers, domains }: Container, tokens: readonly ResourceChange[]) {
  const { path: own } = change;
  const within = own === undefined ? [] : tokens.filter(({ path }) => path?.startsWith(`${own}/`) === true);
  return [...triggers, ...domains, ...within].map((from) => ({ from, to: change }));
}

function isCaller({ type }: ResourceChange): boolean {
  return CALLERS.some((word) => type.endsWith(`_${word}`));
}

const KINDS: Readonly<Record<string, string>> = {
  scaleway_container_cron: "schedule",
  scaleway_domain_record: "DNS record",
  scaleway_iam_api_key: "token",
  scaleway_vpc_private_network: "private network",
};

function kindOf({ type, before, after }: ResourceChange): string {
  if ((after ?? before)?.["cron"] !== undefined) return "schedule";
  return KINDS[type] ?? type.replace(/^scaleway_(container_|mnq_)?/, "").replaceAll("_", " ");
}
