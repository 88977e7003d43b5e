/** A time such as `2026-11-30 02:00` in a zone; in UTC, with its name, if the zone is not known here. */
export function timeInZone(time: string, timeZone: string): string {
  const format = (zone: string) =>
    new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone }).format(new Date(time));
  try {
    return format(timeZone);
  } catch {
    return `${format("UTC")} UTC`;
  }
}
