import { readFileSync } from "node:fs";
import { ValidationError } from "../base/errors";
import { isSystemError } from "../base/files";
import { reason } from "../yaml/sources";

/** @throws ValidationError if the file cannot be read or is not JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (isSystemError(error)) {
      throw new ValidationError("lock", [{ code: "unreadable-file", file, path: "", message: reason(error) }]);
    }
    // JSON.parse throws nothing but a SyntaxError.
    const message = `is not valid JSON: ${String(error).replace(/^SyntaxError: /, "")}. Fix the file.`;
    throw new ValidationError("lock", [{ code: "invalid-json", file, path: "", message }]);
  }
}
