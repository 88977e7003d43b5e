/** The parts of a review that a report displays. */
export interface SizeBudget {
  /** The longest part of each table and list. */
  readonly rows: number;
  readonly hasGraph: boolean;
  /** Whether drift, outputs and checks are listed. */
  readonly hasExtras: boolean;
  /** The number of changes with their attributes. */
  readonly changes: number;
  /** The number of characters of a value. */
  readonly valueLength: number;
  /** Whether unchanged resources are listed. */
  readonly hasUnchanged: boolean;
}

const VALUE_LENGTHS = [300, 2000, 20_000] as const;
const MIN_ROW_BYTES = 40;

/**
 * The largest report that fits into a size; `undefined` if even the smallest does not.
 * @param longestList the length of the longest list in the review
 */
export function fit(render: (budget: SizeBudget) => string, maxBytes: number, longestList: number): string | undefined {
  // More rows cannot fit: rendering them would take time for nothing.
  const rows = Math.min(longestList, Math.ceil(maxBytes / MIN_ROW_BYTES));
  let [low, high] = [0, lastStep(rows)];
  if (maxBytes === Infinity) return render(budgetAt(high, rows));
  let largest: string | undefined;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const report = render(budgetAt(middle, rows));
    if (Buffer.byteLength(report) <= maxBytes) {
      largest = report;
      low = middle + 1;
    } else high = middle - 1;
  }
  return largest;
}

function lastStep(rows: number): number {
  return rows + 1 + 1 + rows + (VALUE_LENGTHS.length - 1) + 1;
}

/** The budget of a step. Every step displays more than the one before it, and what readers need most comes first. */
function budgetAt(step: number, maxRows: number): SizeBudget {
  let left = step;
  const take = (most: number): number => {
    const taken = Math.min(left, most);
    left -= taken;
    return taken;
  };
  return {
    rows: take(maxRows),
    hasGraph: take(1) === 1,
    hasExtras: take(1) === 1,
    changes: take(maxRows),
    valueLength: VALUE_LENGTHS[take(VALUE_LENGTHS.length - 1)] ?? VALUE_LENGTHS[0],
    hasUnchanged: take(1) === 1,
  };
}
