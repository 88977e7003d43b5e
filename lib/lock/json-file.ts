import { readFileSync } from "node:fs";
import { ValidationError } from "../base/errors";
import { isSystemError } from "../base/files";
import { fileProblem } from "../yaml/sources";

/** @throws ValidationError if the file cannot be read or is not JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (isSystemError(error)) {
      throw new ValidationError("lock", [{ file, path: "", ...fileProblem(error) }]);
    }
    // The message of V8 quotes the file, which may contain secrets.
    const position = /at position \d+/.exec(String(error))?.[0];
    const message = `is not valid JSON${position === undefined ? "" : ` ${position}`}. Fix the file.`;
    throw new ValidationError("lock", [{ code: "invalid-json", file, path: "", message }]);
  }
}
