import { groupBy } from "../../base/group-by";
import type { Graph, GraphNode } from "../analysis/review";
import { ACTION_LABELS } from "../analysis/naming";

const COLORS: Readonly<Record<string, string>> = {
  created: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
  updated: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
  replaced: "fill:#ffd8b5,stroke:#bc4c00,color:#1f2328",
  destroyed: "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
  other: "fill:#fbefff,stroke:#8250df,color:#1f2328",
  unchanged: "fill:#f6f8fa,stroke:#8c959f,color:#1f2328",
};
const MAX_LABEL_LENGTH = 60;

/** A Mermaid flow chart, which GitHub and GitLab draw. Several stacks have a box each. */
export function mermaid({ nodes, edges }: Graph): string {
  const stacks = [...groupBy(nodes, ({ stack }) => stack)];
  const boxes = stacks.map(([stack, all], index) => [
    `  subgraph s${index}["${escaped(stack)}"]`,
    ...all.map(nodeLine),
    "  end",
  ]);
  const classes = new Set(nodes.map(classOf));
  return [
    "flowchart LR",
    ...(stacks.length > 1 ? boxes.flat() : nodes.map(nodeLine)),
    ...edges.map(({ from, to }) => `  ${from} --> ${to}`),
    ...Object.entries(COLORS)
      .filter(([name]) => classes.has(name))
      .map(([name, style]) => `  classDef ${name} ${style}`),
  ].join("\n");
}

function nodeLine(node: GraphNode): string {
  const { id, kind, label, action } = node;
  const effect = isUnchanged(node) ? "" : `<br/>${ACTION_LABELS[action]}`;
  return `  ${id}["${escaped(kind)}<br/>${escaped(label)}${effect}"]:::${classOf(node)}`;
}

function classOf(node: GraphNode): string {
  if (isUnchanged(node)) return "unchanged";
  const label = ACTION_LABELS[node.action];
  return label in COLORS ? label : "other";
}

function isUnchanged({ action }: GraphNode): boolean {
  return action === "no-op" || action === "read";
}

/** Replaces every special character by its number, so that no name is read as Mermaid syntax. */
function escaped(label: string): string {
  const short = label.length > MAX_LABEL_LENGTH ? `${label.slice(0, MAX_LABEL_LENGTH)}…` : label;
  return Array.from(short, (character) =>
    /[\w .-]/.test(character) ? character : `#${String(character.codePointAt(0))};`,
  ).join("");
}
