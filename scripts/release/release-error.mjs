/** Everything that prevents a release. */
export class ReleaseError extends Error {
  /** @param problems one line each: what is wrong, and what to do */
  constructor(problems) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

export function throwIfAny(problems) {
  if (problems.length > 0) throw new ReleaseError(problems);
}
