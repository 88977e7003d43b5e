/** A value of this project that differs from the published one. */
export interface Difference {
  /** The value, such as `container.maxScale max`. KNOWN_DIFFERENCES uses the same text. */
  readonly what: string;
  readonly ours: string;
  readonly published: string;
  /** The package or the page, and the place in it. */
  readonly source: string;
  /** What to change, as a sentence. */
  readonly fix: string;
}

/** The result of one comparison. */
export interface Findings {
  /** What was compared: the `what` of a difference, or of a value that is the same on both sides. */
  readonly compared: readonly string[];
  readonly differences: readonly Difference[];
  /** What could not be read or compared, each as a sentence. */
  readonly unreadable: readonly string[];
}

export function joinFindings(all: readonly Findings[]): Findings {
  return {
    compared: all.flatMap(({ compared }) => compared),
    differences: all.flatMap(({ differences }) => differences),
    unreadable: all.flatMap(({ unreadable }) => unreadable),
  };
}

/** The findings of `compare`. If it throws, its message is what could not be read. */
export async function findingsOf(compare: () => Findings | Promise<Findings>): Promise<Findings> {
  try {
    return await compare();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { compared: [], differences: [], unreadable: [message] };
  }
}
