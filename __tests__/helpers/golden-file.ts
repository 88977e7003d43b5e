import { readFileSync, writeFileSync } from "node:fs";

/** Compares text with a committed file; `jest --ci=false --updateSnapshot` rewrites the file instead. */
export function expectGolden(file: string, text: string): void {
  if (isUpdating()) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

function isUpdating(): boolean {
  const { snapshotState } = expect.getState() as { readonly snapshotState?: { readonly _updateSnapshot?: string } };
  return snapshotState?._updateSnapshot === "all";
}
