import { TerraformOutput, TerraformVariable } from "cdktf";
import { CustomDomain, ScalewayStack, ServerlessContainer, type CustomDomainOptions } from "../../lib";
import { codeAndPath, codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth, type Json } from "../helpers/synth";

const ZONE = "example.com";
const add = (options: CustomDomainOptions) => {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "api", minimal);
  return { stack, api, domain: api.addDomain("www", options) };
};
const imported = { containerId: "fr-par/11111111-1111-1111-1111-111111111111" };

test("creates only a domain if there is no dnsZone", () => {
  const json = synth(add({ hostname: "api.example.com" }).stack);
  expect(only(json, "scaleway_container_domain")).toEqual({
    container_id: "${scaleway_container.api_C8550315.id}",
    hostname: "api.example.com",
    region: "fr-par",
  });
  expect(json["resource"]).not.toHaveProperty("scaleway_domain_record");
});

test.each([
  ["a CNAME for a subdomain", "api.example.com", ZONE, "api", "CNAME"],
  ["a CNAME for a name of several labels", "v2.api.example.com", ZONE, "v2.api", "CNAME"],
  ["an ALIAS at the apex", "example.com", ZONE, "", "ALIAS"],
  ["an ALIAS at the apex of a zone below", "eu.example.com", "eu.example.com", "", "ALIAS"],
])("creates %s first if there is a dnsZone", (_, hostname, dnsZone, name, type) => {
  const json = synth(add({ hostname, dnsZone }).stack);
  expect(only(json, "scaleway_domain_record")).toEqual({
    dns_zone: dnsZone,
    name,
    type,
    data: '${trimprefix(scaleway_container.api_C8550315.public_endpoint, "https://")}.',
    ttl: 3600,
  });
  const [record] = Object.keys((json["resource"] as Json)["scaleway_domain_record"] as Json);
  expect(only(json, "scaleway_container_domain")["depends_on"]).toEqual([`scaleway_domain_record.${record!}`]);
});

test("has the target of a DNS record that is managed elsewhere, as the docs show it", () => {
  const stack = newStack();
  const website = new ServerlessContainer(stack, "website", minimal);
  // #region target
  new TerraformOutput(stack, "cname_target", { value: website.domainName });
  // #endregion
  // #region elsewhere
  website.addDomain("shop", { hostname: "shop.example.org" });
  // #endregion
  expect(synth(stack)["output"].cname_target.value).toMatch(/^\$\{trimprefix\(.*public_endpoint, "https:\/\/"\)\}$/);
});

test("has its URL, its ID and the target of its DNS record as attributes", () => {
  const { stack, domain } = add({ hostname: "api.example.com" });
  new TerraformOutput(stack, "target", { value: domain.cnameTarget });
  new TerraformOutput(stack, "id", { value: domain.domainId });
  expect([domain.url, domain.hostname]).toEqual(["https://api.example.com", "api.example.com"]);
  const { output } = synth(stack);
  expect(output.target.value).toBe('${trimprefix(scaleway_container.api_C8550315.public_endpoint, "https://")}');
  expect(output.id.value).toMatch(/^\$\{scaleway_container_domain\.\w+\.id\}$/);
});

test("accepts a container of another stack", () => {
  const app = newApp();
  const api = new ServerlessContainer(new ScalewayStack(app, "one", { region: "nl-ams" }), "api", minimal);
  const other = new ScalewayStack(app, "two", { region: "fr-par" });
  new CustomDomain(other, "www", { container: api, hostname: "api.example.com", dnsZone: ZONE });
  const json = synth(other);
  const remote =
    "data.terraform_remote_state.cross-stack-reference-input-one.outputs.cross-stack-output-scaleway_container";
  expect(only(json, "scaleway_container_domain")["region"]).toBe("nl-ams");
  expect(only(json, "scaleway_domain_record")["data"]).toBe(
    `\${trimprefix(${remote}api_C8550315public_endpoint, "https://")}.`,
  );
});

test.each([
  ["hostname-outside-zone hostname", { hostname: "api.example.org", dnsZone: ZONE }],
  ["hostname-outside-zone hostname", { hostname: "notexample.com", dnsZone: ZONE }],
  ["no-effect ttlSeconds", { hostname: "api.example.com", ttlSeconds: 60 }],
  ["wrong-type container", { container: {}, dnsZone: ZONE }],
  ["unknown-prop ttl", { ttl: 60 }],
])("fails with %s if the props are %j", (code, props) => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", minimal);
  const create = () => new CustomDomain(stack, "www", { container, hostname: "api.example.com", ...props } as never);
  expect(codesOf(create)).toEqual([code]);
  expect(stack.node.tryFindChild("www")).toBeUndefined();
});

test("fails if a DNS record requires the endpoint of an imported container, which is not given", () => {
  const container = ServerlessContainer.fromAttributes(newStack(), "other", imported);
  const withZone = { hostname: "api.example.com", dnsZone: ZONE };
  expect(codesOf(() => container.addDomain("www", withZone))).toEqual(["unknown-endpoint container"]);
  const alone = container.addDomain("www", { hostname: "api.example.com" });
  expect(codesOf(() => alone.cnameTarget)).toEqual(["unknown-endpoint container"]);
});

test("accepts a hostname that is partly a token, without a warning of CDKTF", () => {
  const log = jest.spyOn(console, "warn").mockImplementation();
  const stack = newStack();
  const { stringValue } = new TerraformVariable(stack, "host", { type: "string" });
  const api = new ServerlessContainer(stack, "api", minimal);
  api.addDomain("www", { hostname: `${stringValue}.example.com`, dnsZone: ZONE });
  expect(only(synth(stack), "scaleway_domain_record")["name"]).toBe(
    '${trimsuffix(trimsuffix("${var.host}.example.com", "example.com"), ".")}',
  );
  expect(log).not.toHaveBeenCalled();
});

describe("in one stack", () => {
  test("creates two domains of one container", () => {
    const { stack, api } = add({ hostname: "api.example.com", dnsZone: ZONE });
    api.addDomain("apex", { hostname: ZONE, dnsZone: ZONE });
    expect(Object.keys((synth(stack)["resource"] as Json)["scaleway_container_domain"] as Json)).toHaveLength(2);
  });

  test("ignores hostnames that are tokens, and stacks inside the stack", () => {
    const { stack, api } = add({ hostname: "api.example.com" });
    const { stringValue } = new TerraformVariable(stack, "host", { type: "string" });
    for (const id of ["one", "two"]) api.addDomain(id, { hostname: stringValue });
    const inner = new ScalewayStack(stack, "inner", { region: "fr-par" });
    new ServerlessContainer(inner, "api", minimal).addDomain("www", { hostname: "api.example.com" });
    expect(() => synth(stack)).not.toThrow();
  });

  test("fails if two domains have the same hostname", () => {
    const { stack } = add({ hostname: "api.example.com" });
    new ServerlessContainer(stack, "other", minimal).addDomain("www", { hostname: "api.example.com" });
    const error = validationError(() => synth(stack));
    expect(error.issues.map(codeAndPath)).toEqual(["duplicate-name hostname.api.example.com"]);
    expect(error.message).toMatch(/stack\/api\/www.*stack\/other\/www/);
  });

  test.each([
    ["a container", (stack: ScalewayStack) => new ServerlessContainer(stack, "api", minimal), "stack/api"],
    [
      "an imported container",
      (stack: ScalewayStack) => ServerlessContainer.fromAttributes(stack, "other", imported),
      imported.containerId,
    ],
  ])("creates 50 domains of %s, and fails at 51", (_, make, name) => {
    const stack = newStack();
    const container = make(stack);
    for (let i = 1; i <= 50; i++) container.addDomain(`d${i}`, { hostname: `d${i}.example.com` });
    synth(stack);
    container.addDomain("d51", { hostname: "d51.example.com" });
    const error = validationError(() => synth(stack));
    expect(error.issues.map(codeAndPath)).toEqual([`too-many ${name}`]);
    expect(error.message).toMatch(/\b51\b.*\b50\b/);
  });

  test("lists all problems of the stack at once", () => {
    const { stack, api } = add({ hostname: "a.example.com" });
    api.addDomain("again", { hostname: "a.example.com" });
    new TerraformOutput(stack, "same", { value: "1" }).overrideLogicalId("api_endpoint");
    expect(codesOf(() => synth(stack)).sort()).toEqual([
      "duplicate-name hostname.a.example.com",
      "duplicate-name output.api_endpoint",
    ]);
  });
});
