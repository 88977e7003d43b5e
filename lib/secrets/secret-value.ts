import { inspect } from "node:util";
import { Fn, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import { DataScalewaySecret } from "@cdktf/provider-scaleway/lib/data-scaleway-secret";
import { DataScalewaySecretVersion } from "@cdktf/provider-scaleway/lib/data-scaleway-secret-version";
import { ENVIRONMENT_LIMITS } from "../facts/limits";
import { SECRET_BRAND, SECRET_PLACEHOLDER, isSecret } from "../base/secret-brand";
import { withCheck, custom, nonEmpty, plainText } from "../schema/fields";
import { deployLacksVariable } from "../terraform/running-deploy";
import { secretPathField } from "../schema/identifiers";
import { createOnce } from "../terraform/shared";
import { checkOutputsAndVariables } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { parseInput, propsSchema } from "../schema/parse";
import type { Problem } from "../base/problem";
import { addWarning } from "../terraform/warnings";

export interface SecretManagerOptions {
  /**
   * The revision: `latest`, `latest_enabled`, or a number as text, such as `"3"`.
   * @default "latest_enabled"
   */
  readonly revision?: string | undefined;
  /**
   * The folder of the secret.
   * @default - the secret with this name, in any folder
   */
  readonly path?: string | undefined;
}

type Source =
  | { readonly kind: "variable"; readonly name: string; readonly text?: string }
  | ({ readonly kind: "secretManager"; readonly name: string } & SecretManagerOptions)
  | { readonly kind: "reference"; readonly token: string }
  | { readonly kind: "plainText"; readonly text: string };

/**
 * A value that only secret fields accept. Only `unsafeUnwrap` returns its text: `String()`, JSON, template literals and
 * logs display a placeholder, and fields reject the placeholder.
 */
export class SecretValue {
  /**
   * A sensitive Terraform variable, created once per stack. Its value comes from `TF_VAR_<name>` or a `.tfvars` file;
   * Terraform rejects an empty value.
   * @param name the name of the variable, such as `database_url`
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
   * @param name the name of the secret
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
   * @throws ValidationError if the text has no token
   */
  public static reference(token: string): SecretValue {
    parseInput("SecretValue.reference", referenceSchema, { token });
    return new SecretValue({ kind: "reference", token });
  }

  /** A literal for tests. Unsafe: `cdk.tf.json` contains it in plain text, and a warning is printed. */
  public static unsafePlainText(text: string): SecretValue {
    parseInput("SecretValue.unsafePlainText", plainTextSchema, { text });
    return new SecretValue({ kind: "plainText", text });
  }

  /** Whether a value is a SecretValue, even one of another copy of this library. */
  public static isSecretValue(value: unknown): value is SecretValue {
    return isSecret(value);
  }

  readonly #source: Source;

  private constructor(source: Source) {
    this.#source = source;
    Object.defineProperty(this, SECRET_BRAND, { value: true });
  }

  /** The source of the value. */
  public get kind(): "variable" | "secretManager" | "reference" | "plainText" {
    return this.#source.kind;
  }

  /** @internal The reason why Scaleway cannot accept the value, if it is a literal. */
  public get problem(): Problem | undefined {
    const text = this.#text;
    if (text === undefined) return undefined;
    const { max } = ENVIRONMENT_LIMITS.secretBytes;
    const bytes = Buffer.byteLength(text);
    if (bytes === 0) return { code: "empty", message: "is empty, which Scaleway ignores. Remove the secret." };
    if (bytes > max) {
      const message = `is too large, got ${bytes} bytes. Use at most ${max} bytes, or store it elsewhere and pass its location.`;
      return { code: "too-long", message };
    }
    if (!text.startsWith("$argon2id")) return undefined;
    const message =
      'starts with "$argon2id", which the provider treats as an unchanged secret. Encode it, for example as base64.';
    return { code: "argon2-prefix", message };
  }

  /** @internal Whether the value is a literal with several lines, which Scaleway does not inject correctly. */
  public get isMultiLine(): boolean {
    return /[\r\n]/.test(this.#text ?? "");
  }

  /** The value if it is known at synth time. */
  get #text(): string | undefined {
    return "text" in this.#source ? this.#source.text : undefined;
  }

  /**
   * The value for a resource of a provider: a token, unless it is a literal. Unsafe: pass it to sensitive attributes only.
   * @param scope the construct that uses it; the variable or data source is created in its stack
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
    }
  }

  public toString(): string {
    return SECRET_PLACEHOLDER;
  }

  public toJSON(): string {
    return SECRET_PLACEHOLDER;
  }

  /** @internal The type belongs to Node: without this member, the declarations do not require @types/node. */
  public [inspect.custom](): string {
    return SECRET_PLACEHOLDER;
  }
}

// Terraform reserves these names for the arguments of a module block.
const RESERVED_VARIABLE_NAMES = [
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "lifecycle",
  "depends_on",
  "locals",
];

const variableSchema = z.strictObject({
  name: withCheck(plainText(), (name) => {
    const isValid = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !RESERVED_VARIABLE_NAMES.includes(name);
    if (isValid) return undefined;
    const remedy = `Use letters, digits, _ and -, starting with a letter or _, and none of ${RESERVED_VARIABLE_NAMES.join(", ")}.`;
    const message = `is not a valid name of a Terraform variable, got ${JSON.stringify(name)}. ${remedy}`;
    return { code: "invalid-variable-name", message };
  }),
});

const secretNameSchema = z.strictObject({ name: nonEmpty() });

const plainTextSchema = z.strictObject({ text: z.string({ error: "is not text. Pass text." }) });

const secretManagerSchema = propsSchema<SecretManagerOptions>()({
  revision: withCheck(nonEmpty(), (revision) => {
    if (/^(latest|latest_enabled|[1-9]\d*)$/.test(revision)) return undefined;
    const message = `is not a valid revision, got ${JSON.stringify(revision)}. Use "latest_enabled", "latest" or a number as text, such as "3".`;
    return { code: "invalid-format", message };
  }).optional(),
  path: secretPathField().optional(),
});

const referenceSchema = z.strictObject({
  token: custom<string>((token) => {
    if (Token.isUnresolved(token)) return undefined;
    const message = "is not a token. Pass an attribute of a resource, or use SecretValue.variable(name).";
    return { code: "not-a-token", message };
  }),
});

const LATEST = "latest_enabled";

function variableToken(scope: IConstruct, { name, text }: { readonly name: string; readonly text?: string }): string {
  checkOutputsAndVariables(scope);
  return createOnce(scope, "SecretVariables", [name], (parent, id) => {
    const created = new TerraformVariable(parent, id, { type: "string", sensitive: true, nullable: false });
    created.overrideLogicalId(name);
    created.addValidation({
      condition: `\${length(var.${name}) > 0 && !startswith(var.${name}, "$argon2id")}`,
      errorMessage: `The secret ${name} is empty or starts with "$argon2id". Scaleway accepts neither. ${text === undefined ? `Set TF_VAR_${name}` : "Fix it in the manifest"}.`,
    });
    if (text === undefined && deployLacksVariable(name, TerraformStack.of(scope).node.id)) {
      addWarning(created, "variable-without-value", missingValueMessage(name));
    }
    return created;
  }).stringValue;
}

/** @internal The message of the warning `variable-without-value`. */
export function missingValueMessage(name: string): string {
  return `The variable ${name} has no value, and cdktf deploy would wait for input. Set TF_VAR_${name}.`;
}

function secretVersionToken(scope: IConstruct, source: { name: string } & SecretManagerOptions): string {
  const { name, path, revision = LATEST } = source;
  const region = stackRegion(scope);
  const parts = [name, path, revision === LATEST ? undefined : revision];
  const version = createOnce(scope, "SecretManager", parts, (parent, id) => {
    const secret =
      path === undefined
        ? { secretName: escapeTemplates(name) }
        : { secretId: new DataScalewaySecret(parent, `${id}:secret`, escapeTemplates({ name, path, region })).id };
    return new DataScalewaySecretVersion(parent, id, { ...secret, revision, region });
  });
  return Fn.base64decode(version.data);
}
