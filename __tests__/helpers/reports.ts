import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ReviewLock } from "../../lib/review/analysis/lock";
import type { ReviewConfig } from "../../lib/review/analysis/review-config";
import { PlanReview, type PlanInput } from "../../lib/review/plan-review";

export const PLANS = "__tests__/review/plans";
const FORMATS = { md: "toMarkdown", txt: "toText", json: "toJson" } as const;
type Format = keyof typeof FORMATS;

/** A review that is committed: of one plan, or of several stacks. */
export interface Report {
  readonly name: string;
  readonly plans: readonly string[];
  readonly format: Format;
  readonly lock?: ReviewLock;
  readonly config?: ReviewConfig;
  readonly baseConfig?: ReviewConfig;
}

/** Of it some plans deploy what it has, and others do not. */
const LOCK: ReviewLock = {
  file: "images.lock.json",
  images: {
    "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0": { digest: `sha256:${"b".repeat(64)}` },
    "rg.fr-par.scw.cloud/my-registry/order-api:v1.6.0": {
      digest: `sha256:${"c".repeat(64)}`,
      image: "rg.fr-par.scw.cloud/my-registry/order-api:v1.5.0",
    },
  },
};

/** A configuration that hides risks in each of the three ways. */
const HIDING: ReviewConfig = {
  severities: { "domain-destroyed": "off", "trigger-replaced": "low" },
  accept: [{ risk: "url-changes", reason: "All callers use the domain, see ADR 12.", expires: "2027-01-31" }],
};

/** The name of every plan. */
export const names = readdirSync(PLANS)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.replace(/\.json$/, ""));

/** Every plan as Markdown, some in the other formats, and several stacks in one. */
export const REPORTS: readonly Report[] = [
  ...names.map((name) => ({ name, plans: [name], format: "md" as const })),
  ...["container-renamed", "new-tag-env-and-memory", "no-changes"].flatMap((name) =>
    (["txt", "json"] as const).map((format) => ({ name, plans: [name], format })),
  ),
  { name: "several-stacks", plans: ["made-public", "no-changes", "opentofu-container-renamed"], format: "md" },
  { name: "locked", plans: ["create", "new-tag-env-and-memory", "redeploy-new-digest"], format: "md", lock: LOCK },
  ...(["md", "txt", "json"] as const).map((format) => ({
    ...{ name: "silenced", plans: ["container-renamed"], format, config: HIDING },
  })),
  ...(["md", "txt"] as const).map((format) => ({
    ...{ name: "changed-config", plans: ["container-renamed"], format, config: HIDING, baseConfig: {} },
  })),
];

export function reportFile({ name, format }: Report): string {
  return `__tests__/review/reports/${name}.${format}`;
}

export function reportOf({ plans, format, lock, config, baseConfig }: Report): string {
  const isOne = plans.length === 1;
  const inputs = plans.map((plan) => planInput(plan, isOne ? "order-api" : plan));
  return PlanReview.fromPlans(inputs, { lock, config, baseConfig, today: "2027-01-01" })[FORMATS[format]]();
}

export function planInput(name: string, stack = "order-api"): PlanInput {
  return {
    stack,
    plan: readFileSync(join(PLANS, `${name}.json`)),
    stackJson: readFileSync(join(PLANS, "paths/cdk.tf.json"), "utf8"),
    apply: [`terraform -chdir=cdktf.out/stacks/${stack} apply plan`],
  };
}
