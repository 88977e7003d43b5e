/**
 * The shortest circle that starts with an edge of a graph; undefined if there is none.
 * @param edgesAfter the edges that start where an edge ends
 */
export function findCircle<Edge>(
  start: Edge,
  edgesAfter: (edge: Edge) => readonly Edge[],
): [Edge, ...Edge[]] | undefined {
  const previous = new Map<Edge, Edge>();
  const queue = [start];
  for (const edge of queue) {
    for (const next of edgesAfter(edge)) {
      if (next === start) return pathTo(edge, previous);
      if (previous.has(next)) continue;
      previous.set(next, edge);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo<Edge>(end: Edge, previous: ReadonlyMap<Edge, Edge>): [Edge, ...Edge[]] {
  const path: [Edge, ...Edge[]] = [end];
  for (let edge = previous.get(end); edge !== undefined; edge = previous.get(edge)) path.unshift(edge);
  return path;
}
