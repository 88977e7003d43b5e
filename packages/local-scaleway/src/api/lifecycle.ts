/** A resource whose status changes with time. The status is computed when it is read, so that a restart changes nothing. */
export interface Lifecycle {
  /** The status after the change. */
  readonly status: "ready" | "error";
  readonly error?: string | undefined;
  readonly change?: Change | undefined;
}

export interface Change {
  readonly status: "creating" | "updating" | "deleting";
  /** The time in milliseconds when the change ends. */
  readonly until: number;
}

/** The end of a change that the engine ends. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** Whether the resource was deleted, and the deletion has ended. */
export function isGone({ change }: Lifecycle, now: number): boolean {
  return change?.status === "deleting" && now >= change.until;
}

/** The status of an answer. `during` displays the change itself, which may already have ended. */
export function statusOf({ status, change }: Lifecycle, now: number, during?: Change["status"]): string {
  return during ?? (change !== undefined && now < change.until ? change.status : status);
}
