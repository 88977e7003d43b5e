import { TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  MnqSource,
  ObjectStorageBackend,
  SecretValue,
  ServerlessContainer,
  raiseLimit,
  type RaisedLimit,
} from "../lib";
import { IMAGE_LIMITS } from "../lib/facts/image-facts";
import * as facts from "../lib/facts/limits";
import type { NumberLimit } from "../lib/facts/limits";
import { knownLimit, nameOfLimit, type BoundName } from "../lib/facts/limit-names";
import { validationError } from "./helpers/issues";
import * as rows from "./helpers/limit-rows";
import { Repeated, type Row } from "./helpers/limit-rows";
import { annotations, minimal, newApp, newStack, synth } from "./helpers/synth";

const secret = SecretValue.variable("s");

/** Synthesizes a stack with a value in a field, and with all that the rule of the field requires. */
type Build = (field: string, value: unknown) => void;
/** The limits that are raised on the stack of `Build`, and the warnings of the last one. */
let raised: readonly RaisedLimit[] = [];
let lastWarnings: readonly string[] = [];
const inStack = (create: (stack: TerraformStack) => unknown) => {
  const stack = newStack();
  for (const each of raised) raiseLimit(stack, each);
  create(stack);
  synth(stack);
  lastWarnings = annotations(stack, "WARN").map(({ id = "", message }) => `${id}: ${message}`);
};
const onContainer = (create: (api: ServerlessContainer) => unknown) => {
  inStack((stack) => create(new ServerlessContainer(stack, "api", minimal)));
};
const container: Build = (field, value) => {
  const [outer = "", inner] = field.split(".");
  const scale = {
    ...(field.includes("UsageThreshold") && { minScale: 1 }),
    ...(field === "minScale" && { maxScale: 200 }),
  };
  const props = { ...minimal, ...scale, [outer]: inner === undefined ? value : { [inner]: value } };
  inStack((stack) => new ServerlessContainer(stack, "api", props));
};
const probe: Build = (field, value) => {
  const props = field === "path" ? { path: value } : { tcp: true, [field]: value };
  for (const prop of ["healthCheck", "startupProbe"]) container(prop, props);
};
const namespace: Build = (field, value) => {
  inStack((stack) => new ContainerNamespace(stack, "shared", { [field]: value }));
};
const schedule: Build = (field, value) => {
  onContainer((api) => api.addSchedule("nightly", { schedule: "0 2 * * *", [field]: value }));
};
const mnqTrigger = (source: MnqSource, options: object = {}) => {
  onContainer((api) => api.addTrigger("orders", { source, ...options }));
};
const trigger: Build = (field, value) => {
  schedule(field, value);
  mnqTrigger(MnqSource.queue({ name: "orders" }), { [field]: value });
};
const domain: Build = (field, value) => {
  const zone = field === "ttlSeconds" ? { dnsZone: "example.com" } : {};
  const hostname = value === "eu.example.com" ? "api.eu.example.com" : "api.example.com";
  onContainer((api) => api.addDomain("domain", { hostname, ...zone, [field]: value }));
};
const token: Build = (field, value) => {
  onContainer((api) => api.addToken("token", { [field]: value }));
};
const queue: Build = (field, value) => {
  mnqTrigger(MnqSource.queue({ name: "orders", [field]: value }));
};
const deadLetterQueue: Build = (field, value) => {
  queue("deadLetterQueue", { maxReceiveCount: 5, [field]: value });
};
const nats: Build = (field, value) => {
  const connection = { subject: "orders", serverUrls: ["nats://a:4222"], credentials: secret };
  mnqTrigger(MnqSource.nats({ ...connection, [field]: value }));
};
const backend: Build = (field, value) => {
  const stack = new TerraformStack(newApp(), "plain");
  new ObjectStorageBackend(stack, { bucket: "my-state", key: "a", region: "fr-par", [field]: value });
};
const environment: Build = (field, value) => {
  const path = environmentPath(field, value);
  const [prop = "", ...name] = path.split(".");
  const text = field === "secretBytes" ? SecretValue.unsafePlainText(value as string) : value;
  const entry = { name: "x", value, secretBytes: text }[field];
  container(prop, name.length === 0 ? value : { [name.join(".")]: entry });
};
const reference: Build = (_, value) => {
  ContainerImage.fromRegistry(value as string);
};

/** The path of the issue of a field. */
type PathOf = (field: string, value: unknown) => string;
const environmentPath: PathOf = (field, value) =>
  ({
    variables: "environmentVariables",
    secrets: "secretEnvironmentVariables",
    name: `environmentVariables.${String(value)}`,
    value: "environmentVariables.A",
    secretBytes: "secretEnvironmentVariables.A",
  })[field] ?? field;
const natsPath: PathOf = (field, value) => {
  const list = Array.isArray(value) ? value : ["tls://a:4222"];
  const isBeyond = list.length === 0 || list.length > 5 || (typeof value === "string" && value.length > 100);
  // Limits are checked on the trigger.
  return isBeyond ? `connection.nats.${field}` : list.includes("https://a") ? `${field}.0` : field;
};

/** Limits of a queue are checked on its trigger. */
const queuePath =
  (prop: string): PathOf =>
  (field, value) => {
    const isSize = typeof value === "number" && Number.isInteger(value);
    const isBeyond = isSize || (typeof value === "string" && value.length > 80);
    return `${isBeyond ? "source." : ""}${prop}${field}`;
  };

const own: PathOf = (field) => field;
const inside =
  (prop: string): PathOf =>
  (field) =>
    `${prop}.${field}`;
/** The limits of a table that the rows of a construct have. */
const without = <T extends object>(table: T, field: keyof T & string) =>
  Object.fromEntries(Object.entries(table).filter(([key]) => key !== field));
const SUITES: readonly (readonly [string, object, Readonly<Record<string, Row>>, Build, PathOf])[] = [
  ["ServerlessContainer", facts.CONTAINER_LIMITS, rows.CONTAINER, container, own],
  ["Probe", facts.PROBE_LIMITS, rows.PROBE, probe, inside("healthCheck")],
  ["ContainerNamespace", facts.NAMESPACE_LIMITS, rows.NAMESPACE, namespace, own],
  ["triggers", facts.TRIGGER_LIMITS, rows.TRIGGER, trigger, own],
  ["CronSchedule", facts.SCHEDULE_LIMITS, rows.SCHEDULE, schedule, own],
  ["CustomDomain", without(facts.DOMAIN_LIMITS, "domainsPerContainer"), rows.DOMAIN, domain, own],
  ["AccessToken", without(facts.TOKEN_LIMITS, "tags"), rows.TOKEN, token, own],
  ["MnqSource.queue", facts.QUEUE_LIMITS, rows.QUEUE, queue, queuePath("")],
  [
    "a dead-letter queue",
    facts.DEAD_LETTER_QUEUE_LIMITS,
    rows.DEAD_LETTER_QUEUE,
    deadLetterQueue,
    queuePath("deadLetterQueue."),
  ],
  ["MnqSource.nats", facts.NATS_LIMITS, rows.NATS, nats, natsPath],
  ["ObjectStorageBackend", facts.BACKEND_LIMITS, rows.BACKEND, backend, own],
  ["environment", facts.ENVIRONMENT_LIMITS, rows.ENVIRONMENT, environment, environmentPath],
  ["ContainerImage", IMAGE_LIMITS, rows.IMAGE, reference, own],
];

describe.each(SUITES)("limits of %s", (_, limits, table, build, pathOf) => {
  const fields = Object.entries(table);
  const goodValues = fields.flatMap(([field, { good }]) => good.map((value, index) => [field, index, value] as const));
  const badValues = fields.flatMap(([field, { bad }]) =>
    Object.entries(bad).flatMap(([code, values]) =>
      values.map((each, index) => {
        const { value, text } = each instanceof Repeated ? each : { value: each, text: "" };
        return [field, code, index, value, text] as const;
      }),
    ),
  );

  test("have a row each, with a good and a bad value", () => {
    for (const values of [goodValues, badValues]) {
      expect([...new Set(values.map(([field]) => field))].sort()).toEqual(Object.keys(limits).sort());
    }
  });

  test.each(goodValues)("accept %s, good value %i", (field, _index, value) => {
    expect(() => {
      build(field, value);
    }).not.toThrow();
  });

  test.each(badValues)("reject %s, %s, bad value %i", (field, code, _index, value, text) => {
    const { issues } = validationError(() => {
      build(field, value);
    });
    const message = expect.stringContaining(text) as string;
    // A name that is too long is not displayed.
    const path = pathOf(field, value).replace(/\.a{65,}$/, ({ length }) => `.<a text of ${length - 1} characters>`);
    expect(issues).toEqual([{ code, path, message }]);
  });

  const beyond = badValues.flatMap(([field, code, , value]) => {
    const limit = nameOfLimit((limits as Record<string, NumberLimit>)[field] ?? facts.FILE_PATH);
    const isBeyond = ["above-maximum", "below-minimum", "too-long", "too-short", "too-many", "too-few"].includes(code);
    // The namespace of a container has the same name, and limits of its own.
    const isNamespaceName = limit === "container.name" && code === "too-short";
    return limit !== undefined && isBeyond && value !== -1 && !isNamespaceName
      ? [[field, code, limit, value] as const]
      : [];
  });
  if (beyond.length === 0) return;

  describe.each(beyond)("for %s, %s", (field, _code, limit, value) => {
    const isBody = field === "args" && typeof value === "object";
    const size = isBody ? JSON.stringify(value).length : sizeOf(value);
    afterEach(() => {
      raised = [];
    });

    test("name the limit that can be raised", () => {
      const { issues } = validationError(() => {
        build(field, value);
      });
      expect(issues.map(({ message }) => message)).toEqual([expect.stringContaining(`raise the limit ${limit}.`)]);
    });

    test("accept the value with a warning if the limit is raised to it", () => {
      raised = [{ limit, to: size, reason: "ticket 42" }];
      build(field, value);
      const warning = lastWarnings.find((each) => each.startsWith("raised-limit"));
      expect(warning).toContain(`The value ${size} exceeds the limit ${limit} `);
      expect(warning).toContain(`raised to ${size}: ticket 42.`);
    });

    test("reject the value if another limit is raised, or the limit is raised to less", () => {
      const { min, max } = facts.boundsOf(knownLimit(limit as BoundName));
      raised = [
        { limit: limit === "container.cpuLimit" ? "container.maxScale" : "container.cpuLimit", to: size, reason: "x" },
        { limit, to: size > max ? max : min, reason: "x" },
      ];
      expect(
        validationError(() => {
          build(field, value);
        }).issues,
      ).toHaveLength(1);
    });
  });
});

/** The number that a limit bounds. */
function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return Buffer.byteLength(value);
  return Object.keys(value as object).length;
}

describe("choices", () => {
  test.each([
    ["privacy", facts.PRIVACIES, container],
    ["region", facts.REGIONS, container],
    ["httpOption", facts.HTTP_OPTIONS, container],
    ["protocol", facts.PROTOCOLS, container],
    ["sandbox", facts.SANDBOXES, container],
    ["method", facts.HTTP_METHODS, schedule],
    ["region", facts.REGIONS, backend],
  ] as const)("%s accepts its values and nothing else", (field, values, build) => {
    for (const value of values) build(field, value);
    for (const value of [values[0].toUpperCase(), "", 1, null]) {
      const { issues } = validationError(() => {
        build(field, value);
      });
      expect(issues).toEqual([{ code: "not-allowed", path: field, message: expect.any(String) as string }]);
      for (const allowed of values) expect(issues[0]?.message).toContain(`"${allowed}"`);
    }
  });
});
