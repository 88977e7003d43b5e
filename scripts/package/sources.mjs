// The programs that a separate project compiles and runs against the package.
import { readFileSync } from "node:fs";

export const EXAMPLES = ["custom-container", "database", "first-container", "plain-stack", "secrets", "queue-worker"];

/** The types of the review that users write; the others are what it returns. */
const REVIEW_INPUTS = [
  "Acceptance",
  "Config",
  "Finding",
  "ImageLock",
  "PlanInput",
  "PlanReviewOptions",
  "TextReportOptions",
];

/** The files of the project, for a package and its engine. */
export function programs(name, engine) {
  return {
    "testing.ts": testingProgram(name, engine),
    "review.ts": reviewProgram(name),
    "strict.ts": strictProgram(name),
  };
}

const testingProgram = (name, engine) => `
import { App } from "${engine}";
import { ScalewayStack } from "${name}";
import { plaintextSecrets, resources, synth, warnings } from "${name}/testing";
const stack = new ScalewayStack(new App(), "empty", { region: "fr-par" });
const json = synth(stack);
if (resources(json, "scaleway_container").length + plaintextSecrets(json).length + warnings(stack).length > 0) throw new Error("not empty");
`;

const reviewProgram = (name) => `
import { PlanReview, RULES, markup, type Rule } from "${name}/review";
const rule: Rule = { ...RULES[0]!, id: "none", *check({ plan }) { yield { what: markup\`stack \${plan.stack}\` }; } };
const { risks } = PlanReview.fromPlans([{ stack: "empty", plan: '{"format_version":"1.2","resource_changes":[]}' }], { rules: [rule] }).review;
if (String(risks[0]?.what) !== "stack empty") throw new Error("no risk");
`;

/** Assigns undefined to every optional property of the types that users write. The API reports list these types. */
function strictProgram(name) {
  const report = readFileSync("api/index.api.md", "utf8");
  const types = Array.from(report.matchAll(/^export (?:interface|type) (\w+)/gm), ([, type]) => `library.${type}`);
  const inputs = [...types, ...REVIEW_INPUTS.map((type) => `review.${type}`)];
  return `
import type * as library from "${name}";
import type * as review from "${name}/review";
export type * from "${name}/testing";
export type * from "${name}/provider/container";
// Does not compile if a declaration loads @types/node.
declare global { var process: "not the one of Node"; }
type WithUndefined<T> = T extends string ? T : T extends unknown ? { [K in keyof T]: {} extends Pick<T, K> ? T[K] | undefined : T[K] } : never;
function accepts<T>(_: T): void {}
${inputs.map((type) => `accepts<${type}>({} as WithUndefined<${type}>);`).join("\n")}
`;
}
