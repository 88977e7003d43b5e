/** Scaleway's price list in EUR, 2026. 128 MB is billed as 0.125 GB. Each account has the free share every month. */
export const PRICE = {
  perGbSecond: 0.1 / 100_000,
  perVcpuSecond: 1 / 100_000,
  secondsPerMonth: 730 * 3600,
  free: { gbSeconds: 400_000, vcpuSeconds: 200_000 },
} as const;

/** The usage that Scaleway bills. */
export interface Usage {
  readonly gbSeconds: number;
  readonly vcpuSeconds: number;
}

export const NO_USAGE: Usage = { gbSeconds: 0, vcpuSeconds: 0 };

/**
 * The usage of instances of one size.
 * @param seconds the total run time of all instances
 */
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

/** The price in EUR, without the free share. */
export function price({ gbSeconds, vcpuSeconds }: Usage): number {
  return gbSeconds * PRICE.perGbSecond + vcpuSeconds * PRICE.perVcpuSecond;
}

/** The price of a month in EUR that an account pays beyond its free share. */
export function priceBeyondFree({ gbSeconds, vcpuSeconds }: Usage): number {
  return price({
    gbSeconds: Math.max(0, gbSeconds - PRICE.free.gbSeconds),
    vcpuSeconds: Math.max(0, vcpuSeconds - PRICE.free.vcpuSeconds),
  });
}
