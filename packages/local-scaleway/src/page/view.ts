import type { Services } from "../api/context";
import { isJsonObject, type Json } from "../api/json";
import { isGone, statusOf, type Lifecycle } from "../api/lifecycle";
import { containers, domains, namespaces, triggers, type Container, type Trigger } from "../products/container/records";
import { queueId, queues, type Queue } from "../products/mnq/records";
import type { InstanceView, Runtime } from "../runtime/runtime";

/** What the page reads from the other parts of the server. All of it is read several times a second: it must be fast. */
export interface PageSources {
  /** For example `podman 4.3.1`; undefined without an engine. */
  readonly engine: string | undefined;
  readonly runtime: Pick<Runtime, "instances">;
  /** Where a container is reached from this machine, the preferred URL first. */
  urls(containerId: string): readonly string[];
  /** The last requests to a container, the oldest first. */
  requests(containerId: string): readonly RequestView[];
  /** The time of the next run of a schedule; undefined for other triggers and while nothing runs. */
  nextRun(triggerId: string): number | undefined;
  depth(queueId: string): QueueDepth;
}

export interface RequestView {
  readonly time: number;
  readonly method: string;
  /** The path without its query, which may contain secrets. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly isColdStart: boolean;
}

/** The number of messages. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
}

/** All that the page displays, without a secret value. */
export interface PageView {
  readonly server: Readonly<Record<"server", ServerView>>;
  readonly namespaces: Readonly<Record<string, NamespaceView>>;
  readonly containers: Readonly<Record<string, ContainerView>>;
  readonly queues: Readonly<Record<string, QueueView>>;
}

export interface ServerView {
  readonly url: string;
  readonly engine: string | null;
}

export interface NamespaceView {
  readonly name: string;
  readonly region: string;
}

interface StatusView {
  readonly status: string;
  /** The reason of an error, else empty. */
  readonly reason: string;
}

export interface ContainerView extends StatusView {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly privacy: string;
  readonly publicEndpoint: string;
  readonly scale: string;
  readonly urls: readonly string[];
  readonly instances: readonly InstanceView[];
  /** The last requests, the newest first. */
  readonly requests: readonly RequestView[];
  readonly triggers: readonly TriggerView[];
  readonly domains: readonly (StatusView & { readonly hostname: string })[];
  readonly variables: readonly VariableView[];
  /** The names of the secrets. */
  readonly secrets: readonly string[];
}

export interface TriggerView extends StatusView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** The schedule with its time zone, the queue, or the subject. */
  readonly source: string;
  readonly nextRun: number | null;
}

export interface VariableView {
  readonly name: string;
  readonly value: string;
}

export interface QueueView extends QueueDepth {
  readonly name: string;
  readonly region: string;
  readonly project: string;
  /** The dead-letter queue, and the number of messages that can be received from it. */
  readonly deadLetters: { readonly queue: string; readonly messages: number } | null;
}

const MAX_REQUESTS = 20;
/** Longer values are cut: the page is sent whenever a container changes. */
const MAX_VALUE_LENGTH = 300;

/** The page as of now. Its parts are in records by ID, so that changes are found by comparing the values. */
export function pageView(services: Services, sources: PageSources): PageView {
  const now = services.clock.now();
  const existing = <Value extends Lifecycle>(values: readonly Value[]) => values.filter((value) => !isGone(value, now));
  const triggersOf = byContainer(existing(triggers(services).all()));
  const domainsOf = byContainer(existing(domains(services).all()));
  const container = (value: Container): ContainerView => ({
    name: value.name,
    namespace: value.namespace_id,
    ...readFields(value),
    ...statusView(value, now),
    urls: sources.urls(value.id),
    instances: sources.runtime.instances(value.id).map(instanceView),
    requests: sources.requests(value.id).slice(-MAX_REQUESTS).reverse().map(requestView),
    triggers: (triggersOf.get(value.id) ?? []).map((trigger) => triggerView(trigger, now, sources)),
    domains: (domainsOf.get(value.id) ?? []).map((domain) => ({
      hostname: domain.hostname,
      ...statusView(domain, now),
    })),
    ...environment(value, services),
  });
  return {
    server: { server: { url: services.baseUrl(), engine: sources.engine ?? null } },
    namespaces: byId(existing(namespaces(services).all()), ({ name, region }) => ({ name, region })),
    containers: byId(existing(containers(services).all()), container),
    queues: Object.fromEntries(
      queues(services)
        .all()
        .map((queue) => [idOf(queue), queueView(queue, sources)]),
    ),
  };
}

function byId<Value extends { readonly id: string }, View>(
  values: readonly Value[],
  view: (value: Value) => View,
): Record<string, View> {
  return Object.fromEntries(values.map((value) => [value.id, view(value)]));
}

function byContainer<Value extends { readonly container_id: string }>(
  values: readonly Value[],
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(value.container_id);
    if (group === undefined) groups.set(value.container_id, [value]);
    else group.push(value);
  }
  return groups;
}

function readFields({ fields }: Container) {
  return {
    image: text(fields["image"]),
    privacy: text(fields["privacy"]),
    publicEndpoint: text(fields["public_endpoint"]),
    scale: `${text(fields["min_scale"])} to ${text(fields["max_scale"])}`,
  };
}

function statusView(value: Lifecycle, now: number): StatusView {
  const status = statusOf(value, now);
  return { status, reason: status === value.status ? (value.error ?? "") : "" };
}

/** The sources may have more fields, such as variables. */
function instanceView({ id, status, isNewest, requests, startedAt }: InstanceView): InstanceView {
  return { id, status, isNewest, requests, startedAt };
}

function requestView({ time, method, path, status, durationMs, isColdStart }: RequestView): RequestView {
  return { time, method, path: path.split("?", 1)[0] ?? "", status, durationMs, isColdStart };
}

function triggerView(trigger: Trigger, now: number, sources: PageSources): TriggerView {
  const { id, name, fields } = trigger;
  const kind = text(fields["source_type"]);
  const source = sourceOf(fields[`${kind}_config`]);
  return { id, name, kind, source, nextRun: sources.nextRun(id) ?? null, ...statusView(trigger, now) };
}

/** Bodies and headers of calls and the URLs of NATS may contain secrets: they are not displayed. */
function sourceOf(config: Json | undefined): string {
  if (!isJsonObject(config)) return "";
  const { schedule, timezone, queue_url: queue, subject } = config;
  if (schedule !== undefined) return `${text(schedule)} (${text(timezone)})`;
  return queue === undefined ? text(subject) : (text(queue).split("/").at(-1) ?? "");
}

/** The variables of the container, which replace those of its namespace, and the names of the secrets of both. */
function environment(container: Container, services: Services): Pick<ContainerView, "variables" | "secrets"> {
  const namespace = namespaces(services).get(container.namespace_id);
  const variables = Object.entries({ ...namespace?.variables, ...container.variables });
  return {
    variables: variables.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ name, value: cut(value) })),
    secrets: Object.keys({ ...namespace?.secrets, ...container.secrets }).sort(),
  };
}

function queueView(queue: Queue, sources: PageSources): QueueView {
  const { name, region, project_id: project } = queue;
  const { visible, inFlight } = sources.depth(idOf(queue));
  const target = deadLetterQueue(queue);
  return {
    name,
    region,
    project,
    visible,
    inFlight,
    deadLetters:
      target === undefined
        ? null
        : { queue: target, messages: sources.depth(queueId(region, project, target)).visible },
  };
}

/** The name of the dead-letter queue in the redrive policy, which is JSON in a text. */
function deadLetterQueue({ attributes }: Queue): string | undefined {
  return /"deadLetterTargetArn"\s*:\s*"[^"]*:([\w.-]+)"/.exec(attributes["RedrivePolicy"] ?? "")?.[1];
}

function idOf({ region, project_id, name }: Queue): string {
  return queueId(region, project_id, name);
}

function text(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function cut(value: string): string {
  return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value;
}
