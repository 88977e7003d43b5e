import { spawnSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { printable } from "../base/errors";
import { UNLOCKED, parseLock, type ImageLock, type LockedImageEntry } from "../images/lock-file";
import { partsOf } from "../base/image-reference";

/** Commits that are looked at, the newest first: years of releases, read in seconds. */
const MOST_COMMITS = 1000;

/** git is not there, or failed. */
export class GitError extends Error {}

/** A digest that the lock had of an image, from the commit on that brought it. */
export interface Revision {
  readonly reference: string;
  readonly entry: LockedImageEntry;
  /** The commit; nothing for what is not committed. */
  readonly commit?: Commit;
}

interface Commit {
  readonly id: string;
  readonly date: string;
  readonly author: string;
  readonly subject: string;
}

/**
 * The digests that the images of a repository have had, the newest first.
 * @param repository as `rg.fr-par.scw.cloud/my-registry/order-api`
 * @throws GitError when the lock is in no repository of git
 */
export function revisionsOf(repository: string, lockFile: string, current: ImageLock): Revision[] {
  const versions: { readonly lock: ImageLock; readonly commit?: Commit }[] = [
    ...commitsOf(lockFile).flatMap((commit) => {
      const lock = lockIn(commit, lockFile);
      return lock === undefined ? [] : { commit, lock };
    }),
    { lock: current },
  ];
  const revisions: Revision[] = [];
  let before: ImageLock = {};
  for (const { lock, commit } of versions) {
    for (const [reference, entry] of Object.entries(lock)) {
      const isOther = partsOf(reference).name !== repository || entry.digest === UNLOCKED;
      if (isOther || before[reference]?.digest === entry.digest) continue;
      revisions.push({ reference, entry, ...(commit && { commit }) });
    }
    before = lock;
  }
  return revisions.reverse();
}

/** The commits that changed the lock, the oldest first; a merge in place of those that it merged, as that is what was deployed. */
function commitsOf(lockFile: string): Commit[] {
  const format = ["%H", "%cs", "%an", "%s"].join("%x00");
  const options = ["--first-parent", `--max-count=${MOST_COMMITS}`, `--format=${format}`];
  const log = git(lockFile, "log", ...options, "--", basename(lockFile));
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [id = "", date = "", author = "", subject = ""] = line.split("\0");
      return { id, date, author, subject };
    })
    .reverse();
}

/** Whether git has only the last commits here, as in CI. */
export function isShallow(lockFile: string): boolean {
  return git(lockFile, "rev-parse", "--is-shallow-repository").trim() === "true";
}

/** The lock as a commit has it; nothing where it was taken away, or is none. */
function lockIn({ id }: Commit, lockFile: string): ImageLock | undefined {
  try {
    return parseLock(git(lockFile, "show", `${id}:./${basename(lockFile)}`), lockFile);
  } catch {
    return undefined;
  }
}

function git(lockFile: string, ...args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(
    "git",
    ["-C", dirname(lockFile), "--literal-pathspecs", ...args],
    {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  if (error !== undefined)
    throw new GitError(`git cannot be run (${error.message}); the history of ${lockFile} is in it`);
  if (status !== 0)
    throw new GitError(
      `git has no history of ${lockFile}, which has to be committed: ${printable(stderr.trim().split("\n")[0] ?? "")}`,
    );
  return stdout;
}
