/** The name of a schedule. OpenMCF's schedules may have none. */
export function scheduleName(name: string | undefined, index: number): string {
  return name ?? `cron-${index + 1}`;
}
