import { readFileSync } from "node:fs";
import { DEPRECATED, DEPRECATED_TYPES, KNOWN_TYPES, MIRRORS } from "../../../lib/review/plan/resource-types";

type Json = Record<string, Record<string, unknown>>;

const read = (name: string) => JSON.parse(readFileSync(`packages/provider-scaleway/${name}`, "utf8")) as Json;
const facts = read("facts.json") as Record<
  string,
  { deprecated: boolean; attributes: Record<string, { deprecated?: boolean }> }
>;
const [schema] = Object.values((read("schema.json")["provider_schemas"] ?? {}) as Record<string, Json>);
const blocks = schema?.["resource_schemas"] as Record<string, { block: { attributes: object; block_types?: object } }>;

test.each(Object.entries(KNOWN_TYPES).filter(([type]) => type in blocks))(
  "%s has the attributes that are read",
  (type, names) => {
    const { attributes, block_types = {} } = blocks[type]?.block ?? { attributes: {} };
    expect(Object.keys({ ...attributes, ...block_types })).toEqual(expect.arrayContaining([...names]));
  },
);

test.each(Object.entries(DEPRECATED))("of %s all that is deprecated is known as such", (type, names) => {
  const deprecated = Object.entries(facts[type]?.attributes ?? {}).filter(([, fact]) => fact.deprecated === true);
  expect([...names].sort()).toEqual(deprecated.map(([name]) => name).sort());
});

test("no other known type is deprecated, or has deprecated attributes that are told of", () => {
  const types = Object.keys(KNOWN_TYPES).filter((type) => facts[type]?.deprecated === true);
  expect(types.sort()).toEqual([...DEPRECATED_TYPES].sort());
});

test("what repeats an attribute of a container names one that there is", () => {
  const attributes = Object.keys({
    ...blocks["scaleway_container"]?.block.attributes,
    ...blocks["scaleway_container"]?.block.block_types,
  });
  expect(attributes).toEqual(expect.arrayContaining(Object.entries(MIRRORS).flat()));
});
