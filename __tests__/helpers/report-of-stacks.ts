import { review } from "./review-folder";

/** The parts of a JSON report that the tests of stacks read. */
export interface StacksReport {
  readonly severity: string;
  readonly risks: readonly { readonly id: string; readonly stack: string; readonly what: string }[];
  readonly stacks: readonly {
    readonly name: string;
    readonly changes: { readonly delete: number };
    readonly planSha256?: string;
  }[];
  readonly verdict: string;
}

export async function reportOfStacks(): Promise<StacksReport> {
  const { out, err } = await review("--stacks", "--format", "json");
  expect(err).toBe("");
  return JSON.parse(out) as StacksReport;
}

export const risksIn = ({ risks }: StacksReport) => risks.map(({ id, stack }) => `${id} ${stack}`);
