import { fit, type SizeBudget } from "../../../lib/review/report/size-budget";

const LISTS = 3;
const ALL = { rows: 3, hasGraph: true, hasExtras: true, changes: 3, valueLength: 20_000, hasUnchanged: true };

/** A report whose size is the sum of its parts; the text is its budget. */
function render(budget: SizeBudget): string {
  const { rows, hasGraph, hasExtras, changes, valueLength, hasUnchanged } = budget;
  const size =
    1000 * rows + 100 * changes + valueLength + [hasGraph, hasExtras, hasUnchanged].filter(Boolean).length * 10;
  return JSON.stringify(budget).padEnd(size);
}

test.each<readonly [maxBytes: number, lost: Partial<SizeBudget>]>([
  [23_330, {}],
  [23_329, { hasUnchanged: false }],
  [23_319, { hasUnchanged: false, valueLength: 2000 }],
  [5319, { hasUnchanged: false, valueLength: 300 }],
  [3619, { hasUnchanged: false, valueLength: 300, changes: 2 }],
  [3419, { hasUnchanged: false, valueLength: 300, changes: 0 }],
  [3319, { hasUnchanged: false, valueLength: 300, changes: 0, hasExtras: false }],
  [3309, { hasUnchanged: false, valueLength: 300, changes: 0, hasExtras: false, hasGraph: false }],
  [3299, { hasUnchanged: false, valueLength: 300, changes: 0, hasExtras: false, hasGraph: false, rows: 2 }],
  [1299, { hasUnchanged: false, valueLength: 300, changes: 0, hasExtras: false, hasGraph: false, rows: 0 }],
])("a report of %d bytes is without %j", (maxBytes, lost) => {
  expect(JSON.parse(fit(render, maxBytes, LISTS) ?? "")).toEqual({ ...ALL, ...lost });
});

test("nothing fits into less than the smallest report", () => {
  expect(fit(render, 299, LISTS)).toBeUndefined();
});

test("a report without a limit has everything", () => {
  expect(JSON.parse(fit(render, Infinity, LISTS) ?? "")).toEqual(ALL);
});
