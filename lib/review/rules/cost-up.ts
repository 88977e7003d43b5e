import { price, sumOf, NO_USAGE } from "../../facts/cost";
import { usageOf } from "../analysis/containers";
import { text, words } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const BOUNDS = [
  ["floor", "smallest", "floorIncreaseEur"],
  ["ceiling", "largest", "ceilingIncreaseEur"],
] as const;

export const costUp: ReviewRule = {
  id: "cost-up",
  severity: "medium",
  finds: "containers that may cost more by more than a limit",
  why: "The floor is certain, whatever the load. The ceiling is what an attack or a loop can cost.",
  todo: "Lower minScale, maxScale, memory or CPU, or raise the limit in the configuration.",
  *check({ containers }, limits) {
    for (const [bound, scale, limit] of BOUNDS) {
      const sum = (side: "before" | "after") =>
        price(sumOf(containers.map((container) => usageOf(container[side])?.[bound] ?? NO_USAGE)));
      const increase = sum("after") - sum("before");
      if (increase > limits[limit]) {
        yield {
          what: text`at the ${words(scale)} scale the stack costs EUR ${increase.toFixed(2)} more a month, the limit is EUR ${limits[limit]}`,
        };
      }
    }
  },
};
