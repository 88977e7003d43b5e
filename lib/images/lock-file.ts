import { readFileSync } from "node:fs";
import { z } from "zod";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { DIGEST, REFERENCE, fullReference, partsOf } from "../base/image-reference";
import { errorOffset } from "../base/json";
import { fieldsOf } from "../base/objects";
import { displayPath, shorten } from "../base/secret-text";
import { displayKey, kind } from "../base/show";
import { DEFAULT_LOCK_FILE } from "../facts/image-facts";
import { withCheck, ifValid } from "../schema/fields";
import { describeIssue } from "../schema/parse";

/** The placeholder for a digest that is not locked yet. */
export const UNLOCKED = `sha256:${"0".repeat(64)}`;

const RESTORE = "Restore the file from git, or delete it and run npx scw-containers lock.";

/** The command that adds missing images to a lock; with arguments, another use of the command. */
export function lockCommandLine(lockFile: string, ...args: readonly string[]): string {
  return [
    "npx scw-containers lock",
    ...args,
    ...(lockFile === DEFAULT_LOCK_FILE ? [] : [`--lock-file ${displayPath(lockFile)}`]),
  ].join(" ");
}

/** The error of a field with a wrong type. It never displays the value, because any file may be passed by mistake. */
const expected = (type: string) => ({
  error: ({ code, input }: { readonly code?: string; readonly input?: unknown }) => {
    if (code === "unrecognized_keys") return undefined;
    return input === undefined ? `is missing. ${RESTORE}` : `is not ${type}, got ${kind(input)}. ${RESTORE}`;
  },
});

const DIGEST_ONLY = new RegExp(`^${DIGEST}$`);
const digestField = withCheck(z.string(expected("a digest")), (text) =>
  DIGEST_ONLY.test(text) ? undefined : { code: "invalid-digest", message: `is not a valid digest. ${RESTORE}` },
);
const referenceField = withCheck(z.string(expected("an image reference")), (text) => {
  const message = `is not a valid image reference. ${RESTORE}`;
  return REFERENCE.test(text) ? undefined : { code: "invalid-image-reference", message };
});
const keyField = withCheck(referenceField, (text) => {
  const message = `has a digest, so it needs no lock. ${RESTORE}`;
  return partsOf(text).digest === undefined ? undefined : { code: "digest-in-reference", message };
});
const entrySchema = z.strictObject(
  {
    digest: digestField,
    /** The image that Scaleway pulls instead of the reference, after a rollback. */
    image: referenceField.optional(),
    mediaType: z.string(expected("text")).optional(),
    platform: z.string(expected("text")).optional(),
    /** The compressed size of the layers and the configuration. */
    compressedSizeBytes: z.int(expected("a size in bytes")).nonnegative(expected("a size in bytes")).optional(),
    /** The time when the digest was first locked, such as `2026-11-26T10:00:00Z`. */
    resolvedAt: z.iso.datetime(expected("a UTC time")),
  },
  expected("an object"),
);
const lockSchema = z.strictObject(
  {
    version: z.unknown().superRefine((version, context) => {
      if (version === 1) return;
      const value = typeof version === "number" ? version : kind(version);
      const message = `is not a supported format version, got ${value}. Use a newer release of cdktf-scaleway-containers.`;
      context.addIssue({ code: "custom", message, params: { code: "unsupported-version" } });
    }),
    images: z.record(keyField, entrySchema, expected("an object")).superRefine((images, context) => {
      for (const [key, { image, digest }] of Object.entries(images)) {
        if (image === undefined || canBePulledFor(key, image, digest)) continue;
        const message = `has another repository or digest than its entry. ${RESTORE}`;
        context.addIssue({ code: "custom", path: [key, "image"], message, params: { code: "image-mismatch" } });
      }
    }, ifValid),
  },
  expected("an object"),
);

/** Whether a rollback can pull the image for the reference: both have the same repository, and the image has no other digest. */
export function canBePulledFor(reference: string, image: string, lockedDigest: string): boolean {
  const { name = image, digest = lockedDigest } = partsOf(image);
  return fullReference(name) === fullReference(partsOf(reference).name ?? reference) && digest === lockedDigest;
}

export type LockedImageEntry = Readonly<z.infer<typeof entrySchema>>;
/** The entries of a lock by image reference. */
export type ImageLock = Readonly<Record<string, LockedImageEntry>>;

/** The last lock, because all containers of a program read the same file. */
let cached: { readonly text: string; readonly lock: ImageLock } | undefined;

/**
 * Reads a lock; undefined if the file does not exist.
 * @throws ValidationError if the file cannot be read or is not a valid lock
 */
export function readLock(file: string): ImageLock | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = fieldsOf(error);
    if (code === "ENOENT") return undefined;
    const message = `cannot be read: ${String(code ?? error)}. Check the file and its permissions.`;
    throw new ValidationError("lock", [{ code: "unreadable-file", file, path: "", message }]);
  }
  if (cached?.text !== text) cached = { text, lock: parseLock(text, file) };
  return cached.lock;
}

/**
 * Parses the text of a lock.
 * @param file the file name in messages
 * @throws ValidationError with every problem
 */
export function parseLock(text: string, file: string): ImageLock {
  const conflict = /^(<{7}|>{7}) /m.exec(text);
  if (conflict !== null) {
    const message = `contains a merge conflict. Keep one side completely, and run ${lockCommandLine(file)}.`;
    throw new ValidationError("lock", [
      issueAt(text, conflict.index, { code: "merge-conflict", file, path: "", message }),
    ]);
  }
  const { data, error } = lockSchema.safeParse(parseJson(text, file), { reportInput: true });
  if (data !== undefined) return data.images;
  const issues = error.issues.flatMap((issue) => describeIssue(issue, lockSchema, displayStep));
  throw new ValidationError(
    "lock",
    issues.map((issue) => ({ ...issue, file })),
  );
}

/** A step of a path in a lock. Its keys are image references. */
function displayStep(step: PropertyKey): string {
  return REFERENCE.test(String(step)) ? shorten(String(step)) : displayKey(step);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = errorOffset(error);
    const issue: ValidationIssue = { code: "invalid-json", file, path: "", message: `is not valid JSON. ${RESTORE}` };
    throw new ValidationError("lock", [offset === undefined ? issue : issueAt(text, offset, issue)]);
  }
}

function issueAt(text: string, offset: number, issue: ValidationIssue): ValidationIssue {
  const lines = text.slice(0, offset).split("\n");
  return { ...issue, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** The entry of a reference; undefined if the lock has none. */
export function entryIn(lock: ImageLock, reference: string): LockedImageEntry | undefined {
  return Object.hasOwn(lock, reference) ? lock[reference] : undefined;
}

/** Formats a lock. Entries are sorted, so that branches that lock different images can be merged. */
export function formatLock(lock: ImageLock): string {
  const entries = Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1));
  const images = Object.fromEntries(
    entries.map(([key, { digest, image, mediaType, platform, compressedSizeBytes, resolvedAt }]) => [
      key,
      { digest, image, mediaType, platform, compressedSizeBytes, resolvedAt },
    ]),
  );
  return `${JSON.stringify({ version: 1, images }, undefined, 2)}\n`;
}
