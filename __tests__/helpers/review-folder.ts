import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runCli } from "./run-cli";

/** The folder of the recorded plans. */
export const plans = resolve("__tests__/review/plans");
/** The path of a recorded plan. */
export const fixture = (name: string) => join(plans, `${name}.json`);
export const review = (...args: string[]) => runCli("review", ...args);
/** The folder of the test. */
export let folder: string;

/** Runs each test of a file in a new folder, and restores the environment after it. */
export function useReviewFolder(): void {
  const environment = { ...process.env };
  const cwd = process.cwd();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "review-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
    process.env = { ...environment };
  });
}
