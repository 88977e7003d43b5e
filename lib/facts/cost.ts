import { PRICE } from "./limits";

/** What Scaleway bills. */
export interface Usage {
  readonly gbSeconds: number;
  readonly vcpuSeconds: number;
}

export const NO_USAGE: Usage = { gbSeconds: 0, vcpuSeconds: 0 };

/** What instances of a size use when they run for so many seconds in all. */
export function usage(
  { memoryLimitMb, cpuLimit }: { readonly memoryLimitMb: number; readonly cpuLimit: number },
  seconds: number,
): Usage {
  return { gbSeconds: (memoryLimitMb / 1024) * seconds, vcpuSeconds: (cpuLimit / 1000) * seconds };
}

export function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, each) => ({
      gbSeconds: sum.gbSeconds + each.gbSeconds,
      vcpuSeconds: sum.vcpuSeconds + each.vcpuSeconds,
    }),
    NO_USAGE,
  );
}

/** In EUR. */
export function price({ gbSeconds, vcpuSeconds }: Usage): number {
  return gbSeconds * PRICE.perGbSecond + vcpuSeconds * PRICE.perVcpuSecond;
}

/** What an account pays for a month, in EUR: without its free share. */
export function priceBeyondFree({ gbSeconds, vcpuSeconds }: Usage): number {
  return price({
    gbSeconds: Math.max(0, gbSeconds - PRICE.free.gbSeconds),
    vcpuSeconds: Math.max(0, vcpuSeconds - PRICE.free.vcpuSeconds),
  });
}
