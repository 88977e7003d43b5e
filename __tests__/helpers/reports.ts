import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PlanReview, type PlanInput } from "../../lib/review/plan-review";

export const PLANS = "__tests__/review/plans";
const FORMATS = { md: "toMarkdown", txt: "toText", json: "toJson" } as const;
type Format = keyof typeof FORMATS;

/** A review that is committed: of one plan, or of several stacks. */
export interface Report {
  readonly name: string;
  readonly plans: readonly string[];
  readonly format: Format;
}

const names = readdirSync(PLANS)
  .filter((file) => file.endsWith(".json") && file !== "cdk.tf.json")
  .map((file) => file.replace(/\.json$/, ""));

/** Every plan as Markdown, some in the other formats, and several stacks in one. */
export const REPORTS: readonly Report[] = [
  ...names.map((name) => ({ name, plans: [name], format: "md" as const })),
  ...["container-renamed", "new-tag-env-and-memory", "no-changes"].flatMap((name) =>
    (["txt", "json"] as const).map((format) => ({ name, plans: [name], format })),
  ),
  { name: "several-stacks", plans: ["made-public", "no-changes", "opentofu-container-renamed"], format: "md" },
];

export function reportFile({ name, format }: Report): string {
  return `__tests__/review/reports/${name}.${format}`;
}

export function reportOf({ plans, format }: Report): string {
  const isOne = plans.length === 1;
  return PlanReview.of(plans.map((plan) => planInput(plan, isOne ? "order-api" : plan)))[FORMATS[format]]();
}

export function planInput(name: string, stack = "order-api"): PlanInput {
  return {
    stack,
    plan: readFileSync(join(PLANS, `${name}.json`)),
    synthesized: readFileSync(join(PLANS, "cdk.tf.json"), "utf8"),
    apply: [`terraform -chdir=cdktf.out/stacks/${stack} apply plan`],
  };
}
