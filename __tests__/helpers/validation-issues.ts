import { ValidationError, type ValidationIssue } from "../../lib/base/errors";

/** The issues of the ValidationError that a function throws; none if it throws nothing. */
export function validationIssues(act: () => unknown): readonly ValidationIssue[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ValidationError) return error.issues;
    throw error;
  }
  return [];
}
