/** The symbol that marks a SecretValue. It is the same in every copy of this library. */
export const SECRET_BRAND = Symbol.for("cdktf-scaleway-containers/SecretValue");

/** The text to which a SecretValue is converted. */
export const SECRET_PLACEHOLDER = "[SecretValue: not readable as text]";

export function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && SECRET_BRAND in value;
}
