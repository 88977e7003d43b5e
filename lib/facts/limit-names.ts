import {
  CONTAINER_LIMITS,
  DEAD_LETTER_QUEUE_LIMITS,
  DOMAIN_LIMITS,
  ENVIRONMENT_LIMITS,
  NAMESPACE_LIMITS,
  NATS_LIMITS,
  PROBE_LIMITS,
  QUEUE_LIMITS,
  REGIONS,
  SCHEDULE_LIMITS,
  TOKEN_LIMITS,
  TRIGGER_LIMITS,
  type NumberLimit,
  type TextLimit,
} from "./limits";

/** The form of the names of regions, also of regions that Scaleway adds later. */
const REGION = /^[a-z]{2}-[a-z]{3}$/;

export function isRegionName(text: string): boolean {
  return REGION.test(text);
}

export function isKnownRegion(region: string): boolean {
  return REGIONS.some((each) => each === region);
}

/** The limits that users can raise, because Scaleway raises them from time to time. */
const TABLES = {
  container: CONTAINER_LIMITS,
  probe: PROBE_LIMITS,
  environment: ENVIRONMENT_LIMITS,
  namespace: NAMESPACE_LIMITS,
  trigger: TRIGGER_LIMITS,
  schedule: SCHEDULE_LIMITS,
  queue: QUEUE_LIMITS,
  deadLetterQueue: DEAD_LETTER_QUEUE_LIMITS,
  nats: NATS_LIMITS,
  domain: DOMAIN_LIMITS,
  token: TOKEN_LIMITS,
} as const;

// A literal union, so that hovers and the API report show the names.
/** The name of a limit with bounds, such as `container.maxScale`. The limit of a text is its number of characters. */
export type BoundName =
  | "container.name"
  | "container.description"
  | "container.memoryLimitMb"
  | "container.cpuLimit"
  | "container.minScale"
  | "container.maxScale"
  | "container.timeoutSeconds"
  | "container.port"
  | "container.localStorageLimitMb"
  | "container.scalingOption.concurrentRequestsThreshold"
  | "container.scalingOption.cpuUsageThreshold"
  | "container.scalingOption.memoryUsageThreshold"
  | "probe.path"
  | "probe.failureThreshold"
  | "probe.intervalSeconds"
  | "probe.timeoutSeconds"
  | "environment.variables"
  | "environment.secrets"
  | "environment.name"
  | "environment.value"
  | "environment.secretBytes"
  | "namespace.name"
  | "namespace.description"
  | "trigger.name"
  | "trigger.description"
  | "trigger.path"
  | "schedule.schedule"
  | "schedule.args"
  | "queue.name"
  | "queue.visibilityTimeoutSeconds"
  | "queue.messageMaxAgeSeconds"
  | "queue.messageMaxSizeBytes"
  | "queue.receiveWaitTimeSeconds"
  | "deadLetterQueue.name"
  | "deadLetterQueue.maxReceiveCount"
  | "deadLetterQueue.messageMaxAgeSeconds"
  | "nats.subject"
  | "nats.serverUrls"
  | "domain.hostname"
  | "domain.dnsZone"
  | "domain.ttlSeconds"
  | "domain.domainsPerContainer"
  | "token.name"
  | "token.description"
  | "token.tags";

/** The name of a limit that can be raised: a limit with bounds, or the list of regions. */
export type LimitName = BoundName | "region";

type Tables = typeof TABLES;
/** The same names, as the tables have them. */
type NameInTables = { [Table in keyof Tables]: `${Table}.${keyof Tables[Table] & string}` }[keyof Tables];

const entries = Object.entries(TABLES).flatMap(([table, limits]) =>
  Object.entries(limits).map(([key, limit]: [string, NumberLimit | TextLimit]) => [`${table}.${key}`, limit] as const),
);
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- made from the tables
const bounds = Object.fromEntries(entries) as Readonly<Record<NameInTables, NumberLimit | TextLimit>>;
// Reversed, so that a limit with several names has its first name.
const names = new Map([...entries].reverse().map(([name, limit]) => [limit, name]));

// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- made from the tables
const boundNames: readonly BoundName[] = Object.keys(bounds) as NameInTables[];
export const LIMIT_NAMES: readonly LimitName[] = [...boundNames, "region"];

export function isLimitName(name: unknown): name is LimitName {
  return typeof name === "string" && LIMIT_NAMES.some((each) => each === name);
}

/** The name of a limit; undefined if it cannot be raised. */
export function nameOfLimit(limit: NumberLimit | TextLimit): LimitName | undefined {
  const name = names.get(limit);
  return isLimitName(name) ? name : undefined;
}

/** The limit with a name. */
export function knownLimit(name: BoundName): NumberLimit | TextLimit {
  return bounds[name];
}
