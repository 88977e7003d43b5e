import { Token } from "cdktf";
import { undeployableProblem } from "../base/deployable-text";
import { isObject } from "../base/objects";
import { SECRET_PLACEHOLDER } from "../base/secret-brand";
import { kind } from "../base/show";
import { jsonWithoutTokens, literalsOf } from "../base/token-text";
import { SCHEDULE_LIMITS } from "../facts/limits";
import { exceeding } from "../base/exceeded-limit";
import { orRaise } from "./limit-text";
import { call } from "../terraform/expressions";
import { escapeTemplates } from "../terraform/template";
import type { Problem } from "../base/problem";

/** Returns the problem of a request body. The message never displays the body, which may contain a secret. */
export function bodyProblem(body: unknown, remedy = "Use an object or JSON text."): Problem | undefined {
  const isText = typeof body === "string";
  if (!isText && !isObject(body)) {
    return { code: "wrong-type", message: `is not an object or JSON text, got ${kind(body)}. ${remedy}` };
  }
  const json = isText ? body : jsonOf(body);
  if (json === undefined) {
    const message = "cannot be converted to JSON. Remove circular references and bigints.";
    return { code: "invalid-json", message };
  }
  if (isText && !isJson(json)) return { code: "invalid-json", message: `is not valid JSON. ${remedy}` };
  if (json.includes(SECRET_PLACEHOLDER)) {
    const message = "contains a SecretValue, which plans would display. Send it as a header.";
    return { code: "secret-not-accepted", message };
  }
  const problem = undeployableProblem(json);
  if (problem !== undefined) return problem;
  const limit = SCHEDULE_LIMITS.args;
  const length = literalsOf(json).join("").length;
  if (length <= limit.maxLength) return undefined;
  const message = `is too long, got ${length} characters as JSON. Use at most ${limit.maxLength} characters${orRaise(limit)}.`;
  return { code: "too-long", message, exceeded: exceeding(limit, length) };
}

export function renderBody(body: Readonly<Record<string, unknown>> | string | undefined): string {
  if (body === undefined) return "";
  if (typeof body === "string") return escapeTemplates(body);
  return hasToken(body) ? Token.asString(call("jsonencode", body)) : escapeTemplates(JSON.stringify(body));
}

function jsonOf(body: object): string | undefined {
  try {
    return jsonWithoutTokens(body);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function hasToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  return typeof value === "object" && value !== null && Object.entries(value).some((entry) => entry.some(hasToken));
}
