const UNITS_MS = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
const DURATION = /^(?:\d{1,9}[smhd])+$/;
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The time in nanoseconds of `10m`, `1h30m` or `2026-11-29T10:00:00Z`; undefined if the text is not one of these. */
export function parseSince(text: string, nowMs: number): bigint | undefined {
  const milliseconds = DURATION.test(text) ? nowMs - durationMs(text) : isDate(text) ? Date.parse(text) : NaN;
  return Number.isNaN(milliseconds) ? undefined : BigInt(Math.max(milliseconds, 0)) * 1_000_000n;
}

/** Whether a text is a time of a day that exists: Date.parse accepts February 30. */
function isDate(text: string): boolean {
  return DATE.test(text) && new Date(text.slice(0, 10)).getUTCDate() === Number(text.slice(8, 10));
}

function durationMs(text: string): number {
  const parts = Array.from(text.matchAll(/(\d+)([smhd])/g));
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS_MS.get(unit ?? "") ?? 0), 0);
}
