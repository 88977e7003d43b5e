import fc from "fast-check";
import {
  ContainerImage,
  MnqSource,
  SecretValue,
  type AccessTokenOptions,
  type ContainerNamespaceProps,
  type CronScheduleOptions,
  type CustomDomainOptions,
  type MnqTriggerOptions,
  type QueueOptions,
  type ServerlessContainerAttributes,
  type ServerlessContainerProps,
} from "../../lib";
import {
  CONTAINER_LIMITS,
  DEFAULTS,
  DOMAIN_LIMITS,
  HTTP_METHODS,
  HTTP_OPTIONS,
  PRIVACIES,
  PROBE_LIMITS,
  PROTOCOLS,
  QUEUE_LIMITS,
  REGIONS,
  SANDBOXES,
  type NumberLimit,
} from "../../lib/facts/limits";
import { PLATFORM_VARIABLES } from "../../lib/facts/reserved-variables";
import { anyCharacter } from "./any-character";

/** Without the end of a token, which is rejected. */
const subject = fc.stringMatching(/^[!-~]{1,100}$/).filter((text) => !text.includes("]}"));

/** Whether no number in a value is as large as the placeholders of tokens. */
export const hasNoTokenNumber = (value: unknown): boolean => !/e\+(2[89]|30)\d/.test(JSON.stringify(value));

const number = ({ min, max, except = [] }: Omit<NumberLimit, "source">) =>
  fc.integer({ min, max }).filter((value) => !except.includes(value));
const unit = anyCharacter.filter((character) => character !== "\0");
const text = (maxLength: number, minLength = 0) => fc.string({ unit, minLength, maxLength });
const path = (maxLength: number) => text(maxLength - 1).map((rest) => `/${rest}`);
const optional = <T extends object>(arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(arbitraries, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const variableName = text(100, 1).filter((name) => !PLATFORM_VARIABLES.includes(name) && name !== "__proto__");
const environment = fc
  .dictionary(variableName, fc.oneof(text(1000), fc.constant(undefined)), { maxKeys: 8, noNullPrototype: true })
  .map((all) => ({
    environmentVariables: Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    secretEnvironmentVariables: Object.fromEntries(
      Object.entries(all)
        .filter(([, value]) => value === undefined)
        .map(([name], index) => [name, SecretValue.variable(`secret_${index}`)]),
    ),
  }));

const uuid = fc.uuid();
const probe = fc
  .tuple(
    fc.oneof(
      path(100).map((of) => ({ path: of })),
      fc.constant({ tcp: true as const }),
    ),
    optional({
      failureThreshold: number(PROBE_LIMITS.failureThreshold),
      intervalSeconds: number({ min: 1, max: 3600 }),
      timeoutSeconds: number({ min: 1, max: 3600 }),
    }),
  )
  .map(([kind, settings]) => ({ ...kind, ...settings }));

const scale = fc
  .record({
    minScale: number(CONTAINER_LIMITS.minScale),
    maxScale: number(CONTAINER_LIMITS.maxScale),
    percent: number(CONTAINER_LIMITS["scalingOption.cpuUsageThreshold"]),
    requests: fc.integer({ min: 1, max: 10_000 }),
    threshold: fc.constantFrom("requests", "cpu", "memory"),
  })
  .map(({ minScale: low, maxScale, percent, requests, threshold }) => {
    const minScale = Math.min(threshold === "requests" ? low : Math.max(low, 1), maxScale);
    const scalingOption = {
      requests: { concurrentRequestsThreshold: requests },
      cpu: { cpuUsageThreshold: percent },
      memory: { memoryUsageThreshold: percent },
    }[threshold];
    return { minScale, maxScale, scalingOption };
  });

const images = fc.constantFrom(
  ...["nginx", "ghcr.io/org/api:v1", `ghcr.io/org/api:v1@sha256:${"a".repeat(64)}`, "localhost:5000/a/b"].map(
    (reference) => ContainerImage.fromRegistry(reference),
  ),
);

/** Any props that are right. */
export const containerProps: fc.Arbitrary<ServerlessContainerProps> = fc
  .tuple(
    fc.record({ image: images, privacy: fc.constantFrom(...PRIVACIES) }),
    optional({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,32}[a-z0-9]$/),
      region: fc.constantFrom(...REGIONS),
      port: number(CONTAINER_LIMITS.port),
      description: text(255),
      memoryLimitMb: number(CONTAINER_LIMITS.memoryLimitMb),
      cpuLimit: number(CONTAINER_LIMITS.cpuLimit),
      timeoutSeconds: number(CONTAINER_LIMITS.timeoutSeconds),
      httpOption: fc.constantFrom(...HTTP_OPTIONS),
      protocol: fc.constantFrom(...PROTOCOLS),
      command: fc.array(text(40), { maxLength: 4 }),
      args: fc.array(text(40), { maxLength: 4 }),
      privateNetworkId: fc.tuple(fc.constantFrom(...REGIONS), uuid).map((parts) => parts.join("/")),
      sandbox: fc.constantFrom(...SANDBOXES),
      healthCheck: probe,
      startupProbe: probe,
      localStorageLimitMb: number(CONTAINER_LIMITS.localStorageLimitMb),
      registrySha256: text(80, 1),
      tags: fc.array(text(40), { maxLength: 4 }),
      deployGate: fc.boolean(),
    }),
    fc.option(scale, { nil: { minScale: DEFAULTS.minScale } }),
    fc.option(environment, { nil: {} }),
  )
  .map(([required, settings, scaling, variables]) => ({ ...required, ...settings, ...scaling, ...variables }));

export const namespaceProps: fc.Arbitrary<ContainerNamespaceProps> = fc
  .tuple(
    optional({
      name: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,48}[a-zA-Z0-9]$/),
      description: text(255),
      tags: fc.array(text(40), { maxLength: 4 }),
      region: fc.constantFrom(...REGIONS),
      projectId: uuid,
    }),
    fc.option(environment, { nil: {} }),
  )
  .map(([settings, variables]) => ({ ...settings, ...variables }));

const cronField = (min: number, max: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min: 1, max }).map((step) => `*/${step}`),
    fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((all) => all.join(",")),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  );

/** Any UNIX schedule that fires: days up to 28, which every month has. */
export const cron = fc
  .tuple(cronField(0, 59), cronField(0, 23), cronField(1, 28), cronField(1, 12), cronField(0, 6))
  .map((fields) => fields.join(" "));

export const scheduleOptions: fc.Arbitrary<CronScheduleOptions> = fc
  .tuple(
    fc.record({ schedule: cron }),
    optional({
      timezone: fc.constantFrom("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata"),
      args: fc
        .oneof(
          fc.dictionary(text(20), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true }),
          fc.json({ maxDepth: 2 }),
        )
        .filter(hasNoTokenNumber),
      path: path(255),
      method: fc.constantFrom(...HTTP_METHODS),
      tags: fc.array(text(40), { maxLength: 4 }),
      headers: fc.dictionary(fc.stringMatching(/^X-[A-Z][a-z]{1,8}$/), text(40), { maxKeys: 3, noNullPrototype: true }),
      name: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,48}[a-zA-Z0-9]$/),
      description: text(255),
    }),
  )
  .map(([required, settings]) => ({ ...required, ...settings }));

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const zone = fc.tuple(label, fc.constantFrom("com", "co.uk", "example.org")).map((parts) => parts.join("."));

/** Any hostname, in a zone of its own, one further up, or none. */
export const domainOptions: fc.Arbitrary<CustomDomainOptions> = fc
  .record({
    zone,
    labels: fc.array(label, { maxLength: 2 }),
    inZone: fc.boolean(),
    ttl: number(DOMAIN_LIMITS.ttlSeconds),
  })
  .map(({ zone: dnsZone, labels, inZone, ttl }) => ({
    hostname: [...labels, dnsZone].join("."),
    ...(inZone && { dnsZone, ttlSeconds: ttl }),
  }));

export const tokenOptions: fc.Arbitrary<AccessTokenOptions> = optional({
  name: fc.stringMatching(/^[\w().-][ \w().-]{0,62}[\w().-]$/),
  description: text(200),
  expiresAt: fc
    .date({ min: new Date("2090-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  storeIn: fc.record(
    { secretName: fc.stringMatching(/^[\w.-]{1,80}$/), path: path(40) },
    { requiredKeys: ["secretName"] },
  ),
});

const queueName = fc.stringMatching(/^[a-zA-Z0-9_-]{1,60}$/);
export const queueOptions: fc.Arbitrary<QueueOptions> = fc
  .tuple(
    fc.record({ name: queueName }),
    optional({
      fifo: fc.constant(true),
      visibilityTimeoutSeconds: number(QUEUE_LIMITS.visibilityTimeoutSeconds),
      messageMaxAgeSeconds: number(QUEUE_LIMITS.messageMaxAgeSeconds),
      messageMaxSizeBytes: number(QUEUE_LIMITS.messageMaxSizeBytes),
      receiveWaitTimeSeconds: number(QUEUE_LIMITS.receiveWaitTimeSeconds),
      deadLetterQueue: optional({ messageMaxAgeSeconds: number(QUEUE_LIMITS.messageMaxAgeSeconds) }).map(
        (settings) => ({
          ...settings,
          maxReceiveCount: 5,
        }),
      ),
    }),
    fc.boolean(),
  )
  .map(([required, settings, deduplicates]) => ({
    ...required,
    ...settings,
    ...(settings.fifo === true && { contentBasedDeduplication: deduplicates }),
  }));

const secret = fc.constantFrom(SecretValue.variable("one"), SecretValue.variable("two"));
const url = (scheme: string) => fc.webAuthority().map((host) => `${scheme}://${host}`);
const sources = fc.oneof(
  queueOptions.map((options) => MnqSource.queue(options)),
  fc
    .record({ queueUrl: url("https"), endpoint: url("https"), accessKey: secret, secretKey: secret })
    .map((connection) => MnqSource.sqs(connection)),
  fc
    .record({
      subject,
      serverUrls: fc.array(url("nats"), { minLength: 1, maxLength: 5 }),
      credentials: secret,
    })
    .map((connection) => MnqSource.nats(connection)),
  fc.record({ subject, name: text(64, 1) }).map((options) => MnqSource.natsAccount(options)),
);

export const mnqTriggerOptions: fc.Arbitrary<MnqTriggerOptions> = fc
  .tuple(
    fc.record({ source: sources }),
    optional({
      path: path(255),
      method: fc.constantFrom(...HTTP_METHODS),
      name: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,48}[a-zA-Z0-9]$/),
      description: text(255),
    }),
  )
  .map(([required, settings]) => ({ ...required, ...settings }));

export const attributes: fc.Arbitrary<ServerlessContainerAttributes> = fc
  .tuple(
    fc.record({ containerId: fc.tuple(fc.constantFrom(...REGIONS), uuid).map((parts) => parts.join("/")) }),
    optional({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,32}[a-z0-9]$/),
      endpoint: fc.domain().map((host) => `https://${host}`),
      projectId: uuid,
      privacy: fc.constantFrom(...PRIVACIES),
    }),
  )
  .map(([required, settings]) => ({ ...required, ...settings }));
