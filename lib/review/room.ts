/** How much of a review a report has room for. */
export interface Room {
  /** Whether what does not change is listed. */
  readonly hasUnchanged: boolean;
  /** The most characters of a value. */
  readonly valueLength: number;
  /** The most changes that are told in full. */
  readonly folds: number;
  /** Whether drift, outputs and checks are listed. */
  readonly hasExtras: boolean;
  readonly hasGraph: boolean;
  /** The most rows of each table and list. */
  readonly rows: number;
}

const ALL: Room = {
  hasUnchanged: true,
  valueLength: 20_000,
  folds: Infinity,
  hasExtras: true,
  hasGraph: true,
  rows: Infinity,
};

/** What is given up one after the other, what a reader misses least first. */
const STEPS: readonly Partial<Room>[] = [
  {},
  { hasUnchanged: false },
  { valueLength: 2000 },
  { valueLength: 300 },
  { folds: NaN },
  { hasExtras: false },
  { hasGraph: false },
  { rows: NaN },
];

/**
 * The largest report that fits into a size, in bytes. A number that is NaN in a step stands for as many as there is room for.
 * @param count the most that there are of anything
 */
export function fit(render: (room: Room) => string, maxBytes: number, count: number): string | undefined {
  // Each takes some bytes, so that more cannot fit whatever is left out: a report of all would only be made in vain.
  const most = Math.min(count, Math.ceil(maxBytes / 40));
  let room: Room = { ...ALL, folds: most, rows: most };
  for (const step of STEPS) {
    const open = (Object.keys(step) as (keyof Room)[]).find((key) => Number.isNaN(step[key]));
    room = { ...room, ...step };
    if (open === undefined) {
      const report = render(room);
      if (sizeOf(report) <= maxBytes) return report;
    } else {
      const found = mostThatFits(most, (number) => render({ ...room, [open]: number }), maxBytes);
      if (found !== undefined) return found;
      room = { ...room, [open]: 0 };
    }
  }
  return undefined;
}

function mostThatFits(most: number, render: (number: number) => string, maxBytes: number): string | undefined {
  let [low, high] = [0, most];
  let best: string | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const report = render(middle);
    if (sizeOf(report) <= maxBytes) {
      best = report;
      low = middle + 1;
    } else high = middle - 1;
  }
  return best;
}

export function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
