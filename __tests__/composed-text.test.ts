import { Lazy, Op, TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  MnqSource,
  SqsActivation,
  type ScalewayStack,
  SecretValue,
  ServerlessContainer,
} from "../lib";
import { displayKey } from "../lib/base/show";
import { synth as synthesize, warnings } from "../lib/testing";
import { VpcPrivateNetwork } from "@cdktf/provider-scaleway/lib/vpc-private-network";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { codesOf } from "./helpers/issues";
import { minimal, newApp, newStack, only, synth } from "./helpers/synth";

const unknown = Lazy.stringValue({ produce: () => "${var.host}" });
const secret = SecretValue.variable("password");
const newContainer = (props: object, stack = newStack()) =>
  new ServerlessContainer(stack, "api", { ...minimal, ...props });

describe("the literal text beside a token is checked", () => {
  const cases: [title: string, act: () => unknown, issue: string][] = [
    ["a scheme before the image", () => ContainerImage.fromRegistry(`docker://${unknown}/api:v1`), "reference"],
    ["an empty part of the image", () => ContainerImage.fromRegistry(`${unknown}//api:v1`), "reference"],
    ["an empty tag", () => ContainerImage.fromRegistry(`${unknown}/api:`), "reference"],
    ["uppercase in the path", () => ContainerImage.fromRegistry(`${unknown}/API:v1`), "reference"],
    ["white space in the image", () => ContainerImage.fromRegistry(`${unknown}/api :v1`), "reference"],
    ["a digest that is too short", () => ContainerImage.fromRegistry(`${unknown}/api:v1@sha256:abc`), "reference"],
    [
      "a scheme of the registry",
      () => ContainerImage.fromParts({ registryEndpoint: `https://${unknown}`, name: "api", tag: "v1" }),
      "registryEndpoint",
    ],
    ["uppercase in the name", () => newContainer({ name: `API-${unknown}` }), "name"],
    ["a name that is too long", () => newContainer({ name: `${"a".repeat(35)}${unknown}` }), "name"],
    [
      "a description that is too long",
      () => newContainer({ description: `${"a".repeat(256)}${unknown}` }),
      "description",
    ],
    ["a path without a slash", () => newContainer({ healthCheck: { path: `health/${unknown}` } }), "healthCheck.path"],
    [
      "a private network without a region",
      () => newContainer({ privateNetworkId: `paris/${unknown}` }),
      "privateNetworkId",
    ],
    [
      "a URL of a queue with another scheme",
      () =>
        MnqSource.sqs({
          queueUrl: `sqs://${unknown}/orders`,
          endpoint: "https://sqs.mnq.fr-par.scaleway.com",
          accessKey: secret,
          secretKey: secret,
        }),
      "queueUrl",
    ],
    [
      "a URL of NATS with another scheme",
      () => MnqSource.nats({ subject: "orders", serverUrls: [`http://${unknown}:4222`], credentials: secret }),
      "serverUrls.0",
    ],
    [
      "a hostname with an underscore",
      () => newContainer({}).addDomain("www", { hostname: `a_b.${unknown}` }),
      "hostname",
    ],
    [
      "a hostname in another zone",
      () => newContainer({}).addDomain("www", { hostname: `${unknown}.example.org`, dnsZone: "example.com" }),
      "hostname",
    ],
    ["a URL as hostname", () => newContainer({}).addDomain("www", { hostname: `https://${unknown}` }), "hostname"],
    ["a region that does not exist", () => newContainer({ region: `us-${unknown}` }), "region"],
    [
      "a schedule with an invalid minute",
      () => newContainer({}).addSchedule("nightly", { schedule: `99 ${unknown} * * *` }),
      "schedule",
    ],
    [
      "a schedule with a field too many",
      () => newContainer({}).addSchedule("nightly", { schedule: `0 0 ${unknown} * * * *` }),
      "schedule",
    ],
  ];

  test.each(cases)("%s", (_, act, path) => {
    expect(codesOf(act).map((issue) => issue.split(" ")[1])).toEqual([path]);
  });
});

test.each<[string, (stack: ScalewayStack) => unknown]>([
  ["a name", (stack) => newContainer({ name: `api-${unknown}` }, stack)],
  ["a path", (stack) => newContainer({ healthCheck: { path: `/${unknown}/health` } }, stack)],
  ["a private network", (stack) => newContainer({ privateNetworkId: `fr-par/${unknown}` }, stack)],
  ["an image", (stack) => newContainer({ image: ContainerImage.fromRegistry(`${unknown}/api:v1`) }, stack)],
  [
    "an image of two tokens",
    (stack) => newContainer({ image: ContainerImage.fromRegistry(`${unknown}/${unknown}:v1`) }, stack),
  ],
  ["a tag", (stack) => newContainer({ image: ContainerImage.fromRegistry(`ghcr.io/org/api:${unknown}`) }, stack)],
  [
    "a registry",
    (stack) => newContainer({ image: ContainerImage.fromRegistry(`rg.${unknown}.scw.cloud/shop/api:v1`) }, stack),
  ],
  ["a namespace", (stack) => new ContainerNamespace(stack, "shared", { name: `shop-${unknown}` })],
  ["a schedule", (stack) => newContainer({}, stack).addSchedule("nightly", { schedule: `${unknown} 2 * * *` })],
  [
    "a time zone",
    (stack) => newContainer({}, stack).addSchedule("nightly", { schedule: "0 2 * * *", timezone: `Europe/${unknown}` }),
  ],
  ["a region", (stack) => newContainer({ region: `fr-${unknown}` }, stack)],
  ["the name of a variable", (stack) => newContainer({ environmentVariables: { [`A_${unknown}`]: "x" } }, stack)],
  ["a hostname", (stack) => newContainer({}, stack).addDomain("www", { hostname: `www.${unknown}` })],
  [
    "a hostname at its start",
    (stack) => newContainer({}, stack).addDomain("www", { hostname: `${unknown}.example.com` }),
  ],
  ["an expiry", (stack) => newContainer({}, stack).addToken("shop", { expiresAt: `${unknown}T00:00:00Z` })],
  [
    "a JSON body",
    (stack) => newContainer({}, stack).addSchedule("nightly", { schedule: "0 2 * * *", args: `{"host":"${unknown}"}` }),
  ],
  [
    "a number in a text",
    (stack) => newContainer({ environmentVariables: { URL: `http://a:${Token.asNumber(Op.add(1, 2))}` } }, stack),
  ],
])("a token in the middle of %s is accepted", (_, create) => {
  const stack = newStack();
  create(stack);
  expect(() => synth(stack)).not.toThrow();
});

describe("a secret or a part of a token is rejected beside a token", () => {
  const texts = {
    "secret-as-text": `${unknown}:${String(secret)}`,
    "broken-token": `${unknown}:${unknown.slice(8)}`,
    "null-character": `${unknown}\0`,
    "invalid-unicode": `${unknown}\ud83d`,
  };
  const container = (props: (text: string) => object) => (text: string) => newContainer(props(text));
  const schedule = (options: (text: string) => object) => (text: string) =>
    newContainer({}).addSchedule("nightly", { schedule: "0 2 * * *", ...options(text) });
  const places: [path: string, create: (text: string) => unknown][] = [
    ["environmentVariables.A", container((text) => ({ environmentVariables: { A: text } }))],
    ["args.0", container((text) => ({ args: [text] }))],
    ["command.1", container((text) => ({ command: ["run", text] }))],
    ["tags.0", container((text) => ({ tags: [text] }))],
    ["description", container((text) => ({ description: text }))],
    ["name", container((text) => ({ name: text }))],
    ["registrySha256", container((text) => ({ registrySha256: text }))],
    ["healthCheck.path", container((text) => ({ healthCheck: { path: `/${text}` } }))],
    ["reference", (text) => ContainerImage.fromRegistry(`ghcr.io/org/api:${text}`)],
    ["headers.X-Key", schedule((text) => ({ headers: { "X-Key": text } }))],
    ["path", schedule((text) => ({ path: `/${text}` }))],
    ["hostname", (text) => newContainer({}).addDomain("www", { hostname: text })],
    ["description", (text) => newContainer({}).addToken("shop", { description: text })],
    ["description", (text) => new ContainerNamespace(newStack(), "shared", { description: text })],
    ["subject", (text) => MnqSource.nats({ subject: text, serverUrls: ["nats://a:1"], credentials: secret })],
    ["serverUrls.0", (text) => MnqSource.nats({ subject: "a", serverUrls: [`nats://${text}`], credentials: secret })],
    ["path", (text) => SecretValue.secretManager("a", { path: `/${text}` })],
  ];

  describe.each(Object.entries(texts))("%s", (code, text) => {
    test.each(places)("in %s", (path, create) => {
      expect(codesOf(() => create(text))).toEqual([`${code} ${path}`]);
    });
  });

  test("in the name of a variable and of a header", () => {
    const part = unknown.slice(8);
    expect(codesOf(() => newContainer({ environmentVariables: { [part]: "x" } }))).toEqual([
      `broken-token environmentVariables.${displayKey(part)}`,
    ]);
    expect(
      codesOf(() => newContainer({}).addSchedule("nightly", { schedule: "0 2 * * *", headers: { [part]: "x" } })),
    ).toEqual([`broken-token headers.${displayKey(part)}`]);
  });

  test("in a list or a map to which a token was spread", () => {
    const stack = newStack();
    const { listValue } = new TerraformVariable(stack, "list", { type: "list(string)" });
    const map = Token.asStringMap(new TerraformVariable(stack, "map", { type: "map(string)" }).value);
    expect(codesOf(() => newContainer({ args: [...listValue, "x"] }, stack))).toEqual(["broken-token args.0"]);
    const changed = listValue.map((item) => `${item}/x`);
    expect(codesOf(() => newContainer({ args: changed }, stack))).toEqual(["broken-token args.0"]);
    expect(codesOf(() => newContainer({ environmentVariables: { ...map, A: "x" } }, stack))).toEqual([
      expect.stringMatching(/^broken-token environmentVariables\./),
    ]);
  });
});

test("arithmetic on a number token is rejected", () => {
  const number = Token.asNumber(Op.add(1, 2));
  expect(codesOf(() => newContainer({ timeoutSeconds: number * 2, minScale: number / 2 }))).toEqual([
    "token-arithmetic minScale",
    "token-arithmetic timeoutSeconds",
  ]);
});

describe("the end of an image reference after a token", () => {
  const digest = `sha256:${"a".repeat(64)}`;

  test.each([
    ["a tag and a digest", `${unknown}/api:v1@${digest}`, `\${var.host}/api:v1`, digest, []],
    ["a tag", `${unknown}/api:v1`, "${var.host}/api:v1", undefined, []],
    [
      "a digest without a tag",
      `${unknown}/api@${digest}`,
      `\${var.host}/api@${digest}`,
      digest,
      ["digest-without-tag"],
    ],
    ["a mutable tag", `${unknown}/api:latest`, "${var.host}/api:latest", undefined, ["mutable-tag"]],
    ["neither", `${unknown}/api`, "${var.host}/api", undefined, ["mutable-tag"]],
    ["a port, and neither", `${unknown}:5000/api`, "${var.host}:5000/api", undefined, ["mutable-tag"]],
    ["the end of a tag", `${unknown}-alpine`, "${var.host}-alpine", undefined, []],
    ["a tag that is a token", `${unknown}/api:${unknown}`, "${var.host}/api:${var.host}", undefined, []],
  ])("is %s", (_, reference, image, registrySha256, ids) => {
    const stack = newStack();
    newContainer({ image: ContainerImage.fromRegistry(reference) }, stack);
    expect(warnings(stack).map(({ id }) => id)).toEqual(ids);
    const resource = only(synth(stack), "scaleway_container");
    expect([resource["image"], resource["registry_sha256"]]).toEqual([image, registrySha256]);
  });

  test("is displayed with the token as a plan displays it", () => {
    const stack = newStack();
    newContainer({ image: ContainerImage.fromRegistry(`${unknown}/api`) }, stack);
    expect(warnings(stack)[0]?.message).toMatch(/^\(known after apply\)\/api has /);
  });
});

// In tests, cdktn resolves lists before it validates. Its own error comes first, as with app.synth() on both engines.
const changedList: [string, unknown, string][] =
  ENGINE === "cdktn"
    ? []
    : [["a list token that was changed", Token.asList("${var.list}").map((item) => `${item}/x`), "broken-token"]];

describe("what is written past the checks of a construct", () => {
  test.each<[string, unknown, string]>([
    ["a SecretValue", secret, "secret-not-accepted"],
    ["a SecretValue in an object", { A: [secret] }, "secret-not-accepted"],
    ["a SecretValue as text", `x${String(secret)}`, "secret-as-text"],
    ["a part of a token", unknown.slice(8), "broken-token"],
    ["a part of a token as a key", { [unknown.slice(8)]: 1 }, "broken-token"],
    ["arithmetic on a token", Token.asNumber(Op.add(1, 2)) * 2, "token-arithmetic"],
    ...changedList,
  ])("is rejected at synth in overrides, outputs and locals: %s", (_, value, code) => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway", { region: "fr-par" });
    new ServerlessContainer(stack, "api", minimal).resource.addOverride("environment_variables.A", value);
    stack.addOverride("locals.other", value);
    new TerraformOutput(stack, "out", { value });
    new TerraformLocal(stack, "local", value);
    expect(codesOf(() => synth(stack)).map((issue) => issue.split(" ")[0])).toEqual([code, code, code, code]);
  });

  test.each(["text", "${var.a}", 8080, true, null, [1], { a: "b" }, unknown])("stays as it is: %j", (value) => {
    const stack = newStack();
    newContainer({}, stack).resource.addOverride("description", value);
    expect(() => synthesize(stack)).not.toThrow();
  });

  test("stays as it is: a list, a map and a construct as tokens", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "any", {});
    const map = Token.asStringMap(variable.value);
    new TerraformOutput(stack, "out", { value: { list: variable.listValue, map } });
    new TerraformOutput(stack, "variable", { value: variable });
    expect(() => synthesize(stack)).not.toThrow();
  });
});

describe("a SecretValue that was converted to text is rejected", () => {
  const text = String(secret);

  test.each([
    ["as it is", text],
    ["URL-encoded", encodeURIComponent(text)],
    ["in the query of a URL", String(new URLSearchParams({ password: text }))],
    ["in uppercase", text.toUpperCase()],
    ["its start", text.slice(0, 20)],
    ["its end", text.slice(-20)],
    ["as base64", Buffer.from(`app:${text}`).toString("base64")],
    ["as base64 of another length", Buffer.from(`user:${text}`).toString("base64url")],
    ["in JSON", JSON.stringify({ password: secret })],
  ])("%s", (_, value) => {
    expect(codesOf(() => newContainer({ environmentVariables: { A: value } }))).toEqual([
      "secret-as-text environmentVariables.A",
    ]);
  });

  test("in a resource of the provider's own classes", () => {
    const stack = newStack();
    new VpcPrivateNetwork(stack, "network", { name: `a-${text}`, tags: [unknown.slice(8)] });
    expect(codesOf(() => stack.toTerraform())).toEqual([
      expect.stringMatching(/^secret-as-text resource\.scaleway_vpc_private_network\.network\.name$/),
      expect.stringMatching(/^broken-token resource\.scaleway_vpc_private_network\.network\.tags\.0$/),
    ]);
  });
});

describe("a value that is undefined", () => {
  test("is explained with process.env, because the variable is probably not set", () => {
    const environmentVariables = { LOG_LEVEL: process.env["NOT_SET_IN_TESTS"] } as never;
    expect(codesOf(() => newContainer({ environmentVariables }))).toEqual(["missing environmentVariables.LOG_LEVEL"]);
    expect(() => newContainer({ environmentVariables })).toThrow("process.env");
    expect(() => newContainer({ image: undefined })).not.toThrow("process.env");
  });

  test("is rejected as a digest, because the container would lose its digest", () => {
    const registrySha256 = process.env["NOT_SET_IN_TESTS"];
    expect(codesOf(() => newContainer({ registrySha256 }))).toEqual(["missing registrySha256"]);
    expect(codesOf(() => ContainerImage.fromRegistry("ghcr.io/org/api:v1", { registrySha256 }))).toEqual([
      "missing registrySha256",
    ]);
  });

  test("is explained with await if it is a Promise", () => {
    expect(() => newContainer({ description: Promise.resolve("x") })).toThrow("await");
  });
});

test.each([
  ["memory", "memoryLimitMb"],
  ["environment", "environmentVariables"],
  ["minscale", "minScale"],
])("an unknown prop %s suggests %s", (prop, suggestion) => {
  expect(() => newContainer({ [prop]: 1 })).toThrow(`Did you mean ${suggestion}?`);
});

test.each([{ length: [Object.create(null)] }, { length: 3 }, [Object.create(null)], new Map()])(
  "a value with a length is no text: %p",
  (value) => {
    expect(codesOf(() => newContainer({ name: value, registrySha256: value }))).toEqual([
      "wrong-type name",
      "wrong-type registrySha256",
    ]);
  },
);

describe("the ID of a construct", () => {
  const orders = () => newContainer({}).addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
  const creations: [string, (id: string) => unknown][] = [
    ["ServerlessContainer", (id) => new ServerlessContainer(newStack(), id, { ...minimal, name: "api" })],
    ["ContainerNamespace", (id) => new ContainerNamespace(newStack(), id, { name: "shared" })],
    ["SqsActivation", (id) => new SqsActivation(newStack(), id)],
    ["QueueSender", (id) => orders().addSender(id)],
  ];

  describe.each(creations)("of %s", (_, create) => {
    test.each<[string, unknown]>([
      ["wrong-type", secret],
      ["wrong-type", 5],
      ["wrong-type", null],
      ["empty", ""],
      ["token-not-supported", unknown],
      ["secret-as-text", `x${String(secret)}`],
      ["broken-token", unknown.slice(8)],
      ["secret-as-name", "postgresql://app:hunter2@db.example.com/app"],
    ])("has the issue %s", (code, id) => {
      expect(codesOf(() => create(id as string))).toEqual([`${code} id`]);
    });
  });
});
