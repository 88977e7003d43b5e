/** An error of a query, in the words of Loki where they are known. It is the body of an answer with the status 400. */
export class QueryError extends Error {}

/** An error of the syntax. Loki counts lines and columns from 1. */
export function parseError(problem: string, text: string, offset: number): QueryError {
  const lines = text.slice(0, offset).split("\n");
  const column = Array.from(lines.at(-1) ?? "").length + 1;
  return new QueryError(`parse error at line ${lines.length}, col ${column}: ${problem}`);
}
