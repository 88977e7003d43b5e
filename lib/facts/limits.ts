/**
 * Every number and pattern that the library checks. Messages, docs and schemas are built from this file.
 *
 * The source, unless an entry names another: the published request rules of Scaleway's Serverless Containers API v1
 * and the validators of the Terraform provider scaleway/scaleway 2.81.0, read in 2026.
 */

/** The bounds of a whole number, both included. */
export interface NumberLimit {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  /** Values inside the bounds that are rejected. */
  readonly except?: readonly number[];
}

/** The bounds of a text's length, both included, and its format. */
export interface TextLimit {
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern?: RegExp;
  /** The pattern in words, such as `, starting with /`. Messages display them after the length. */
  readonly shape?: string;
}

/** The largest number that the provider can send, for fields without a known limit. */
const LARGEST = 2_147_483_647;

// The types are literal unions, so that hovers and the API report show the values.
export type Region = "fr-par" | "nl-ams" | "pl-waw";
/** The regions of Serverless Containers. */
export const REGIONS = ["fr-par", "nl-ams", "pl-waw"] as const satisfies readonly Region[];

export type Privacy = "public" | "private";
export const PRIVACIES = ["public", "private"] as const satisfies readonly Privacy[];
export type HttpOption = "enabled" | "redirected";
export const HTTP_OPTIONS = ["enabled", "redirected"] as const satisfies readonly HttpOption[];
export type Protocol = "http1" | "h2c";
export const PROTOCOLS = ["http1", "h2c"] as const satisfies readonly Protocol[];
export type Sandbox = "v1" | "v2";
export const SANDBOXES = ["v1", "v2"] as const satisfies readonly Sandbox[];
export type HttpMethod = "get" | "post" | "put" | "patch" | "delete";
export const HTTP_METHODS = ["get", "post", "put", "patch", "delete"] as const satisfies readonly HttpMethod[];

export const CONTAINER_LIMITS = {
  name: {
    minLength: 2,
    maxLength: 34,
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    shape: ": lowercase letters, digits and -, with a letter or digit at both ends",
  },
  description: { minLength: 0, maxLength: 255 },
  memoryLimitMb: { min: 128, max: 12288, unit: "MB" },
  cpuLimit: { min: 70, max: 6000, unit: "mvCPU (1 vCPU is 1000)" },
  minScale: { min: 0, max: 10, unit: "instances" },
  maxScale: { min: 1, max: 50, unit: "instances" },
  timeoutSeconds: { min: 10, max: 3600, unit: "seconds" },
  // The sidecars of Scaleway listen on the excepted ports.
  port: { min: 1, max: 65535, except: [8008, 8012, 8013, 8022, 9090, 9091] },
  localStorageLimitMb: { min: 1000, max: 24456, unit: "MB" },
  "scalingOption.concurrentRequestsThreshold": { min: 1, max: LARGEST, unit: "requests" },
  "scalingOption.cpuUsageThreshold": { min: 1, max: 100, unit: "%" },
  "scalingOption.memoryUsageThreshold": { min: 1, max: 100, unit: "%" },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const PROBE_LIMITS = {
  path: { minLength: 1, maxLength: 100, pattern: /^\//, shape: ", starting with /" },
  failureThreshold: { min: 3, max: 50, unit: "failures" },
  intervalSeconds: { min: 1, max: LARGEST, unit: "seconds" },
  timeoutSeconds: { min: 1, max: LARGEST, unit: "seconds" },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const NAMESPACE_LIMITS = {
  name: {
    minLength: 2,
    maxLength: 50,
    pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])$/,
    shape: ": letters, digits and -, with a letter first and a letter or digit last",
  },
  description: { minLength: 0, maxLength: 255 },
} as const satisfies Record<string, TextLimit>;

/** The limits of schedules, queue triggers and subject triggers. */
export const TRIGGER_LIMITS = {
  name: {
    minLength: 2,
    maxLength: 50,
    pattern: /^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])$/,
    shape: ": letters, digits, - and _, with a letter or digit at both ends",
  },
  description: { minLength: 0, maxLength: 255 },
  path: { minLength: 1, maxLength: 255, pattern: /^\//, shape: ", starting with /" },
} as const satisfies Record<string, TextLimit>;

export const SCHEDULE_LIMITS = {
  schedule: { minLength: 1, maxLength: 255 },
  args: { minLength: 0, maxLength: 10_000 },
} as const satisfies Record<string, TextLimit>;

/** The limits of Scaleway's queues, which follow Amazon's rules for SQS. */
export const QUEUE_LIMITS = {
  name: { minLength: 1, maxLength: 80, pattern: /^[\w-]+(\.fifo)?$/, shape: ": letters, digits, - and _" },
  visibilityTimeoutSeconds: { min: 0, max: 43_200, unit: "seconds" },
  messageMaxAgeSeconds: { min: 60, max: 1_209_600, unit: "seconds" },
  messageMaxSizeBytes: { min: 1024, max: 262_144, unit: "bytes" },
  receiveWaitTimeSeconds: { min: 0, max: 20, unit: "seconds" },
} as const satisfies Record<string, NumberLimit | TextLimit>;

export const DEAD_LETTER_QUEUE_LIMITS = {
  name: QUEUE_LIMITS.name,
  maxReceiveCount: { min: 1, max: 1000, unit: "receives" },
  messageMaxAgeSeconds: QUEUE_LIMITS.messageMaxAgeSeconds,
} as const satisfies Record<string, NumberLimit | TextLimit>;

/**
 * The regions of Queues and NATS. Source: the generated SDK of Scaleway, 2026. No page documents the list, so another region
 * is a warning.
 */
export const MNQ_REGIONS = ["fr-par", "nl-ams"] as const;

export const NATS_LIMITS = {
  subject: { minLength: 1, maxLength: 100, pattern: /^\S+$/, shape: " without white space" },
  serverUrls: { min: 1, max: 5, unit: "URLs" },
} as const satisfies Record<string, NumberLimit | TextLimit>;

/** The limits of custom domains. The TTL has the bounds of the provider, the hostname those of the Containers API. */
export const DOMAIN_LIMITS = {
  hostname: { minLength: 3, maxLength: 63 },
  dnsZone: { minLength: 3, maxLength: 253 },
  ttlSeconds: { min: 60, max: 2_592_000, unit: "seconds" },
} as const satisfies Record<string, NumberLimit | TextLimit>;
export const DOMAINS_PER_CONTAINER = 50;

/** The limits of IAM for applications, policies and API keys. */
export const TOKEN_LIMITS = {
  name: { minLength: 1, maxLength: 64 },
  description: { minLength: 0, maxLength: 200 },
} as const satisfies Record<string, TextLimit>;

/** The maximum number of tags of an application or a policy. Source: the published request rules of IAM v1alpha1. */
export const IAM_TAGS = 10;

/** The number of days before the expiry of a token in which synth warns about it. */
export const DAYS_BEFORE_EXPIRY = 30;

/**
 * The limits of names in Secret Manager. Source: the schema of its secrets on schemas.apis.io, 2026, which has letters, digits, - and _.
 * Scaleway documents no characters, so dots are accepted too.
 */
export const SECRET_MANAGER_LIMITS = {
  name: { minLength: 1, maxLength: 255, pattern: /^[\w.-]+$/, shape: ": letters, digits, -, . and _" },
} as const satisfies Record<string, TextLimit>;

/** The limits of S3 for buckets. Keys are limited to characters that need no escape anywhere. */
export const BACKEND_LIMITS = {
  bucket: {
    minLength: 3,
    maxLength: 63,
    pattern: /^[a-z0-9](\.?[a-z0-9-])*[a-z0-9]$/,
    shape: ": lowercase letters, digits, - and single dots, with a letter or digit at both ends",
  },
  key: {
    minLength: 1,
    maxLength: 1024,
    pattern: /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/,
    shape: ": letters, digits, -, _ and ., in parts divided by / that start with no dot",
  },
} as const satisfies Record<string, TextLimit>;

export const ENVIRONMENT_LIMITS = {
  /** Variables of a container and its namespace together. A name in both counts once. */
  variables: { min: 0, max: 200, unit: "variables" },
  secrets: { min: 0, max: 200, unit: "secrets" },
  name: { minLength: 1, maxLength: 100 },
  value: { minLength: 0, maxLength: 1000 },
  secretBytes: { min: 1, max: 65_536, unit: "bytes" },
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
  },
} as const satisfies Record<string, TextLimit>;

/** The limits of a private network or a DNS record in a manifest. Its name is a label: nothing else depends on it. */
export const RESOURCE_LIMITS = {
  name: {
    minLength: 1,
    maxLength: 63,
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    shape: ": lowercase letters, digits and -, with a letter or digit at both ends",
  },
} as const satisfies Record<string, TextLimit>;

/** The types of DNS records that the provider accepts, without those that require more than data. */
export const RECORD_TYPES = [
  "A",
  "AAAA",
  "ALIAS",
  "CAA",
  "CNAME",
  "DNAME",
  "MX",
  "NS",
  "PTR",
  "SRV",
  "TLSA",
  "TXT",
] as const;

/** The names of variables that Scaleway sets. */
export const RESERVED_VARIABLE = /^(PORT$|SCW_)/;

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

/** The size of a megabyte, which is decimal in the API: 256 MB are 256 000 000 bytes. */
export const BYTES_PER_MB = 1_000_000;

/** Scaleway's price list in EUR, 2026. 128 MB is billed as 0.125 GB. Each account has the free share every month. */
export const PRICE = {
  perGbSecond: 0.1 / 100_000,
  perVcpuSecond: 1 / 100_000,
  secondsPerMonth: 730 * 3600,
  free: { gbSeconds: 400_000, vcpuSeconds: 200_000 },
} as const;

/**
 * The memory quota of an organization in GB, for all its containers at their largest scale. Source: Scaleway's page on the limits
 * of containers, 2026.
 */
export const MEMORY_QUOTA_GB = 600;

/** The limits of a path on Linux. Source: PATH_MAX of linux/limits.h. */
export const FILE_PATH = { minLength: 1, maxLength: 4096 } as const satisfies TextLimit;
