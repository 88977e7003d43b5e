import { price, sumOf, NO_USAGE } from "../../facts/cost";
import { usageOf } from "../analysis/containers";
import { markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const SCALES = [
  { bound: "floor", scale: "smallest", limit: "floorIncreaseEur" },
  { bound: "ceiling", scale: "largest", limit: "ceilingIncreaseEur" },
] as const;

export const costUp: ReviewRule = {
  id: "cost-up",
  severity: "medium",
  finds: "a stack whose cost may increase by more than a limit",
  why: "The cost at the smallest scale is certain. An attack or an endless loop can cause the cost at the largest scale.",
  todo: "Lower minScale, maxScale, memory or CPU, or raise the limit in the configuration.",
  *check({ containers }, limits) {
    for (const { bound, scale, limit } of SCALES) {
      const costOf = (side: "before" | "after") =>
        price(sumOf(containers.map((container) => usageOf(container[side])?.[bound] ?? NO_USAGE)));
      const increase = costOf("after") - costOf("before");
      if (increase <= limits[limit]) continue;
      yield {
        what: markup`the stack costs EUR ${increase.toFixed(2)} a month more at its ${plain(scale)} scale (limit: EUR ${limits[limit]})`,
      };
    }
  },
};
