import { base64Forms } from "./base64";
import type { Problem } from "./problem";
import { isSecretText } from "./secret-text";
import { SECRET_PLACEHOLDER } from "./secret-brand";
import { BROKEN_MARKER, brokenTokenProblem } from "./token-text";

/** The placeholder of a SecretValue, also in part, URL-encoded, in another case or as base64, such as in a header of basic authentication. */
const PLACEHOLDER = new RegExp(
  [/secretvalue(:|%3a)(%20|\W)?not/, /readable.{1,3}as.{1,3}text(\]|%5d)/, ...base64Forms(SECRET_PLACEHOLDER)]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

/** The problem of a text that would deploy something else than its author sees, wherever it stands. */
export function undeployableProblem(value: string): Problem | undefined {
  if (PLACEHOLDER.test(value)) {
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

/** Whether a long text, such as a whole configuration as JSON, may contain a text with such a problem. */
export function mayBeUndeployable(text: string): boolean {
  return PLACEHOLDER.test(text) || BROKEN_MARKER.test(text);
}

/** The problem of a name that looks like a secret: names are in `cdk.tf.json`, in the state and in messages. */
export function secretNameProblem(name: string): Problem | undefined {
  if (!isSecretText(name)) return undefined;
  const message =
    "looks like a secret, and names are stored in plain text. Use a name, and pass the secret as a value.";
  return { code: "secret-as-name", message };
}
