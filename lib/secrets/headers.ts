import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import { secretNameProblem, undeployableProblem } from "../base/deployable-text";
import type { ValidationIssue } from "../base/errors";
import { kind } from "../base/show";
import { CREDENTIAL_HEADER } from "../facts/secret-looking";
import { custom, plainText, withCheck } from "../schema/fields";
import { acrossFields } from "../schema/parse";
import type { Problem } from "../base/problem";
import { call } from "../terraform/expressions";
import { escapeTemplates } from "../terraform/template";
import { SecretValue } from "./secret-value";

type Headers = Readonly<Record<string, string | SecretValue>>;

export function headersField() {
  return acrossFields(
    z.record(
      withCheck(plainText().min(1, { error: "has an empty name. Set a name." }), secretNameProblem),
      custom<string | SecretValue>(valueProblem),
      {
        error: ({ input }) => `is not an object, got ${kind(input)}. Use an object of names and values.`,
      },
    ),
    credentialIssues,
  );
}

function valueProblem(value: unknown): Problem | undefined {
  if (SecretValue.isSecretValue(value)) return value.problem;
  if (typeof value !== "string") {
    return { code: "wrong-type", message: `is not text, got ${kind(value)}. Use text or a SecretValue.` };
  }
  return undeployableProblem(value);
}

function* credentialIssues(headers: object): Iterable<ValidationIssue> {
  for (const [name, value] of Object.entries(headers)) {
    // A token may be a sensitive attribute of another resource.
    if (typeof value !== "string" || Token.isUnresolved(value) || !CREDENTIAL_HEADER.test(name)) continue;
    const message = `is a credential in plain text, which plans display. Use a SecretValue, for example SecretValue.variable("name").`;
    yield { code: "plain-text-credential", path: name, message };
  }
}

/** Renders headers, and marks each secret header as sensitive, because the provider does not. */
export function renderHeaders(scope: IConstruct, headers: Headers): Record<string, string> {
  if (Token.isUnresolved(headers)) return Token.asStringMap(headers);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      escapeTemplates(name),
      SecretValue.isSecretValue(value)
        ? Token.asString(call("sensitive", value.unsafeUnwrap(scope)))
        : escapeTemplates(value),
    ]),
  );
}

export function secretHeaders(headers: Headers = {}): Record<string, SecretValue> {
  if (Token.isUnresolved(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (SecretValue.isSecretValue(value) ? [[name, value]] : [])),
  );
}
