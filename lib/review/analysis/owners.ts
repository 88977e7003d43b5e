import { configuredAddress, instanceKeys } from "../plan/address";
import type { ResourceChange } from "../plan/plan";
import { textAt } from "./values";

/** The containers of one key. The limit keeps the work linear in a plan that repeats an id or an address. */
const MAX_OWNERS = 20;

/** Finds the triggers or domains of each container. */
export function ownedBy(
  containers: readonly ResourceChange[],
  changes: readonly ResourceChange[],
): (container: ResourceChange) => readonly ResourceChange[] {
  const byKey = new Map<string, ResourceChange[]>();
  for (const container of containers) {
    for (const key of containerKeys(container)) {
      if ((byKey.get(key)?.length ?? 0) < MAX_OWNERS) append(byKey, key, container);
    }
  }
  const owned = new Map<ResourceChange, ResourceChange[]>();
  for (const change of changes) {
    const keys = ownerKeys(change).find((candidates) => candidates.some((key) => byKey.has(key))) ?? [];
    const owners = new Set(keys.flatMap((key) => byKey.get(key) ?? []));
    for (const owner of owners) append(owned, owner, change);
  }
  return (container) => owned.get(container) ?? [];
}

function containerKeys({ address, before }: ResourceChange): string[] {
  const configured = configuredAddress(address);
  const id = uuidOf(textAt(before, "id"));
  const keys = [configured, `${configured} ${instanceKeys(address)}`];
  return id === NO_ID ? keys : [...keys, id, `${configured} ${id}`];
}

/** The keys of the owner, the most exact first. The id is exact; instances with count or for_each share a configuration. */
function ownerKeys({ address, references, before, after }: ResourceChange): string[][] {
  const containers = references.filter((reference) => /(^|\.)scaleway_container\./.test(reference));
  const id = uuidOf(textAt(before ?? after, "container_id"));
  if (id !== NO_ID) return [containers.map((configured) => `${configured} ${id}`), [id]];
  const instance = instanceKeys(address);
  return [containers.map((configured) => `${configured} ${instance}`), containers];
}

const NO_ID = "";

/** An id without its region. */
function uuidOf(id = NO_ID): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function append<Key, T>(lists: Map<Key, T[]>, key: Key, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
