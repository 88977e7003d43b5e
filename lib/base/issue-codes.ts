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
  "file-not-found": "A file does not exist.",
  "unreadable-file": "A file cannot be read.",
  "file-exists": "A file that is to be created exists with other content.",
  "blocked-path": "Something that is not a regular file is in the place of a file.",
  "symbolic-link": "A symbolic link is in the place of an output directory.",
  "invalid-json": "A file is not valid JSON.",
  "option-conflict": "Options or arguments cannot be combined.",
  "invalid-image-reference": "A text is not a valid image reference.",
  "digest-in-reference": "An image reference has a digest where only a tag is allowed.",
  "unknown-image": "An image is not in the lock or the build.",
  "ambiguous-name": "A name, or the start of a digest, has several matches.",
  "unknown-digest": "An image never had the digest.",
  "current-digest": "A rollback names the current digest.",
  "no-earlier-digest": "An image has no earlier digest to roll back to.",
  "no-built-image": "A metadata file of a build has no image.",
  "several-digests": "A build has several digests for one reference.",
  "not-pushed": "A build did not push an image.",
  "tag-moved": "A tag has another digest than the lock.",
  "not-locked": "An image is not in the lock.",
  "rollback-lost": "The image that replaces a rolled back image has another digest.",
  "registry-failure": "A registry, or the way to it, failed.",
  "lock-edited": "The lock is not formatted as the command writes it.",
} as const satisfies Record<string, string>;

/** The stable code of a validation issue. */
export type IssueCode = keyof typeof ISSUE_CODES;
