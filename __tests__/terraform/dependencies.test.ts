import {
  Aspects,
  TerraformLocal,
  TerraformModule,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
  type TerraformElement,
} from "cdktf";
import { Construct, DependencyGroup, type IConstruct } from "constructs";
import { DataScalewaySecret } from "@cdktf/provider-scaleway/lib/data-scaleway-secret";
import { IamApplication } from "@cdktf/provider-scaleway/lib/iam-application";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { ContainerNamespace, MnqSource, ScalewayStack, SecretValue, ServerlessContainer } from "../../lib";
import { synth as synthesize, type SynthesizedStack } from "../../lib/testing";
import { codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, synth } from "../helpers/synth";

/** The `depends_on` of each block that has one, with names without their hashes. */
function dependsOn(json: SynthesizedStack): Record<string, string[]> {
  const short = (address: string) => address.replace(/_[0-9A-F]{8}$/, "");
  const blocks = [
    ...Object.entries(json.resource ?? {}),
    ...Object.entries(json.data ?? {}).map(([type, named]) => [`data.${type}`, named] as const),
    ["module", (json as { module?: object }).module ?? {}] as const,
    ["output", json.output ?? {}] as const,
  ].flatMap(([type, named]) =>
    Object.entries(named as Record<string, { depends_on?: string[] }>).map(
      ([name, { depends_on }]) => [short(`${type}.${name}`), depends_on?.map(short).sort()] as const,
    ),
  );
  return Object.fromEntries(blocks.flatMap(([address, list]) => (list === undefined ? [] : [[address, list]])));
}

const container = (scope: Construct, id: string, props: object = {}) =>
  new ServerlessContainer(scope, id, { ...minimal, ...props });
const application = (scope: Construct, id = "app") => new IamApplication(scope, id, {});
const reader = (scope: Construct, id: string) => new DataScalewaySecret(scope, id, { name: "a" });

class Module extends TerraformModule {
  constructor(scope: Construct, id: string) {
    super(scope, id, { source: "example/network/scaleway" });
  }
}

describe("node.addDependency", () => {
  test("between two containers lets each resource of the one wait for each resource of the other", () => {
    const stack = newStack();
    const [api, worker] = [container(stack, "api"), container(stack, "worker")];
    api.addSchedule("nightly", { schedule: "0 2 * * *" });
    worker.addSchedule("hourly", { schedule: "0 * * * *" });
    api.node.addDependency(worker);
    const awaited = [
      "scaleway_container.worker",
      "scaleway_container_namespace.worker_Namespace",
      "scaleway_container_trigger.worker_hourly",
    ];
    expect(dependsOn(synth(stack))).toEqual({
      "scaleway_container.api": awaited,
      "scaleway_container_namespace.api_Namespace": awaited,
      "scaleway_container_trigger.api_nightly": awaited,
    });
  });

  test("works with resources of the provider, in both directions", () => {
    const stack = newStack();
    const namespace = new ContainerNamespace(stack, "shared");
    const [before, after] = [application(stack, "before"), application(stack, "after")];
    namespace.node.addDependency(before);
    after.node.addDependency(namespace);
    expect(dependsOn(synth(stack))).toEqual({
      "scaleway_container_namespace.shared": ["scaleway_iam_application.before"],
      "scaleway_iam_application.after": ["scaleway_container_namespace.shared"],
    });
  });

  test("works with constructs that contain resources, groups of constructs and modules", () => {
    const stack = newStack();
    const messaging = new Construct(stack, "messaging");
    application(new Construct(messaging, "inner"));
    const network = new Module(stack, "network");
    const namespace = new ContainerNamespace(stack, "shared");
    namespace.node.addDependency(new DependencyGroup(messaging, network));
    const last = new Module(stack, "last");
    last.node.addDependency(namespace);
    expect(dependsOn(synthesize(stack))).toEqual({
      "scaleway_container_namespace.shared": ["module.network", "scaleway_iam_application.messaging_inner_app"],
      "module.last": ["scaleway_container_namespace.shared"],
    });
  });

  test("keeps the dependencies that a resource has, and repeats none, however often the stack is synthesized", () => {
    const stack = newStack();
    const [first, second] = [application(stack, "first"), application(stack, "second")];
    const last = new IamApplication(stack, "last", { dependsOn: [first] });
    const parts = new Construct(stack, "parts");
    const namespace = new ContainerNamespace(parts, "shared");
    last.node.addDependency(first, second);
    last.node.addDependency(second);
    namespace.node.addDependency(first);
    parts.node.addDependency(first);
    const expected = {
      "scaleway_container_namespace.parts_shared": ["scaleway_iam_application.first"],
      "scaleway_iam_application.last": ["scaleway_iam_application.first", "scaleway_iam_application.second"],
    };
    expect(dependsOn(synth(stack))).toEqual(expected);
    expect(dependsOn(synth(stack))).toEqual(expected);
  });

  test("works in a plain TerraformStack, for each construct, and in Testing.synth without validations", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway");
    const api = ServerlessContainer.fromAttributes(stack, "api", {
      containerId: "fr-par/11111111-1111-1111-1111-111111111111",
    });
    api.addSchedule("nightly", { schedule: "0 2 * * *" }).node.addDependency(application(stack));
    const expected = { "scaleway_container_trigger.api_nightly": ["scaleway_iam_application.app"] };
    // eslint-disable-next-line no-restricted-syntax -- users' tests may skip the validations
    expect(dependsOn(JSON.parse(Testing.synth(stack)) as SynthesizedStack)).toEqual(expected);
    expect(dependsOn(synth(stack))).toEqual(expected);
  });

  test("in an aspect works too", () => {
    const stack = newStack();
    const first = application(stack);
    new ContainerNamespace(stack, "shared");
    Aspects.of(stack).add({
      visit: (node: IConstruct) => {
        if (node instanceof ContainerNamespace) node.node.addDependency(first);
      },
    });
    expect(dependsOn(synth(stack))).toEqual({
      "scaleway_container_namespace.shared": ["scaleway_iam_application.app"],
    });
  });

  test.each<[string, (api: ServerlessContainer) => [IConstruct, IConstruct]]>([
    ["itself", (api) => [api, api]],
    ["a container that is only referenced", (api) => [api, imported(api)]],
    ["a container from a container that is only referenced", (api) => [imported(api), api]],
    ["a construct without resources", (api) => [api, new Construct(api, "empty")]],
  ])("on %s writes nothing", (_, pair) => {
    const stack = newStack();
    const [dependent, target] = pair(container(stack, "api"));
    dependent.node.addDependency(target);
    expect(dependsOn(synth(stack))).toEqual({});
  });

  test("of parts on the construct that contains them orders the rest of the construct first", () => {
    const stack = newStack();
    const api = container(stack, "api");
    for (const id of ["one", "two"]) api.addSchedule(id, { schedule: "0 2 * * *" }).node.addDependency(api);
    const rest = ["scaleway_container.api", "scaleway_container_namespace.api_Namespace"];
    expect(dependsOn(synth(stack))).toEqual({
      "scaleway_container_trigger.api_one": rest,
      "scaleway_container_trigger.api_two": rest,
    });
  });

  test("of a construct on one of its parts orders the part first", () => {
    const stack = newStack();
    const group = new Construct(stack, "group");
    application(group, "second");
    group.node.addDependency(application(group, "first"));
    expect(dependsOn(synth(stack))).toEqual({
      "scaleway_iam_application.group_second": ["scaleway_iam_application.group_first"],
    });
  });

  test("does not let data sources wait, whose values plans would not know, unless the dependency is their own", () => {
    const stack = newStack();
    const first = application(stack);
    const group = new Construct(stack, "group");
    const secret = SecretValue.secretManager("key");
    container(group, "api", { secretEnvironmentVariables: { KEY: secret } }).node.addDependency(first);
    reader(group, "early");
    reader(group, "late").node.addDependency(first);
    group.node.addDependency(first);
    expect(Object.keys(dependsOn(synth(stack)))).toEqual([
      "scaleway_container.group_api",
      "scaleway_container_namespace.group_api_Namespace",
      "data.scaleway_secret.group_late",
    ]);
  });

  test("changes nothing in a stack without dependencies", () => {
    const stack = newStack();
    container(stack, "api").addTrigger("orders", { source: MnqSource.natsAccount({ name: "a", subject: "b" }) });
    expect(dependsOn(synth(stack))).toEqual({});
  });
});

describe("a dependency that Terraform cannot express fails", () => {
  test("on a construct of another stack, or on the stack, with the stacks in the message", () => {
    const app = newApp();
    const [shop, data] = ["shop", "data"].map((id) => new ScalewayStack(app, id, { region: "fr-par" }));
    const api = container(shop!, "api");
    api.node.addDependency(application(data!));
    expect(codesOf(() => synthesize(shop!))).toEqual(["dependency-on-other-stack shop/api"]);
    expect(validationError(() => synthesize(shop!)).message).toContain("data/app");
    shop!.node.addDependency(data!);
    expect(codesOf(() => synthesize(shop!))).toEqual([
      "dependency-on-other-stack shop",
      "dependency-on-other-stack shop/api",
    ]);
    expect(() => synthesize(data!)).not.toThrow();
  });

  test("if two constructs depend on each other, directly or through others", () => {
    const stack = newStack();
    const [a, b, c] = ["first", "second", "third"].map((id) => new ContainerNamespace(stack, id));
    a!.node.addDependency(b!);
    b!.node.addDependency(c!);
    expect(Object.keys(dependsOn(synth(stack)))).toHaveLength(2);
    c!.node.addDependency(a!);
    expect(codesOf(() => synth(stack))).toEqual(["circular-reference stack/first dependsOn.0"]);
  });

  type Shop = (url: string) => ServerlessContainer;
  test.each<[string, (api: ServerlessContainer, shop: Shop) => IConstruct]>([
    ["a reference", (api, shop) => shop(api.endpoint)],
    ["a reference through a local", (api, shop) => shop(new TerraformLocal(api, "url", api.endpoint).asString)],
    ["a part of itself", (api) => api.addSchedule("nightly", { schedule: "0 2 * * *" })],
    ["its own stack, which uses it", (api, shop) => TerraformStack.of(shop(api.endpoint))],
  ])("if the circle is closed by %s", (_, target) => {
    const stack = newStack();
    const api = container(stack, "api");
    api.node.addDependency(target(api, (URL) => container(stack, "shop", { environmentVariables: { URL } })));
    expect(codesOf(() => synth(stack))).toContainEqual(expect.stringMatching(/^circular-reference /));
  });

  test("not if a text only looks like a reference", () => {
    const stack = newStack();
    const api = container(stack, "api");
    const address = api.resource.friendlyUniqueId;
    const text = `scaleway_container.${address} \${scaleway_container.${address}.id}`;
    api.node.addDependency(container(stack, "shop", { environmentVariables: { TEXT: text } }));
    expect(() => synth(stack)).not.toThrow();
  });

  test.each<[string, (stack: TerraformStack) => TerraformElement]>([
    ["a variable", (stack) => new TerraformVariable(stack, "x", {})],
    ["an output", (stack) => new TerraformOutput(stack, "x", { value: "a" })],
    ["a local", (stack) => new TerraformLocal(stack, "x", "a")],
  ])("on or of %s", (_, create) => {
    const stack = newStack();
    const element = create(stack);
    const namespace = new ContainerNamespace(stack, "shared");
    namespace.node.addDependency(element);
    element.node.addDependency(namespace);
    expect(codesOf(() => synth(stack)).sort()).toEqual([
      "dependency-not-supported stack/shared",
      "dependency-not-supported stack/x",
    ]);
  });
});

function imported(scope: Construct) {
  return ServerlessContainer.fromAttributes(scope, "imported", {
    containerId: "fr-par/11111111-1111-1111-1111-111111111111",
  });
}
