import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { readProjectFile } from "../../lib/manifest/project-file";
import { settingsJsonSchema } from "../../lib/manifest/settings-schema";
import { codesOf, validationError } from "../helpers/issues";
import { temporaryFolder } from "../helpers/temporary-folder";

const folder = temporaryFolder("settings");

function read(text: string) {
  const file = join(folder, "settings.yaml");
  writeFileSync(file, text);
  return readProjectFile(file)?.settings;
}

const COMPLETE = `region: nl-ams
projectId: 11111111-1111-1111-1111-111111111111
organizationId: 11111111-1111-1111-1111-111111111111
profile: production
tags: [team-shop]
backend: { bucket: my-state, region: fr-par, keyPrefix: shop/production/ }
lockFile: locks/images.lock.json
raisedLimits: [{ limit: container.maxScale, to: 500, reason: ticket 42 }]
acknowledgedWarnings: [{ id: deploy-false, where: api, reason: ticket 43 }]
externalResources: [{ kind: ScalewayVpc, name: shop }]
`;

test("reads every setting", () => {
  expect(read(COMPLETE)).toMatchObject({
    region: "nl-ams",
    tags: ["team-shop"],
    backend: { bucket: "my-state", region: "fr-par", keyPrefix: "shop/production/" },
    raisedLimits: [{ limit: "container.maxScale", to: 500 }],
  });
});

test("every setting is optional, and a file of comments has none", () => {
  expect(read("region: fr-par\n")).toEqual({
    region: "fr-par",
    tags: [],
    raisedLimits: [],
    acknowledgedWarnings: [],
    externalResources: [],
  });
  expect(read("# region: fr-par\n")).toBeUndefined();
  expect(readProjectFile()).toBeUndefined();
});

test("a region that the file itself raises is accepted", () => {
  const raised = "raisedLimits: [{ limit: region, to: se-sto, reason: ticket 42 }]\n";
  expect(read(`region: se-sto\n${raised}`)).toMatchObject({ region: "se-sto", tags: [] });
  expect(codesOf(() => read("region: se-sto\n"))).toEqual(["not-allowed region 1:9"]);
  expect(codesOf(() => read(`region: de-ber\n${raised}`))).toEqual(["not-allowed region 1:9"]);
});

test.each([
  ["region: paris", "not-allowed region 1:9"],
  ["projectId: shop", "invalid-format projectId 1:12"],
  ["tags: shop", "wrong-type tags 1:7"],
  ["backend: { bucket: My_State }", "invalid-format backend.bucket 1:20"],
  ["backend: { bucket: my-state, keyPrefix: /shop/ }", "invalid-format backend.keyPrefix 1:41"],
  ["backend: { bucket: my-state, keyPrefix: shop }", "invalid-format backend.keyPrefix 1:41"],
  ["backend: { bucket: my-state, key: a }", "unknown-field backend.key 1:30"],
  ["backend: {}", "missing backend.bucket 1:1"],
  ["lockfile: a", "unknown-field lockfile 1:1"],
  ["raisedLimits: [{ limit: container.maxScale, to: '500', reason: x }]", "wrong-type raisedLimits[0].to 1:49"],
  ["raisedLimits: [{ limit: container.maxScale, to: 500 }]", "missing raisedLimits[0].reason 1:16"],
  ["acknowledgedWarnings: [{ id: deploy-fals, reason: x }]", "not-allowed acknowledgedWarnings[0].id 1:30"],
  ["acknowledgedWarnings: [{ id: deploy-false }]", "missing acknowledgedWarnings[0].reason 1:24"],
  ["externalResources: [{ kind: ScalewayDatabase, name: a }]", "not-allowed externalResources[0].kind 1:29"],
  ["region: fr-par\n---\nregion: fr-par", "several-documents 3:1"],
  ["[", "invalid-yaml 1:2"],
])("rejects %s", (text, problem) => {
  expect(codesOf(() => read(text))).toEqual([problem]);
});

test("a file that does not exist is an error if it is named", () => {
  const { issues } = validationError(() => readProjectFile(join(folder, "other.yaml")));
  expect(issues.map(({ code }) => code)).toEqual(["file-not-found"]);
});

test("the JSON Schema accepts what the command accepts", () => {
  const isValid = new Ajv().compile(settingsJsonSchema());
  expect(isValid({ region: "fr-par", raisedLimits: [{ limit: "region", to: "se-sto", reason: "x" }] })).toBe(true);
  expect(isValid({ region: "fr-par", backend: { bucket: "my-state", keyPrefix: "a/" } })).toBe(true);
  expect(isValid({ regions: "fr-par" })).toBe(false);
  expect(isValid({ acknowledgedWarnings: [{ id: "deploy-false" }] })).toBe(false);
});
