import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { CREDENTIAL_HEADER, SCHEDULE_LIMITS } from "../facts/limits";
import type { SecretValue } from "./secret-value";
import { isSecret, SECRET_PLACEHOLDER } from "../base/secret-brand";
import { call } from "../terraform/expressions";
import { custom, plainText } from "../schema/fields";
import { kind } from "../base/show";
import { escapeTemplates } from "../terraform/template";
import { acrossFields } from "../schema/parse";

type Headers = Readonly<Record<string, string | SecretValue>>;

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

export function headers() {
  return acrossFields(
    z.record(plainText().min(1, { error: "is an empty name" }), custom<string | SecretValue>(headerProblem), {
      error: ({ input }) => `is ${kind(input)}; write an object of names and values`,
    }),
    credentialIssues,
  );
}

function headerProblem(value: unknown): string | undefined {
  if (isSecret(value)) return value.problem;
  if (typeof value !== "string") return `is ${kind(value)}; write text or a SecretValue`;
  return value.includes(SECRET_PLACEHOLDER)
    ? "holds a SecretValue turned into text; give the SecretValue itself"
    : undefined;
}

function* credentialIssues(given: Headers): Iterable<ValidationIssue> {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string" && CREDENTIAL_HEADER.test(name)) {
      const message = `holds a credential in clear, which plans would show; give a SecretValue, as SecretValue.variable("name")`;
      yield { path: name, message };
    }
  }
}

/** The provider does not mark headers as sensitive, so each secret one is marked here. */
export function renderHeaders(scope: IConstruct, given: Headers): Record<string, string> {
  if (Token.isUnresolved(given)) return given as Record<string, string>;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      escapeTemplates(name),
      typeof value === "string" ? escapeTemplates(value) : Token.asString(call("sensitive", value.unsafeUnwrap(scope))),
    ]),
  );
}

export function secretHeaders(given: Headers = {}): Record<string, SecretValue> {
  if (Token.isUnresolved(given)) return {};
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, SecretValue] => typeof entry[1] !== "string"),
  );
}
