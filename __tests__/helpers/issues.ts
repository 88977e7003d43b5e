import { ValidationError, type ValidationIssue } from "../../lib/base/errors";

/** The ValidationError that `act` throws, if it throws one; any other error is passed on. */
export function refusalOf(act: () => unknown): ValidationError | undefined {
  try {
    act();
  } catch (error) {
    // Without expect(), which costs more than the checks themselves where properties run a thousand times.
    if (error instanceof ValidationError) return error;
    throw error;
  }
  return undefined;
}

export function validationError(act: () => unknown): ValidationError {
  const error = refusalOf(act);
  if (error === undefined) throw new Error("nothing was refused");
  return error;
}

/** The issues of the ValidationError that `act` throws, without their wording: `code path`, in their order. */
export function codesOf(act: () => unknown): string[] {
  return validationError(act).issues.map(codeAndPath);
}

/** `code path` of an issue; `code path 14:9` where it has a place in a manifest. */
export function codeAndPath({ code, path, line, column }: ValidationIssue): string {
  const place = [line, column].filter((part) => part !== undefined).join(":");
  return [code, path, place].filter((part) => part !== "").join(" ");
}
