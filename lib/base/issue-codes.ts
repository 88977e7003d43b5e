/**
 * The codes of validation issues, each with what it reports. Codes are stable, the wording of messages is not:
 * docs/errors-and-warnings.md and the message catalogue are generated from this list.
 */
export const ISSUE_CODES = {
  missing: "A required value is missing.",
  empty: "A value is empty.",
  "wrong-type": "A value has the wrong type.",
  "not-allowed": "A value is not one of the allowed values.",
  "below-minimum": "A number is below the minimum.",
  "above-maximum": "A number is above the maximum.",
  "not-whole-number": "A number is not a whole number.",
  "too-short": "A text has too few characters.",
  "too-long": "A text has too many characters.",
  "invalid-format": "A text does not have the required format.",
  "unknown-prop": "A prop does not exist.",
  "token-not-supported": "A token is given where a literal value is required at synth time.",
  "secret-as-text": "A SecretValue was converted to text.",
} as const satisfies Record<string, string>;

/** The stable code of a validation issue. */
export type IssueCode = keyof typeof ISSUE_CODES;
