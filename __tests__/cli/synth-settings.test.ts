import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { container, dnsRecord, image, yamlOf } from "../helpers/manifests";
import { printed, printedErrors, runCli } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const digest = `sha256:${"a".repeat(64)}`;
const reference = "ghcr.io/shop/api:v1";

/** Writes manifests and settings, and synthesizes them. */
async function synth(settings: string, documents: readonly object[], ...args: string[]) {
  const folder = temporaryFolder("synth-settings");
  const [manifests, config, output] = ["manifests", "scw-containers.yaml", "out"].map((name) => join(folder, name));
  mkdirSync(manifests!);
  writeFileSync(join(manifests!, "api.yaml"), yamlOf(...documents));
  writeFileSync(config!, settings.replaceAll("FOLDER", folder));
  const entry = { digest, resolvedAt: "2026-11-01T00:00:00Z" };
  writeFileSync(join(folder, "locked.json"), JSON.stringify({ version: 1, images: { [reference]: entry } }));
  const result = await runCli("synth", manifests!, "--config", config!, "--output", output!, ...args);
  const file = join(output!, "stacks", "api", "cdk.tf.json");
  const json = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as unknown) : undefined;
  const notes = printed("note", result.out).map(({ code }) => code);
  return { ...result, json, notes, warnings: printed("warning", result.out).map(({ code }) => code) };
}

test("the settings give documents a region, tags, a project, a backend and a lock", async () => {
  const settings = `region: nl-ams
projectId: 11111111-1111-1111-1111-111111111111
tags: [team-shop]
backend: { bucket: my-state, keyPrefix: shop/ }
lockFile: FOLDER/locked.json
`;
  const { json, out, code } = await synth(settings, [container({ region: undefined })]);
  expect(code).toBe(0);
  expect(json).toMatchObject({
    terraform: { backend: { s3: { bucket: "my-state", key: "shop/api.tfstate", region: "nl-ams" } } },
    provider: { scaleway: [{ region: "nl-ams", project_id: "11111111-1111-1111-1111-111111111111" }] },
    resource: {
      scaleway_container: { api_C8550315: { region: "nl-ams", registry_sha256: digest, tags: ["team-shop"] } },
    },
  });
  expect(out).toContain(`${reference} @ sha256:aaaaaaaaaaaa`);
});

test("a document keeps its own region", async () => {
  const { json } = await synth("region: nl-ams\n", [container({ region: "pl-waw" })]);
  expect(json).toMatchObject({ resource: { scaleway_container: { api_C8550315: { region: "pl-waw" } } } });
});

test("a document without a region is rejected without settings", async () => {
  const { err, code } = await synth("tags: []\n", [container({ region: undefined })]);
  expect(code).toBe(2);
  expect(printedErrors(err).map((each) => each.code)).toEqual(["missing"]);
});

describe("acknowledged warnings", () => {
  const acknowledge = (...entries: string[]) => `acknowledgedWarnings: [${entries.join(", ")}]\n`;
  const documents = [container({ deploy: false })];

  test.each(["{ id: deploy-false, reason: x }", "{ id: deploy-false, where: api, reason: x }"])(
    "%s is counted, and --strict does not fail",
    async (entry) => {
      const { code, warnings, out } = await synth(acknowledge(entry), documents, "--strict");
      expect({ code, warnings }).toEqual({ code: 0, warnings: [] });
      expect(out).toContain("Acknowledged 1 warning: deploy-false.");
    },
  );

  test("do not silence the warning elsewhere", async () => {
    const entry = "{ id: deploy-false, where: other, reason: x }";
    const { code, warnings, notes } = await synth(acknowledge(entry), documents, "--strict");
    expect({ code, warnings, notes }).toEqual({
      code: 1,
      warnings: ["deploy-false"],
      notes: ["unused-acknowledgement"],
    });
  });
});

test("the settings raise limits, with a warning", async () => {
  const settings = "raisedLimits: [{ limit: container.maxScale, to: 500, reason: ticket 42 }]\n";
  expect(await synth(settings, [container({ maxScale: 500 })])).toMatchObject({ code: 0, warnings: ["raised-limit"] });
  expect(await synth(settings, [container({ maxScale: 501 })])).toMatchObject({ code: 2 });
});

describe("a reference to a resource that no document describes", () => {
  const documents = [container(image({ name: "images" })), dnsRecord()];
  const declared = "externalResources: [{ kind: ScalewayContainerRegistry, name: images }]\n";

  test("is in the summary, with a note at its place", async () => {
    const { out, code, notes } = await synth("tags: []\n", documents);
    expect({ code, notes }).toEqual({ code: 0, notes: ["undeclared-resource"] });
    expect(out).toMatch(/looks up +ScalewayContainerRegistry images/);
    expect(out).toMatch(/api\.yaml:\d+:\d+ spec\.image\.registryEndpoint\.valueFrom/);
  });

  test("is an error with --strict, unless the settings declare it", async () => {
    expect(await synth("tags: []\n", documents, "--strict")).toMatchObject({
      code: 1,
      warnings: ["undeclared-resource"],
    });
    expect(await synth(declared, documents, "--strict")).toMatchObject({ code: 0, warnings: [], notes: [] });
    const other = declared.replace("images", "image");
    expect(await synth(other, documents, "--strict")).toMatchObject({ code: 1 });
  });
});

test("the summary displays the network and plain HTTP", async () => {
  const id = "11111111-1111-1111-1111-111111111111";
  const spec = { httpOption: "redirected", privateNetworkId: { value: `fr-par/${id}` } };
  const { out } = await synth("tags: []\n", [container(spec)]);
  expect(out).toMatch(/plain HTTP +redirected to HTTPS\n/);
  expect(out).toMatch(new RegExp(`network +fr-par/${id}\\n`));
  expect(out).toMatch(/image +ghcr\.io\/shop\/api:v1, without a digest\n/);
});

test("the summary displays the region of the network that is deployed", async () => {
  const id = "11111111-1111-1111-1111-111111111111";
  const { out, json } = await synth("tags: []\n", [container({ privateNetworkId: { value: `nl-ams/${id}` } })]);
  expect(json).toMatchObject({
    resource: { scaleway_container: { api_C8550315: { private_network_id: `fr-par/${id}` } } },
  });
  expect(out).toMatch(new RegExp(`network +fr-par/${id}\\n`));
});

test("settings that are not valid are an error, and nothing is written", async () => {
  const { err, code, json } = await synth("regions: fr-par\n", [container()]);
  expect({ code, json }).toEqual({ code: 2, json: undefined });
  expect(printedErrors(err).map((each) => each.code)).toEqual(["unknown-field"]);
});

describe("--raise-limit", () => {
  const documents = [container({ maxScale: 500, region: "se-sto" })];
  const raised = ["--raise-limit", "container.maxScale=500", "--raise-limit", "region=se-sto"];

  test("accepts values beyond the limits that this release knows, with warnings", async () => {
    const { code, out, json } = await synth("tags: []\n", documents, ...raised);
    const lines = out.split("\n").filter((line) => line.startsWith("warning[raised-limit]"));
    expect({ code, places: lines.map((line) => /\d+:\d+ [\w.]+/.exec(line)?.[0]) }).toEqual({
      code: 0,
      places: ["6:11 spec.region", "13:13 spec.maxScale"],
    });
    expect(json).toBeDefined();
  });

  test("writes nothing with --strict", async () => {
    expect(await synth("tags: []\n", documents, ...raised, "--strict")).toMatchObject({ code: 1, json: undefined });
  });

  test.each([
    ["container.maxScale=499", "above-maximum"],
    ["container.maxScale=", "wrong-type"],
    ["container.maxscale=500", "not-allowed"],
    ["region", "not-allowed"],
  ])("rejects %s", async (argument, problem) => {
    const args = ["--raise-limit", argument, "--raise-limit", "region=se-sto"];
    const { code, err, json } = await synth("tags: []\n", documents, ...args);
    expect({ code, json, err }).toEqual({
      code: 2,
      json: undefined,
      err: expect.stringContaining(`error[${problem}]`) as string,
    });
  });

  test("reports every argument that is not valid", async () => {
    const args = ["--raise-limit", "container.maxscale=500", "--raise-limit", "region=5"];
    const { err } = await synth("tags: []\n", documents, ...args);
    expect(printedErrors(err).map(({ code }) => code)).toEqual(["not-allowed", "invalid-format"]);
  });
});
