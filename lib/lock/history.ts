import { displayPath } from "../base/secret-text";
import { spawnSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { printable } from "../base/text";
import { partsOf } from "../base/image-reference";
import { UNLOCKED, parseLock, readLock, type ImageLock, type LockedImageEntry } from "../images/lock-file";
import { repositoryNamed } from "./locked-names";

/** Years of releases, read in seconds. */
const MAX_COMMITS = 1000;
const MAX_OUTPUT_BYTES = 2 ** 30;

/** Reports that git is missing or has failed. */
export class GitError extends Error {
  public override readonly name = "GitError";
}

/** A digest of an image, with the commit that introduced it. */
export interface Revision {
  readonly reference: string;
  readonly entry: LockedImageEntry;
  /** Missing for a digest that is not committed. */
  readonly commit?: Commit;
}

interface Commit {
  readonly id: string;
  readonly date: string;
  readonly author: string;
  readonly subject: string;
}

/** The digests of a repository, the newest first. */
export interface ImageHistory {
  readonly repository: string;
  readonly revisions: readonly (Revision & { readonly isCurrent: boolean })[];
}

/**
 * Reads the digests that an image has had.
 * @param name the image: its reference, or a part that only this image has
 * @throws ValidationError if the name is unknown or ambiguous
 * @throws GitError if the lock is not in a git repository
 */
export function historyOf(name: string, lockFile: string): ImageHistory {
  const lock = readLock(lockFile) ?? {};
  const repository = repositoryNamed(name, lock);
  const revisions = revisionsOf(repository, lockFile, lock);
  const isCurrent = (revision: Revision) =>
    lock[revision.reference]?.digest === revision.entry.digest &&
    revisions.find(({ reference }) => reference === revision.reference) === revision;
  return { repository, revisions: revisions.map((revision) => ({ ...revision, isCurrent: isCurrent(revision) })) };
}

/**
 * The digests of the images of a repository, the newest first.
 * @param repository for example `rg.fr-par.scw.cloud/my-registry/order-api`
 * @throws GitError if the lock is not in a git repository
 */
export function revisionsOf(repository: string, lockFile: string, current: ImageLock): Revision[] {
  const commits = commitsOf(lockFile);
  const locks = locksIn(commits, lockFile);
  const versions: { readonly lock: ImageLock | undefined; readonly commit?: Commit }[] = [
    ...commits.map((commit, index) => ({ commit, lock: locks[index] })),
    { lock: current },
  ];
  const revisions: Revision[] = [];
  let previous: ImageLock = {};
  for (const { lock, commit } of versions) {
    if (lock === undefined) continue;
    for (const [reference, entry] of Object.entries(lock)) {
      const isOther = partsOf(reference).name !== repository || entry.digest === UNLOCKED;
      if (isOther || previous[reference]?.digest === entry.digest) continue;
      revisions.push({ reference, entry, ...(commit && { commit }) });
    }
    previous = lock;
  }
  return revisions.reverse();
}

/** The commits that changed the lock, the oldest first. A merge replaces the commits that it merged: only the merge was deployed. */
function commitsOf(lockFile: string): Commit[] {
  const format = ["%H", "%cs", "%an", "%s"].join("%x00");
  const options = ["--first-parent", `--max-count=${MAX_COMMITS}`, `--format=${format}`];
  return git(lockFile, ["log", ...options, "--", basename(lockFile)])
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [id = "", date = "", author = "", subject = ""] = line.split("\0");
      return { id, date, author, subject };
    })
    .reverse();
}

/** Whether the clone has only the last commits, as in CI. */
export function isShallow(lockFile: string): boolean {
  return git(lockFile, ["rev-parse", "--is-shallow-repository"]).toString().trim() === "true";
}

/** The lock of each commit; undefined if it was deleted or is not a valid lock. One process of git reads all of them. */
function locksIn(commits: readonly Commit[], lockFile: string): (ImageLock | undefined)[] {
  const names = commits.map(({ id }) => `${id}:./${basename(lockFile)}\n`);
  const output = git(lockFile, ["cat-file", "--batch"], names.join(""));
  let position = 0;
  return names.map(() => {
    // `<id> <type> <bytes>`, or `<name> missing`
    const header = output.subarray(position, output.indexOf("\n", position)).toString();
    position += Buffer.byteLength(header) + 1;
    const bytes = / \d+$/.exec(header)?.[0];
    if (bytes === undefined) return undefined;
    const text = output.subarray(position, (position += Number(bytes))).toString();
    position++;
    try {
      return parseLock(text, lockFile);
    } catch {
      return undefined;
    }
  });
}

function git(lockFile: string, args: readonly string[], input = ""): Buffer {
  const { status, error, stdout, stderr } = spawnSync(
    "git",
    ["-C", dirname(lockFile), "--literal-pathspecs", ...args],
    { input, maxBuffer: MAX_OUTPUT_BYTES },
  );
  if (error !== undefined) {
    throw new GitError(
      `${displayPath(lockFile)}: its history is in git, which cannot be run (${error.message}). Install git.`,
    );
  }
  if (status !== 0) {
    const reason = printable(stderr.toString().trim().split("\n")[0] ?? "");
    throw new GitError(
      `${displayPath(lockFile)}: git has no history of it (${displayPath(reason)}). Commit the lock file first.`,
    );
  }
  return stdout;
}
