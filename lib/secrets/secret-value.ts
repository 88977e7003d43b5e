import { inspect } from "node:util";
import { Fn, TerraformStack, TerraformVariable, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import { DataScalewaySecret } from "@cdktf/provider-scaleway/lib/data-scaleway-secret";
import { DataScalewaySecretVersion } from "@cdktf/provider-scaleway/lib/data-scaleway-secret-version";
import { ENVIRONMENT_LIMITS } from "../facts/limits";
import { SECRET_BRAND, SECRET_PLACEHOLDER, isSecret } from "../base/secret-brand";
import { nonEmpty, plainText } from "../schema/fields";
import { deployLacksVariable } from "../terraform/running-deploy";
import { secretPath } from "../schema/identifiers";
import { shared } from "../terraform/shared";
import { checkOutputsAndVariables } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { check, propsSchema } from "../schema/parse";
import { addWarning } from "../terraform/warnings";

export interface SecretManagerOptions {
  /**
   * The revision: a number as text, `latest` or `latest_enabled`.
   * @default "latest_enabled"
   */
  readonly revision?: string | undefined;
  /**
   * The folder of the secret.
   * @default - the secret of that name, whatever its folder
   */
  readonly path?: string | undefined;
}

type Source =
  | { readonly kind: "variable"; readonly name: string; readonly text?: string }
  | ({ readonly kind: "secretManager"; readonly name: string } & SecretManagerOptions)
  | { readonly kind: "reference"; readonly token: string }
  | { readonly kind: "plainText"; readonly text: string };

/**
 * A value that only secret fields take. It has no way to text but `unsafeUnwrap`: `String()`, JSON, template literals
 * and logs show a placeholder, and a field that receives the placeholder is refused.
 */
export class SecretValue {
  /**
   * A sensitive Terraform variable, made once per stack. Its value comes from `TF_VAR_<name>` or a `.tfvars` file;
   * Terraform refuses an empty one.
   * @param name a Terraform variable name, as `database_url`
   */
  public static variable(name: string): SecretValue {
    check("SecretValue.variable", variableSchema, { name });
    return new SecretValue({ kind: "variable", name });
  }

  /** @internal A variable whose value is supplied beside the configuration, so that the rules for literals hold for it. */
  public static supplied(name: string, text: string): SecretValue {
    return new SecretValue({ kind: "variable", name, text });
  }

  /**
   * A secret of Scaleway Secret Manager, in the stack's region, read at every plan and apply.
   * @param name the secret's name
   */
  public static secretManager(name: string, options: SecretManagerOptions = {}): SecretValue {
    check("SecretValue.secretManager", secretNameSchema, { name });
    check("SecretValue.secretManager", secretManagerSchema, options);
    return new SecretValue({ kind: "secretManager", name, ...options });
  }

  /**
   * An attribute of another resource, or text around one, as `postgres://app:${password.result}@db`.
   * @param token a text that holds at least one token
   */
  public static reference(token: string): SecretValue {
    check("SecretValue.reference", referenceSchema, { token: Token.isUnresolved(token) ? "" : token });
    return new SecretValue({ kind: "reference", token });
  }

  /** A literal, for tests. Unsafe: it stands in `cdk.tf.json` in clear, and a warning says so. */
  public static unsafePlainText(text: string): SecretValue {
    check("SecretValue.unsafePlainText", plainTextSchema, { text });
    return new SecretValue({ kind: "plainText", text });
  }

  public static isSecretValue(value: unknown): value is SecretValue {
    return isSecret(value);
  }

  readonly #source: Source;

  private constructor(source: Source) {
    this.#source = source;
    Object.defineProperty(this, SECRET_BRAND, { value: true });
  }

  /** Where the value comes from. */
  public get kind(): "variable" | "secretManager" | "reference" | "plainText" {
    return this.#source.kind;
  }

  /** @internal Why Scaleway could not take the value, if it is a literal that it could not take. */
  public get problem(): string | undefined {
    const text = this.#text;
    if (text === undefined) return undefined;
    const { max } = ENVIRONMENT_LIMITS.secretBytes;
    const bytes = Buffer.byteLength(text);
    if (bytes === 0) return "is empty, which Scaleway ignores; leave the secret out";
    if (bytes > max) return `has ${bytes} bytes, more than ${max}; store it elsewhere and pass where it is`;
    if (text.startsWith("$argon2id"))
      return 'starts with "$argon2id", which the provider takes for an unchanged secret; encode it, as base64';
    return undefined;
  }

  /** @internal Whether the value is a literal of several lines, which Scaleway does not inject properly. */
  public get isMultiLine(): boolean {
    return /[\r\n]/.test(this.#text ?? "");
  }

  /** The value, where it is known already. */
  get #text(): string | undefined {
    return "text" in this.#source ? this.#source.text : undefined;
  }

  /**
   * The value for a provider's resource: a token, where it is no literal. Unsafe: it must go to a sensitive attribute.
   * @param scope the construct that needs it; the variable or data source is made in its stack
   */
  public unsafeUnwrap(scope: IConstruct): string {
    const source = this.#source;
    switch (source.kind) {
      case "variable":
        return variable(scope, source);
      case "secretManager":
        return secretVersion(scope, source);
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

  public [inspect.custom](): string {
    return SECRET_PLACEHOLDER;
  }
}

// Terraform keeps these names for the arguments of a module block.
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
  name: plainText().refine(
    (name) => /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !RESERVED_VARIABLE_NAMES.includes(name),
    {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no Terraform variable name; use letters, digits, _ and -, a letter first, and none of ${RESERVED_VARIABLE_NAMES.join(", ")}`,
    },
  ),
});

const secretNameSchema = z.strictObject({ name: nonEmpty() });

const plainTextSchema = z.strictObject({ text: z.string({ error: "is not text" }) });

const secretManagerSchema = propsSchema<SecretManagerOptions>()({
  revision: nonEmpty()
    .regex(/^(latest|latest_enabled|[1-9]\d*)$/, {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no revision; write "latest_enabled", "latest" or a number as text, as "3"`,
    })
    .optional(),
  path: secretPath().optional(),
});

const referenceSchema = z.strictObject({
  token: z.literal("", {
    error: "is not a token; give an attribute of a resource, or SecretValue.variable(name) for a value of your own",
  }),
});

const LATEST = "latest_enabled";

function variable(scope: IConstruct, { name, text }: { readonly name: string; readonly text?: string }): string {
  checkOutputsAndVariables(scope);
  return shared(scope, "SecretVariables", [name], (parent, id) => {
    const made = new TerraformVariable(parent, id, { type: "string", sensitive: true, nullable: false });
    made.overrideLogicalId(name);
    made.addValidation({
      condition: `\${length(var.${name}) > 0 && !startswith(var.${name}, "$argon2id")}`,
      errorMessage: `The secret ${name} is empty, or starts with "$argon2id": Scaleway can't take either. ${text === undefined ? `Set TF_VAR_${name}` : "Mend it in the manifest"}.`,
    });
    if (text === undefined && deployLacksVariable(name, TerraformStack.of(scope).node.id)) {
      addWarning(
        made,
        "variable-without-value",
        `The variable ${name} has no value, and cdktf deploy will wait for one; set TF_VAR_${name}`,
      );
    }
    return made;
  }).stringValue;
}

function secretVersion(scope: IConstruct, source: { name: string } & SecretManagerOptions): string {
  const { name, path, revision = LATEST } = source;
  const region = stackRegion(scope);
  const parts = [name, path, revision === LATEST ? undefined : revision];
  const version = shared(scope, "SecretManager", parts, (parent, id) => {
    const secret =
      path === undefined
        ? { secretName: escapeTemplates(name) }
        : { secretId: new DataScalewaySecret(parent, `${id}:secret`, escapeTemplates({ name, path, region })).id };
    return new DataScalewaySecretVersion(parent, id, { ...secret, revision, region });
  });
  return Fn.base64decode(version.data);
}
