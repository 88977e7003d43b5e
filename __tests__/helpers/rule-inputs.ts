import type { Markup } from "../../lib/review/analysis/markup";
import type { Review } from "../../lib/review/analysis/review";
import { PlanReview, type PlanInput } from "../../lib/review/plan-review";
import { CONTAINER, change, container, planJson } from "./plan-json";

export type Json = Record<string, unknown>;

export const HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA";

export function risks(
  changes: readonly unknown[],
  more: Json = {},
  stackJson?: Json,
  locked?: string,
  allowedRegistries?: readonly string[],
) {
  const input = { stack: "shop", plan: planJson(changes, more) };
  const inputs = [{ ...input, ...(stackJson && { stackJson: JSON.stringify(stackJson) }) }];
  const lock = locked === undefined ? locked : { file: "images.lock.json", images: { [locked]: { digest: "none" } } };
  return risksOf(PlanReview.fromPlans(inputs, { lock, config: { allowedRegistries } }).review);
}

export function risksOf(review: Review): string[] {
  return review.risks.map(({ id, what }) => [`${id}:`, ...valuesOf(what)].join(" "));
}

/** The values in a finding: the words around them are in the golden reports. */
export function valuesOf({ parts }: Markup): string[] {
  return parts.flatMap((part) => (typeof part === "object" && "code" in part ? [part.code] : []));
}

export const trigger = (actions: string[], before: Json | null, after: Json | null) =>
  change("scaleway_container_trigger", actions, before, after);
export const cron = (schedule: string, timezone = "UTC") => ({ name: "nightly", cron: [{ schedule, timezone }] });
export const destination = (http_path: string, http_method = "post") => ({
  ...cron("0 2 * * *"),
  destination_config: [{ http_path, http_method }],
});
export const probe = (path: string) => ({ liveness_probe: [{ interval: "9s", http: [{ path }] }] });
export const domain = (actions: string[], before: string, after: string) =>
  change("scaleway_container_domain", actions, { hostname: before }, { hostname: after });
export const unknown = (attribute: string) => ({ change: { after_unknown: { [attribute]: true } } });
export const sensitive = (attribute: string) => ({
  change: { before_sensitive: { [attribute]: true }, after_sensitive: { [attribute]: true } },
});
export const record = (type: string, before: Json, after: Json, more: Json = {}) => {
  const names = { dns_zone: "example.com", name: "api", type };
  return change("scaleway_domain_record", ["update"], { ...names, ...before }, { ...names, ...after }, more);
};
export const queue = (before: Json, after: Json) =>
  change("scaleway_mnq_sqs_queue", ["update"], { name: "orders", ...before }, { name: "orders", ...after });
export const secrets = (keys: Json) => ({ secret_environment_variables: keys });
export const configured = (attribute: string) => ({
  configuration: {
    root_module: {
      resources: [{ address: "scaleway_container.it", type: "scaleway_container", expressions: { [attribute]: {} } }],
    },
  },
});

/** What finds a risk, and the nearest thing that does not. */
/** The risks of a plan that destroys a container with a schedule. */
export function removedStack(more: Partial<PlanInput>): string[] {
  const old = { public_endpoint: "https://old", id: CONTAINER.id };
  const plan = planJson([
    container(old, null),
    trigger(["delete"], { ...cron("0 2 * * *"), container_id: CONTAINER.id }, null),
  ]);
  return risksOf(PlanReview.fromPlans([{ stack: "shop", plan, ...more }]).review);
}

export function provisioner(command: string): Json {
  const provisioners = [{ type: "local-exec", expressions: { command: { constant_value: command } } }];
  const resource = { address: "null_resource.it", mode: "managed", type: "null_resource", provisioners };
  return { configuration: { root_module: { resources: [resource] } } };
}

export function check(status: string, message: string, kind: string) {
  return { address: { to_display: "scaleway_container.api", kind }, status, instances: [{ problems: [{ message }] }] };
}

export function protectedSecret(isProtected: boolean): Json {
  return { resource: { scaleway_secret: { it: { lifecycle: { prevent_destroy: isProtected } } } } };
}

/** The IDs of the risks. */
export const idsOf = (changes: readonly unknown[], allowedRegistries?: readonly string[]) =>
  risks(changes, {}, undefined, undefined, allowedRegistries).map((risk) => risk.replace(/:.*/s, ""));
