import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  App,
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformStack,
  TerraformVariable,
  Tokenization,
} from "cdktf";
import { Container } from "@cdktf/provider-scaleway/lib/container";
import { ContainerTrigger } from "@cdktf/provider-scaleway/lib/container-trigger";
import { bindings, folder, type Block, type NestedBlock, type Type } from "../helpers/provider-package";

type Json = Record<string, unknown>;
/* eslint-disable @typescript-eslint/no-explicit-any -- every binding is driven by names from schema.json */
type Bound = Record<string, any>;
type BoundClass = new (scope: TerraformStack, id: string, config: Json) => TerraformElement & Bound;
/* eslint-enable */
const work = mkdtempSync(join(tmpdir(), "provider-scaleway-"));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

function camel(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
const title = (name: string): string => camel(name).replace(/^./, (letter) => letter.toUpperCase());

/** A value for every attribute and block that can be set, made from the schema. */
function configOf(block: Block, at: string, wanted: (required: boolean) => boolean = () => true): Json {
  const config: Json = {};
  for (const [name, { type, required = false, optional = false }] of Object.entries(block.attributes ?? {})) {
    if ((required || optional) && wanted(required)) config[camel(name)] = sample(type, `${at}.${name}`);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    if (wanted((nested.min_items ?? 0) > 0)) config[camel(name)] = nestedConfig(nested, `${at}.${name}`, wanted);
  }
  return config;
}

function nestedConfig(nested: NestedBlock, at: string, wanted?: (required: boolean) => boolean): Json | Json[] {
  if (isList(nested)) return [0, 1].map((index) => configOf(nested.block, `${at}.${index}`, wanted));
  return configOf(nested.block, at, wanted);
}

const isList = ({ nesting_mode, max_items }: NestedBlock): boolean => nesting_mode !== "single" && max_items !== 1;

function sample(type: Type, at: string): unknown {
  if (type === "string") return at;
  if (type === "number") return at.length;
  if (type === "bool") return true;
  return type[0] === "map" ? { key: sample(type[1], at) } : [sample(type[1] as Type, at)];
}

/** Every readable attribute of an object of a binding, nested ones included. */
function reads(bound: Bound, block: Block, at: string): [string, unknown][] {
  const found: [string, unknown][] = [];
  for (const [name, { type }] of Object.entries(block.attributes ?? {})) {
    found.push(...typedReads(bound[camel(name)], type, `${at}_${name}`));
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const value = bound[camel(name)] as Bound;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-call -- a list of blocks
    const first = (isList(nested) ? value["get"](0) : value) as Bound;
    found.push([`${at}_${name}_fqn`, first["fqn"]], ...reads(first, nested.block, `${at}_${name}`));
  }
  return found;
}

function typedReads(value: unknown, type: Type, at: string): [string, unknown][] {
  if (!Array.isArray(type) || !Array.isArray(type[1]) || type[1][0] !== "object") return [[at, value]];
  const first = (value as { get(index: number): Bound }).get(0);
  const fields = Object.entries(type[1][1] as Record<string, Type>);
  return fields.flatMap(([name, inner]) => typedReads(first[camel(name)], inner, `${at}_${name}`));
}

function boundClass(variant: string, name: string): BoundClass {
  const exported = jest.requireActual<Record<string, unknown>>(`${folder}/${variant}/${name}`);
  const found = Object.values(exported).find((value) => typeof value === "function" && "tfResourceType" in value);
  return found as unknown as BoundClass;
}

const newStack = (): TerraformStack => new TerraformStack(new App({ outdir: work }), "stack");

/** What a test does with a class of a binding. It may push values, which are resolved. */
type Use = (stack: TerraformStack, type: BoundClass, values: unknown[]) => unknown;
const resolver = new DefaultTokenResolver(new StringConcat());

/** All that one binding's class adds to the JSON and the HCL of a stack, and the pushed values. */
function synthesized(variant: string, name: string, use: Use): string {
  const stack = newStack();
  const values: unknown[] = [];
  use(stack, boundClass(variant, name), values);
  const elements = stack.node.findAll().filter((each) => TerraformElement.isTerraformElement(each));
  const parts = elements.map((each): unknown[] => [each.toMetadata(), each.toTerraform(), each.toHclTerraform()]);
  return JSON.stringify(Tokenization.resolve([parts, values], { scope: stack, resolver, preparing: false }), null, 1);
}

function settable(block: Block): string[] {
  return [
    ...Object.entries(block.attributes ?? {}).flatMap(([name, { required, optional }]) =>
      required === true || optional === true ? [name] : [],
    ),
    ...Object.entries(block.block_types ?? {}).flatMap(([name, nested]) => [name, ...settable(nested.block)]),
  ];
}

const call = (bound: Bound, method: string, ...args: unknown[]): void => {
  const found = bound[method] as ((...args: unknown[]) => void) | undefined;
  found?.apply(bound, args);
};

const uses: [string, (block: Block) => Use][] = [
  ["every argument is set", (block) => (stack, type) => new type(stack, "one", configOf(block, "set"))],
  [
    "only the required arguments are set",
    (block) => (stack, type) => new type(stack, "one", configOf(block, "set", Boolean)),
  ],
  [
    "blocks are empty or undefined",
    (block) => (stack, type) => {
      const names = Object.entries(block.block_types ?? {});
      const empty = Object.fromEntries(names.map(([name, nested]) => [camel(name), isList(nested) ? [] : {}]));
      const none = Object.fromEntries(names.map(([name]) => [camel(name), undefined]));
      new type(stack, "empty", { ...configOf(block, "set"), ...empty });
      new type(stack, "none", { ...configOf(block, "set"), ...none });
    },
  ],
  [
    "every argument is a token",
    (block) => (stack, type) => {
      const { stringValue } = new TerraformVariable(stack, "variable", { type: "string" });
      const tokens = (value: unknown): unknown => {
        if (typeof value === "string") return stringValue;
        if (Array.isArray(value)) return value.map(tokens);
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tokens(inner)]));
      };
      new type(stack, "one", tokens(configOf(block, "set")) as Json);
    },
  ],
  [
    "every output is read, before and after the blocks are put",
    (block) => (stack, type, values) => {
      const config = configOf(block, "set");
      const bound = new type(stack, "one", configOf(block, "set", Boolean));
      values.push(reads(bound, block, "before"));
      for (const name of Object.keys(block.block_types ?? {})) call(bound, `put${title(name)}`, config[camel(name)]);
      values.push(reads(bound, block, "after"));
    },
  ],
  [
    "every output of a full resource is read by another one",
    (block) => (stack, type, values) =>
      values.push(reads(new type(stack, "one", configOf(block, "set")), block, "read")),
  ],
  [
    "every argument is put, taken back and put again",
    (block) => (stack, type) => {
      const config = configOf(block, "set");
      const again = configOf(block, "again");
      const bound = ["put", "reset", "undefined", "again"].map(
        (id) => new type(stack, id, configOf(block, "set", Boolean)),
      );
      for (const name of Object.keys(block.block_types ?? {})) {
        for (const each of bound) call(each, `put${title(name)}`, config[camel(name)]);
        call(bound[1]!, `reset${title(name)}`);
        call(bound[2]!, `put${title(name)}`, undefined);
        call(bound[3]!, `reset${title(name)}`);
        call(bound[3]!, `put${title(name)}`, again[camel(name)]);
      }
      for (const name of Object.keys(block.attributes ?? {})) call(bound[1]!, `reset${title(name)}`);
    },
  ],
  [
    "nested blocks are changed one by one",
    (block) => (stack, type) => {
      const change = (bound: Bound, inner: Block): void => {
        for (const [name, { optional }] of Object.entries(inner.attributes ?? {})) {
          if (optional === true) call(bound, `reset${title(name)}`);
        }
        for (const [name, nested] of Object.entries(inner.block_types ?? {})) {
          if (isList(nested)) continue;
          const part = bound[camel(name)] as Bound;
          for (const [key, { type, required, optional }] of Object.entries(nested.block.attributes ?? {})) {
            if (required === true || optional === true) part[camel(key)] = sample(type, "changed");
          }
          for (const [deep, deepest] of Object.entries(nested.block.block_types ?? {})) {
            call(part, `put${title(deep)}`, nestedConfig(deepest, "changed"));
            call(part, `reset${title(deep)}`);
          }
          change(part, nested.block);
        }
      };
      change(new type(stack, "full", configOf(block, "set")), block);
      change(new type(stack, "bare", configOf(block, "set", Boolean)), block);
    },
  ],
];

describe("lazy and stock bindings", () => {
  test("exist for every resource and data source of the schema", () => {
    const names = bindings.map(({ name }) => name).sort();
    for (const variant of ["lib", "stock"]) {
      const folders = readdirSync(join(folder, variant), { withFileTypes: true }).filter((entry) =>
        entry.isDirectory(),
      );
      expect(folders.map((entry) => entry.name).sort()).toEqual(names);
    }
  });

  test("render every argument, when all are set", () => {
    for (const { name, block } of bindings) {
      const rendered = synthesized("lib", name, (stack, type) => new type(stack, "one", configOf(block, "set")));
      expect(settable(block).filter((key) => !rendered.includes(`"${key}":`))).toEqual([]);
    }
  });

  test.each(uses)("synthesize the same, when %s", (_, use) => {
    for (const { name, block } of bindings) {
      expect(synthesized("lib", name, use(block))).toBe(synthesized("stock", name, use(block)));
    }
  });

  test("answer the same about their input", () => {
    const inputs = (variant: string, name: string, block: Block): unknown[] => {
      const stack = newStack();
      return [configOf(block, "set"), configOf(block, "set", Boolean)].flatMap((config, at) => {
        const bound = new (boundClass(variant, name))(stack, `id${at}`, config);
        return settable(block).map((key) => [key, bound[`${camel(key)}Input`] as unknown]);
      });
    };
    for (const { name, block } of bindings) expect(inputs("lib", name, block)).toEqual(inputs("stock", name, block));
  });
});

describe("a nested block", () => {
  const newContainer = (config: object = {}): Container =>
    new Container(newStack(), "container", { namespaceId: "n", ...config });
  const livenessProbe = { interval: "5s", timeout: "1s", failureThreshold: 3, http: { path: "/" } };

  test("is created, when it is first used", () => {
    const container = newContainer();
    expect((container as unknown as Bound)["_lazy_livenessProbe"]).toBeUndefined();
    expect(container.livenessProbe).toBe(container.livenessProbe);
    expect((container as unknown as Bound)["_lazy_livenessProbe"]).toBe(container.livenessProbe);
  });

  test("is not created, when its input is read or the resource is synthesized", () => {
    const container = newContainer();
    expect(container.livenessProbeInput).toBeUndefined();
    container.resetLivenessProbe();
    container.toTerraform();
    expect((container as unknown as Bound)["_lazy_livenessProbe"]).toBeUndefined();
  });

  test("gives its input back, when it was set", () => {
    const container = newContainer({ livenessProbe });
    expect(container.livenessProbeInput).toEqual(livenessProbe);
    expect(container.livenessProbe.internalValue).toEqual(livenessProbe);
    expect(container.livenessProbe.intervalInput).toBe("5s");
    expect(container.livenessProbe.http.pathInput).toBe("/");
  });

  test("loses its inner block, when it is put again without it", () => {
    const container = newContainer({ livenessProbe });
    const { http, ...rest } = livenessProbe;
    container.putLivenessProbe({ ...rest, tcp: true });
    expect(container.livenessProbeInput).toEqual({ ...rest, tcp: true });
    container.livenessProbe.putHttp(http);
    expect(container.livenessProbeInput).toEqual({ ...rest, tcp: true, http });
    container.livenessProbe.resetHttp();
    expect(container.livenessProbe.httpInput).toBeUndefined();
  });

  test("is a reference in Terraform, when another resource reads it", () => {
    const stack = newStack();
    const destinationConfig = { httpPath: "/", httpMethod: "post" };
    const trigger = new ContainerTrigger(stack, "one", { containerId: "c", destinationConfig });
    new ContainerTrigger(stack, "two", {
      containerId: "c",
      destinationConfig,
      cron: { schedule: trigger.cron.schedule, timezone: trigger.cron.timezone },
    });
    expect(stack.toTerraform()).toHaveProperty("resource.scaleway_container_trigger.two.cron", {
      schedule: "${scaleway_container_trigger.one.cron[0].schedule}",
      timezone: "${scaleway_container_trigger.one.cron[0].timezone}",
      body: undefined,
      headers: undefined,
    });
  });
});
