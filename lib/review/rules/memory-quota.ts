import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const memoryQuota: ReviewRule = {
  id: "memory-quota",
  severity: "medium",
  finds: "containers that at their largest scale want more memory than the organization may use",
  why: "Scaleway counts every container at its largest scale against the quota of the organization, and refuses what is above it.",
  todo: "Lower maxScale or memory, or have the quota raised and set limits.memoryQuotaGb.",
  *check({ containers }, { memoryQuotaGb }) {
    const sum = (side: "before" | "after") =>
      containers.reduce(
        (total, each) => total + ((each[side]?.maxScale ?? 0) * (each[side]?.memoryLimitMb ?? 0)) / 1000,
        0,
      );
    const [was, is] = [sum("before"), sum("after")];
    if (is > was && is > memoryQuotaGb) {
      yield {
        what: text`the containers of the stack want ${Math.ceil(is)} GB at their largest scale, of ${memoryQuotaGb} GB for the whole organization`,
      };
    }
  },
};
