import fc from "fast-check";
import {
  ContainerImage,
  SecretValue,
  type ContainerNamespaceProps,
  type CronScheduleOptions,
  type ServerlessContainerProps,
} from "../../lib";
import {
  CONTAINER_LIMITS,
  DEFAULTS,
  HTTP_METHODS,
  HTTP_OPTIONS,
  PRIVACIES,
  PROBE_LIMITS,
  PROTOCOLS,
  REGIONS,
  RESERVED_VARIABLE,
  SANDBOXES,
  type NumberLimit,
} from "../../lib/limits";

const number = ({ min, max = 1_000_000, except = [] }: NumberLimit) =>
  fc.integer({ min, max }).filter((value) => !except.includes(value));
const text = (maxLength: number, minLength = 0) => fc.string({ unit: "binary", minLength, maxLength });
const path = (maxLength: number) => text(maxLength - 1).map((rest) => `/${rest}`);
const optional = <T extends object>(arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(arbitraries, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const variableName = text(100, 1).filter((name) => !RESERVED_VARIABLE.test(name));
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
      args: fc.oneof(
        fc.dictionary(text(20), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true }),
        fc.json({ maxDepth: 2 }),
      ),
      path: path(255),
      method: fc.constantFrom(...HTTP_METHODS),
      headers: fc.dictionary(fc.stringMatching(/^X-[A-Z][a-z]{1,8}$/), text(40), { maxKeys: 3, noNullPrototype: true }),
      name: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,48}[a-zA-Z0-9]$/),
      description: text(255),
    }),
  )
  .map(([required, settings]) => ({ ...required, ...settings }));
