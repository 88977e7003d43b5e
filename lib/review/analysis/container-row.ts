import { price, priceBeyondFree, sumOf } from "../../facts/cost";
import type { ResourceChange, Values } from "../plan/plan";
import { usageOf, type Container, type Size } from "./containers";
import { containerSummary, restartsByNamespace } from "./container-summary";
import { imageSummary } from "./image-summary";
import { nameOf, placeOf } from "./naming";
import type { ContainerPart, ContainerRow, ContainerSize, Cost, CostChange } from "./review";
import { secretChanges } from "./secret-changes";
import { scheduleOf } from "./triggers";
import { textAt } from "./values";

export function containerRow(stack: string, container: Container): ContainerRow {
  const { change, name, before, after, triggers, domains } = container;
  const isRestarted = restartsByNamespace(container);
  const { added, removed, rotated } = secretChanges(change);
  const changed = [...added, ...removed, ...rotated];
  return {
    stack,
    where: placeOf(change),
    name,
    region: textAt(change.after, "region") ?? textAt(change.before, "region"),
    url: textAt(change.before, "public_endpoint"),
    action: change.action,
    summary: containerSummary(container),
    image: imageSummary(container),
    isRestarted,
    isChanged: isRestarted || [change, ...triggers, ...domains].some(isChange),
    before: before && containerSize(before),
    after: after && containerSize(after),
    secrets: {
      unchanged: (after ?? before)?.secrets.filter((key) => !changed.includes(key)) ?? [],
      added,
      removed,
      rotated,
    },
    triggers: triggers.map(triggerPart),
    domains: domains.map((domain) => ({ name: nameOf(domain), action: domain.action })),
    cost: costOf([container]),
  };
}

function isChange({ action }: ResourceChange): boolean {
  return action !== "no-op" && action !== "read";
}

/** The monthly cost of containers. A side is missing if a size is known after apply. */
export function costOf(containers: readonly Container[]): CostChange {
  return {
    before: costOfSizes(containers.map(({ before }) => before)),
    after: costOfSizes(containers.map(({ after }) => after)),
  };
}

function costOfSizes(sizes: readonly (Size | undefined)[]): Cost | undefined {
  const usages = sizes.map(usageOf).filter((usage) => usage !== undefined);
  if (usages.length < sizes.length) return undefined;
  const floor = sumOf(usages.map((usage) => usage.floor));
  const ceiling = sumOf(usages.map((usage) => usage.ceiling));
  return {
    floor: toCents(price(floor)),
    ceiling: toCents(price(ceiling)),
    floorBeyondFree: toCents(priceBeyondFree(floor)),
    ceilingBeyondFree: toCents(priceBeyondFree(ceiling)),
  };
}

function toCents(euros: number): number {
  return Math.round(euros * 100) / 100;
}

function containerSize({ privacy, takesPlainHttp, minScale, maxScale, memoryLimitMb, cpuLimit }: Size): ContainerSize {
  return { privacy, takesPlainHttp, minScale, maxScale, memoryLimitMb, cpuLimit };
}

function triggerPart(change: ResourceChange): ContainerPart {
  return {
    name: nameOf(change),
    action: change.action,
    before: scheduleOf(change, "before") ?? sourceIn(change.before),
    after: scheduleOf(change, "after") ?? sourceIn(change.after),
  };
}

function sourceIn(values: Values | undefined): string | undefined {
  return ["sqs", "nats"].find((kind) => values?.[kind] !== undefined);
}
