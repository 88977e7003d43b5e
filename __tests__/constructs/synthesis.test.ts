import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Annotations,
  App,
  Aspects,
  Fn,
  Lazy,
  LocalBackend,
  S3Backend,
  TerraformCount,
  TerraformElement,
  TerraformIterator,
  TerraformLocal,
  TerraformOutput,
  type TerraformResource,
  TerraformStack,
  TerraformVariable,
  Token,
  Tokenization,
  conditional,
} from "cdktf";
import { Construct } from "constructs";
import { Container } from "@cdktf/provider-scaleway/lib/container";
import { ContainerNamespace } from "@cdktf/provider-scaleway/lib/container-namespace";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import {
  Manifest,
  ManifestStack,
  MnqSource,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type ScalewayStackProps,
} from "../../lib";
import type * as tokenResolution from "../../lib/terraform/token-resolution";
import { dnsRecord, registry, yamlOf } from "../helpers/manifests";
import { minimal } from "../helpers/synth";

/** Whether stacks synthesize as they are, or by CDKTF's own way alone. */
let mockIsFast = true;
jest.mock("../../lib/terraform/token-resolution", () => {
  const actual = jest.requireActual<typeof tokenResolution>("../../lib/terraform/token-resolution");
  return {
    ...actual,
    withFastResolution: <T>(stack: TerraformStack, step: () => T) =>
      mockIsFast ? actual.withFastResolution(stack, step) : step(),
  };
});

const folder = mkdtempSync(join(tmpdir(), "synthesis-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Every file of the output and the error, if there is one, each way. */
function synthesize(build: (app: App) => void, skipValidation = false) {
  return [true, false].map((isFast) => {
    mockIsFast = isFast;
    const outdir = mkdtempSync(join(folder, "out-"));
    const app = new App({ outdir, skipValidation });
    let error = "";
    try {
      build(app);
      app.synth();
    } catch (reason) {
      error = String(reason);
    }
    const files = readdirSync(outdir, { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(outdir, file)).isFile())
      .sort();
    return { error, files: Object.fromEntries(files.map((file) => [file, readFileSync(join(outdir, file), "utf8")])) };
  }) as [Synthesis, Synthesis];
}
type Synthesis = Readonly<{ error: string; files: Readonly<Record<string, string>> }>;

const stackIn = (app: App, id = "shop", props: Partial<ScalewayStackProps> = {}) =>
  new ScalewayStack(app, id, { region: "fr-par", ...props });

const resourceOf = (container: ServerlessContainer) => container.node.findChild("Resource") as TerraformResource;

const APPS: Record<string, (app: App) => void> = {
  "a container with all its parts": (app) => {
    const api = new ServerlessContainer(stackIn(app, "shop", { tags: ["team=shop"] }), "api", {
      ...minimal,
      minScale: 1,
      environmentVariables: { PRICE: "${5e+10}", "A-1e5": "-1e5" },
      secretEnvironmentVariables: { KEY: SecretValue.variable("key") },
    });
    api.addSchedule("nightly", { schedule: "0 2 * * *" });
    api.addToken("shop", { storeIn: { secretName: "token" } });
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" });
  },
  "nested constructs": (app) => {
    const inner = new Construct(new Construct(stackIn(app), "outer"), "inner");
    new ServerlessContainer(inner, "api", minimal);
    new TerraformOutput(inner, "kind", { value: "group" });
  },
  "a stack in a stack": (app) => {
    const outer = stackIn(app, "outer");
    const { endpoint } = new ServerlessContainer(outer, "api", minimal);
    const inner = new ScalewayStack(outer, "inner", { region: "nl-ams" });
    new TerraformOutput(inner, "url", { value: endpoint });
  },
  "overrides of elements and of the stack": (app) => {
    const stack = stackIn(app);
    const resource = resourceOf(new ServerlessContainer(stack, "api", minimal));
    const { stringValue } = new TerraformVariable(stack, "text", { type: "string" });
    resource.addOverride("port", Token.asNumber(Lazy.anyValue({ produce: () => 9000 })));
    resource.addOverride("description", `x ${stringValue}`);
    resource.addOverride("tags", undefined);
    resource.addOverride("scaling_option", null);
    stack.addOverride("terraform.required_version", ">= 1.5");
    stack.addOverride("provider.scaleway", [{ region: stringValue, alias: undefined }]);
    stack.addOverride("locals", { [stringValue]: [stringValue], number: -1, none: undefined });
    stack.addOverride("output", undefined);
  },
  "tokens of every kind": (app) => {
    const stack = stackIn(app);
    const text = new TerraformVariable(stack, "text", { type: "string" });
    const list = new TerraformVariable(stack, "list", { type: "list(string)" });
    const number = new TerraformVariable(stack, "number", { type: "number" });
    const namespace = new ContainerNamespace(stack, "namespace", {
      name: Lazy.stringValue({ produce: () => `n-${text.stringValue}` }),
      tags: list.listValue,
      environmentVariables: Token.asStringMap(new TerraformVariable(stack, "map", { type: "map(string)" }).value),
    });
    const iterator = TerraformIterator.fromList(list.listValue);
    new Container(stack, "each", {
      namespaceId: namespace.id,
      forEach: iterator,
      name: `\${"x"}-${iterator.value}-${Tokenization.stringifyNumber(number.numberValue)}`,
      timeout: number.numberValue,
      tags: Lazy.listValue({ produce: () => ["a", text.stringValue] }),
      dependsOn: [namespace],
    });
    new Container(stack, "counted", {
      namespaceId: namespace.id,
      count: TerraformCount.of(number.numberValue),
      name: Fn.join("-", ["a", text.stringValue, Fn.upper("b")]),
      minScale: Token.asNumber(conditional(text.stringValue, 1, number.numberValue)),
    });
    const local = new TerraformLocal(stack, "local", {
      numbers: [1, -1, 1e300, Token.asNumber(number.value)],
      fn: Fn.merge([{ a: text.stringValue }, { b: undefined }]),
      null: Token.nullValue(),
      lazy: Lazy.anyValue({ produce: () => [{ deep: list.listValue }] }),
    });
    new TerraformOutput(stack, "local-output", { value: local.expression, sensitive: true, dependsOn: [namespace] });
  },
  "aspects that change, add and warn": (app) => {
    const stack = stackIn(app, "shop", { tags: ["team=shop"] });
    Aspects.of(stack).add({
      visit: (node) => {
        Annotations.of(node).addInfo(`saw ${node.node.id}`);
        if (node instanceof Container) node.addOverride("description", node.fqn);
        if (node instanceof ContainerNamespace) new TerraformOutput(node, "late", { value: node.id });
        if (node instanceof ServerlessContainer) Annotations.of(node).addWarning("late");
      },
    });
    new ServerlessContainer(stack, "api", { ...minimal, minScale: 1 });
  },
  "constructs that a token makes when CDKTF prepares the stack": (app) => {
    const stack = stackIn(app);
    const calls: boolean[] = [];
    const lazy = Lazy.stringValue({
      produce: ({ preparing }) => {
        if (calls.push(preparing) === 1) new TerraformVariable(stack, "late", { type: "string" });
        return calls.join();
      },
    });
    new TerraformOutput(stack, "calls", { value: [{ lazy }] });
  },
  "references between stacks": (app) => {
    const one = stackIn(app, "one");
    const two = stackIn(app, "two", { tags: [`calls=${new ServerlessContainer(one, "api", minimal).endpoint}`] });
    const plain = new TerraformStack(app, "plain");
    new ScalewayProvider(plain, "scaleway", {});
    const api = new ServerlessContainer(two, "api", minimal);
    new TerraformOutput(plain, "url", { value: { url: api.endpoint, all: [`${api.containerId}!`] } });
    const { stringValue } = new TerraformVariable(plain, "text", { type: "string" });
    new TerraformOutput(stackIn(app, "three"), "text", { value: Fn.join(",", [stringValue, api.containerId]) });
  },
  backends: (app) => {
    stackIn(app, "one", { backend: { bucket: "my-state" } });
    new S3Backend(stackIn(app, "two"), { bucket: "state", key: "two" });
    new LocalBackend(stackIn(app, "three"), { path: Lazy.stringValue({ produce: () => "state" }) });
  },
  "logical ids that are changed after use, moved and imported": (app) => {
    const stack = stackIn(app);
    resourceOf(new ServerlessContainer(stack, "api", minimal)).overrideLogicalId("renamed");
    const [from, to, id] = ["from", "to", "id"].map((name) => new ContainerNamespace(stack, name, {}));
    to!.addMoveTarget("target");
    from!.moveTo("target", 1);
    id!.moveFromId("scaleway_container_namespace.old");
    new ContainerNamespace(stack, "imported", {}).importFrom("fr-par/1");
  },
  "elements with one logical id": (app) => {
    const stack = stackIn(app);
    new ContainerNamespace(stack, "a", { name: "a", tags: ["a"] }).overrideLogicalId("same");
    new ContainerNamespace(stack, "b", { tags: ["b"], environmentVariables: { B: "b" } }).overrideLogicalId("same");
  },
  "elements of other classes": (app) => {
    class Check extends TerraformElement {
      public override toTerraform(): object {
        return {
          check: { [this.friendlyUniqueId]: { at: new Date(0), list: [undefined, this.fqn], none: undefined } },
        };
      }
      public override toMetadata(): object {
        return { overrides: { check: [this.node.id] } };
      }
    }
    new Check(stackIn(app), "check", "check");
  },
  "manifests without a region": (app) => {
    new ManifestStack(app, Manifest.parse(yamlOf(dnsRecord())));
  },
};

test.each(Object.entries(APPS))("writes the bytes that CDKTF writes for %s", (_, build) => {
  const [ours, cdktf] = synthesize(build, true);
  expect(ours.error).toBe("");
  expect(Object.keys(ours.files)).toContainEqual(expect.stringMatching(/cdk\.tf\.json$/));
  expect(ours).toEqual(cdktf);
});

test("writes the HCL that CDKTF writes", () => {
  process.env["SYNTH_HCL_OUTPUT"] = "true";
  try {
    const [ours, cdktf] = synthesize(APPS["references between stacks"]!);
    expect(ours.files["stacks/plain/cdk.tf"]).toContain('output "url" {');
    expect(ours).toEqual(cdktf);
  } finally {
    delete process.env["SYNTH_HCL_OUTPUT"];
  }
});

test.each([
  ["ScalewayStack", stackIn(new App({ outdir: folder }))],
  ["ManifestStack", new ManifestStack(new App({ outdir: folder }), Manifest.parse(yamlOf(registry())))],
])("leaves no value of a %s without tokens to CDKTF", (_, stack) => {
  mockIsFast = true;
  const byCdktf = jest.spyOn(Tokenization, "resolve");
  stack.prepareStack();
  stack.toTerraform();
  expect(byCdktf).not.toHaveBeenCalled();
  byCdktf.mockRestore();
});

/** An app with a container and an override of it. */
const withOverride = (path: string, value: unknown) => (app: App) => {
  resourceOf(new ServerlessContainer(stackIn(app), "api", minimal)).addOverride(path, value);
};

const FAILURES: [name: string, build: (app: App) => void, error: string][] = [
  [
    "stacks refer to each other",
    (app) => {
      const stacks = [stackIn(app, "one"), stackIn(app, "two")];
      const [one, two] = stacks.map((stack) => new ServerlessContainer(stack, "api", minimal));
      new TerraformOutput(stacks[0]!, "two", { value: two!.containerId });
      new TerraformOutput(stacks[1]!, "one", { value: one!.containerId });
    },
    "would cause a circular dependency",
  ],
  ["an override is a function", withOverride("a.b", [{ c: () => 1 }]), "at '/resource/scaleway_container/api_"],
  ["an override is a token that is not known", withOverride("a", "${TfToken[TOKEN.999999999]}"), "TOKEN.999999999"],
  [
    "a token fails, and so does a validation",
    (app) => {
      const stack = stackIn(app);
      const value = Lazy.stringValue({ produce: () => new TerraformVariable(stack, "twice", {}).stringValue });
      for (const id of ["a", "b"]) new TerraformOutput(stack, id, { value }).overrideLogicalId("same");
    },
    "There is already a Construct with name 'twice'",
  ],
  [
    "a validation fails",
    (app) => {
      const stack = stackIn(app);
      for (const id of ["a", "b"]) new TerraformOutput(stack, id, { value: id }).overrideLogicalId("same");
    },
    "output.same: ",
  ],
  [
    "a construct has an error",
    (app) => {
      Annotations.of(new ServerlessContainer(stackIn(app), "api", minimal)).addError("not like this");
    },
    "not like this",
  ],
];

test.each(FAILURES)("fails as CDKTF does if %s", (_, build, error) => {
  const [ours, cdktf] = synthesize(build);
  expect(ours.error).toContain(error);
  expect(ours).toEqual(cdktf);
});
