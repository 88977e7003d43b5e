import { Fn, TerraformStack, TerraformVariable } from "cdktf";
import type { IConstruct } from "constructs";
import { DataScalewaySecret } from "@cdktf/provider-scaleway/lib/data-scaleway-secret";
import { DataScalewaySecretVersion } from "@cdktf/provider-scaleway/lib/data-scaleway-secret-version";
import { deployLacksVariable } from "../terraform/running-deploy";
import { shareProvider } from "../terraform/provider";
import { createOnce } from "../terraform/shared";
import { checkElements } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { addWarning } from "../terraform/warnings";

/** The options of `SecretValue.secretManager`. */
export interface SecretManagerOptions {
  /**
   * The revision: `latest`, `latest_enabled`, or a number as text, such as `"3"`.
   * @default "latest_enabled"
   */
  readonly revision?: string | undefined;
  /**
   * The folder of the secret, for example `/shop`.
   * @default - the secret with this name, in any folder
   */
  readonly path?: string | undefined;
}

const LATEST = "latest_enabled";

/** The value of a sensitive variable, which is created once per stack. */
export function variableToken(
  scope: IConstruct,
  { name, text }: { readonly name: string; readonly text?: string },
): string {
  checkElements(scope);
  // All providers of the stack share a variable.
  const stack = TerraformStack.of(scope);
  return createOnce(stack, "SecretVariables", [name], (parent, id) => {
    const created = new TerraformVariable(parent, id, { type: "string", sensitive: true, nullable: false });
    created.overrideLogicalId(name);
    created.addValidation({
      condition: `\${length(var.${name}) > 0 && !startswith(var.${name}, "$argon2id")}`,
      errorMessage: `The secret ${name} is empty or starts with "$argon2id". Scaleway accepts neither. ${text === undefined ? `Set TF_VAR_${name}` : "Fix it in the manifest"}.`,
    });
    if (text === undefined && deployLacksVariable(name, stack.node.id)) {
      addWarning(created, "variable-without-value", missingValueMessage(name));
    }
    return created;
  }).stringValue;
}

/** @internal The message of the warning `variable-without-value`. */
export function missingValueMessage(name: string): string {
  return `The variable ${name} has no value, and cdktf deploy would wait for input. Set TF_VAR_${name}.`;
}

/** The value of a secret of Secret Manager. Its data source is created once per stack and provider. */
export function secretVersionToken(scope: IConstruct, source: { name: string } & SecretManagerOptions): string {
  const { name, path, revision = LATEST } = source;
  const region = stackRegion(scope);
  const parts = [name, path, revision === LATEST ? undefined : revision];
  const version = createOnce(scope, "SecretManager", parts, (parent, id) => {
    if (path === undefined) {
      return new DataScalewaySecretVersion(parent, id, { secretName: escapeTemplates(name), revision, region });
    }
    const secret = new DataScalewaySecret(parent, `${id}:secret`, escapeTemplates({ name, path, region }));
    shareProvider(secret, scope);
    return new DataScalewaySecretVersion(parent, id, { secretId: secret.id, revision, region });
  });
  return Fn.base64decode(version.data);
}
