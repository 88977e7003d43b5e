import { z } from "zod";
import { kind } from "../base/show";

/** A mapping with the given fields and no others. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "invalid_type" ? mappingProblem(issue.input, shape) : undefined),
  });
}

function mappingProblem(input: unknown, shape: z.ZodRawShape): string {
  const problem = input === undefined ? "is missing" : `is not a mapping, got ${kind(input)}`;
  return `${problem}. Write its fields below it, indented: ${Object.keys(shape).join(", ")}.`;
}

export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: ({ input }) => `${listProblem(input)}. Write one line with - per item.` });
}

function listProblem(input: unknown): string {
  return input === undefined ? "is missing" : `is not a list, got ${kind(input)}`;
}
