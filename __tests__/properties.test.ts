import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import fc from "fast-check";
import {
  AccessToken,
  ContainerImage,
  ContainerNamespace,
  CronSchedule,
  CustomDomain,
  MnqSource,
  MnqTrigger,
  ObjectStorageBackend,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type QueueOptions,
} from "../lib";
import { isIssueCode } from "../lib/base/issue-codes";
import {
  attributes,
  containerProps,
  cron,
  domainOptions,
  hasNoTokenNumber,
  mnqTriggerOptions,
  namespaceProps,
  queueOptions,
  scheduleOptions,
  tokenOptions,
} from "./helpers/arbitraries";
import { refusalOf, validationError } from "./helpers/issues";
import { minimal, newApp, newStack, only, synth } from "./helpers/synth";
import { propertyRuns } from "./helpers/property-runs";

// Jest maps every frame of a stack that is read, and a ValidationError reads its own.
beforeAll(() => {
  Error.stackTraceLimit = 0;
});

/** A rejected construct is removed from the tree, so the next one can use the same scope. */
const inScope = <Scope extends Construct, Made extends Construct>(
  newScope: () => Scope,
  create: (scope: Scope, props: never) => Made,
) => {
  let scope: Scope | undefined;
  return (props: object): Made => {
    scope ??= newScope();
    const made = create(scope, props as never);
    scope = undefined;
    return made;
  };
};
const newContainer = inScope(newStack, (stack, props) => new ServerlessContainer(stack, "api", props));
const newNamespace = inScope(newStack, (stack, props) => new ContainerNamespace(stack, "shared", props));
const newImported = inScope(newStack, (stack, attributes) =>
  ServerlessContainer.fromAttributes(stack, "other", attributes),
);
const onContainer = <Made extends Construct>(create: (stack: ScalewayStack, props: never) => Made) =>
  inScope(
    () => new ServerlessContainer(newStack(), "api", minimal),
    (container, props: object) =>
      create(TerraformStack.of(container) as ScalewayStack, { container, ...props } as never),
  );
const newSchedule = onContainer((stack, props) => new CronSchedule(stack, "nightly", props));
const newDomain = onContainer((stack, props) => new CustomDomain(stack, "www", props));
const newToken = onContainer((stack, props) => new AccessToken(stack, "token", props));
const newTrigger = onContainer((stack, props) => new MnqTrigger(stack, "orders", props));
/** A source is not a construct, so a trigger uses it. */
const newQueue = (options: object) => newTrigger({ source: MnqSource.queue(options as QueueOptions) });
const CONSTRUCTS = [
  ["ServerlessContainer", containerProps, newContainer],
  ["ContainerNamespace", namespaceProps, newNamespace],
  ["CronSchedule", scheduleOptions, newSchedule],
  ["CustomDomain", domainOptions, newDomain],
  ["AccessToken", tokenOptions, newToken],
  ["MnqTrigger", mnqTriggerOptions, newTrigger],
  ["MnqSource.queue", queueOptions, newQueue],
  ["ServerlessContainer.fromAttributes", attributes, newImported],
] as const;

/** Values that no field accepts. */
const nonsense = fc.oneof(
  fc.constantFrom(
    NaN,
    Infinity,
    -1,
    0.5,
    1e21,
    -1e300,
    "",
    " ",
    "\u0000",
    null,
    [],
    {},
    [[]],
    true,
    false,
    () => 1,
    5n,
  ),
  fc.constantFrom(Symbol("s"), new Date(0), /x/, new Map(), Object.create(null), "__proto__", "toString", { then: 1 }),
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
);
const FIELDS = {
  ServerlessContainer: [
    ..."image privacy name namespace region port description memoryLimitMb cpuLimit minScale maxScale timeoutSeconds".split(
      " ",
    ),
    ..."httpOption protocol command args environmentVariables secretEnvironmentVariables privateNetworkId sandbox".split(
      " ",
    ),
    ..."healthCheck startupProbe scalingOption localStorageLimitMb registrySha256 tags deployGate unknown".split(" "),
  ],
  ContainerNamespace:
    "name description environmentVariables secretEnvironmentVariables tags region projectId unknown".split(" "),
  CronSchedule: "container schedule timezone args path method headers name description unknown".split(" "),
  CustomDomain: "container hostname dnsZone ttlSeconds unknown".split(" "),
  AccessToken: "container name description expiresAt storeIn unknown".split(" "),
  MnqTrigger: "container source path method name description unknown".split(" "),
  "MnqSource.queue": [
    ..."name fifo contentBasedDeduplication visibilityTimeoutSeconds messageMaxAgeSeconds messageMaxSizeBytes".split(
      " ",
    ),
    ..."receiveWaitTimeSeconds deadLetterQueue unknown".split(" "),
  ],
  "ServerlessContainer.fromAttributes": "containerId name region endpoint projectId privacy unknown".split(" "),
};

const RUNS_PER_FIELD = 25;

/** The fields at which a rule over several fields may report an issue if the first field is not valid. */
const RELATED: Partial<Record<string, string[]>> = {
  maxScale: ["minScale"],
  scalingOption: ["minScale"],
  environmentVariables: ["secretEnvironmentVariables"],
  namespace: ["region"],
  dnsZone: ["hostname", "ttlSeconds"],
  name: ["deadLetterQueue"],
  fifo: ["name", "contentBasedDeduplication", "deadLetterQueue"],
  region: ["containerId"],
};

describe.each(CONSTRUCTS)("%s", (kind, valid, create) => {
  test("synthesizes a configuration that the provider accepts from any valid props", () => {
    fc.assert(
      fc.property(valid as fc.Arbitrary<object>, (props) => {
        synth(create(props).node.root.node.findChild("stack") as never);
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  test("throws only a ValidationError, with a code and the field, if one field has any value", () => {
    fc.assert(
      fc.property(valid as fc.Arbitrary<object>, fc.constantFrom(...FIELDS[kind]), nonsense, (props, field, value) => {
        const refusal = refusalOf(() => {
          synth(create({ ...props, [field]: value }).node.root.node.findChild("stack") as never);
        });
        // A rule over several fields may be reported at another one of them.
        const issues = refusal?.issues ?? [];
        // The limits of a source are checked on its trigger.
        const paths = issues.map(({ path }) => path.replace(/^source\./, "").split(".")[0]!);
        const unrelated = paths.filter((path) => path !== field && !RELATED[field]?.includes(path));
        if (unrelated.length > 0) throw new Error(`reported at ${unrelated.join(", ")}`);
        if (!issues.every(({ code }) => isIssueCode(code))) throw new Error("an issue has no code");
      }),
      { numRuns: propertyRuns(RUNS_PER_FIELD * FIELDS[kind].length) },
    );
  });

  test("throws only a ValidationError if the props are any other value", () => {
    fc.assert(
      fc.property(nonsense, (props) => {
        refusalOf(() => create(props as object));
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

describe("values", () => {
  test("image references are used unchanged, or rejected with a ValidationError", () => {
    const pieces = fc.constantFrom(
      "a",
      "A",
      "0",
      "/",
      ":",
      "@",
      ".",
      "-",
      "_",
      "__",
      "sha256:",
      "host:5000/",
      "a".repeat(32),
      " ",
    );
    const reference = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(reference, (text) => {
        refusalOf(() => {
          const { image, registrySha256 } = ContainerImage.fromRegistry(text).bind(undefined as never);
          if (![image, `${image}@${registrySha256}`].includes(text)) throw new Error(`became ${image}`);
        });
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  test("every factory accepts any value, or throws a ValidationError", () => {
    const factories: ((value: unknown) => unknown)[] = [
      (value) => ContainerImage.fromRegistry(value as string),
      (value) => ContainerImage.fromRegistry("nginx:1", value as object),
      (value) => ContainerImage.fromParts(value as never),
      (value) => ContainerImage.fromRegistryTag(value as never),
      (value) => ContainerImage.fromLock(value as string),
      (value) => ContainerImage.fromLock("nginx:1", value as object),
      (value) => ContainerImage.fromDirectory(value as string, value as never),
      (value) => ContainerImage.fromDirectory("examples/built-image/api", value as never),
      (value) => MnqSource.queue(value as never),
      (value) => MnqSource.sqs(value as never),
      (value) => MnqSource.nats(value as never),
      (value) => MnqSource.natsAccount(value as never),
      (value) => new ObjectStorageBackend(newStack(), value as never),
      (value) => new ScalewayStack(newApp(), "stack", value as never),
      (value) => {
        new ServerlessContainer(newStack(), "api", minimal).addEnvironmentVariable(value as string, "x");
      },
      (value) => {
        new ServerlessContainer(newStack(), "api", minimal).addSecret("X", value as SecretValue);
      },
      (value) => SecretValue.variable(value as string),
      (value) => SecretValue.secretManager(value as string),
      (value) => SecretValue.secretManager("x", value as object),
      (value) => SecretValue.reference(value as string),
      (value) => SecretValue.unsafePlainText(value as string),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...factories), nonsense, (factory, value) => {
        refusalOf(() => factory(value));
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  test("schedules of numbers, lists, ranges and steps are accepted, and run in the future", () => {
    const from = new Date("2026-01-01T00:00:00Z");
    fc.assert(
      fc.property(cron, (schedule) => {
        const runs = newSchedule({ schedule }).nextRuns(3, from);
        const isRun = (run: Date, index: number) => run > (runs[index - 1] ?? from) && run.getUTCSeconds() === 0;
        return runs.length === 3 && runs.every(isRun);
      }),
    );
  });

  test("schedules of any text are accepted, or rejected with a ValidationError at the field", () => {
    const pieces = fc.constantFrom("0", "7", "*", "/", "-", ",", " ", "MON", "L", "#", "?", "@daily", "60", "\n");
    const anything = fc.oneof(
      fc.string(),
      fc.array(pieces, { minLength: 5, maxLength: 14 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(anything, (schedule) => {
        const refusal = refusalOf(() => newSchedule({ schedule }));
        return refusal === undefined || (refusal.issues.length === 1 && refusal.issues[0]?.path === "schedule");
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  test("no message contains a secret", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z]{12,40}$/), containerProps, (planted, props) => {
        const wrong = {
          ...props,
          port: 0,
          secretEnvironmentVariables: { KEY: planted, OK: SecretValue.unsafePlainText(planted) },
        };
        return !String(validationError(() => newContainer(wrong)).stack).includes(planted);
      }),
    );
  });

  test("JSON bodies reach Scaleway as the same value", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }).filter(hasNoTokenNumber),
        (args) => {
          const { cron: written } = only(
            synth(newSchedule({ schedule: "0 2 * * *", args }).node.root.node.findChild("stack") as never),
            "scaleway_container_trigger",
          );
          const unescaped = (written.body as string).replace(/([$%])\1\{/g, "$1{");
          return unescaped === JSON.stringify(args);
        },
      ),
    );
  });
});
