import { TerraformVariable } from "cdktf";
import { MnqSource, SecretValue, ServerlessContainer, type IServerlessContainer } from "../../../lib";
import { resources, warnings } from "../../../lib/testing";
import { issuesOf, newStack, only, synth } from "../../helpers/synth";

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

test("serves as the docs show it", () => {
  const json = synth(stack);
  expect(only(json, "scaleway_container_domain")["container_id"]).toBe("fr-par/22222222-2222-2222-2222-222222222222");
  expect(only(json, "scaleway_iam_application")["name"]).toBe("billing-accounting");
  expect(warnings(stack)).toEqual([]);
});

test("has the four verbs, each in the container's region", () => {
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

test("needs the id alone for what needs nothing else", () => {
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
  [
    "addToken",
    (api: IServerlessContainer) => api.addToken("shop"),
    "has no known project for the token's policy; give projectId to ServerlessContainer.fromAttributes",
  ],
  [
    "addDomain",
    (api: IServerlessContainer) => api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" }),
    "has no known endpoint to point a record to; give endpoint to ServerlessContainer.fromAttributes",
  ],
])("%s asks for what is not known, and leaves nothing behind", (_, act, says) => {
  const api = ServerlessContainer.fromAttributes(newStack(), "other", { containerId: ALL.containerId });
  expect(issuesOf(() => act(api))).toEqual([`container: ${says}`]);
  expect(api.node.children).toEqual([]);
});

test("warns of a token, when it is known to be public", () => {
  const stack = newStack();
  const api = ServerlessContainer.fromAttributes(stack, "other", { ...ALL, privacy: "public" });
  api.addToken("shop", { expiresAt: "2099-01-01T00:00:00Z" });
  expect(warnings(stack).map(({ id }) => id)).toEqual(["token-of-public-container"]);
});

test("takes the region out of the id, whatever of it is a token", () => {
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
  ["containerId: is missing; write region/uuid", {}],
  ["containerId: 7 is a number, not text; write region/uuid", { containerId: 7 }],
  ["endpoint: 7 is a number, not text; write https:// and the host alone", { ...ALL, endpoint: 7 }],
  ['region: "eu" is not allowed', { ...ALL, region: "eu" }],
  ["containerId: holds a SecretValue turned into text", { containerId: String(SecretValue.variable("x")) }],
  [`containerId: "${UUID}" is no regional id; write region/uuid`, { containerId: UUID }],
  [
    `containerId: "nl-ams/${UUID}" is not in the region "fr-par"; write the id of one that is, or that region`,
    { containerId: ALL.containerId, region: "fr-par" },
  ],
  ['projectId: "default" is no UUID', { ...ALL, projectId: "default" }],
  ['privacy: "open" is not allowed', { ...ALL, privacy: "open" }],
  ['name: "My_Api" does not fit', { ...ALL, name: "My_Api" }],
  ["timeoutSeconds: 9 is below 10", { ...ALL, timeoutSeconds: 9 }],
  ["image: is not a known prop", { ...ALL, image: SecretValue.variable("x") }],
])("fails with %s", (says, attributes) => {
  const stack = newStack();
  expect(issuesOf(() => ServerlessContainer.fromAttributes(stack, "other", attributes as never))).toEqual([
    expect.stringContaining(says),
  ]);
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
])("fails, when the endpoint is %s, which no record can point to", (endpoint) => {
  const attributes = { ...ALL, endpoint };
  expect(issuesOf(() => ServerlessContainer.fromAttributes(newStack(), "other", attributes))).toEqual([
    `endpoint: "${endpoint}" is no endpoint; write https:// and the host alone`,
  ]);
});

test("has the visibility timeout of a queue go by its timeout", () => {
  const stack = newStack();
  const api = ServerlessContainer.fromAttributes(stack, "other", { ...ALL, timeoutSeconds: 900 });
  api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
  expect(only(synth(stack), "scaleway_mnq_sqs_queue")["visibility_timeout_seconds"]).toBe(900);
});
