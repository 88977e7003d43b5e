import type { z } from "zod";
import { isIssueCode, type IssueCode } from "./issue-codes";
import { isSecret } from "./secret-brand";

/** The stable code of a zod issue that was reported with its input. */
export function codeOf(issue: z.core.$ZodIssue): IssueCode {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "missing";
      if (isSecret(issue.input)) return "secret-not-accepted";
      // NaN and fractions.
      if (typeof issue.input === "number" && ["number", "int"].includes(issue.expected)) return "not-whole-number";
      return "wrong-type";
    case "invalid_union":
      return issue.input === undefined ? "missing" : "wrong-type";
    case "invalid_value":
      return issue.input === undefined ? "missing" : "not-allowed";
    case "too_small":
      if (issue.input === "") return "empty";
      if (typeof issue.input === "string") return "too-short";
      return Array.isArray(issue.input) ? "too-few" : "below-minimum";
    case "too_big":
      if (typeof issue.input === "string") return "too-long";
      return Array.isArray(issue.input) ? "too-many" : "above-maximum";
    case "custom":
      return isIssueCode(issue.params?.["code"]) ? issue.params["code"] : "invalid-format";
    default:
      return "invalid-format";
  }
}
