import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { isSecret } from "../base/secret-brand";
import { percentEncoded } from "../base/text";
import { jsonWithoutTokens, literalsOf } from "../base/token-text";
import { call } from "../terraform/expressions";

/** The part of a text that is known at synth time. */
export interface KnownText {
  readonly text: string;
  readonly isComplete: boolean;
}

/** The parts of a SecretValue that a composed secret depends on. */
interface ComposableSecret {
  unsafeUnwrap(scope: IConstruct): string;
  readonly knownText: KnownText;
  readonly isPlainText: boolean;
}

/** A text that is composed of secrets, tokens and literals. */
export interface Composition {
  readonly knownText: KnownText;
  readonly isPlainText: boolean;
  unwrap(scope: IConstruct): string;
}

export function knownTextOf(text: string): KnownText {
  const literals = literalsOf(text);
  return { text: literals.join(""), isComplete: literals.length === 1 };
}

/** Concatenates texts and secrets. */
export function concatenation(parts: readonly unknown[]): Composition {
  const known = parts.map((part) => (isComposable(part) ? part.knownText : knownTextOf(String(part))));
  return {
    knownText: {
      text: known.map(({ text }) => text).join(""),
      isComplete: known.every(({ isComplete }) => isComplete),
    },
    isPlainText: parts.some((part) => isComposable(part) && part.isPlainText),
    unwrap: (scope) => parts.map((part) => (isComposable(part) ? part.unsafeUnwrap(scope) : String(part))).join(""),
  };
}

/** Encodes a secret as base64. */
export function base64(secret: ComposableSecret): Composition {
  const { knownText, isPlainText } = secret;
  return {
    knownText: { ...knownText, text: Buffer.from(knownText.text).toString("base64") },
    isPlainText,
    unwrap: (scope) => Token.asString(call("base64encode", secret.unsafeUnwrap(scope))),
  };
}

/** Encodes a secret for a part of a URL. */
export function urlEncoded(secret: ComposableSecret): Composition {
  const { knownText, isPlainText } = secret;
  return {
    knownText: { ...knownText, text: percentEncoded(knownText.text) },
    isPlainText,
    // Terraform encodes a space as +, which only a query decodes.
    unwrap: (scope) => Token.asString(call("replace", call("urlencode", secret.unsafeUnwrap(scope)), "+", "%20")),
  };
}

/** Encodes a value with secrets as JSON. */
export function json(value: unknown): Composition {
  const secrets = secretsIn(value);
  return {
    knownText: { text: jsonWithoutTokens(mapSecrets(value, ({ knownText }) => knownText.text)), isComplete: false },
    isPlainText: secrets.some(({ isPlainText }) => isPlainText),
    unwrap: (scope) =>
      Token.asString(
        call(
          "jsonencode",
          mapSecrets(value, (secret) => secret.unsafeUnwrap(scope)),
        ),
      ),
  };
}

function isComposable(value: unknown): value is ComposableSecret {
  return isSecret(value);
}

function secretsIn(value: unknown): ComposableSecret[] {
  if (isComposable(value)) return [value];
  if (typeof value !== "object" || value === null || Token.isUnresolved(value)) return [];
  return Object.values(value).flatMap(secretsIn);
}

/** A copy of a value with a text in place of each secret. */
function mapSecrets(value: unknown, map: (secret: ComposableSecret) => string): unknown {
  if (isComposable(value)) return map(value);
  if (Array.isArray(value)) return value.map((item) => mapSecrets(item, map));
  if (typeof value !== "object" || value === null || Token.isUnresolved(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapSecrets(item, map)]));
}
