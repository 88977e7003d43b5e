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

/** What is given up one after the other, what a reader misses least first. A 0 stands for as many as there is room for. */
const STEPS: readonly Partial<Room>[] = [
  {},
  { hasUnchanged: false },
  { valueLength: 2000 },
  { valueLength: 300 },
  { folds: 0 },
  { hasExtras: false },
  { hasGraph: false },
  { rows: 0 },
];

/**
 * The largest report that fits into a size, in bytes; nothing where even the smallest does not.
 * @param count the most that there are of anything
 */
export function fit(render: (room: Room) => string, maxBytes: number, count: number): string | undefined {
  // Each takes some bytes, so that more cannot fit whatever is left out: a report of all would only be made in vain.
  const most = Math.min(count, Math.ceil(maxBytes / 40));
  let room: Room = { ...ALL, folds: most, rows: most };
  const rooms = STEPS.map((step) => (room = { ...room, ...step }));
  // The reports get smaller from one to the next.
  const first = largestThatFits(0, rooms.length - 1, (step) => render(rooms.at(-1 - step) ?? room), maxBytes);
  if (first === undefined) return undefined;
  const index = rooms.length - 1 - first.number;
  const counted = (["folds", "rows"] as const).find((key) => STEPS[index]?.[key] === 0);
  if (counted === undefined) return first.report;
  return largestThatFits(0, most, (number) => render({ ...(rooms[index] ?? room), [counted]: number }), maxBytes)
    ?.report;
}

/** The report of the largest number that fits: a larger number makes a larger report. */
function largestThatFits(least: number, most: number, render: (number: number) => string, maxBytes: number) {
  let [low, high] = [least, most];
  let best: { readonly number: number; readonly report: string } | undefined;
  while (low <= high) {
    const number = (low + high) >> 1;
    const report = render(number);
    if (sizeOf(report) <= maxBytes) {
      best = { number, report };
      low = number + 1;
    } else high = number - 1;
  }
  return best;
}

export function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
