import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { SECRET_PLACEHOLDER } from "../base/secret-brand";
import { kind } from "../base/show";
import { CREDENTIAL_HEADER } from "../facts/limits";
import { custom, plainText } from "../schema/fields";
import { acrossFields } from "../schema/parse";
import { call } from "../terraform/expressions";
import { escapeTemplates } from "../terraform/template";
import { SecretValue } from "./secret-value";

type Headers = Readonly<Record<string, string | SecretValue>>;

export function headers() {
  return acrossFields(
    z.record(plainText().min(1, { error: "is an empty name" }), custom<string | SecretValue>(headerProblem), {
      error: ({ input }) => `is ${kind(input)}; write an object of names and values`,
    }),
    credentialIssues,
  );
}

function headerProblem(value: unknown): string | undefined {
  if (SecretValue.isSecretValue(value)) return value.problem;
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
