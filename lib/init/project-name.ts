import { basename, resolve } from "node:path";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { describeText, isSecretText } from "../base/secret-text";
import { showName } from "../base/show";
import { CONTAINER_LIMITS } from "../facts/limits";

/**
 * The name of a project: the name of its container.
 * @throws ValidationError if the name is invalid, or the directory looks like a secret
 */
export function projectName(directory: string, name = basename(resolve(directory))): string {
  const issues = [...directoryIssues(directory), ...nameIssues(name)];
  if (issues.length > 0) throw new ValidationError("init", issues);
  return name;
}

function directoryIssues(directory: string): ValidationIssue[] {
  if (!isSecretText(directory)) return [];
  const message = `looks like a secret, got ${describeText(directory)}. Choose another directory.`;
  return [{ code: "secret-as-name", path: "directory", message }];
}

function nameIssues(name: string): ValidationIssue[] {
  const { minLength, maxLength, shape } = CONTAINER_LIMITS.name;
  if (isName(name)) return [];
  const suggestion = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, "");
  const example = isName(suggestion) && !isSecretText(name) ? suggestion : "order-api";
  const rule = `${minLength} to ${maxLength} characters${shape}`;
  const message = `${showName(name)} is not a valid container name (${rule}). Pass one with --name, for example --name ${example}.`;
  return [{ code: "invalid-format", path: "name", message }];
}

function isName(text: string): boolean {
  const { minLength, maxLength, pattern } = CONTAINER_LIMITS.name;
  // A stack with this ID breaks CDKTF.
  const isReserved = text === "constructor";
  return text.length >= minLength && text.length <= maxLength && pattern.test(text) && !isReserved;
}
