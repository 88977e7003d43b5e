/** Every number and pattern that the library checks. Messages, docs and schemas are built from this file. */

/** Where a limit is published, and the day or month on which it was read: Scaleway raises its limits from time to time. */
export interface LimitSource {
  readonly title: string;
  readonly date: string;
}

/** The request rules that Scaleway generates into its SDKs. */
export const CONTAINERS_API = source("Serverless Containers API v1", "2026-08-20");
const IAM_API = source("IAM API v1alpha1", "2026-08-20");
const CONTAINERS_PAGE = source("Scaleway's page on container limits", "2026-11");
/** The validators of the Terraform provider scaleway/scaleway. */
const PROVIDER = source("Terraform provider 2.81.0", "2026-11");
const SQS = source("Amazon's rules for SQS, which Scaleway follows", "2026-11");
const RFC_1035 = source("RFC 1035", "1987-11");
const SECRET_MANAGER = source("schema of Secret Manager on schemas.apis.io", "2026-11");
const S3 = source("Amazon's rules for S3 buckets", "2026-11");
const OPENMCF = source("OpenMCF", "2026-11");

function source(title: string, date: string): LimitSource {
  return { title, date };
}

function changelog(date: string): LimitSource {
  return source("Scaleway's changelog", date);
}

/** The bounds of a whole number, both included. */
export interface NumberLimit {
  readonly source: LimitSource;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  /** Values inside the bounds that are rejected. */
  readonly except?: readonly number[];
}

/** The bounds of a text's length, both included, and its format. */
export interface TextLimit {
  readonly source: LimitSource;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern?: RegExp;
  /** The pattern in words, such as `, starting with /`. Messages display them after the length. */
  readonly shape?: string;
}

/** The smallest and the largest number, or number of characters. */
export function boundsOf(limit: NumberLimit | TextLimit): { readonly min: number; readonly max: number } {
  return "minLength" in limit ? { min: limit.minLength, max: limit.maxLength } : limit;
}

/** The largest number that the provider can send, for fields without a known limit. */
const LARGEST = 2_147_483_647;

// The types are literal unions, so that hovers and the API report show the values.
/**
 * A region of Scaleway. Another text is a region that this release does not know, and is rejected unless the limit `region` is raised.
 * Source of the list: Scaleway's changelog, 2026-08-31.
 */
export type Region = "fr-par" | "nl-ams" | "pl-waw" | "it-mil" | (string & Record<never, never>);
/** The regions of Serverless Containers and of registries. Source: Scaleway's changelog, 2026-08-31. */
export const REGIONS = ["fr-par", "nl-ams", "pl-waw", "it-mil"] as const satisfies readonly Region[];

/** Who can call a container: everybody (`"public"`), or callers with a token (`"private"`). */
export type Privacy = "public" | "private";
export const PRIVACIES = ["public", "private"] as const satisfies readonly Privacy[];
/** What Scaleway does with plain HTTP: it answers (`"enabled"`), or redirects to HTTPS (`"redirected"`). */
export type HttpOption = "enabled" | "redirected";
export const HTTP_OPTIONS = ["enabled", "redirected"] as const satisfies readonly HttpOption[];
/** The protocol between Scaleway and a container: HTTP/1.1 (`"http1"`), or HTTP/2 without TLS (`"h2c"`). */
export type Protocol = "http1" | "h2c";
export const PROTOCOLS = ["http1", "h2c"] as const satisfies readonly Protocol[];
/** The execution environment of a container. The default of Scaleway is `"v2"`. */
export type Sandbox = "v1" | "v2";
export const SANDBOXES = ["v1", "v2"] as const satisfies readonly Sandbox[];
/** The method of the request of a trigger, in lowercase. */
export type HttpMethod = "get" | "post" | "put" | "patch" | "delete";
export const HTTP_METHODS = ["get", "post", "put", "patch", "delete"] as const satisfies readonly HttpMethod[];

export const CONTAINER_LIMITS = {
  name: {
    minLength: 2,
    maxLength: 34,
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    shape: ": lowercase letters, digits and -, with a letter or digit at both ends",
    source: CONTAINERS_API,
  },
  description: { minLength: 0, maxLength: 255, source: CONTAINERS_API },
  memoryLimitMb: { min: 128, max: 12288, unit: "MB", source: CONTAINERS_API },
  cpuLimit: { min: 70, max: 6000, unit: "mvCPU (1 vCPU is 1000)", source: CONTAINERS_API },
  minScale: { min: 0, max: 10, unit: "instances", source: CONTAINERS_API },
  maxScale: { min: 1, max: 200, unit: "instances", source: changelog("2026-09-23") },
  timeoutSeconds: { min: 10, max: 3600, unit: "seconds", source: CONTAINERS_API },
  // The sidecars of Scaleway listen on the excepted ports.
  port: { min: 1, max: 65535, except: [8008, 8012, 8013, 8022, 9090, 9091], source: CONTAINERS_API },
  localStorageLimitMb: { min: 1000, max: 24456, unit: "MB", source: CONTAINERS_API },
  "scalingOption.concurrentRequestsThreshold": { min: 1, max: LARGEST, unit: "requests", source: CONTAINERS_API },
  "scalingOption.cpuUsageThreshold": { min: 1, max: 100, unit: "%", source: CONTAINERS_API },
  "scalingOption.memoryUsageThreshold": { min: 1, max: 100, unit: "%", source: CONTAINERS_API },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const PROBE_LIMITS = {
  path: { minLength: 1, maxLength: 100, pattern: /^\//, shape: ", starting with /", source: CONTAINERS_API },
  failureThreshold: { min: 3, max: 50, unit: "failures", source: CONTAINERS_API },
  intervalSeconds: { min: 1, max: LARGEST, unit: "seconds", source: CONTAINERS_API },
  timeoutSeconds: { min: 1, max: LARGEST, unit: "seconds", source: CONTAINERS_API },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const NAMESPACE_LIMITS = {
  name: {
    minLength: 2,
    maxLength: 50,
    pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])$/,
    shape: ": letters, digits and -, with a letter first and a letter or digit last",
    source: CONTAINERS_API,
  },
  description: { minLength: 0, maxLength: 255, source: CONTAINERS_API },
} as const satisfies Record<string, TextLimit>;

/** The limits of schedules, queue triggers and subject triggers. */
export const TRIGGER_LIMITS = {
  name: {
    minLength: 2,
    maxLength: 50,
    pattern: /^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])$/,
    shape: ": letters, digits, - and _, with a letter or digit at both ends",
    source: CONTAINERS_API,
  },
  description: { minLength: 0, maxLength: 255, source: CONTAINERS_API },
  path: { minLength: 1, maxLength: 255, pattern: /^\//, shape: ", starting with /", source: CONTAINERS_API },
} as const satisfies Record<string, TextLimit>;

export const SCHEDULE_LIMITS = {
  schedule: { minLength: 1, maxLength: 255, source: CONTAINERS_API },
  args: { minLength: 0, maxLength: 10_000, source: CONTAINERS_API },
} as const satisfies Record<string, TextLimit>;

/** The limits of Scaleway's queues, which follow Amazon's rules for SQS. */
export const QUEUE_LIMITS = {
  name: { minLength: 1, maxLength: 80, pattern: /^[\w-]+(\.fifo)?$/, shape: ": letters, digits, - and _", source: SQS },
  visibilityTimeoutSeconds: { min: 0, max: 43_200, unit: "seconds", source: SQS },
  messageMaxAgeSeconds: { min: 60, max: 1_209_600, unit: "seconds", source: SQS },
  messageMaxSizeBytes: { min: 1024, max: 262_144, unit: "bytes", source: SQS },
  receiveWaitTimeSeconds: { min: 0, max: 20, unit: "seconds", source: SQS },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const DEAD_LETTER_QUEUE_LIMITS = {
  name: QUEUE_LIMITS.name,
  maxReceiveCount: { min: 1, max: 1000, unit: "receives", source: SQS },
  messageMaxAgeSeconds: QUEUE_LIMITS.messageMaxAgeSeconds,
} as const satisfies Record<string, NumberLimit | TextLimit>;

/**
 * The regions of Queues and NATS. Source: the generated SDK of Scaleway, 2026. No page documents the list, so another region
 * is a warning.
 */
export const MNQ_REGIONS = ["fr-par", "nl-ams"] as const;

export const NATS_LIMITS = {
  subject: { minLength: 1, maxLength: 100, pattern: /^\S+$/, shape: " without white space", source: CONTAINERS_API },
  serverUrls: { min: 1, max: 5, unit: "URLs", source: CONTAINERS_API },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const DOMAIN_LIMITS = {
  hostname: { minLength: 3, maxLength: 63, source: CONTAINERS_API },
  dnsZone: { minLength: 3, maxLength: 253, source: RFC_1035 },
  ttlSeconds: { min: 60, max: 2_592_000, unit: "seconds", source: PROVIDER },
  domainsPerContainer: { min: 0, max: 50, unit: "domains", source: CONTAINERS_PAGE },
} as const satisfies Record<string, NumberLimit | TextLimit>;

/** The limits of IAM for applications, policies and API keys. */
export const TOKEN_LIMITS = {
  name: {
    minLength: 1,
    maxLength: 64,
    pattern: /^[\w().\- ]+$/,
    shape: ": letters without accents, digits, ( ) . _ - and spaces",
    source: IAM_API,
  },
  description: { minLength: 0, maxLength: 200, source: IAM_API },
  /** The tags of an application or a policy. */
  tags: { min: 0, max: 10, unit: "tags", source: IAM_API },
} as const satisfies Record<string, NumberLimit | TextLimit>;

/** The number of days before the expiry of a token in which synth warns about it. */
export const DAYS_BEFORE_EXPIRY = 30;

/** Scaleway documents no characters for names in Secret Manager. The schema has no dots, which are accepted too. */
export const SECRET_MANAGER_LIMITS = {
  name: {
    minLength: 1,
    maxLength: 255,
    pattern: /^[\w.-]+$/,
    shape: ": letters, digits, -, . and _",
    source: SECRET_MANAGER,
  },
} as const satisfies Record<string, TextLimit>;

/** The limits of S3 for buckets. Keys are limited to characters that need no escape anywhere. */
export const BACKEND_LIMITS = {
  bucket: {
    minLength: 3,
    maxLength: 63,
    pattern: /^[a-z0-9](\.?[a-z0-9-])*[a-z0-9]$/,
    shape: ": lowercase letters, digits, - and single dots, with a letter or digit at both ends",
    source: S3,
  },
  key: {
    minLength: 1,
    maxLength: 1024,
    pattern: /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/,
    shape: ": letters, digits, -, _ and ., in parts divided by / that start with no dot",
    source: S3,
  },
} as const satisfies Record<string, TextLimit>;

export const ENVIRONMENT_LIMITS = {
  /** Variables of a container and its namespace together. A name in both counts once. */
  variables: { min: 0, max: 200, unit: "variables", source: CONTAINERS_PAGE },
  secrets: { min: 0, max: 200, unit: "secrets", source: CONTAINERS_PAGE },
  name: { minLength: 1, maxLength: 100, source: CONTAINERS_PAGE },
  value: { minLength: 0, maxLength: 65_536, source: changelog("2026-06-11") },
  secretBytes: { min: 1, max: 65_536, unit: "bytes", source: CONTAINERS_PAGE },
} as const satisfies Record<string, NumberLimit | TextLimit>;

/** Limits of this library: far above any manifest, and low enough to read any content in seconds. */
export const MANIFEST_LIMITS = { fileBytes: 500_000, documents: 1000 } as const;

/** The format of OpenMCF and Docker. Scaleway documents no length. */
export const REGISTRY_LIMITS = {
  name: {
    minLength: 4,
    maxLength: 63,
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])$/,
    shape: ": lowercase letters, digits and -, with a letter or digit at both ends",
    source: OPENMCF,
  },
} as const satisfies Record<string, TextLimit>;

/** The limits of a private network or a DNS record in a manifest. Its name is a label: nothing else depends on it. */
export const RESOURCE_LIMITS = {
  name: {
    minLength: 1,
    maxLength: 63,
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    shape: ": lowercase letters, digits and -, with a letter or digit at both ends",
    source: OPENMCF,
  },
} as const satisfies Record<string, TextLimit>;

/** The size above which the sources disagree, so a larger one is a warning instead of an error. */
export const UNCERTAIN_LOCAL_STORAGE_MB = 24_000;

/** The values of omitted props. The first six are the defaults of OpenMCF, which differ from the defaults of the API. */
export const DEFAULTS = {
  port: 8080,
  memoryLimitMb: 256,
  minScale: 0,
  maxScale: 20,
  timeoutSeconds: 300,
  httpOption: "enabled",
  protocol: "http1",
  sandbox: "v2",
  localStorageLimitMb: 1000,
  concurrentRequestsThreshold: 50,
  probe: { failureThreshold: 3, intervalSeconds: 10, timeoutSeconds: 1 },
  healthCheck: { tcp: true, failureThreshold: 30, intervalSeconds: 10, timeoutSeconds: 1 },
  trigger: { path: "/", method: "post" },
  schedule: { timezone: "UTC" },
  domain: { ttlSeconds: 3600 },
  queue: {
    visibilityTimeoutSeconds: 30,
    messageMaxAgeSeconds: 345_600,
    messageMaxSizeBytes: 262_144,
    receiveWaitTimeSeconds: 0,
  },
  deadLetterQueue: { messageMaxAgeSeconds: 1_209_600 },
} as const;

/** The CPU share of a memory size in Scaleway's size table: 128 MB → 70, 1024 MB → 560, 4096 MB → 2240 mvCPU. */
export const CPU_PER_MEMORY = { milliCpu: 70, memoryMb: 128 } as const;

/**
 * The size of a megabyte, which is decimal in the API: 256 MB are 256 000 000 bytes. Source: the rules of the Serverless Containers API v1,
 * 2026-08-20, and the conversion of provider 2.81.0. The API probably rounds down to whole megabytes, so that 1 GiB is 1073 MB. Source: the
 * Terraform configuration of evorto-app/app on GitHub, read 2026-11-29. No page of Scaleway documents it.
 */
export const BYTES_PER_MB = 1_000_000;

/** The limits of a path on Linux. */
export const FILE_PATH = {
  minLength: 1,
  maxLength: 4096,
  source: source("PATH_MAX of linux/limits.h", "2026-11"),
} as const satisfies TextLimit;
