import { z } from "zod";
import { ValidationError, type ValidationIssue } from "../../base/errors";
import { list, mapping } from "../../yaml/fields";
import type { Source } from "../../yaml/sources";
import { parseDocuments } from "../../yaml/documents";
import { byPlace, issueAt, issuesOf, nearest } from "../../yaml/issues";
import { show } from "../../base/show";
import { choice, nonEmpty } from "../../schema/fields";
import type { ReviewConfig } from "./review-config";
import type { ReviewRule } from "./rule";
import { SEVERITIES } from "./severity";

const amount = (what: string) =>
  z
    .number({ error: ({ input }) => `${show(input)} is no number; write ${what}` })
    .min(0, { error: ({ input }) => `${show(input)} is below 0; write ${what}` });

const day = z.string({ error: ({ input }) => `${show(input)} is no day; write one as 2027-01-31` }).refine(isDay, {
  error: ({ input }) => `${show(input)} is no day of the calendar; write one as 2027-01-31`,
});

const configSchema = mapping({
  severities: z
    .record(z.string(), choice([...SEVERITIES, "off"]), {
      error: "write a severity for each risk, as becomes-public: low",
    })
    .optional()
    .describe("The severity of a risk, or off."),
  limits: mapping({
    floorIncreaseEur: amount("EUR a month")
      .optional()
      .describe("How much more a stack may cost a month at its smallest scale."),
    ceilingIncreaseEur: amount("EUR a month").optional().describe("How much more it may cost at its largest scale."),
    memoryQuotaGb: amount("GB").optional().describe("The memory that the organization may use."),
  })
    .optional()
    .describe("What rules compare with."),
  accept: list(
    mapping({
      risk: nonEmpty().describe("The id of the risk."),
      where: nonEmpty()
        .optional()
        .describe("The construct path, address or stack that it is accepted for; all where it is left out."),
      reason: nonEmpty().describe("Why it is accepted: it stands in the report."),
      expires: day.describe("The last day on which it is accepted, in UTC."),
    }),
  )
    .optional()
    .describe("Risks that are known and taken."),
  rules: list(nonEmpty()).optional().describe("Modules with rules of one's own, from the folder of the configuration."),
});

/** A configuration that was read, and how to tell what is wrong with it at its place. */
interface ReadConfig {
  readonly config: ReviewConfig;
  /** @throws ValidationError when it names risks that none of the rules has */
  readonly checkRisks: (rules: readonly ReviewRule[]) => void;
}

/**
 * Reads the configuration of a review.
 * @throws ValidationError with every problem of it, each at its line
 */
export function readConfig(source: Source): ReadConfig {
  // A file of comments alone changes nothing.
  if ("bytes" in source && /^(\s*(#.*)?(\n|$))*$/.test(Buffer.from(source.bytes).toString())) {
    return { config: {}, checkRisks: () => undefined };
  }
  const { documents, issues } = parseDocuments(source);
  const [yaml, ...more] = documents;
  const problems = [
    ...issues,
    ...more.map((each) => issueAt(each, [], "is a second document; write one")),
    ...(yaml === undefined ? [] : issuesOf(configSchema, yaml)),
  ];
  if (yaml === undefined || problems.length > 0) throw new ValidationError("review", problems.sort(byPlace));
  const config: ReviewConfig = yaml.value as z.infer<typeof configSchema>;
  const checkRisks = (rules: readonly ReviewRule[]) => {
    const known = rules.map(({ id }) => id);
    const named = [
      ...Object.keys(config.severities ?? {}).map((id) => [id, ["severities", id], "key"] as const),
      ...(config.accept ?? []).map(({ risk }, index) => [risk, ["accept", index, "risk"], undefined] as const),
    ];
    const unknown = named.filter(([id]) => !known.includes(id));
    if (unknown.length === 0) return;
    throw new ValidationError(
      "review",
      unknown.map(([id, path, part]): ValidationIssue => issueAt(yaml, path, riskProblem(id, known), part)),
    );
  };
  return { config, checkRisks };
}

function riskProblem(id: string, known: readonly string[]): string {
  const meant = nearest(id, known);
  return `${show(id)} is no risk that a rule finds; ${meant === undefined ? `write one of ${known.join(", ")}` : `did you mean ${meant}?`}`;
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
