// The types of a review, from its zod schemas. The declarations of the package then need no declarations of zod, whose
// own ones compile in a project with Node's types only.
import * as review from "../lib/review/analysis/review-schema.ts";
import { SEVERITIES } from "../lib/review/analysis/severity.ts";
import { ACTIONS } from "../lib/review/plan/action.ts";
import * as plan from "../lib/review/plan/change-schemas.ts";

const PLAN_TYPES = {
  AttributeChange: plan.attributeChangeSchema,
  OutputChange: plan.outputChangeSchema,
  CheckResult: plan.checkResultSchema,
};
const REVIEW_TYPES = {
  Place: review.placeSchema,
  ContainerSize: review.sizeSchema,
  Cost: review.costSchema,
  CostChange: review.costChangeSchema,
  ContainerPart: review.partSchema,
  ContainerRow: review.containerSchema,
  Risk: review.riskSchema,
  ChangeDetail: review.changeSchema,
  StackSummary: review.stackSchema,
  GraphNode: review.graphNodeSchema,
  Graph: review.graphSchema,
  ReviewScope: review.scopeSchema,
  Review: review.reviewSchema,
};
// By their keys: Node loads a module twice that a script and a module import.
const keysOf = ({ shape }) => Object.keys(shape).join();
const NAMES = new Map(
  Object.entries({ ...PLAN_TYPES, ...REVIEW_TYPES }).map(([name, schema]) => [keysOf(schema), name]),
);
const HEADER = "// Written by npm run docs from the zod schemas; see scripts/review-types.mjs.";

/** The generated files with their content, before formatting. */
export const REVIEW_TYPE_FILES = {
  "lib/review/plan/changes.ts": `${HEADER}
import type { Action } from "./action";
import type { Value } from "./json";

${interfaces(PLAN_TYPES)}`,
  "lib/review/analysis/review.ts": `${HEADER}
import type { Action } from "../plan/action";
import type { AttributeChange } from "../plan/changes";
import type { Value } from "../plan/json";
import type { Markup } from "./markup";
import type { Severity } from "./severity";

${interfaces(REVIEW_TYPES)}`,
};

function interfaces(types) {
  return Object.entries(types)
    .map(([name, schema]) => `${comment(schema)}export interface ${name} ${body(schema)}`)
    .join("\n\n");
}

function body({ shape }) {
  const fields = Object.entries(shape).map(([name, field]) => {
    const isOptional = field.def.type === "optional";
    const type = typeOf(isOptional ? field.unwrap() : field);
    return `${comment(field)}readonly ${name}${isOptional ? "?" : ""}: ${type}${isOptional ? " | undefined" : ""};`;
  });
  return `{\n${fields.join("\n")}\n}`;
}

function typeOf(schema) {
  switch (schema.def.type) {
    case "object":
      return NAMES.get(keysOf(schema)) ?? body(schema);
    case "array":
      return `readonly ${parenthesized(typeOf(schema.element))}[]`;
    case "record":
      return `Readonly<Record<string, ${typeOf(schema.valueType)}>>`;
    case "enum":
      return enumType(schema.options);
    case "literal":
      return JSON.stringify(schema.value);
    case "pipe":
      return "Markup";
    case "lazy":
      return "Value";
    default:
      return schema.def.type;
  }
}

function enumType(options) {
  if (options.join() === ACTIONS.join()) return "Action";
  const known = options.filter((option) => SEVERITIES.includes(option));
  const others = options.filter((option) => !SEVERITIES.includes(option)).map((option) => JSON.stringify(option));
  return [...others, ...(known.length === 0 ? [] : ["Severity"])].join(" | ");
}

function parenthesized(type) {
  return type.includes("|") && !type.startsWith("{") ? `(${type})` : type;
}

function comment({ description }) {
  return description === undefined ? "" : `/** ${description} */\n`;
}
