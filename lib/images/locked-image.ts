import { resolve, sep } from "node:path";
import type { App } from "cdktf";
import type { IConstruct } from "constructs";
import type { BoundImage, ContainerImage } from "../contracts/container-image";
import { ValidationError } from "../base/errors";
import { DEFAULT_LOCK_FILE } from "../facts/limits";
import { filePath } from "../schema/fields";
import { UNLOCKED, entryIn, lockCommandLine, readLock } from "./lock-file";
import { lockingDirectory } from "./locking";
import { partsOf } from "../base/image-reference";
import { listed } from "../base/show";
import { check, propsSchema } from "../schema/parse";
import { acknowledgeWarning } from "../terraform/warnings";

export interface FromLockOptions {
  /**
   * Where the lock is, from the folder that the program runs in.
   * @default "images.lock.json"
   */
  readonly lockFile?: string | undefined;
}

export class LockedImage implements ContainerImage {
  readonly #lockFile: string;

  constructor(
    private readonly reference: string,
    options: FromLockOptions,
  ) {
    check(WHERE, schema, options);
    const { lockFile = DEFAULT_LOCK_FILE } = options;
    this.#lockFile = lockFile;
    const { digest } = partsOf(reference);
    if (digest !== undefined) throw refusal("has a digest already, and needs no lock; use ContainerImage.fromRegistry");
  }

  public bind(scope: IConstruct): BoundImage {
    const locked = lockedIn(scope, this.#lockFile, this.reference);
    if (locked === undefined) throw refusal(missing(this.reference, this.#lockFile));
    return locked;
  }
}

/** What the lock says of an image; while images are locked, what stands for it. */
export function lockedIn(scope: IConstruct, lockFile: string, reference: string): BoundImage | undefined {
  const locking = lockingDirectory();
  if (locking !== undefined) {
    refuseOtherOutput(scope, locking);
    return { image: reference, registrySha256: UNLOCKED };
  }
  const entry = entryIn(readLock(lockFile) ?? {}, reference);
  // Who rolled back was told then.
  if (entry?.image !== undefined) acknowledgeWarning(scope, "digest-without-tag");
  return entry && { image: entry.image ?? reference, registrySha256: entry.digest };
}

/** No stack that is meant to be deployed may hold placeholders. */
function refuseOtherOutput({ node }: IConstruct, locking: string): void {
  const { outdir = "" } = node.root as Partial<App>;
  if (resolve(outdir).startsWith(`${locking}${sep}`)) return;
  const message = `is ${outdir}, and scw-containers lock needs another one; use new App() without outdir`;
  throw new ValidationError(node.path, [{ path: "outdir", message }]);
}

const WHERE = "ContainerImage.fromLock";

const schema = propsSchema<FromLockOptions>()({ lockFile: filePath().optional() });

function refusal(message: string): ValidationError {
  return new ValidationError(WHERE, [{ path: "reference", message }]);
}

function missing(reference: string, lockFile: string): string {
  const lock = readLock(lockFile);
  const remedy = `run ${lockCommandLine(lockFile)}, and commit ${lockFile}`;
  if (lock === undefined) return `there is no ${lockFile} for ${reference}; ${remedy}`;
  const { name } = partsOf(reference);
  const others = Object.keys(lock).filter((key) => partsOf(key).name === name);
  const has = others.length === 0 ? "" : `, which has ${listed(others)}`;
  return `${reference} is not in ${lockFile}${has}; ${remedy}`;
}
