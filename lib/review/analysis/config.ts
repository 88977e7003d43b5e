import { z } from "zod";
import { ValidationError, throwIfAny } from "../../base/errors";
import { partsOf } from "../../base/image-reference";
import type { Problem } from "../../base/problem";
import { show } from "../../base/show";
import { choice, nonEmpty } from "../../schema/fields";
import type { YamlDocument } from "../../yaml/documents";
import { list, mapping } from "../../yaml/fields";
import { didYouMean } from "../../base/known-fields";
import { comparePosition, issueAt, parseValue } from "../../yaml/issues";
import { readSingleDocument } from "../../yaml/single-document";
import type { Source } from "../../yaml/sources";
import type { ReviewConfig } from "./review-config";
import type { ReviewRule } from "./rule";
import { SEVERITIES } from "./severity";

const amount = (unit: string) =>
  z
    .number({ error: ({ input }) => `is not a number, got ${show(input)}. Set ${unit}.` })
    .min(0, { error: ({ input }) => `is below 0, got ${show(input)}. Set ${unit}.` });

const invalidDay = ({ input }: { readonly input?: unknown }) =>
  `is not a valid day, got ${show(input)}. Use a day such as 2027-01-31.`;
const day = z.string({ error: invalidDay }).refine(isDay, { error: invalidDay });

const invalidRegistry = ({ input }: { readonly input?: unknown }) =>
  `is not a registry or the start of a repository, got ${show(input)}. Use, for example, rg.fr-par.scw.cloud/shop.`;

const configSchema = mapping({
  severities: z
    .record(z.string(), choice([...SEVERITIES, "off"]), {
      error: "is not a map of severities. Set a severity for each risk, for example becomes-public: low.",
    })
    .optional()
    .describe("The severity by the ID of a risk; off disables the rule."),
  limits: mapping({
    floorIncreaseEur: amount("EUR a month")
      .optional()
      .describe("The largest accepted increase in the monthly cost of a stack at its smallest scale."),
    ceilingIncreaseEur: amount("EUR a month")
      .optional()
      .describe("The largest accepted increase in the monthly cost of a stack at its largest scale."),
    memoryQuotaGb: amount("GB").optional().describe("The memory quota of the organization."),
  })
    .optional()
    .describe("Thresholds of rules."),
  allowedRegistries: list(z.string({ error: invalidRegistry }).refine(isRegistry, { error: invalidRegistry }))
    .optional()
    .describe("The registries, namespaces or repositories from which containers may be deployed. Default: all."),
  accept: list(
    mapping({
      risk: nonEmpty().describe("The ID of the risk."),
      where: nonEmpty()
        .optional()
        .describe(
          "The stack, construct path, address, or STACK/ADDRESS to which the acceptance applies. Default: everywhere.",
        ),
      reason: nonEmpty().describe("The reason, which the report displays."),
      expires: day.describe("The last day of the acceptance, in UTC."),
    }),
  )
    .optional()
    .describe("Accepted risks."),
  ignoreStates: list(nonEmpty())
    .optional()
    .describe(
      "States of other projects in the same bucket or directory, which --stacks does not report: keys, paths or s3://bucket/key; * stands for any text.",
    ),
  rules: list(nonEmpty()).optional().describe("Modules with custom rules, relative to the directory of this file."),
});

/** A configuration, and the check that needs all rules. */
interface ParsedConfig {
  readonly config: ReviewConfig;
  /** @throws ValidationError if the configuration names a risk that no rule reports */
  readonly checkRisks: (rules: readonly ReviewRule[]) => void;
}

/**
 * Reads the configuration of a review.
 * @throws ValidationError with every problem and its line
 */
export function readConfig(source: Source): ParsedConfig {
  const { yaml, issues } = readSingleDocument(source);
  const parsed = yaml && parseValue(configSchema, yaml);
  throwIfAny("review", [...issues, ...(parsed?.issues ?? [])].sort(comparePosition));
  const config = parsed?.value;
  if (yaml === undefined || config === undefined) return { config: {}, checkRisks: () => undefined };
  return {
    config,
    checkRisks: (rules) => {
      checkRisks(config, yaml, rules);
    },
  };
}

function checkRisks({ severities = {}, accept = [] }: ReviewConfig, yaml: YamlDocument, rules: readonly ReviewRule[]) {
  const ids = rules.map(({ id }) => id);
  const isUnknown = (id: string) => !ids.includes(id);
  const issues = [
    ...Object.keys(severities)
      .filter(isUnknown)
      .map((id) => issueAt(yaml, ["severities", id], unknownRisk(id, ids), "key")),
    ...accept.flatMap(({ risk }, index) =>
      isUnknown(risk) ? [issueAt(yaml, ["accept", index, "risk"], unknownRisk(risk, ids))] : [],
    ),
  ];
  if (issues.length === 0) return;
  throw new ValidationError("review", issues);
}

function unknownRisk(id: string, known: readonly string[]): Problem {
  const remedy = didYouMean(id, known, `Use one of ${known.join(", ")}.`);
  return { code: "unknown-risk", message: `is not the ID of a risk, got ${show(id)}. ${remedy}` };
}

/** Whether a text is a host, such as `ghcr.io`, or the start of an image name without a tag. */
function isRegistry(text: string): boolean {
  const { name, tag, digest } = partsOf(`${text.replace(/\/$/, "")}/x`);
  return name !== undefined && tag === undefined && digest === undefined;
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The JSON Schema (draft 2020-12) of a review's configuration, for editors. */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input", target: "draft-2020-12" });
  return { $schema, title: "Configuration of scw-containers review", ...rest };
}
