import { inspect } from "node:util";
import type { IConstruct } from "constructs";
import { SECRET_BRAND, SECRET_PLACEHOLDER, isSecret } from "../base/secret-brand";
import { throwIfAny } from "../base/errors";
import type { Problem } from "../base/problem";
import { ENVIRONMENT_LIMITS } from "../facts/limits";
import { exceeding } from "../base/exceeded-limit";
import { orRaise } from "../schema/limit-text";
import { parseInput } from "../schema/parse";
import {
  base64,
  concatenation,
  json,
  knownTextOf,
  urlEncoded,
  type Composition,
  type KnownText,
} from "./secret-composition";
import {
  jsonIssues,
  plainTextSchema,
  referenceSchema,
  secretManagerSchema,
  secretNameSchema,
  secretSchema,
  templateIssues,
  variableSchema,
} from "./secret-value-schema";
import { secretVersionToken, variableToken, type SecretManagerOptions } from "./secret-tokens";

type Source =
  | { readonly kind: "variable"; readonly name: string; readonly text?: string }
  | ({ readonly kind: "secretManager"; readonly name: string } & SecretManagerOptions)
  | { readonly kind: "reference"; readonly token: string }
  | { readonly kind: "plainText"; readonly text: string }
  | { readonly kind: "composed"; readonly composition: Composition };

/**
 * A value that only secret fields accept. Only `unsafeUnwrap` returns its text: `String()`, JSON, template literals and
 * logs display a placeholder, and fields reject the placeholder. A value has at most 65,536 bytes, is not empty, and does not start with
 * `$argon2id`: Scaleway's provider treats such a value as unchanged.
 * @example
 * ```ts
 * api.addSecret("DATABASE_URL", SecretValue.variable("database_url"));
 * api.addSecret("API_KEY", SecretValue.secretManager("payment-api-key"));
 * ```
 */
export class SecretValue {
  /**
   * A sensitive Terraform variable, created once per stack. Its value comes from `TF_VAR_<name>` or a `.tfvars` file;
   * Terraform rejects an empty value.
   * @param name the name of the variable, such as `database_url`
   * @example
   * ```ts
   * api.addSecret("DATABASE_URL", SecretValue.variable("database_url"));
   * ```
   * @throws ValidationError if the name is not a valid name of a Terraform variable
   */
  public static variable(name: string): SecretValue {
    parseInput("SecretValue.variable", variableSchema, { name });
    return new SecretValue({ kind: "variable", name });
  }

  /** @internal A variable whose value is written beside the configuration, so that the rules for literals apply to it. */
  public static supplied(name: string, text: string): SecretValue {
    return new SecretValue({ kind: "variable", name, text });
  }

  /**
   * A secret of Scaleway Secret Manager in the stack's region. Every plan and apply reads it.
   * @param name the name of the secret: 1 to 255 letters, digits, `-`, `.` and `_`
   * @example
   * ```ts
   * api.addSecret("API_KEY", SecretValue.secretManager("payment-api-key", { path: "/shop", revision: "3" }));
   * ```
   * @throws ValidationError if the name or an option is not valid
   */
  public static secretManager(name: string, options: SecretManagerOptions = {}): SecretValue {
    parseInput("SecretValue.secretManager", secretNameSchema, { name });
    parseInput("SecretValue.secretManager", secretManagerSchema, options);
    return new SecretValue({ kind: "secretManager", name, ...options });
  }

  /**
   * An attribute of another resource, or text with such an attribute, for example `postgres://app:${password.result}@db`.
   * @param token a text with at least one token
   * @example
   * ```ts
   * const account = new MnqSqsCredentials(stack, "sender", { permissions: { canPublish: true } });
   * api.addSecret("SQS_SECRET_KEY", SecretValue.reference(account.secretKey));
   * ```
   * @throws ValidationError with the code `not-a-token` if the text has no token
   */
  public static reference(token: string): SecretValue {
    const parsed = parseInput("SecretValue.reference", referenceSchema, { token });
    return new SecretValue({ kind: "reference", token: parsed.token });
  }

  /**
   * A literal for tests. Unsafe: `cdk.tf.json` and the state contain it in plain text, and the warning `plain-text-secret` is printed.
   * @param text the value
   * @example
   * ```ts
   * api.addSecret("API_KEY", SecretValue.unsafePlainText("not a real key"));
   * ```
   * @throws ValidationError if the value is not text
   */
  public static unsafePlainText(text: string): SecretValue {
    parseInput("SecretValue.unsafePlainText", plainTextSchema, { text });
    return new SecretValue({ kind: "plainText", text });
  }

  /**
   * A text with secrets in it, as a tagged template: `` SecretValue.template`postgresql://app:${password}@${host}/app` ``.
   * @param values SecretValues, texts, numbers and tokens
   * @example
   * ```ts
   * const password = SecretValue.variable("database_password");
   * api.addSecret("DATABASE_URL", SecretValue.template`postgresql://app:${SecretValue.urlEncode(password)}@db.example.com:5432/shop`);
   * ```
   * @throws ValidationError if a value has another type, or none of them is a SecretValue or a token
   */
  public static template(literals: TemplateStringsArray, ...values: readonly (SecretValue | string | number)[]) {
    throwIfAny("SecretValue.template", [...templateIssues(values)]);
    const parts = literals.flatMap((literal, index) => [literal, ...values.slice(index, index + 1)]);
    return new SecretValue({ kind: "composed", composition: concatenation(parts) });
  }

  /**
   * A secret as base64, for example for a secret with several lines or the header of basic authentication:
   * `` SecretValue.template`Basic ${SecretValue.base64(SecretValue.template`${user}:${password}`)}` ``.
   * @param secret the value to encode
   * @example
   * ```ts
   * api.addSecret("TLS_KEY_BASE64", SecretValue.base64(SecretValue.secretManager("tls-key")));
   * ```
   * @throws ValidationError if the value is not a SecretValue
   */
  public static base64(secret: SecretValue): SecretValue {
    parseInput("SecretValue.base64", secretSchema, { secret });
    return new SecretValue({ kind: "composed", composition: base64(secret) });
  }

  /**
   * A secret encoded for a part of a URL, such as the password in
   * `` SecretValue.template`postgresql://app:${SecretValue.urlEncode(password)}@${host}:5432/app` ``.
   * @param secret the value to encode
   * @example
   * ```ts
   * const password = SecretValue.urlEncode(SecretValue.variable("redis_password"));
   * api.addSecret("REDIS_URL", SecretValue.template`rediss://app:${password}@redis.example.com:6379`);
   * ```
   * @throws ValidationError if the value is not a SecretValue
   */
  public static urlEncode(secret: SecretValue): SecretValue {
    parseInput("SecretValue.urlEncode", secretSchema, { secret });
    return new SecretValue({ kind: "composed", composition: urlEncoded(secret) });
  }

  /**
   * An object or list with secrets in it, as JSON, for example a configuration file.
   * @param value SecretValues, tokens and all values that JSON has, also in nested objects and lists
   * @example
   * ```ts
   * api.addSecret("CONFIG", SecretValue.json({ url: "https://pay.example.com", key: SecretValue.variable("payment_key") }));
   * ```
   * @throws ValidationError if a part of the value cannot be JSON, or none is a SecretValue or a token
   */
  public static json(value: Readonly<Record<string, unknown>> | readonly unknown[]): SecretValue {
    throwIfAny("SecretValue.json", [...jsonIssues(value)]);
    return new SecretValue({ kind: "composed", composition: json(value) });
  }

  /**
   * Whether a value is a SecretValue, even one of another copy of this library.
   * @example
   * ```ts
   * SecretValue.isSecretValue(SecretValue.variable("password")); // true
   * SecretValue.isSecretValue("hunter2"); // false
   * ```
   */
  public static isSecretValue(value: unknown): value is SecretValue {
    return isSecret(value);
  }

  readonly #source: Source;

  private constructor(source: Source) {
    this.#source = source;
    Object.defineProperty(this, SECRET_BRAND, { value: true });
  }

  /** The source of the value, by the factory that created it. `template`, `base64`, `urlEncode` and `json` are `composed`. */
  public get kind(): "variable" | "secretManager" | "reference" | "plainText" | "composed" {
    return this.#source.kind;
  }

  /** @internal The reason why Scaleway cannot accept the value, as far as it is known. */
  public get problem(): Problem | undefined {
    const { text, isComplete } = this.knownText;
    const limit = ENVIRONMENT_LIMITS.secretBytes;
    const bytes = Buffer.byteLength(text);
    if (bytes === 0 && isComplete)
      return { code: "empty", message: "is empty, which Scaleway ignores. Remove the secret." };
    if (bytes > limit.max) {
      const message = `is too large, got ${bytes} bytes. Store it elsewhere and pass its location, or use at most ${limit.max} bytes${orRaise(limit)}.`;
      return { code: "too-long", message, exceeded: exceeding(limit, bytes) };
    }
    if (!text.startsWith("$argon2id")) return undefined;
    const message =
      'starts with "$argon2id", which the provider treats as an unchanged secret. Encode it, for example with SecretValue.base64.';
    return { code: "argon2-prefix", message };
  }

  /** @internal Whether the value has several lines, as far as it is known. Scaleway does not inject such a value correctly. */
  public get isMultiLine(): boolean {
    return /[\r\n]/.test(this.knownText.text);
  }

  /** @internal Whether the value is in the code, in whole or in part. */
  public get isPlainText(): boolean {
    const source = this.#source;
    return source.kind === "composed" ? source.composition.isPlainText : source.kind === "plainText";
  }

  /** @internal The part of the value that is known at synth time. */
  public get knownText(): KnownText {
    const source = this.#source;
    if (source.kind === "composed") return source.composition.knownText;
    if (source.kind === "reference") return knownTextOf(source.token);
    const text = "text" in source ? source.text : undefined;
    return { text: text ?? "", isComplete: text !== undefined };
  }

  /**
   * The value for a resource of a provider: a token, unless it is a literal. Unsafe: pass it to sensitive attributes only.
   * @param scope the construct that uses it; the variable or data source is created in its stack
   * @example
   * ```ts
   * new IamApiKey(stack, "key", { applicationId: SecretValue.variable("application_id").unsafeUnwrap(stack) });
   * ```
   */
  public unsafeUnwrap(scope: IConstruct): string {
    const source = this.#source;
    switch (source.kind) {
      case "variable":
        return variableToken(scope, source);
      case "secretManager":
        return secretVersionToken(scope, source);
      case "reference":
        return source.token;
      case "plainText":
        return source.text;
      case "composed":
        return source.composition.unwrap(scope);
    }
  }

  /** Returns a placeholder. A field that gets the placeholder rejects it with the code `secret-as-text`. */
  public toString(): string {
    return SECRET_PLACEHOLDER;
  }

  /** Returns the placeholder for JSON. To put a secret into JSON, use `SecretValue.json`. */
  public toJSON(): string {
    return SECRET_PLACEHOLDER;
  }

  /** @internal The type belongs to Node: without this member, the declarations do not require @types/node. */
  public [inspect.custom](): string {
    return SECRET_PLACEHOLDER;
  }
}
