import { resolve, sep } from "node:path";
import { App } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { partsOf } from "../base/image-reference";
import { displayPath } from "../base/secret-text";
import { listed, show } from "../base/show";
import type { BoundImage, IContainerImage } from "../contracts/container-image";
import { DEFAULT_LOCK_FILE } from "../facts/image-facts";
import { withCheck, filePath, literal } from "../schema/fields";
import { imageReferenceField } from "../schema/image-fields";
import { parseInput, propsSchema } from "../schema/parse";
import { acknowledgeWarning } from "../terraform/warnings";
import { UNLOCKED, entryIn, lockCommandLine, readLock } from "./lock-file";
import { lockingDirectory } from "./locking";

/** The options of `ContainerImage.fromLock`. */
export interface FromLockOptions {
  /**
   * The path of the lock, relative to the working directory.
   * @default "images.lock.json"
   */
  readonly lockFile?: string | undefined;
}

const FROM_LOCK = "ContainerImage.fromLock";

export class LockedImage implements IContainerImage {
  readonly #reference: string;
  readonly #lockFile: string;

  constructor(reference: string, options: FromLockOptions) {
    this.#reference = parseInput(FROM_LOCK, referenceSchema, { reference }).reference;
    this.#lockFile = parseInput(FROM_LOCK, optionsSchema, options).lockFile;
  }

  public bind(scope: IConstruct): BoundImage {
    const bound = lockedIn(scope, this.#lockFile, this.#reference);
    if (bound === undefined) throw new ValidationError(FROM_LOCK, [notLockedIssue(this.#reference, this.#lockFile)]);
    return bound;
  }
}

/** The image and the digest in a lock for a reference; a placeholder while `scw-containers lock` runs the program. */
export function lockedIn(scope: IConstruct, lockFile: string, reference: string): BoundImage | undefined {
  const directory = lockingDirectory();
  if (directory !== undefined) {
    checkOutdir(scope, directory);
    return { image: reference, registrySha256: UNLOCKED };
  }
  const entry = entryIn(readLock(lockFile) ?? {}, reference);
  // `scw-containers lock --rollback` has printed this warning.
  if (entry?.image !== undefined) acknowledgeWarning(scope, "digest-without-tag");
  return entry && { image: entry.image ?? reference, registrySha256: entry.digest };
}

/** Rejects an output directory from which placeholders could be deployed. */
function checkOutdir(scope: IConstruct, directory: string): void {
  const { outdir } = App.of(scope);
  if (resolve(outdir).startsWith(`${directory}${sep}`)) return;
  const message = `is not the temporary directory of scw-containers lock, got ${displayPath(outdir)}. Use new App() without outdir.`;
  throw new ValidationError(scope.node.path, [{ code: "outdir-not-supported", path: "outdir", message }]);
}

function notLockedIssue(reference: string, lockFile: string): ValidationIssue {
  const remedy = `Run ${lockCommandLine(lockFile)}, and commit ${displayPath(lockFile)}.`;
  const message = `is not locked, got ${show(reference)}: ${reasonNotLocked(reference, lockFile)}. ${remedy}`;
  return { code: "not-locked", path: "reference", message };
}

function reasonNotLocked(reference: string, lockFile: string): string {
  const lock = readLock(lockFile);
  const file = displayPath(lockFile);
  if (lock === undefined) return `${file} does not exist`;
  const { name } = partsOf(reference);
  const tags = Object.keys(lock).filter((key) => partsOf(key).name === name);
  return tags.length === 0 ? `${file} does not contain it` : `${file} contains only ${listed(tags)}`;
}

interface ReferenceInput {
  readonly reference: string;
}

const referenceSchema = propsSchema<ReferenceInput>()({
  reference: literal(
    withCheck(imageReferenceField(), (reference) => {
      if (partsOf(reference).digest === undefined) return undefined;
      const message = "has a digest, so it needs no lock. Use ContainerImage.fromRegistry.";
      return { code: "digest-in-reference", message };
    }),
  ),
});

const optionsSchema = propsSchema<FromLockOptions>()({ lockFile: filePath().default(DEFAULT_LOCK_FILE) });
