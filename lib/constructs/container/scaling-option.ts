/** What adds instances: exactly one threshold, which is all that Scaleway takes. */
export interface ScalingOption {
  /**
   * Requests that an instance handles at a time, at least 1.
   * @default - 50, when no other threshold is set
   */
  readonly concurrentRequestsThreshold?: number | undefined;
  /**
   * Percent of the CPU, 1 to 100. Needs `minScale` of at least 1.
   * @default - not used
   */
  readonly cpuUsageThreshold?: number | undefined;
  /**
   * Percent of the memory, 1 to 100. Needs `minScale` of at least 1.
   * @default - not used
   */
  readonly memoryUsageThreshold?: number | undefined;
}
