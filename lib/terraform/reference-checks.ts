import type { TerraformElement, TerraformStack } from "cdktf";
import { findCircle } from "../base/circle";
import type { ValidationIssue } from "../base/errors";
import { groupBy } from "../base/group-by";
import { referencesIn, type Block, type Reference } from "./references";

/** Finds the references that Terraform rejects in a plan, because a block cannot be created before itself. */
export function* referenceIssues(
  stack: TerraformStack,
  elements: readonly TerraformElement[],
): Iterable<ValidationIssue> {
  const references = referencesIn(stack, elements);
  for (const reference of references) if (reference.from === reference.to) yield* selfIssues(reference);
  yield* circleIssues(edgesOf(references.filter(({ from, to }) => from !== to)));
}

/** Terraform accepts the address of the own resource in these arguments. */
const ACCEPTS_ITSELF = /^(depends_on|provisioner|connection|lifecycle\.replace_triggered_by)\b/;

function* selfIssues(reference: Reference): Iterable<ValidationIssue> {
  const { from, path, attribute } = reference;
  if (ACCEPTS_ITSELF.test(path.join("."))) return;
  const value = attribute === undefined ? "" : `, got its ${attribute}`;
  const message = `refers to the same ${from.type}${value}. ${selfRemedy(reference)}`;
  yield { code: "self-reference", path: placeOf(reference), message };
}

function selfRemedy(reference: Reference): string {
  const { from, path, attribute } = reference;
  if (path[0] === "lifecycle") return `Use self.${attribute ?? "id"} in a condition.`;
  if (isContainer(from) && readsUrl(reference))
    return "Use the predictedEndpoint or predictedDomainName of the container.";
  if (isNamespace(from) && (path[0] ?? "").endsWith("environment_variables"))
    return "Set the variable on the containers of the namespace instead.";
  return "Remove the reference, or use a value that is known before the apply.";
}

/** All references from one block to another. */
interface Edge {
  readonly from: Block;
  readonly to: Block;
  readonly references: readonly [Reference, ...Reference[]];
}

function edgesOf(references: readonly Reference[]): Edge[] {
  return [...groupBy(references, ({ from }) => from)].flatMap(([from, outgoing]) =>
    [...groupBy(outgoing, ({ to }) => to)].map(([to, each]) => ({ from, to, references: each })),
  );
}

/** Finds circles of references. Replacing the reported references breaks every circle. */
function* circleIssues(edges: readonly Edge[]): Iterable<ValidationIssue> {
  const candidates = withoutLeaves(edges);
  const edgesFrom = groupBy(candidates, ({ from }) => from);
  const circles = candidates.flatMap((edge) => {
    const circle = findCircle(edge, ({ to }) => edgesFrom.get(to) ?? []);
    return circle === undefined ? [] : [circle];
  });
  const circlesWith = groupBy(circles.flat(), (edge) => edge);
  const reported = new Set<Edge>();
  // A short circle has fewer references to replace, and one of them may also be in longer circles.
  for (const circle of circles.sort((a, b) => a.length - b.length)) {
    if (circle.some((edge) => reported.has(edge))) continue;
    const urls = circle.filter(({ to, references }) => isContainer(to) && references.some(readsUrl));
    const predictable = urls.find((edge) => isPredictable(edge, edgesFrom));
    const ofNamespace = urls.find(({ from }) => isNamespace(from));
    const [mostUsed] = [...circle].sort(
      (a, b) => (circlesWith.get(b)?.length ?? 0) - (circlesWith.get(a)?.length ?? 0),
    );
    const start = predictable ?? ofNamespace ?? mostUsed ?? circle[0];
    reported.add(start);
    yield circleIssue(circle, start, circleRemedy(predictable, ofNamespace));
  }
  if (reported.size > 0) yield* circleIssues(candidates.filter((edge) => !reported.has(edge)));
}

/** The edges without those to a block that refers to no other block. Most stacks have no circle, and no edge is left. */
function withoutLeaves(edges: readonly Edge[]): readonly Edge[] {
  const edgesTo = groupBy(edges, ({ to }) => to);
  const left = new Map([...groupBy(edges, ({ from }) => from)].map(([from, outgoing]) => [from, outgoing.length]));
  const leaves = [...edgesTo.keys()].filter((block) => !left.has(block));
  for (const leaf of leaves) {
    for (const { from } of edgesTo.get(leaf) ?? []) {
      const count = (left.get(from) ?? 0) - 1;
      left.set(from, count);
      if (count === 0) leaves.push(from);
    }
  }
  const removed = new Set(leaves);
  return edges.filter(({ to }) => !removed.has(to));
}

function circleIssue(circle: readonly [Edge, ...Edge[]], start: Edge, remedy: string): ValidationIssue {
  const index = circle.indexOf(start);
  const steps = [...circle.slice(index), ...circle.slice(0, index)].map(
    ({ from, references }) => `${nameOf(from)} (${references.map(argumentOf).join(", ")})`,
  );
  const names = [...steps, nameOf(start.from)].join(" → ");
  const message = `is part of a circular reference, got ${names}. ${remedy}`;
  return { code: "circular-reference", path: placeOf(start.references[0]), message };
}

function circleRemedy(predictable: Edge | undefined, ofNamespace: Edge | undefined): string {
  if (predictable !== undefined) {
    return `Use the predictedEndpoint or predictedDomainName of ${nameOf(predictable.to)} instead.`;
  }
  if (ofNamespace === undefined) return "Remove one of these references.";
  return "Set the variable on the containers of the namespace instead, with predictedEndpoint or predictedDomainName.";
}

function isContainer({ type }: Block): boolean {
  return type === "scaleway_container";
}

function isNamespace({ type }: Block): boolean {
  return type === "scaleway_container_namespace";
}

/** Whether the predicted URL breaks the circle. It depends on the namespace of the container. */
function isPredictable({ from, to, references }: Edge, edgesFrom: ReadonlyMap<Block, readonly Edge[]>): boolean {
  const namespaces = (edgesFrom.get(to) ?? []).filter((edge) => edge.references.some(isNamespaceId));
  return namespaces.every(({ to: namespace }) => {
    const replacement = { from, to: namespace, references };
    const edgesAfter = (edge: Edge) => (edge.to === from ? [replacement] : (edgesFrom.get(edge.to) ?? []));
    return findCircle(replacement, edgesAfter) === undefined;
  });
}

function isNamespaceId({ path: [argument] }: Reference): boolean {
  return argument === "namespace_id";
}

function readsUrl({ attribute }: Reference): boolean {
  return attribute === "public_endpoint" || attribute === "domain_name";
}

/** The path of the construct that the user knows: a construct of this library names its resource `Resource`. */
function nameOf({ element }: Block): string {
  return element.node.path.replace(/\/Resource$/, "");
}

/** The argument under its name in a program, for example `environmentVariables.URL`. */
function argumentOf({ path: [name = "", ...keys] }: Reference): string {
  return [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), ...keys].join(".");
}

function placeOf(reference: Reference): string {
  return `${nameOf(reference.from)} ${argumentOf(reference)}`.trimEnd();
}
