import type { Container } from "../analysis/containers";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const MB_PER_GB = 1000;

export const memoryQuota: ReviewRule = {
  id: "memory-quota",
  severity: "medium",
  finds: "containers that need more memory at their largest scale than the quota of the organization",
  why: "Scaleway counts every container at its largest scale, and rejects a deployment above the quota.",
  todo: "Lower maxScale or memory, or request a higher quota and set limits.memoryQuotaGb.",
  *check({ containers }, { memoryQuotaGb }) {
    const [before, after] = [memoryGb(containers, "before"), memoryGb(containers, "after")];
    if (after > before && after > memoryQuotaGb) {
      yield {
        what: markup`the containers of the stack need ${Math.ceil(after)} GB at their largest scale (quota of the organization: ${memoryQuotaGb} GB)`,
      };
    }
  },
};

function memoryGb(containers: readonly Container[], side: "before" | "after"): number {
  const megabytes = containers.map(({ [side]: size }) => (size?.maxScale ?? 0) * (size?.memoryLimitMb ?? 0));
  return megabytes.reduce((sum, each) => sum + each, 0) / MB_PER_GB;
}
