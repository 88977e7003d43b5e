import { groupBy } from "../../base/group-by";
import type { Graph, GraphNode } from "../analysis/review";
import { ACTION_WORDS } from "../analysis/naming";

const COLORS: Readonly<Record<string, string>> = {
  created: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
  updated: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
  replaced: "fill:#ffd8b5,stroke:#bc4c00,color:#1f2328",
  destroyed: "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
  other: "fill:#fbefff,stroke:#8250df,color:#1f2328",
  unchanged: "fill:#f6f8fa,stroke:#8c959f,color:#1f2328",
};
const LONGEST_LABEL = 60;

/** A flow chart of Mermaid, which GitHub and GitLab draw: a box for each stack, where there are several. */
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
  const done = ["no-op", "read"].includes(action) ? "" : `<br/>${ACTION_WORDS[action]}`;
  return `  ${id}["${escaped(kind)}<br/>${escaped(label)}${done}"]:::${classOf(node)}`;
}

function classOf({ action }: GraphNode): string {
  const done = ACTION_WORDS[action];
  if (["no-op", "read"].includes(action)) return "unchanged";
  return done in COLORS ? done : "other";
}

/** Everything but plain letters by its number: nothing of a name has a meaning there. */
function escaped(label: string): string {
  const short = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL)}…` : label;
  return Array.from(short, (character) =>
    /[\w .-]/.test(character) ? character : `#${String(character.codePointAt(0))};`,
  ).join("");
}
