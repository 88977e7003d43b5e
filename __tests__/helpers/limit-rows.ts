import { SecretValue, type IssueCode } from "../../lib";
import { type IMAGE_LIMITS } from "../../lib/facts/image-facts";
import type * as limits from "../../lib/facts/limits";

/** The last good values of a rule, and the first bad ones by the code of their issue. */
export interface Row {
  readonly good: readonly unknown[];
  readonly bad: Readonly<Partial<Record<IssueCode, readonly unknown[]>>>;
}
type Rows<Limits> = Readonly<Record<keyof Limits, Row>>;

/** A bad value with a text that its message contains, which distinguishes two problems with one code. */
export class Repeated {
  constructor(
    public readonly value: unknown,
    public readonly text: string,
  ) {}
}

const repeat = (count: number, character = "a") => character.repeat(count);
const entries = <T>(count: number, value: T) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, value]));
const secret = SecretValue.variable("s");
const urls = (count: number) => Array.from({ length: count }, () => "tls://a:4222");
const numbers = (min: number, max: number): Row => ({
  good: [min, max],
  bad: {
    "below-minimum": [new Repeated(min - 1, String(min))],
    "above-maximum": [new Repeated(max + 1, String(max))],
    "not-whole-number": [min + 0.5, NaN, Infinity],
    "wrong-type": [String(min), null, {}],
  },
});
const port = numbers(1, 65535);
const maxReceiveCount = numbers(1, 1000);
const description: Row = { good: ["", repeat(255)], bad: { "too-long": [repeat(256)], "wrong-type": [7, ["x"]] } };

export const CONTAINER: Rows<typeof limits.CONTAINER_LIMITS> = {
  name: {
    good: ["ab", repeat(34), "a-1"],
    bad: { "too-short": ["a"], "too-long": [repeat(35)], "invalid-format": ["My-Api", "-a", "a-", "a_b"] },
  },
  description,
  memoryLimitMb: numbers(128, 12288),
  cpuLimit: numbers(70, 6000),
  minScale: numbers(0, 10),
  maxScale: numbers(1, 200),
  timeoutSeconds: numbers(10, 3600),
  port: {
    good: [...port.good, 8007, 8009, 8011, 8014, 8021, 8023, 9089, 9092],
    bad: { ...port.bad, reserved: [8008, 8012, 8013, 8022, 9090, 9091] },
  },
  localStorageLimitMb: numbers(1000, 24456),
  "scalingOption.concurrentRequestsThreshold": numbers(1, 2_147_483_647),
  "scalingOption.cpuUsageThreshold": numbers(1, 100),
  "scalingOption.memoryUsageThreshold": numbers(1, 100),
};
export const PROBE: Rows<typeof limits.PROBE_LIMITS> = {
  path: {
    good: ["/", `/${repeat(99)}`],
    bad: { empty: [""], "too-long": [`/${repeat(100)}`], "invalid-format": ["health"] },
  },
  failureThreshold: numbers(3, 50),
  intervalSeconds: numbers(1, 2_147_483_647),
  timeoutSeconds: numbers(1, 2_147_483_647),
};
export const NAMESPACE: Rows<typeof limits.NAMESPACE_LIMITS> = {
  name: {
    good: ["ab", "A1", repeat(50)],
    bad: { "too-short": ["a"], "too-long": [repeat(51)], "invalid-format": ["3d", "a-", "a_b"] },
  },
  description,
};
export const TRIGGER: Rows<typeof limits.TRIGGER_LIMITS> = {
  name: {
    good: ["ab", "A_b-1", repeat(50)],
    bad: { "too-short": ["a"], "too-long": [repeat(51)], "invalid-format": ["_a", "a.b"] },
  },
  description,
  path: {
    good: ["/", `/${repeat(254)}`],
    bad: { empty: [""], "too-long": [`/${repeat(255)}`], "invalid-format": ["jobs"] },
  },
};
const MINUTES = Array.from({ length: 60 }, (_, index) => index).join(",");
export const SCHEDULE: Rows<typeof limits.SCHEDULE_LIMITS> = {
  schedule: {
    good: ["0 2 * * *", `${MINUTES},${repeat(28, "1,").slice(0, 76)}0 * * * *`.slice(-255)],
    bad: { empty: [""], "too-long": [`${repeat(247, "1,").slice(0, 247)}1 * * * *`] },
  },
  args: {
    good: [{}, JSON.stringify(repeat(9998)), { a: 1 }, "[]", "null"],
    bad: {
      "too-long": [new Repeated(JSON.stringify(repeat(9999)), "10001"), { text: repeat(10_000) }],
      "invalid-json": ["{", { big: 1n }],
      "wrong-type": [7, [1], null],
      "secret-not-accepted": [{ secret }],
    },
  },
};
export const ENVIRONMENT: Rows<typeof limits.ENVIRONMENT_LIMITS> = {
  variables: { good: [{}, entries(200, "x")], bad: { "too-many": [entries(201, "x")], "wrong-type": [["x"]] } },
  secrets: { good: [{}, entries(200, secret)], bad: { "too-many": [entries(201, secret)], "wrong-type": ["x"] } },
  name: {
    good: ["A", repeat(100), "PORT_HTTP", "MY_PORT", "SCW", "SCW_SECRET_KEY"],
    bad: { empty: [""], "too-long": [repeat(101)], reserved: [new Repeated("PORT", "port"), "SCW_APPLICATION_ID"] },
  },
  value: {
    good: ["", repeat(65_536)],
    bad: { "too-long": [repeat(65_537)], "wrong-type": [5432], missing: [undefined] },
  },
  secretBytes: {
    good: ["x", repeat(65_536)],
    bad: {
      empty: [""],
      "too-long": [new Repeated(repeat(65_537), "65537"), new Repeated(repeat(32_769, "é"), "65538")],
      "argon2-prefix": ["$argon2id$x"],
    },
  },
};
export const IMAGE: Rows<typeof IMAGE_LIMITS> = {
  reference: { good: ["a", repeat(255)], bad: { empty: [""], "too-long": [repeat(256)] } },
};
export const DOMAIN: Rows<Omit<typeof limits.DOMAIN_LIMITS, "domainsPerContainer">> = {
  hostname: {
    good: ["a.b", "xn--caf-dma.example.com", "1-2.example.com", `${repeat(59)}.com`],
    bad: {
      "too-short": ["ab"],
      "too-long": [`${repeat(60)}.com`],
      "invalid-hostname": [
        ..."https://api.example.com api.example.com. *.example.com api.example.com/v1 api.example.com:443".split(" "),
        ...["api example.com", "192.168.1.1", "localhost"],
        new Repeated("API.example.com", "api.example.com"),
        new Repeated("café.example.com", "xn--caf-dma.example.com"),
        new Repeated("api..example.com", '""'),
        new Repeated("-api.example.com", '"-api"'),
        new Repeated("api-.example.com", '"api-"'),
        new Repeated("my_api.example.com", '"my_api"'),
      ],
      missing: [undefined],
      "wrong-type": [7],
    },
  },
  dnsZone: {
    good: ["example.com", "eu.example.com"],
    bad: {
      "invalid-hostname": [
        ...["example.com.", "com"],
        new Repeated(`${repeat(64)}.example.com`, `"${repeat(64)}"`),
        new Repeated("\u00e9%.example.com", '"\u00e9%"'),
      ],
      empty: [""],
    },
  },
  ttlSeconds: numbers(60, 2_592_000),
};
export const TOKEN: Rows<Omit<typeof limits.TOKEN_LIMITS, "tags">> = {
  name: {
    good: ["a", repeat(64), "Order API (shop) v1.2_b-3", "a  b", " a", "a "],
    bad: {
      empty: [""],
      "too-long": [repeat(65)],
      "invalid-format": ["a/b", "a:b", "a\tb", "caf\u00e9", "a\n"],
    },
  },
  description: { good: ["", repeat(200)], bad: { "too-long": [repeat(201)] } },
};
export const QUEUE: Rows<typeof limits.QUEUE_LIMITS> = {
  name: {
    good: ["a", repeat(80), "A_b-1"],
    bad: {
      empty: [""],
      "too-long": [repeat(81)],
      "invalid-format": ["orders.created"],
      "requires-fifo": ["orders.fifo"],
    },
  },
  visibilityTimeoutSeconds: numbers(0, 43_200),
  messageMaxAgeSeconds: numbers(60, 1_209_600),
  messageMaxSizeBytes: numbers(1024, 262_144),
  receiveWaitTimeSeconds: numbers(0, 20),
};
export const DEAD_LETTER_QUEUE: Rows<typeof limits.DEAD_LETTER_QUEUE_LIMITS> = {
  name: {
    good: ["failed", repeat(80)],
    bad: { "too-long": [repeat(81)], "duplicate-name": ["orders"], "requires-fifo": ["failed.fifo"] },
  },
  maxReceiveCount: { ...maxReceiveCount, bad: { ...maxReceiveCount.bad, missing: [undefined] } },
  messageMaxAgeSeconds: numbers(60, 1_209_600),
};
export const NATS: Rows<typeof limits.NATS_LIMITS> = {
  subject: {
    good: ["a", "orders.*", "orders.>", repeat(100)],
    bad: { empty: [""], "too-long": [repeat(101)], "invalid-format": ["orders created"] },
  },
  serverUrls: {
    good: [["nats://a:4222"], urls(5), ["ws://a", "wss://a"]],
    bad: {
      "too-few": [[]],
      "too-many": [urls(6)],
      "invalid-format": [["https://a"]],
      "wrong-type": ["nats://a:4222"],
    },
  },
};
export const BACKEND: Rows<typeof limits.BACKEND_LIMITS> = {
  bucket: {
    good: ["abc", repeat(63), "my.state-1", "a--b"],
    bad: {
      "too-short": ["ab"],
      "too-long": [repeat(64)],
      "invalid-format": ["My-State", "-ab", "a..b"],
      missing: [undefined],
    },
  },
  key: {
    good: ["a", "shop/order-api.tfstate", repeat(1024)],
    bad: { empty: [""], "too-long": [repeat(1025)], "invalid-format": ["/a", "../a", "a/.b", "a//b", "a b"] },
  },
};
