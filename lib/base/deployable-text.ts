import type { Problem } from "./problem";
import { SECRET_PLACEHOLDER } from "./secret-brand";
import { brokenTokenProblem } from "./token-text";

/** The problem of a text that would deploy something else than its author sees, wherever it stands. */
export function undeployableProblem(value: string): Problem | undefined {
  if (value.includes(SECRET_PLACEHOLDER)) {
    const remedy = "Pass the SecretValue itself to a secret field, or use SecretValue.template`…` to compose a secret.";
    return { code: "secret-as-text", message: `contains a SecretValue that was converted to text. ${remedy}` };
  }
  if (value.includes("\0")) {
    return { code: "null-character", message: "contains a null character. Remove it, or encode the text as base64." };
  }
  if (/\p{Surrogate}/u.test(value)) {
    const message = "contains half of a surrogate pair, which is not valid Unicode. Remove it.";
    return { code: "invalid-unicode", message };
  }
  return brokenTokenProblem(value);
}
