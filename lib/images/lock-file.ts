import { readFileSync } from "node:fs";
import { z } from "zod";
import { ValidationError } from "../base/errors";
import { DEFAULT_LOCK_FILE } from "../facts/limits";
import { DIGEST, REFERENCE, fullReference, partsOf } from "../base/image-reference";
import { show } from "../base/show";
import { describe } from "../schema/parse";

/** The placeholder for a digest that is not locked yet. */
export const UNLOCKED = `sha256:${"0".repeat(64)}`;

const MEND = "take it from git, or delete it and run npx scw-containers lock";

/** The command that locks what is missing in a lock, or what follows it. */
export function lockCommandLine(lockFile: string, ...args: readonly string[]): string {
  return [
    "npx scw-containers lock",
    ...args,
    ...(lockFile === DEFAULT_LOCK_FILE ? [] : [`--lock-file ${lockFile}`]),
  ].join(" ");
}

const digest = z.string().regex(new RegExp(`^${DIGEST}$`), { error: `is no digest; ${MEND}` });
const reference = z
  .string()
  .regex(REFERENCE, { error: ({ input }) => `${show(input)} is no image reference; ${MEND}` });
const lockedImage = z.strictObject({
  digest,
  /** What Scaleway pulls instead of the reference, after a rollback. */
  image: reference.optional(),
  mediaType: z.string().optional(),
  platform: z.string().optional(),
  /** Of the layers and the configuration, as they are downloaded. */
  compressedSizeBytes: z.number().int().nonnegative().optional(),
  /** When the digest was first seen, as `2026-11-26T10:00:00Z`. */
  resolvedAt: z.iso.datetime(),
});
const lockSchema = z.strictObject({
  version: z.literal(1, { error: ({ input }) => `${show(input)} is no version that this release knows: it knows 1` }),
  images: z
    .record(
      reference.refine((key) => partsOf(key).digest === undefined, {
        error: `has a digest, and needs no lock; ${MEND}`,
      }),
      lockedImage,
    )
    .superRefine((images, context) => {
      for (const [key, { image, digest }] of Object.entries(images)) {
        if (image === undefined || mayStandFor(key, image, digest)) continue;
        const message = `${show(image)} is no image of the same name, or has another digest than ${digest}; ${MEND}`;
        context.addIssue({ code: "custom", path: [key, "image"], message });
      }
    }),
});

/** Whether a rollback may pull the image for the reference: it is of the same repository, and names no other digest. */
export function mayStandFor(reference: string, image: string, locked: string): boolean {
  const { name = image, digest = locked } = partsOf(image);
  return fullReference(name) === fullReference(partsOf(reference).name ?? reference) && digest === locked;
}

export type LockedImageEntry = Readonly<z.infer<typeof lockedImage>>;
/** The images of a lock by their references. */
export type ImageLock = Readonly<Record<string, LockedImageEntry>>;

/** Each container of a program asks for the same lock. */
let last: { readonly text: string; readonly lock: ImageLock } | undefined;

/** @throws ValidationError when there is one that is no lock */
export function readLock(file: string): ImageLock | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new ValidationError("lock", [{ file, path: "", message: `cannot be read: ${code ?? message}` }]);
  }
  if (last?.text !== text) last = { text, lock: parseLock(text, file) };
  return last.lock;
}

/** @param file how messages call it */
export function parseLock(text: string, file: string): ImageLock {
  const refuse = (issues: readonly { readonly path: string; readonly message: string }[]) =>
    new ValidationError(
      "lock",
      issues.map((issue) => ({ file, ...issue })),
    );
  if (/^(<{7}|>{7}) /m.test(text)) {
    throw refuse([
      { path: "", message: `has a merge conflict; take either side whole, and run ${lockCommandLine(file)}` },
    ]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse([{ path: "", message: `is no JSON: ${(error as Error).message}; ${MEND}` }]);
  }
  const { data, error } = lockSchema.safeParse(json, { reportInput: true });
  if (data === undefined) throw refuse(error.issues.flatMap((issue) => describe(issue)));
  return data.images;
}

export function entryIn(lock: ImageLock, reference: string): LockedImageEntry | undefined {
  return Object.hasOwn(lock, reference) ? lock[reference] : undefined;
}

/** Sorted, so that two branches that lock different images merge. */
export function formatLock(lock: ImageLock): string {
  const entries = Object.entries(lock).sort(([one], [other]) => (one < other ? -1 : 1));
  const images = Object.fromEntries(
    entries.map(([key, { digest, image, mediaType, platform, compressedSizeBytes, resolvedAt }]) => [
      key,
      { digest, image, mediaType, platform, compressedSizeBytes, resolvedAt },
    ]),
  );
  return `${JSON.stringify({ version: 1, images }, undefined, 2)}\n`;
}
