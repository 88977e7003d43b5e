/** The environment variable that makes a program use placeholders for the digests of its images. */
export const LOCKING = "SCW_CONTAINERS_LOCKING";

let ownDirectory: string | undefined;

/** The directory that stacks are synthesized to while `scw-containers lock` reads their images. */
export function lockingDirectory(): string | undefined {
  const directory = process.env[LOCKING];
  return ownDirectory ?? (directory === "" ? undefined : directory);
}

/** Calls a function that synthesizes stacks of this process to a directory, with placeholders for digests. */
export function withLocking<T>(directory: string, act: () => T): T {
  ownDirectory = directory;
  try {
    return act();
  } finally {
    ownDirectory = undefined;
  }
}
