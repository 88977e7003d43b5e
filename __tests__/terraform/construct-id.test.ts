import { TerraformOutput, TerraformStack, TerraformVariable, type TerraformElement } from "cdktf";
import { Construct, type Node } from "constructs";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { Container } from "@cdktf/provider-scaleway/lib/container";
import {
  ContainerNamespace,
  ObjectStorageBackend,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type ScalewayStackProps,
} from "../../lib";
import { resources, synth } from "../../lib/testing";
import { codesOf } from "../helpers/issues";
import { minimal, newApp, newStack, type Json } from "../helpers/synth";

const props = { ...minimal, name: "my-container" };
const backend = { bucket: "my-state" };
const create = (scope: Construct, id: string) => new ServerlessContainer(scope, id, props);
const newPlainStack = () => {
  const stack = new TerraformStack(newApp(), "plain");
  new ScalewayProvider(stack, "provider");
  return stack;
};
const backendOf = (stack: TerraformStack) => {
  stack.prepareStack();
  return Object.keys((stack.toTerraform() as Json)["terraform"].backend as object);
};

describe("an ID that CDKTF or this library uses works in a ScalewayStack", () => {
  test.each([
    "backend",
    "SecretVariables",
    "SecretManager",
    "Sqs",
    "Default",
    "Resource",
    "Namespace",
    "é",
    "a b",
    "a/b",
  ])("%s", (id) => {
    const stack = newStack();
    create(stack, id).addSecret("A", SecretValue.variable("a"));
    new ServerlessContainer(stack, "api", {
      ...minimal,
      secretEnvironmentVariables: { A: SecretValue.variable("Resource"), B: SecretValue.secretManager("Resource") },
    });
    expect(resources(synth(stack), "scaleway_container").map(({ name }) => String(name))).toContain("my-container");
    expect(backendOf(stack)).toEqual(["local"]);
  });

  test.each(["1api", "-api"])("%s, with a name that Terraform accepts", (id) => {
    const stack = newStack();
    create(new Construct(stack, id), "worker");
    expect(Object.keys(synth(stack).resource?.["scaleway_container"] ?? {})).toEqual([
      expect.stringMatching(new RegExp(`^_${id}_worker_[0-9A-F]{8}$`)),
    ]);
  });

  test("backend, before an ObjectStorageBackend", () => {
    const stack = newStack();
    create(stack, "backend");
    new ObjectStorageBackend(stack, backend);
    expect(backendOf(stack)).toEqual(["s3"]);
  });
});

test.each<[code: string, id: unknown, scope?: () => Construct]>([
  ["duplicate-name id", "scaleway"],
  ["duplicate-name id", "backend", () => new ScalewayStack(newApp(), "shop", { region: "fr-par", backend })],
  ["duplicate-name id", "provider", newPlainStack],
  ["reserved id", "backend", newPlainStack],
  ["reserved id", "__proto__"],
  ["reserved id", "constructor"],
  ["reserved id", "toString"],
  ["invalid-format id", "1api", newPlainStack],
  ["invalid-format id", "-api", newPlainStack],
  ["invalid-format id", "api", () => new Construct(newPlainStack(), "2nd")],
  ["invalid-format id", "1api", () => new Construct(newPlainStack(), "Default")],
  ["empty id", ""],
  ["wrong-type id", undefined],
  ["wrong-type id", 5],
  ["token-not-supported id", new TerraformVariable(newStack(), "id", {}).stringValue],
])("fails with %s if the ID is %j", (code, id, scope = newStack) => {
  const parent = scope();
  const children = parent.node.children.length;
  for (const construct of [create, (...[each, name]: [Construct, string]) => new ContainerNamespace(each, name)]) {
    expect(codesOf(() => construct(parent, id as string))).toEqual([code]);
  }
  expect(parent.node.children).toHaveLength(children);
});

test.each(["Resource", "Namespace", "Endpoint", "Status", "nightly"])(
  "fails if a schedule, a domain or a token of a container has the ID %s, which the container uses",
  (id) => {
    const container = create(newStack(), "api");
    container.addSchedule("nightly", { schedule: "0 2 * * *" });
    for (const add of [
      () => container.addSchedule(id, { schedule: "0 2 * * *" }),
      () => container.addDomain(id, { hostname: "www.example.com" }),
      () => container.addToken(id),
    ]) {
      expect(codesOf(add)).toEqual(["duplicate-name id"]);
    }
  },
);

test("a plain stack that chooses the names itself accepts every ID", () => {
  class PrefixedStack extends TerraformStack {
    protected override allocateLogicalId(element: TerraformElement | Node): string {
      return `x${super.allocateLogicalId(element)}`;
    }
  }
  const stack = new PrefixedStack(newApp(), "plain");
  new ScalewayProvider(stack, "scaleway");
  create(stack, "1api");
  expect(Object.keys(synth(stack).output ?? {})).toHaveLength(2);
});

describe("a stack", () => {
  const inScope = (id: string, scope: Construct = newApp(), more: Partial<ScalewayStackProps> = {}) =>
    new ScalewayStack(scope, id, { region: "fr-par", ...more });

  test.each(["my shop", "shop*", "shop[1]", ".", "..", "a\tb"])(
    "fails if its ID %j is not the name of a folder",
    (id) => {
      expect(codesOf(() => inScope(id))).toEqual(["invalid-format id"]);
    },
  );

  test("fails if it has the folder and the state of another stack", () => {
    const app = newApp();
    inScope("shop", app);
    expect(codesOf(() => inScope("shop", app))).toEqual(["duplicate-name id"]);
    expect(codesOf(() => inScope("shop", new Construct(app, "group")))).toEqual(["duplicate-name id"]);
  });

  test("fails if it has two backends", () => {
    expect(codesOf(() => new ObjectStorageBackend(inScope("shop", newApp(), { backend }), backend))).toEqual([
      "duplicate-name",
    ]);
  });
});

describe("at synth", () => {
  test("two constructs with one name in Terraform are reported", () => {
    const stack = newStack();
    create(stack, "api");
    const namespace = new ContainerNamespace(stack, "shared");
    new ServerlessContainer(new Construct(stack, "Default"), "api", { ...minimal, name: "other", namespace });
    expect(codesOf(() => synth(stack))).toEqual([
      expect.stringMatching(/^duplicate-name resource\.scaleway_container\.api_/),
    ]);
  });

  test("IDs that differ only in characters that CDKTF removes are reported", () => {
    const stack = newStack();
    create(stack, "api");
    for (const id of ["a.b", "ab"]) new Container(stack, id, { namespaceId: "fr-par/x" });
    expect(codesOf(() => synth(stack))).toEqual(["duplicate-name resource.scaleway_container.ab"]);
  });

  test("names that Terraform rejects are reported, and letters of other languages are not", () => {
    const stack = newStack();
    create(stack, "api");
    new TerraformOutput(stack, "first", { value: "1" }).overrideLogicalId("1st");
    new TerraformOutput(stack, "second", { value: "2" }).overrideLogicalId("größe");
    expect(codesOf(() => synth(stack))).toEqual(["invalid-format stack/first"]);
  });
});
