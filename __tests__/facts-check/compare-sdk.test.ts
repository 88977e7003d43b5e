import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareSdk } from "../../scripts/facts/compare-sdk";
import { KNOWN_DIFFERENCES, withoutKnown } from "../../scripts/facts/known-differences";
import { reportOf } from "../../scripts/facts/report";
import { temporaryFolder } from "../helpers/temporary-folder";
import { CONTAINER_RULES, sdkSample, withContainerRules, withRegions } from "./sdk-sample";

const check = async (directory: string) => {
  const { compared, differences, unreadable } = withoutKnown(await compareSdk(directory), KNOWN_DIFFERENCES);
  return { compared, unreadable, differences: differences.map(({ what, ours, published }) => [what, ours, published]) };
};
const differencesOf = async (directory: string) => (await check(directory)).differences;

test("finds no difference in today's rules and regions, after the known differences", async () => {
  const { compared, ...findings } = await check(sdkSample());
  expect(findings).toEqual({ differences: [], unreadable: [] });
  expect(compared).toEqual(expect.arrayContaining(["container.maxScale max", "token.name pattern"]));
  expect(compared).toHaveLength(62);
});

test.each([
  [
    "a higher maximum",
    "lessThanOrEqual: 12288e6",
    "lessThanOrEqual: 16e9",
    "container.memoryLimitMb max",
    "12288",
    "16000",
  ],
  ["a lower minimum", "greaterThanOrEqual: 70,", "greaterThanOrEqual: 50,", "container.cpuLimit min", "70", "50"],
  ["an exclusive maximum", "lessThanOrEqual: 6000", "lessThan: 6000", "container.cpuLimit max", "6000", "5999"],
  ["a longer text", "maxLength: 34", "maxLength: 63", "container.name max", "34", "63"],
  ["a minimum of an unlimited text", "body: { ", "body: { minLength: 1, ", "schedule.args min", "none", "1"],
  ["another prefix", 'prefix: "/"', 'prefix: "/v1/"', "trigger.path pattern", "/^\\//", "/^\\/v1\\//"],
  [
    "a maximum that is gone",
    "minScale: { lessThanOrEqual: 10 }",
    "minScale: {}",
    "container.minScale max",
    "10",
    "none",
  ],
  ["another constraint", "hostname: {", "hostname: { maxBytes: 63,", "domain.hostname maxBytes", "none", "63"],
  [
    "a rule of another field",
    "image: {",
    "timeout: { maxLength: 9 }, image: {",
    "CreateContainerRequest.timeout",
    "none",
    "maxLength 9",
  ],
])("finds %s", async (_, part, replacement, ...difference) => {
  expect(await differencesOf(withContainerRules(part, replacement))).toEqual([difference]);
});

test("finds a rule that is gone, with each of its bounds", async () => {
  const mvcpuLimit = "mvcpuLimit: { greaterThanOrEqual: 70, lessThanOrEqual: 6000 },";
  expect(await differencesOf(withContainerRules(mvcpuLimit, ""))).toEqual([
    ["container.cpuLimit min", "70", "none"],
    ["container.cpuLimit max", "6000", "none"],
  ]);
});

test("compares patterns by what they accept", async () => {
  const [name, equal, narrower] = [
    "/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/",
    "/^[\\da-z](?:[\\da-z-]*[\\da-z])?$/",
    "/^[a-z-]+$/",
  ];
  expect(await differencesOf(withContainerRules(name, equal))).toEqual([]);
  expect(await differencesOf(withContainerRules(name, narrower))).toEqual([
    ["container.name pattern", "/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/", narrower],
  ]);
});

test("reports a known difference again when another value is published", async () => {
  const stale = ["known difference: container.maxScale max", "50", "another value"];
  const sample = (max: number) =>
    withContainerRules("lessThanOrEqual: 50 },\n      port", `lessThanOrEqual: ${max} },\n      port`);
  expect(await differencesOf(sample(250))).toEqual([["container.maxScale max", "200", "250"], stale]);
  expect(await differencesOf(sample(200))).toEqual([stale]);
});

test("reports a known difference of a value that does not exist", async () => {
  const entry = { what: "container.size max", published: "1", reason: "A typo.", date: "2026-11-29" };
  const { differences } = withoutKnown(await compareSdk(sdkSample()), [...KNOWN_DIFFERENCES, entry]);
  expect(differences.map(({ what }) => what)).toEqual(["known difference: container.size max"]);
});

test("finds new regions, and regions that are gone", async () => {
  expect(await differencesOf(withRegions("registry/dist/v1/api.gen.js", "fr-par", "nl-ams", "se-sto"))).toEqual([
    ["REGIONS pl-waw in @scaleway/sdk-registry", "in the list", "none"],
    ["REGIONS se-sto in @scaleway/sdk-registry", "none", "in the list"],
  ]);
  expect(await differencesOf(withRegions("mnq/dist/v1beta1/api.gen.js", "fr-par", "nl-ams", "pl-waw"))).toEqual([
    ["MNQ_REGIONS pl-waw in @scaleway/sdk-mnq", "none", "in the list"],
  ]);
});

test("finds a new version of an API", async () => {
  expect(await differencesOf(sdkSample({ "container/dist/v2/index.gen.js": "" }))).toEqual([
    ["API version v2 of @scaleway/sdk-container", "none", "v2"],
  ]);
});

test("compares what API v1beta1 has, and reports that the rest was not compared, if there is no API v1", async () => {
  const folder = "container/dist/v1beta1";
  const { compared, differences, unreadable } = await check(
    sdkSample({
      "container/package.json": '{ "version": "1.8.0" }',
      [CONTAINER_RULES]: undefined,
      "container/dist/v1/api.gen.js": undefined,
      [`${folder}/api.gen.js`]: 'toApiLocality({ regions: ["fr-par", "nl-ams", "pl-waw"] })',
      [`${folder}/validation-rules.gen.js`]: `
        const ContainerHealthCheckSpec = { failureThreshold: { greaterThanOrEqual: 3, lessThanOrEqual: 60 } };
        const ContainerHealthCheckSpecHTTPProbe = { path: { maxLength: 100, minLength: 1 } };
        const CreateTriggerRequest = { name: { minLength: 1, maxLength: 50 }, description: { maxLength: 255 } };
        export { ContainerHealthCheckSpec, ContainerHealthCheckSpecHTTPProbe, CreateTriggerRequest };`,
    }),
  );
  expect(differences).toEqual([["probe.failureThreshold max", "50", "60"]]);
  expect(unreadable).toEqual([expect.stringMatching(/sdk-container 1\.8\.0 has no API v1\. Only 5 of 19 limits/)]);
  expect(compared).toContain("trigger.name max");
  expect(compared).not.toContain("container.maxScale max");
});

test("reads the TypeScript of a checkout of the SDK", async () => {
  const [installed, checkout] = [sdkSample(), temporaryFolder("checkout")];
  mkdirSync(join(checkout, "packages_generated"));
  for (const name of ["container", "iam", "mnq", "registry"]) {
    const folder = join(checkout, "packages_generated", name);
    renameSync(join(installed, `node_modules/@scaleway/sdk-${name}`), folder);
    renameSync(join(folder, "dist"), join(folder, "src"));
  }
  const rules = join(checkout, "packages_generated/container/src/v1/validation-rules.gen");
  writeFileSync(`${rules}.ts`, readFileSync(`${rules}.js`, "utf8"));
  expect(await check(checkout)).toMatchObject({ differences: [], unreadable: [] });
});

test.each([
  ["is missing", undefined],
  ["is empty", ""],
  ["is no code", "<!doctype html>"],
  ["calls a function", "export const CreateContainerRequest = { name: rule(2, 34) }"],
  ["has a pattern that is invalid here", "export const A = { name: { pattern: /(a/ } }"],
  ["contains numbers only", "export const maximum = 3"],
  ["contains a field without constraints", "export const A = { name: 3 }"],
])("reports rules that cannot be read, and compares the rest, when the file %s", async (_, content) => {
  const findings = await check(sdkSample({ [CONTAINER_RULES]: content }));
  expect(findings.unreadable).toEqual([
    expect.stringMatching(/@scaleway\/sdk-container 9\.1\.0.* v1\/validation-rules\.gen/),
  ]);
  expect(findings.differences).toEqual([]);
  expect(findings.compared).toEqual(
    expect.arrayContaining(["token.name max", "MNQ_REGIONS fr-par in @scaleway/sdk-mnq"]),
  );
});

test.each(["", "const regions = ['fr-par'];", "toApiLocality({ zones: ['fr-par-1'] })", "toApiLocality(places)"])(
  "reports regions that cannot be read: %s",
  async (content) => {
    const { unreadable } = await check(sdkSample({ "mnq/dist/v1beta1/api.gen.js": content }));
    expect(unreadable).toEqual([expect.stringContaining("@scaleway/sdk-mnq 9.3.0")]);
  },
);

test("fails with code 2 if no package can be read", async () => {
  const findings = withoutKnown(await compareSdk(temporaryFolder("empty")), KNOWN_DIFFERENCES);
  expect(findings.differences).toEqual([]);
  expect(reportOf(findings)).toMatchObject({ exitCode: 2, text: expect.stringContaining("No value was compared") });
});
