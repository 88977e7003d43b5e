import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compareFacts } from "../../scripts/facts/compare-facts";
import { compareSchema } from "../../scripts/facts/compare-schema";

interface Block {
  readonly attributes?: Readonly<Record<string, object>>;
  readonly block_types?: Readonly<Record<string, { readonly nesting_mode: string; readonly block: Block }>>;
}
const schema = (resources: Readonly<Record<string, Block>>, dataSources: Readonly<Record<string, Block>> = {}) => {
  const blocks = (list: typeof resources) =>
    Object.fromEntries(Object.entries(list).map(([name, block]) => [name, { block }]));
  const provider = { resource_schemas: blocks(resources), data_source_schemas: blocks(dataSources) };
  return { format_version: "1.0", provider_schemas: { "example.com/scaleway": provider } };
};
const TEXT = { type: "string", optional: true };
const PINNED = schema(
  {
    crate: {
      attributes: { label: TEXT },
      block_types: { lid: { nesting_mode: "list", block: { attributes: { size: TEXT } } } },
    },
  },
  { crate: { attributes: { label: TEXT } } },
);
const differences = (newest: unknown) =>
  compareSchema(PINNED, newest, "newest").differences.map(({ what, ours, published }) => [what, ours, published]);
const published = (block: Block) => differences(schema({ crate: block }, { crate: { attributes: { label: TEXT } } }));
const LID = { lid: { nesting_mode: "list", block: { attributes: { size: TEXT } } } };
const TEXT_JSON = '{"optional":true,"type":"string"}';

test("finds no difference in the same schema, whatever its order, its descriptions and its other resources", () => {
  const label = { description: "A label.", optional: true, description_kind: "plain", type: "string" };
  const crate = { block_types: LID, attributes: { label } };
  expect(differences(schema({ other: {}, crate }, { crate: { attributes: { label } } }))).toEqual([]);
  expect(compareSchema(PINNED, PINNED, "newest").compared).toEqual([
    "crate.label",
    "crate.lid",
    "crate.lid.size",
    "data source crate.label",
  ]);
});

test.each<[string, Block, string[][]]>([
  [
    "a new attribute",
    { attributes: { label: TEXT, color: TEXT }, block_types: LID },
    [["crate.color", "none", TEXT_JSON]],
  ],
  ["a removed attribute", { block_types: LID }, [["crate.label", TEXT_JSON, "none"]]],
  [
    "a changed type",
    { attributes: { label: { type: ["list", "string"], optional: true } }, block_types: LID },
    [["crate.label", TEXT_JSON, '{"optional":true,"type":["list","string"]}']],
  ],
  [
    "a removed block",
    { attributes: { label: TEXT } },
    [
      ["crate.lid", '{"nesting_mode":"list"}', "none"],
      ["crate.lid.size", TEXT_JSON, "none"],
    ],
  ],
  [
    "a block that can occur once",
    { attributes: { label: TEXT }, block_types: { lid: { ...LID.lid, nesting_mode: "single" } } },
    [["crate.lid", '{"nesting_mode":"list"}', '{"nesting_mode":"single"}']],
  ],
])("finds %s", (_, block, expected) => {
  expect(published(block)).toEqual(expected);
});

test("finds a resource and a data source that are gone", () => {
  expect(differences(schema({}))).toEqual([
    ["crate", "has bindings", "none"],
    ["data source crate", "has bindings", "none"],
  ]);
});

test.each([
  undefined,
  null,
  "",
  [],
  {},
  { provider_schemas: {} },
  { provider_schemas: { a: {}, b: {} } },
  { provider_schemas: { a: 1 } },
])("fails if %j is not the schema of one provider", (newest) => {
  expect(() => compareSchema(PINNED, newest, "newest")).toThrow("newest is not the schema of one provider");
});

test("finds attributes of facts.json that are gone, and flags that changed", () => {
  const facts = {
    crate: { attributes: { label: { forceNew: true }, color: { default: "red" }, "lid.size": { deprecated: true } } },
    barrel: { attributes: { size: {} } },
  };
  const crate = {
    attributes: { label: { ...TEXT, deprecated: true }, key: { ...TEXT, sensitive: true } },
    block_types: LID,
  };
  const findings = compareFacts(facts, schema({ crate }), "newest");
  expect(findings.differences.map(({ what, ours, published: theirs }) => [what, ours, theirs])).toEqual([
    ["facts.json crate.label", "none", "deprecated"],
    ["facts.json crate.color", "none", "no such attribute"],
    ["facts.json crate.lid.size", "deprecated", "none"],
    ["facts.json crate.key", "none", "sensitive"],
  ]);
});

test("finds no difference between the pinned files", () => {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(join(__dirname, "../../packages/provider-scaleway", file), "utf8"));
  const { compared, differences: found } = compareFacts(read("facts.json"), read("schema.json"), "schema.json");
  expect(found).toEqual([]);
  expect(compared.length).toBeGreaterThan(100);
});
