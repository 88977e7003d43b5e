/** The severities of a risk, the lowest first. */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
/** The severity of a risk: `low`, `medium`, `high` or `critical`. */
export type Severity = (typeof SEVERITIES)[number];

/** The place of a severity in the order of severities. */
export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether a severity reaches a threshold. */
export function isAtLeast(severity: Severity | "none", threshold: Severity): boolean {
  return severity !== "none" && rank(severity) >= rank(threshold);
}
