import { Token } from "cdktf";
import { SECRET_PLACEHOLDER } from "../base/secret-brand";
import { kind } from "../base/show";
import { SCHEDULE_LIMITS } from "../facts/limits";
import { call } from "../terraform/expressions";
import { escapeTemplates } from "../terraform/template";

/** Why a request body is refused. Never shows the body: it may hold what should not be read. */
export function bodyProblem(body: unknown, remedy = "write an object, or JSON text"): string | undefined {
  if (typeof body !== "string" && (typeof body !== "object" || body === null || Array.isArray(body))) {
    return `is ${kind(body)}; ${remedy}`;
  }
  let json: string;
  try {
    json = typeof body === "string" ? body : JSON.stringify(body);
    JSON.parse(json);
  } catch {
    return typeof body === "string"
      ? `is not JSON text; ${remedy}`
      : "cannot be written as JSON; leave out cycles and bigints";
  }
  if (json.includes(SECRET_PLACEHOLDER)) return "holds a SecretValue, which plans would show; send it as a header";
  const { maxLength } = SCHEDULE_LIMITS.args;
  if (json.length > maxLength && !holdsToken(body))
    return `has ${json.length} characters as JSON, more than ${maxLength}`;
  return undefined;
}

export function renderBody(body: Readonly<Record<string, unknown>> | string | undefined): string {
  if (body === undefined) return "";
  if (typeof body === "string") return escapeTemplates(body);
  return holdsToken(body) ? Token.asString(call("jsonencode", body)) : escapeTemplates(JSON.stringify(body));
}

function holdsToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  return typeof value === "object" && value !== null && Object.entries(value).some((entry) => entry.some(holdsToken));
}
