import { changedResources } from "../../../lib/review/states/planned-configuration";
import { cpuMs } from "../../helpers/cpu-time";

const plan = (resources: readonly object[] | undefined) =>
  Buffer.from(JSON.stringify(resources === undefined ? {} : { configuration: { root_module: { resources } } }));
const changed = (body: object, expressions: object) =>
  changedResources(plan([{ address: "a.b", expressions }]), JSON.stringify({ resource: { a: { b: body } } })) ?? [];
const constant = (value: unknown) => ({ constant_value: value });

test.each([
  ["blocks", { cron: [{ schedule: "x" }] }, { cron: [{ schedule: constant("x") }] }, true],
  ["a block without a list", { cron: { schedule: "x" } }, { cron: [{ schedule: constant("x") }] }, true],
  ["a single nested block", { timeouts: { create: "1m" } }, { timeouts: { create: constant("1m") } }, true],
  ["another block", { cron: [{ schedule: "y" }] }, { cron: [{ schedule: constant("x") }] }, false],
  ["one block more", { cron: [{ s: "x" }, { s: "x" }] }, { cron: [{ s: constant("x") }] }, false],
  ["one block less", { cron: [] }, { cron: [{ s: constant("x") }] }, false],
  ["no blocks", { cron: [] }, {}, true],
  ["dynamic blocks", { dynamic: { cron: {} } }, { cron: [{ schedule: constant("x") }] }, true],
  ["a text that is known by its references only", { id: "${a.c.id}" }, { id: { references: ["a.c.id"] } }, true],
  ["a number as text", { port: "80" }, { port: constant(80) }, false],
  ["null", { port: null }, { port: constant(null) }, true],
  ["a name that every object inherits", { constructor: "x" }, {}, false],
])("compares %s", (_, body, expressions, isSame) => {
  expect(changed(body, expressions)).toEqual(isSame ? [] : ["a.b"]);
});

test("compares data sources, and finds resources on one side only", () => {
  const resources = [{ address: "data.a.b", expressions: {} }, { address: "a.gone" }];
  const stackJson = { data: { a: { b: {} } }, resource: { a: { added: {} } } };
  expect(changedResources(plan(resources), JSON.stringify(stackJson))).toEqual(["a.added", "a.gone"]);
});

test("knows nothing of a plan without a configuration", () => {
  expect(changedResources(plan(undefined), "{}")).toBeUndefined();
});

test("takes time in proportion to the number of arguments", () => {
  const values = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, "v"]));
  const expressions = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, constant(value)]));
  const time = cpuMs(() => {
    expect(changed(values, expressions)).toEqual([]);
  });
  expect(time).toBeLessThan(1500);
});
