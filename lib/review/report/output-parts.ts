import { groupBy } from "../../base/group-by";
import type { Review } from "../analysis/review";
import { attributeParts } from "./markdown-details";
import { codeSpan } from "./markdown-text";

/** The changed outputs as one table per stack, with the long values below the table. */
export function outputParts({ outputs, stacks }: Pick<Review, "outputs" | "stacks">, valueLength: number): string[] {
  return [...groupBy(outputs, ({ stack }) => stack)].flatMap(([stack, group]) => {
    const attributes = group.flatMap((output) => output.attributes);
    return [...(stacks.length > 1 ? [codeSpan(stack)] : []), ...attributeParts(attributes, valueLength)];
  });
}
