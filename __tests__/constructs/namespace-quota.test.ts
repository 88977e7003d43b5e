import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import type { TerraformStack } from "cdktf";
import { ContainerNamespace, ScalewayStack, acknowledgeWarning, type ContainerNamespaceProps } from "../../lib";
import { annotations, newApp, synth } from "../helpers/synth";

const PROJECT = "22222222-2222-2222-2222-222222222222";

/** Two stacks of an app, the first with 40 namespaces and the second with 41, which the second one can make different. */
function stacksWith(last: (stack: TerraformStack) => ContainerNamespaceProps = () => ({}), count = 41) {
  const app = newApp();
  const stacks = ["one", "two"].map((id) => new ScalewayStack(app, id, { region: "fr-par" })) as [
    ScalewayStack,
    ScalewayStack,
  ];
  for (let index = 0; index < 40; index++) new ContainerNamespace(stacks[0], `n${index}`);
  for (let index = 1; index < count; index++) new ContainerNamespace(stacks[1], `n${index}`);
  const namespace = new ContainerNamespace(stacks[1], "last", last(stacks[1]));
  return { app, stacks, namespace };
}

function infosOf({ stacks }: ReturnType<typeof stacksWith>): string[] {
  return stacks.flatMap((stack) => {
    synth(stack);
    return annotations(stack, "INFO").map(({ path, id, message }) => `${path} ${id ?? ""} ${message}`);
  });
}

test("informs once per app about more than 80 namespaces in one project, in whatever stacks they are", () => {
  const { namespace, ...others } = stacksWith();
  expect(infosOf({ namespace, ...others })).toEqual([
    expect.stringMatching(/^two\/last many-namespaces .*\b81\b.*\b100\b/),
  ]);
  expect(namespace.node.metadata.map(({ data }) => String(data))).toEqual([
    expect.stringContaining("[many-namespaces]"),
  ]);
});

test("counts all namespaces, and names the first one above 80", () => {
  const infos = infosOf(stacksWith(undefined, 60));
  expect(infos).toEqual([expect.stringMatching(/^two\/n41 many-namespaces .*\b100\b namespaces/)]);
});

test.each<[string, (stack: TerraformStack) => ContainerNamespaceProps]>([
  ["imported", () => ({ importFrom: "fr-par/11111111-1111-1111-1111-111111111111" })],
  ["in another project", () => ({ projectId: PROJECT })],
  [
    "in the project of another provider",
    (stack) => ({ provider: new ScalewayProvider(stack, "other", { alias: "other", projectId: PROJECT }) }),
  ],
])("does not count a namespace that is %s", (_, last) => {
  expect(infosOf(stacksWith(last))).toEqual([]);
});

test("does not inform about 80 namespaces, or if the info is acknowledged on the app", () => {
  expect(infosOf(stacksWith(undefined, 40))).toEqual([]);
  const acknowledged = stacksWith();
  acknowledgeWarning(acknowledged.app, "many-namespaces");
  expect(infosOf(acknowledged)).toEqual([]);
});

test("does not count a namespace that is only referred to", () => {
  const { stacks, ...others } = stacksWith(undefined, 40);
  ContainerNamespace.fromAttributes(stacks[1], "other", { namespaceId: `fr-par/${PROJECT}` });
  ContainerNamespace.fromName(stacks[1], "shop");
  expect(infosOf({ stacks, ...others })).toEqual([]);
});
