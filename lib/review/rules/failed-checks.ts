import type { CheckResult } from "../plan/plan";

const MAX_MESSAGE_LENGTH = 300;

/** The failed checks of a list, each with its first message. */
export function failedChecks(checks: readonly CheckResult[]): { readonly address: string; readonly message: string }[] {
  return checks
    .filter(({ status }) => status === "fail" || status === "error")
    .map(({ address, messages }) => ({ address, message: messages[0]?.slice(0, MAX_MESSAGE_LENGTH) ?? "no message" }));
}
