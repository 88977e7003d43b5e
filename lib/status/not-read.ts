import { ScalewayApiError } from "../scaleway-api/api-error";
import type { StatusSources } from "./sources";
import type { StatusReport } from "./status-schema";

/** What could not be read, by its reason. */
export function notReadOf({ deployed, live, queues }: StatusSources): StatusReport["notRead"] {
  const reasons = new Map<string, string[]>();
  const add = (what: string, reason: string) => {
    reasons.set(reason, [...(reasons.get(reason) ?? []), what]);
  };
  for (const { name, unreadable } of deployed.stacks) {
    if (unreadable !== undefined) add(`the state of ${name}`, deployed.secrets.mask(unreadable));
  }
  if (live instanceof ScalewayApiError) add("Scaleway's API", live.message);
  else {
    const names = new Map(live.namespaceNames);
    for (const { namespaceId, namespaceName } of deployed.stacks.flatMap(({ containers }) => containers)) {
      if (namespaceName !== undefined) names.set(namespaceId, namespaceName);
    }
    for (const kind of ["containers", "domains", "triggers"] as const) {
      for (const [id, error] of live[kind].errors) {
        add(`the ${kind} of ${names.get(id) ?? (id === "" ? "other namespaces" : id)}`, error.message);
      }
    }
  }
  for (const [name, error] of queues.errors) add(`the queue ${name}`, error.message);
  return [...reasons].map(([reason, what]) => ({ what, reason }));
}
