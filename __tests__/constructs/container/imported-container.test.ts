import { TerraformVariable } from "cdktf";
import { MnqSource, SecretValue, ServerlessContainer, type IServerlessContainer } from "../../../lib";
import { resources, warnings } from "../../../lib/testing";
import { codesOf, validationError } from "../../helpers/issues";
import { newStack, only, synth } from "../../helpers/synth";

const stack = newStack("fr-par", "around-billing");
// #region attributes
const billing = ServerlessContainer.fromAttributes(stack, "billing", {
  containerId: "fr-par/22222222-2222-2222-2222-222222222222",
  endpoint: "https://legacy4f3a2b1c-billing.functions.fnc.fr-par.scw.cloud",
  projectId: "33333333-3333-3333-3333-333333333333",
  privacy: "private",
});
billing.addSchedule("month-end", { schedule: "0 3 1 * *", timezone: "Europe/Paris" });
billing.addDomain("domain", { hostname: "billing.example.com", dnsZone: "example.com" });
billing.addToken("accounting", { expiresAt: "2035-01-01T00:00:00Z" });
// #endregion

const UUID = "11111111-1111-1111-1111-111111111111";
const ALL = {
  containerId: `nl-ams/${UUID}`,
  name: "api",
  endpoint: "https://shop1234-api.functions.fnc.nl-ams.scw.cloud",
  projectId: UUID,
  privacy: "private",
} as const;

test("works as the docs show it", () => {
  const json = synth(stack);
  expect(only(json, "scaleway_container_domain")["container_id"]).toBe("fr-par/22222222-2222-2222-2222-222222222222");
  expect(only(json, "scaleway_iam_application")["name"]).toBe("billing-accounting");
  expect(warnings(stack)).toEqual([]);
});

test("has the four methods, each in the region of the container", () => {
  const stack = newStack("fr-par");
  const api = ServerlessContainer.fromAttributes(stack, "other", ALL);
  api.addSchedule("nightly", { schedule: "0 2 * * *" });
  api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" });
  api.addToken("shop", { expiresAt: "2099-01-01T00:00:00Z" });
  api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
  const json = synth(stack);
  const triggers = resources(json, "scaleway_container_trigger");
  expect(triggers).toHaveLength(2);
  for (const trigger of triggers) expect(trigger).toMatchObject({ container_id: ALL.containerId, region: "nl-ams" });
  expect(only(json, "scaleway_container_domain")).toMatchObject({ container_id: ALL.containerId, region: "nl-ams" });
  expect(only(json, "scaleway_domain_record")["data"]).toBe("shop1234-api.functions.fnc.nl-ams.scw.cloud.");
  expect(only(json, "scaleway_iam_policy")).toMatchObject({ name: "api-shop", rule: [{ project_ids: [UUID] }] });
  expect(only(json, "scaleway_mnq_sqs_queue")).toMatchObject({ region: "nl-ams", project_id: UUID });
  expect(json["resource"]).not.toHaveProperty("scaleway_container");
  expect(warnings(stack)).toEqual([]);
});

test("requires only the ID for schedules and domains", () => {
  const stack = newStack();
  const api = ServerlessContainer.fromAttributes(stack, "other", { containerId: ALL.containerId });
  api.addSchedule("nightly", { schedule: "0 2 * * *" });
  api.addDomain("www", { hostname: "api.example.com" });
  synth(stack);
  expect([api.name, api.region, api.domainName, api.projectId, api.privacy]).toEqual([
    "other",
    "nl-ams",
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ["addToken", "unknown-project", (api: IServerlessContainer) => api.addToken("shop")],
  [
    "addDomain",
    "unknown-endpoint",
    (api: IServerlessContainer) => api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" }),
  ],
])("%s reports %s of a container, and leaves nothing behind", (_, code, act) => {
  const api = ServerlessContainer.fromAttributes(newStack(), "other", { containerId: ALL.containerId });
  expect(codesOf(() => act(api))).toEqual([`${code} container`]);
  expect(api.node.children).toEqual([]);
});

test("warns about a token if the container is public", () => {
  const stack = newStack();
  const api = ServerlessContainer.fromAttributes(stack, "other", { ...ALL, privacy: "public" });
  api.addToken("shop", { expiresAt: "2099-01-01T00:00:00Z" });
  expect(warnings(stack).map(({ id }) => id)).toEqual(["token-of-public-container"]);
});

test("reads the region from the ID, whichever part of the ID is a token", () => {
  const stack = newStack("fr-par");
  const { stringValue } = new TerraformVariable(stack, "id", { type: "string" });
  const attributes = { containerId: `pl-waw/${stringValue}` };
  expect(ServerlessContainer.fromAttributes(stack, "half", attributes).region).toBe("pl-waw");
  const whole = ServerlessContainer.fromAttributes(stack, "whole", { containerId: stringValue });
  whole.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
  const region = '${element(split("/", var.id), 0)}';
  const json = synth(stack);
  expect(only(json, "scaleway_container_trigger")["region"]).toBe(region);
  expect(only(json, "scaleway_mnq_sqs_queue")["region"]).toBe(region);
});

test.each([
  ["missing containerId", {}],
  ["wrong-type containerId", { containerId: 7 }],
  ["wrong-type endpoint", { ...ALL, endpoint: 7 }],
  ["not-allowed region", { ...ALL, region: "eu" }],
  ["secret-as-text containerId", { containerId: String(SecretValue.variable("x")) }],
  ["invalid-format containerId", { containerId: UUID }],
  ["region-mismatch containerId", { containerId: ALL.containerId, region: "fr-par" }],
  ["invalid-format projectId", { ...ALL, projectId: "default" }],
  ["not-allowed privacy", { ...ALL, privacy: "open" }],
  ["invalid-format name", { ...ALL, name: "My_Api" }],
  ["below-minimum timeoutSeconds", { ...ALL, timeoutSeconds: 9 }],
  ["unknown-prop image", { ...ALL, image: SecretValue.variable("x") }],
])("fails with %s", (code, attributes) => {
  const stack = newStack();
  expect(codesOf(() => ServerlessContainer.fromAttributes(stack, "other", attributes as never))).toEqual([code]);
  expect(stack.node.tryFindChild("other")).toBeUndefined();
});

test.each([
  "http://a.b",
  "https://a.b/",
  "https://a.b:80",
  "https://u:p@a.b",
  "https://A.b",
  "https://${path.cwd}",
  "a.b",
])("fails if the endpoint is %s, which a record cannot point to", (endpoint) => {
  const create = () => ServerlessContainer.fromAttributes(newStack(), "other", { ...ALL, endpoint });
  expect(codesOf(create)).toEqual(["invalid-format endpoint"]);
  expect(validationError(create).message).toContain(
    endpoint.includes("@") ? "a text of 15 characters" : `"${endpoint}"`,
  );
});

test("sets the visibility timeout of a queue to its timeout", () => {
  const stack = newStack();
  const api = ServerlessContainer.fromAttributes(stack, "other", { ...ALL, timeoutSeconds: 900 });
  api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
  expect(only(synth(stack), "scaleway_mnq_sqs_queue")["visibility_timeout_seconds"]).toBe(900);
});
