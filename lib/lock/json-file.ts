import { readFileSync } from "node:fs";
import { ValidationError } from "../base/errors";
import { isSystemError } from "../base/files";
import { errorOffset } from "../base/json";
import { fileProblem } from "../yaml/sources";

/** @throws ValidationError if the file cannot be read or is not JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (isSystemError(error)) {
      throw new ValidationError("lock", [{ file, path: "", ...fileProblem(error) }]);
    }
    const offset = errorOffset(error);
    const message = `is not valid JSON${offset === undefined ? "" : ` at position ${offset}`}. Fix the file.`;
    throw new ValidationError("lock", [{ code: "invalid-json", file, path: "", message }]);
  }
}
