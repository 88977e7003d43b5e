/** Known to every copy of this library, so that a value of another copy is still one. */
export const SECRET_BRAND = Symbol.for("cdktf-scaleway-containers/SecretValue");

/** What a SecretValue shows wherever it is turned into text. */
export const SECRET_PLACEHOLDER = "[SecretValue: not readable as text]";

export function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && SECRET_BRAND in value;
}
