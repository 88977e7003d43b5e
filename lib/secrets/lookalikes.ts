import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { findSecrets } from "../base/secret-search";
import { displayKey } from "../base/show";
import { addWarning, type FieldPath } from "../terraform/warnings";

const AS_VARIABLE = "secretEnvironmentVariables as a SecretValue (in a manifest, in env.secrets)";

/** How to pass a secret instead, by prop. */
const REMEDIES = {
  environmentVariables: `Pass it in ${AS_VARIABLE}.`,
  command: `Pass it in ${AS_VARIABLE}, and read the variable in the program.`,
  args: `Pass it in ${AS_VARIABLE}, and read the variable in the program.`,
  headers: "Use a SecretValue.",
  body: "Send it as a header with a SecretValue.",
} as const;

/** Adds a warning for each value in plain text that looks like a secret. A token is not known, and is not searched. */
export function warnAboutLookalikes(
  scope: IConstruct,
  prop: string,
  value: unknown,
  remedy: keyof typeof REMEDIES,
): void {
  if (Token.isUnresolved(value)) return;
  for (const { path, reason } of findSecrets({ [prop]: value })) {
    const message = `${displayField(path)} looks like a secret (${reason}), and plans display it. ${REMEDIES[remedy]}`;
    addWarning(scope, "secret-looking-variable", message, path);
  }
}

function displayField([prop = "", ...path]: FieldPath): string {
  return `${prop}${path.map((step) => (typeof step === "number" ? `[${step}]` : `.${displayKey(step)}`)).join("")}`;
}
