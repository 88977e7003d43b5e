import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type Document, type Node, type Pair } from "yaml";

interface Entry {
  readonly key?: unknown;
  readonly value: unknown;
}

/** The entry of a mapping or a list, also of a mapping that a merge key refers to. */
export function entryOf(document: Document, node: unknown, step: PropertyKey): Entry | undefined {
  const target = resolved(document, node);
  if (isSeq(target)) {
    return typeof step === "number" && step in target.items ? { value: target.items[step] } : undefined;
  }
  if (!isMap(target)) return undefined;
  const pair = target.items.find((item): item is Pair<Node> => isPair(item) && textOf(item.key) === String(step));
  if (pair !== undefined) return { key: pair.key, value: pair.value };
  const merged = target.items.filter(({ key }) => isMergeKey(key)).flatMap(({ value }) => mergedNodes(document, value));
  return merged.map((each) => entryOf(document, each, step)).find((entry) => entry !== undefined);
}

/** Whether a key is the merge key of YAML 1.1, which adds the entries of other mappings. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

/** The values of a merge key: one mapping, or each mapping of a list. */
export function mergedNodes(document: Document, value: unknown): unknown[] {
  const target = resolved(document, value);
  return isSeq(target) ? target.items.map((item) => resolved(document, item)) : [target];
}

/** The number of values below a node. Each merge key copies the values that it refers to; an alias does not. */
export function expandedSize(document: Document, node: unknown, sizes = new Map<unknown, number>()): number {
  const size = sizes.get(node);
  if (size !== undefined) return size;
  // Until the size is known: a mapping that is merged into itself has no end.
  sizes.set(node, Infinity);
  const parts = isSeq(node) ? node.items : isMap(node) ? node.items.flatMap((pair) => copiedNodes(document, pair)) : [];
  const total = parts.reduce<number>((sum, part) => sum + expandedSize(document, part, sizes), 1);
  sizes.set(node, total);
  return total;
}

function copiedNodes(document: Document, { key, value }: Pair): unknown[] {
  return isMergeKey(key) ? mergedNodes(document, value) : [value];
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

export function textOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

export function offsetOf(node: unknown): number {
  return (isNode(node) ? node.range?.[0] : undefined) ?? 0;
}
