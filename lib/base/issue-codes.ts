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
  "invalid-json": "A file is not valid JSON.",
  "truncated-json": "A JSON file is not complete.",
  "nested-too-deep": "A JSON file is nested too deeply.",
  "not-a-plan": "A JSON file is not a Terraform plan.",
  "saved-plan": "A plan is in Terraform's binary format.",
  "no-plan": "A directory of stacks has no plan.",
  "several-plans": "A stack has several plans.",
  "unsupported-version": "A plan has an unsupported format version.",
  "several-documents": "A file has more than one YAML document.",
  "unknown-risk": "A configuration names a risk that no rule reports.",
  "invalid-rule": "A custom rule does not have the fields of a rule.",
  "duplicate-rule": "Two rules have the same ID.",
  "rule-failed": "A custom rule threw an error.",
  "module-not-loaded": "A module with custom rules cannot be loaded.",
  "token-not-supported": "A token is given where a literal value is required at synth time.",
  "secret-as-text": "A SecretValue was converted to text.",
} as const satisfies Record<string, string>;

/** The stable code of a validation issue. */
export type IssueCode = keyof typeof ISSUE_CODES;
